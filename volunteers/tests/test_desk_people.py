"""The list of people, one screen to register, and the page of a person."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from base.models import Area, User
from base.vocabulary import Stage, slot
from volunteers.actions import change_stage, change_team, end_early
from volunteers.models import Person, PersonRole, StageChange
from volunteers.scopes import reading_as

from . import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


def everyone() -> list[Person]:
    with scopes_disabled():
        return list(Person.objects.select_related("conditions", "area"))


def edit_data(client: Client, person: Person, **changes: Any) -> dict[str, Any]:
    """What the browser would send from the page of edits, with `changes` typed into it."""
    page = client.get(reverse("desk_person_edit", args=[person.public_id]))
    data: dict[str, Any] = {"seen": page.context["seen"]}
    for form in (page.context["form"], page.context["conditions"]):
        for field in form:
            value = field.value()
            if value not in (None, "", False, []):
                data[field.html_name] = "on" if value is True and field.widget_type == "checkbox" else value
    return data | changes


def test_a_name_to_call_them_by_is_enough(client: Client, owner: User) -> None:
    response = client.post(reverse("desk_person_new"), {"call_name": "はる"})
    (person,) = everyone()
    assert response["Location"] == reverse("desk_person", args=[person.public_id])
    assert (person.call_name, person.main_supporter, person.stage) == ("はる", owner, Stage.CONTACT)
    assert person.conditions.max_hours_now is None
    assert person.conditions.cold_ok is None
    assert person.conditions.slots is None
    with scopes_disabled():
        assert list(person.team.all()) == [owner]
        assert StageChange.objects.get().actor == owner


def test_everything_that_was_told_is_kept(client: Client, owner: User) -> None:
    area = Area.objects.first()
    assert area
    client.post(
        reverse("desk_person_new"),
        {
            "call_name": "はる",
            "own_words": "体を動かしたい",
            "roles": ["seeker", "volunteer"],
            "stage": "1",
            "area": area.pk,
            "phone": "０１５４－００－００１２",
            "birth_date": "S55.3.1",
            "max_hours_now": "１２",
            "slots": [str(slot(0, 0)), str(slot(2, 1))],
            "lift_kg": "十",
            "cold_ok": "false",
            "noise_stress": "2",
            "travel_modes": ["1", "4"],
            "needs_accompaniment": "1",
            "wish_company": "2",
            "available_from": "令和8年12月1日",
        },
    )
    (person,) = everyone()
    known = person.conditions
    assert (person.stage, person.area, person.phone) == (1, area, "0154000012")
    assert str(person.birth_date) == "1980-03-01"
    assert (known.max_hours_now, known.lift_kg, known.slots) == (12, 10, slot(0, 0) | slot(2, 1))
    assert (known.cold_ok, known.heights_ok, known.noise_stress, known.crowd_stress) == (False, None, 2, None)
    assert (known.travel_modes, known.needs_accompaniment, known.wish_company) == (5, 1, 2)
    assert str(known.available_from) == "2026-12-01"
    with scopes_disabled():
        assert {role.kind for role in person.roles.all()} == {"seeker", "volunteer"}


def test_the_same_form_posted_twice_makes_one_person(client: Client, owner: User) -> None:
    data = {"call_name": "はる", "posted_token": str(uuid.uuid4())}
    first, second = (client.post(reverse("desk_person_new"), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(everyone()) == 1


def test_a_form_with_a_spoilt_token_still_registers(client: Client, owner: User) -> None:
    assert (
        client.post(reverse("desk_person_new"), {"call_name": "はる", "posted_token": "?"}).status_code == 302
    )


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("call_name", "　", "呼び名を入れてください"),
        ("call_name", "\u200b\u3000", "呼び名を入れてください"),
        ("call_name", "\u3164", "呼び名を入れてください"),
        ("max_hours_now", "１６９", "1週間は168時間"),
        ("max_minutes_continuous", "1441", "1,440分"),
        ("lift_kg", "-3", "0"),
        ("birth_date", "平成32年1月1日", "令和2年"),
        ("birth_date", "2199-01-01", "まだ来ていない日付"),
        ("available_from", "あした", ""),
        ("phone", "12", ""),
    ],
)
def test_what_was_typed_wrong_comes_back_with_the_reason_beside_it(
    client: Client, owner: User, field: str, typed: str, reason: str
) -> None:
    response = client.post(
        reverse("desk_person_new"), {"call_name": "はる", "own_words": "消えないことば", field: typed}
    )
    assert response.status_code == 200
    assert everyone() == []
    forms = (response.context["form"], response.context["conditions"])
    errors = [error for form in forms for error in form.errors.get(field, [])]
    assert errors
    assert reason in errors[0]
    page = response.content.decode()
    assert errors[0] in page
    assert "消えないことば" in page
    assert typed.strip() in page


def test_one_screen_holds_every_condition(client: Client, owner: User) -> None:
    scene.partner()
    page = client.get(reverse("desk_person_new"), follow=True)
    html = page.content.decode()
    for field in page.context["conditions"]:
        assert f'name="{field.html_name}"' in html, field.html_name
    for field in page.context["form"]:
        assert f'name="{field.html_name}"' in html, field.html_name


def test_registering_is_one_click_from_every_page_of_the_desk(client: Client, owner: User) -> None:
    for address in (reverse("wagtailadmin_home"), reverse("desk_people"), reverse("desk_progress")):
        page = client.get(address).content.decode()
        assert reverse("desk_person_new") in page


def test_edits_are_saved(client: Client, owner: User) -> None:
    person = scene.person(
        owner, conditions={"cold_ok": True, "avoid_partners": [scene.partner("避けたい店")]}
    )
    address = reverse("desk_person_edit", args=[person.public_id])
    response = client.post(
        address, edit_data(client, person, call_name="なぎさ", lift_kg="", crowd_stress="3")
    )
    assert response.status_code == 302
    (person,) = everyone()
    assert person.call_name == "なぎさ"
    assert (person.conditions.lift_kg, person.conditions.crowd_stress) == (None, 3)
    assert (person.conditions.cold_ok, person.conditions.max_hours_now) == (True, 6)
    assert [str(partner) for partner in person.conditions.avoid_partners.all()] == ["避けたい店"]


def test_an_edit_does_not_overwrite_what_a_colleague_wrote_meanwhile(client: Client, owner: User) -> None:
    person = scene.person(owner)
    address = reverse("desk_person_edit", args=[person.public_id])
    mine = edit_data(client, person, strengths="わたしが書いたこと")
    client.post(address, edit_data(client, person, strengths="同僚が書いたこと"))
    response = client.post(address, mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert "ほかの職員がこのページを変えました" in page
    assert "わたしが書いたこと" in page
    assert everyone()[0].strengths == "同僚が書いたこと"
    again = client.post(address, mine | {"seen": response.context["seen"]})
    assert again.status_code == 302
    assert everyone()[0].strengths == "わたしが書いたこと"


def test_the_stage_changes_with_one_click_and_keeps_its_history(client: Client, owner: User) -> None:
    person = scene.person(owner, stage=Stage.OPEN_PART)
    address = reverse("desk_person_stage", args=[person.public_id])
    page = client.get(reverse("desk_person", args=[person.public_id])).content.decode()
    assert address in page
    client.post(address, {"stage": Stage.VOLUNTEER.value, "seen": Stage.OPEN_PART.value})
    assert everyone()[0].stage == Stage.VOLUNTEER
    with scopes_disabled():
        change = StageChange.objects.last()
    assert change
    assert (change.from_stage, change.to_stage, change.actor) == (Stage.OPEN_PART, Stage.VOLUNTEER, owner)


def test_a_stage_that_a_colleague_changed_is_not_changed_unseen(client: Client, owner: User) -> None:
    person, colleague = scene.person(owner), scene.chief()
    with reading_as(colleague):
        change_stage(person, Stage.IBASHO, actor=colleague)
    address = reverse("desk_person_stage", args=[person.public_id])
    response = client.post(address, {"stage": Stage.VOLUNTEER.value, "seen": Stage.CONTACT.value})
    assert response.status_code == 409
    assert colleague.shown_name in response.content.decode()
    assert everyone()[0].stage == Stage.IBASHO


def test_the_same_stage_posted_twice_is_one_change(client: Client, owner: User) -> None:
    person = scene.person(owner)
    address = reverse("desk_person_stage", args=[person.public_id])
    for _ in range(2):
        assert client.post(address, {"stage": 2, "seen": 0}).status_code == 302
    with scopes_disabled():
        assert StageChange.objects.count() == 2  # the registration and this one


@pytest.mark.parametrize("data", [{}, {"stage": "99", "seen": "0"}, {"stage": "x", "seen": "0"}])
def test_a_stage_that_does_not_exist_changes_nothing(
    client: Client, owner: User, data: dict[str, str]
) -> None:
    person = scene.person(owner)
    assert client.post(reverse("desk_person_stage", args=[person.public_id]), data).status_code == 302
    assert everyone()[0].stage == Stage.CONTACT


def test_own_words_and_strengths_stand_before_anything_else(client: Client, owner: User) -> None:
    person = scene.person(owner, own_words="外に出たい", strengths="手先が器用")
    page = client.get(reverse("desk_person", args=[person.public_id])).content.decode()
    places = [page.index(text) for text in ("外に出たい", "手先が器用", "ステージの記録", "はたらく条件")]
    assert places == sorted(places)
    assert reverse("desk_openings_for_person", args=[person.public_id]) in page


def test_the_history_says_who_and_when(client: Client, owner: User) -> None:
    person = scene.person(owner)
    scene.working(person, scene.opening(owner), owner)
    response = client.get(reverse("desk_person", args=[person.public_id]))
    events = response.context["events"]
    assert [event.what for event in events][:2] == ["活動中", "合意・開始前"]
    assert {event.who for event in events} == {owner.shown_name}
    assert owner.shown_name in response.content.decode()


def test_a_role_is_added(client: Client, owner: User) -> None:
    person = scene.person(owner)
    address = reverse("desk_person_role", args=[person.public_id])
    for kind in ("supporter", "supporter", "king"):
        client.post(address, {"kind": kind})
    with scopes_disabled():
        assert sorted(PersonRole.objects.values_list("kind", flat=True)) == ["seeker", "supporter"]


def test_a_colleague_let_onto_the_team_reads_the_person(client: Client, owner: User) -> None:
    person, colleague = scene.person(owner), scene.coordinator("colleague")
    address = reverse("desk_person_team", args=[person.public_id])
    client.post(address, {"main_supporter": owner.pk, "team": [owner.pk, colleague.pk]})
    client.force_login(colleague)
    assert client.get(reverse("desk_person", args=[person.public_id])).status_code == 200


def test_a_person_can_be_handed_over(client: Client, owner: User) -> None:
    person, colleague = scene.person(owner), scene.coordinator("colleague")
    address = reverse("desk_person_team", args=[person.public_id])
    response = client.post(address, {"main_supporter": colleague.pk, "team": []})
    assert response["Location"] == reverse("desk_people")
    assert everyone()[0].main_supporter == colleague
    assert client.get(reverse("desk_person", args=[person.public_id])).status_code == 404


def test_nobody_from_outside_the_desk_gets_onto_a_team(client: Client, owner: User) -> None:
    person, editor = scene.person(owner), scene.editor()
    address = reverse("desk_person_team", args=[person.public_id])
    response = client.post(address, {"main_supporter": owner.pk, "team": [owner.pk, editor.pk]})
    assert response.status_code == 200
    assert response.context["team_form"].errors
    with scopes_disabled():
        assert list(person.team.all()) == [owner]


def test_the_list_shows_the_longest_wait_first(client: Client, owner: User) -> None:
    busy, later, first = (scene.person(owner, name) for name in ("動きあり", "あとから", "さいしょ"))
    scene.suggested(busy, scene.opening(owner), owner)
    with scopes_disabled():
        Person.objects.filter(pk=first.pk).update(registered_at="2026-01-05T10:00:00+09:00")
    names = [person.call_name for person in client.get(reverse("desk_people")).context["page"]]
    assert names == ["さいしょ", "あとから", "動きあり"]
    assert later in everyone()


def test_waiting_counts_from_the_end_of_the_last_work(client: Client, owner: User) -> None:
    person = scene.person(owner)
    with scopes_disabled():
        Person.objects.update(registered_at="2026-01-05T10:00:00+09:00")
    placement = scene.working(person, scene.opening(owner), owner)
    ended = placement.begun_on
    assert ended
    with reading_as(owner):
        end_early(placement, actor=owner, on=ended, end_reason="health")
    (shown,) = client.get(reverse("desk_people")).context["page"]
    assert shown.waiting_since == ended


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"stage": "2"}, ["なぎ"]),
        ({"role": "volunteer"}, ["なぎ"]),
        ({"mine": "on"}, ["はる"]),
        ({"stage": "0"}, ["はる"]),
        ({"stage": "nonsense"}, ["はる", "なぎ"]),
        ({"area": "no-such-place"}, ["はる", "なぎ"]),
    ],
)
def test_filters_narrow_the_list(
    client: Client, owner: User, filters: dict[str, str], found: list[str]
) -> None:
    colleague = scene.coordinator("colleague")
    scene.person(owner, "はる")
    theirs = scene.person(colleague, "なぎ", stage=2, roles=["volunteer"])
    with reading_as(colleague):
        change_team(theirs, add=[owner])
    page = client.get(reverse("desk_people"), filters).context["page"]
    assert {person.call_name for person in page} == set(found)


def test_the_list_is_narrowed_by_area(client: Client, owner: User) -> None:
    here, there = Area.objects.all()[:2]
    scene.person(owner, "ここ", area=here)
    scene.person(owner, "あちら", area=there)
    page = client.get(reverse("desk_people"), {"area": there.code}).context["page"]
    assert [person.call_name for person in page] == ["あちら"]


@pytest.mark.parametrize("typed", ["みなと", "ミナト", "ﾐﾅﾄ", "港の"])
def test_a_name_is_found_in_any_spelling_and_stays_out_of_the_address(
    client: Client, owner: User, typed: str
) -> None:
    scene.person(owner, "みなと", family_name="港の")
    scene.person(owner, "はる")
    response = client.post(reverse("desk_people"), {"name": typed})
    assert [person.call_name for person in response.context["page"]] == ["みなと"]
    assert 'method="post"' in response.content.decode()


def test_a_search_finds_nobody_of_others(client: Client, owner: User) -> None:
    scene.person(scene.coordinator("colleague"), "みなと")
    response = client.post(reverse("desk_people"), {"name": "みなと"})
    assert list(response.context["page"]) == []


@pytest.mark.parametrize("page", ["0", "99", "x", ""])
def test_a_page_number_that_does_not_exist_still_shows_people(client: Client, owner: User, page: str) -> None:
    scene.person(owner, "はる")
    assert "はる" in client.get(reverse("desk_people"), {"p": page}).content.decode()


@pytest.mark.parametrize("sent", ["²", "9" * 20, "9" * 5000, "-1"])
@pytest.mark.parametrize("name", ["slots", "avoid_partners"])
def test_a_box_that_was_never_offered_brings_the_form_back_filled(
    client: Client, owner: User, name: str, sent: str
) -> None:
    page = client.post(reverse("desk_person_new"), {"call_name": "みほんさん", name: [sent]})
    assert page.status_code == 200
    assert page.context["conditions"].errors[name]
    assert page.context["form"]["call_name"].value() == "みほんさん"
    assert everyone() == []


def test_a_colleague_who_cannot_exist_is_refused_and_the_team_stays(client: Client, owner: User) -> None:
    client.post(reverse("desk_person_new"), {"call_name": "みほんさん"})
    [person] = everyone()
    page = client.post(
        reverse("desk_person_team", args=[person.public_id]),
        {"main_supporter": owner.pk, "team": ["9" * 20]},
    )
    assert page.status_code == 200
    with scopes_disabled():
        assert list(person.team.all()) == [owner]
