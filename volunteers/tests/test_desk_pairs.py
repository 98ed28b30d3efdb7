"""Openings for a person, people for an opening: reasons in words, nobody ranked, nothing guessed."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled
from wagtail import hooks

from base import clock
from base.models import User
from volunteers.matching import TITLES
from volunteers.models import Match, Person
from volunteers.views.reasons import ASKED_OF_PERSON

from . import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


def openings_page(client: Client, person: Person) -> str:
    return client.get(reverse("desk_openings_for_person", args=[person.public_id])).content.decode()


def test_each_opening_says_what_speaks_for_it(client: Client, owner: User) -> None:
    scene.opening(owner, title="座ってできる網の手入れ", lift_kg=3)
    page = openings_page(client, scene.person(owner))
    assert "座ってできる網の手入れ" in page
    assert "3kg" in page
    assert "合う点" in page


def test_what_is_close_to_the_heart_is_read_before_limits(client: Client, owner: User) -> None:
    scene.opening(owner, title="動物の世話", lift_kg=1, stand_minutes=5, interests=4)
    person = scene.person(owner, conditions={"interests": 4, "stand_minutes": 60})
    response = client.get(reverse("desk_openings_for_person", args=[person.public_id]))
    (card,) = response.context["free"]
    codes = [said.code for said in (*card.told.first, *card.told.rest)]
    assert codes[0] == "interests"
    assert set(codes) == {said.code for said in card.pair.speaks_for}
    assert codes.index("interests") < codes.index("lift")


def test_what_is_blocked_is_folded_at_the_end_with_its_block(client: Client, owner: User) -> None:
    scene.opening(owner, title="重い荷物", lift_kg=20)
    scene.opening(owner, title="軽い作業", lift_kg=1)
    page = openings_page(client, scene.person(owner, conditions={"lift_kg": 5}))
    assert page.index("軽い作業") < page.index("いまは支障があるもの") < page.index("重い荷物")
    assert "20kg" in page


def test_bands_are_words_and_never_numbers(client: Client, owner: User) -> None:
    scene.opening(owner)
    response = client.get(reverse("desk_openings_for_person", args=[scene.person(owner).public_id]))
    (card,) = response.context["free"]
    assert str(card.band) in {"よく合う", "相談して", "むずかしい"}
    assert str(card.band) in response.content.decode()
    desk = response.content.decode().split('<div class="desk">')[1]
    assert str(card.pair.score) not in desk


def test_what_is_not_known_is_said_with_a_link_to_fill_it_in(client: Client, owner: User) -> None:
    scene.opening(owner, lift_kg=10)
    person = scene.person(owner, conditions={"lift_kg": None})
    page = openings_page(client, person)
    field = f"{reverse('desk_person_edit', args=[person.public_id])}#field-lift_kg"
    assert field in page
    edit = client.get(reverse("desk_person_edit", args=[person.public_id])).content.decode()
    assert 'id="field-lift_kg"' in edit


def test_every_link_to_fill_something_in_leads_to_a_field(client: Client, owner: User) -> None:
    person = scene.person(owner)
    edit = client.get(reverse("desk_person_edit", args=[person.public_id])).content.decode()
    for names in ASKED_OF_PERSON.values():
        for name in names:
            assert f'id="field-{name}"' in edit, name


def test_what_the_employer_has_not_said_leads_to_the_opening(client: Client, owner: User) -> None:
    opening = scene.opening(owner, lift_kg=None)
    page = openings_page(client, scene.person(owner, conditions={"lift_kg": 3}))
    assert reverse("desk_opening_edit", args=[opening.pk]) in page


def test_one_click_puts_the_two_side_by_side(client: Client, owner: User) -> None:
    opening, person = scene.opening(owner), scene.person(owner)
    assert reverse("desk_suggest") in openings_page(client, person)
    response = client.post(reverse("desk_suggest"), {"person": person.public_id, "opening": opening.pk})
    with scopes_disabled():
        match = Match.objects.get()
    assert response["Location"] == reverse("desk_match", args=[match.pk])
    assert (match.person, match.opening, match.owner, match.state) == (person, opening, owner, "suggested")
    assert match.reasons


def test_the_same_thought_twice_is_one_match(client: Client, owner: User) -> None:
    opening, person = scene.opening(owner), scene.person(owner)
    data = {"person": person.public_id, "opening": opening.pk}
    first, second = (client.post(reverse("desk_suggest"), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    with scopes_disabled():
        assert Match.objects.count() == 1


def test_a_live_match_is_shown_in_place_of_the_button(client: Client, owner: User) -> None:
    opening, person = scene.opening(owner), scene.person(owner)
    match = scene.suggested(person, opening, owner)
    page = openings_page(client, person)
    assert reverse("desk_match", args=[match.pk]) in page
    assert reverse("desk_suggest") not in page


@pytest.mark.parametrize(("person", "opening"), [("", ""), ("K7F3-Q9TM", "1"), ("?", "x"), ("", "9" * 40)])
def test_a_suggestion_of_nobody_or_nothing_is_not_found(
    client: Client, owner: User, person: str, opening: str
) -> None:
    assert client.post(reverse("desk_suggest"), {"person": person, "opening": opening}).status_code == 404


def test_people_stand_in_the_order_of_registration(client: Client, owner: User) -> None:
    opening = scene.opening(owner, interests=1)
    with clock.happened_at(timezone.now() - dt.timedelta(days=50)):
        first = scene.person(owner, "さきに来た人", conditions={"interests": 4, "max_hours_now": 3})
    second = scene.person(owner, "よく合う人", conditions={"interests": 1})
    response = client.get(reverse("desk_people_for_opening", args=[opening.pk]))
    people = [card.pair.person for card in response.context["free"]]
    assert people == [first, second]
    assert "喜んでくれそうな人" in response.content.decode()


def test_only_seekers_and_volunteers_are_thought_of(client: Client, owner: User) -> None:
    opening = scene.opening(owner)
    scene.person(owner, "支える人", roles=["supporter"])
    page = client.get(reverse("desk_people_for_opening", args=[opening.pk])).content.decode()
    assert "支える人" not in page


def test_the_openings_desk_links_here_for_those_who_support_people(owner: User) -> None:
    opening = scene.opening(owner)
    (link,) = [
        action for hook in hooks.get_hooks("opening_desk_actions") for action in _asked(hook, owner, opening)
    ]
    assert link == ("喜んでくれそうな人", reverse("desk_people_for_opening", args=[opening.pk]))
    assert [
        a for h in hooks.get_hooks("opening_desk_actions") for a in _asked(h, scene.editor(), opening)
    ] == []


def _asked(hook: Callable[..., list[tuple[str, str]]], user: User, opening: object) -> list[tuple[str, str]]:
    request = type("Request", (), {"user": user})()
    return hook(request, opening)


@pytest.mark.parametrize("side", ["openings", "people"])
def test_queries_do_not_grow_with_the_rows(client: Client, owner: User, side: str) -> None:
    opening, person = scene.opening(owner), scene.person(owner)
    address = (
        reverse("desk_openings_for_person", args=[person.public_id])
        if side == "openings"
        else reverse("desk_people_for_opening", args=[opening.pk])
    )
    client.get(address)
    counted = _queries(client, address)
    scene.suggested(person, opening, owner)
    for number in range(2):
        more = scene.person(owner, f"人{number}")
        scene.suggested(more, opening, owner)
        scene.suggested(person, scene.opening(owner, host=scene.partner(f"会社{number}")), owner)
    assert _queries(client, address) <= counted


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def beside(client: Client, person: Person, *openings: int) -> HttpResponse:
    page = reverse("desk_openings_beside", args=[person.public_id])
    return client.get(page, {"opening": openings}, follow=True)


def test_two_openings_stand_side_by_side_with_what_is_said_of_each(client: Client, owner: User) -> None:
    light, heavy = (
        scene.opening(owner, title="軽い作業", lift_kg=1),
        scene.opening(owner, title="重い荷物", lift_kg=20),
    )
    person = scene.person(owner, conditions={"lift_kg": 5})
    response = beside(client, person, light.pk, heavy.pk)
    (row,) = [row for row in response.context["rows"] if row["title"] == TITLES["lift"]]
    assert [cell.verdict for cell in row["cells"]] == ["for", "block"]
    page = response.content.decode()
    assert page.index("軽い作業") < page.index("重い荷物")


@pytest.mark.parametrize("number", [0, 1, 5])
def test_one_or_five_are_not_put_side_by_side(client: Client, owner: User, number: int) -> None:
    openings = [scene.opening(owner, title=f"仕事{at}").pk for at in range(number)]
    page = beside(client, scene.person(owner), *openings).content.decode()
    assert "二つから四つの仕事に印をつけてから、並べてください。" in page
