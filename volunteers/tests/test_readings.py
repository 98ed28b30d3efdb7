"""Every reading of somebody's record is written down before anything is shown, and an emergency is answered for."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from base import audit
from base.models import AuditEntry, AuditSubject, User
from base.states import AlreadyMoved
from volunteers import actions, urls
from volunteers.jobs import tell_chiefs_of_emergency
from volunteers.models import EmergencyAccess, Person
from volunteers.scopes import reading_as
from volunteers.tests import asking, scene
from volunteers.wording import SCREENS

pytestmark = pytest.mark.django_db

REASON = "電話で「もう終わりにしたい」と言って切れた。"


@pytest.fixture
def owner() -> User:
    return scene.coordinator("owner")


@pytest.fixture
def person(owner: User) -> Person:
    return scene.person(owner, "みなと", family_name="渡邊", given_name="航", phone="0154001234")


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def read_by(user: User) -> list[tuple[str, str, set[tuple[int, str]]]]:
    return [
        (entry.action, entry.what, set(entry.subjects.values_list("person_id", "why")))
        for entry in AuditEntry.objects.filter(actor=user)
    ]


def test_opening_a_page_is_written_down(desk: Client, owner: User, person: Person) -> None:
    desk.get(reverse("desk_person", args=[person.public_id]))
    assert read_by(owner) == [("view", "desk_person", {(person.pk, "team")})]


def test_a_list_names_everybody_on_it_and_nobody_else(desk: Client, owner: User, person: Person) -> None:
    second = scene.person(owner, "あさひ")
    scene.person(scene.coordinator("stranger"), "よその人")
    desk.get(reverse("desk_people"))
    assert read_by(owner) == [("list", "desk_people", {(person.pk, "team"), (second.pk, "team")})]


def test_a_search_is_written_down_even_when_it_finds_nobody(
    desk: Client, owner: User, person: Person
) -> None:
    desk.post(reverse("desk_people"), {"name": "渡辺"})
    desk.post(reverse("desk_people"), {"name": "いない人"})
    assert read_by(owner) == [
        ("search", "desk_people", {(person.pk, "team")}),
        ("search", "desk_people", set()),
    ]


def test_writing_is_told_from_reading(desk: Client, owner: User, person: Person) -> None:
    desk.post(reverse("desk_person_stage", args=[person.public_id]), {"stage": 1, "seen": 0})
    assert read_by(owner) == [("change", "desk_person_stage", {(person.pk, "team")})]


def test_a_chief_reads_as_chief_and_on_the_team_as_team(client: Client, person: Person) -> None:
    chief = scene.chief()
    own = scene.person(chief, "あさひ")
    client.force_login(chief)
    client.get(reverse("desk_person", args=[person.public_id]))
    client.get(reverse("desk_person", args=[own.public_id]))
    assert read_by(chief) == [
        ("view", "desk_person", {(person.pk, "chief")}),
        ("view", "desk_person", {(own.pk, "team")}),
    ]


def test_the_first_page_of_the_desk_is_a_reading_too(desk: Client, owner: User, person: Person) -> None:
    desk.get("/admin/")
    assert ("list", "today_at_the_desk", {(person.pk, "team")}) in read_by(owner)


def test_matches_and_placements_lead_to_their_person(desk: Client, owner: User, person: Person) -> None:
    placement = scene.working(person, scene.opening(owner), owner)
    desk.get(reverse("desk_placement", args=[placement.pk]))
    desk.get(reverse("desk_match", args=[placement.match_id]))
    desk.get(reverse("desk_progress"))
    assert [people for _action, _what, people in read_by(owner)] == [{(person.pk, "team")}] * 3


def without_the_table_of_the_log() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE base_auditsubject RENAME TO base_auditsubject_away")


@pytest.mark.parametrize("screen", ["desk_person", "desk_person_edit", "desk_openings_for_person"])
def test_nothing_is_shown_when_the_log_cannot_be_written(desk: Client, person: Person, screen: str) -> None:
    address = reverse(screen, args=[person.public_id])
    assert desk.get(address).status_code == 200
    without_the_table_of_the_log()
    shown = desk.get(address)
    assert shown.status_code == 503
    for secret in ("みなと", "渡邊", "0154"):
        assert secret not in shown.content.decode()
    assert "記録をいま書けない" in shown.content.decode()


def test_the_first_page_shows_nobody_when_the_log_cannot_be_written(desk: Client, person: Person) -> None:
    without_the_table_of_the_log()
    desk.raise_request_exception = False
    shown = desk.get("/admin/")
    assert shown.status_code == 500
    assert "みなと" not in shown.content.decode()


def test_somebody_off_the_team_finds_nothing_and_leaves_no_reading(client: Client, person: Person) -> None:
    stranger = scene.coordinator("stranger")
    client.force_login(stranger)
    assert client.get(reverse("desk_person", args=[person.public_id])).status_code == 404
    assert read_by(stranger) == []


def test_the_person_can_be_given_a_list_of_who_looked(desk: Client, owner: User, person: Person) -> None:
    desk.get(reverse("desk_person", args=[person.public_id]))
    page = desk.get(reverse("desk_person_readers", args=[person.public_id])).content.decode()
    assert owner.shown_name in page
    assert "その人のページ" in page
    assert "担当チーム" in page


def test_every_screen_about_people_has_a_name_in_that_list() -> None:
    reading_nobody = {"desk_person_new", "desk_consultation_new"}
    reading_nobody |= {
        "desk_enquiries",
        "desk_enquiry",
        "desk_enquiry_step",
        "desk_enquiry_need",
    }  # of employers
    assert {pattern.name for pattern in urls.urlpatterns} - reading_nobody <= set(SCREENS)


# ── emergencies ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stranger(client: Client) -> User:
    stranger = scene.coordinator("stranger")
    client.force_login(stranger)
    return stranger


def opened(client: Client, who: str, **answers: str) -> Any:
    return client.post(
        reverse("desk_emergency"), {"who": who, "reason": REASON, "is_danger": "on", **answers}, follow=True
    )


@pytest.mark.parametrize("who", ["渡辺航", "みなと", "0154-00-1234", "０１５４００１２３４"])
def test_in_an_emergency_a_record_opens_for_a_day(
    client: Client, stranger: User, person: Person, who: str
) -> None:
    page = opened(client, who).content.decode()
    assert "緊急の閲覧として開いています" in page
    assert client.get(reverse("desk_person", args=[person.public_id])).status_code == 200
    assert ("break_glass", "desk_emergency", {(person.pk, "emergency")}) in read_by(stranger)
    assert ("view", "desk_person", {(person.pk, "emergency")}) in read_by(stranger)
    EmergencyAccess._base_manager.update(
        until=EmergencyAccess._base_manager.get().opened_at.replace(year=2030)
    )
    with reading_as(stranger):
        assert Person.objects.count() == 1


def test_after_a_day_it_is_closed_again(client: Client, stranger: User, person: Person) -> None:
    opened(client, "みなと")
    row = EmergencyAccess._base_manager.get()
    EmergencyAccess._base_manager.update(
        opened_at=row.opened_at - dt.timedelta(days=2), until=row.until - dt.timedelta(days=2)
    )
    assert client.get(reverse("desk_person", args=[person.public_id])).status_code == 404


def test_it_opens_one_record_and_no_other(
    client: Client, stranger: User, owner: User, person: Person
) -> None:
    other = scene.person(owner, "あさひ")
    opened(client, "みなと")
    assert client.get(reverse("desk_person", args=[other.public_id])).status_code == 404


@pytest.mark.parametrize("who", ["みな", "渡辺", "わた", "1234", "いない人", "　"])
def test_a_few_letters_are_not_enough(client: Client, stranger: User, person: Person, who: str) -> None:
    page = opened(client, who)
    assert EmergencyAccess._base_manager.count() == 0
    assert REASON in page.content.decode()  # what was typed is still there


def test_two_people_of_one_name_give_nothing_away(
    client: Client, stranger: User, owner: User, person: Person
) -> None:
    scene.person(owner, "みなと")
    several = opened(client, "みなと").content.decode()
    nobody = opened(client, "いない人").content.decode()
    sentence = "お一人に決まりませんでした"
    assert sentence in several
    assert sentence in nobody


@pytest.mark.parametrize(
    "answers", [{"reason": ""}, {"reason": "短い"}, {"reason": "\u3000" * 20}, {"is_danger": ""}]
)
def test_it_takes_a_reason_and_danger(
    client: Client, stranger: User, person: Person, answers: dict[str, str]
) -> None:
    opened(client, "みなと", **answers)
    assert EmergencyAccess._base_manager.count() == 0


def test_every_try_is_written_down(client: Client, stranger: User, person: Person) -> None:
    opened(client, "いない人")
    assert read_by(stranger) == [("break_glass", "desk_emergency", set())]


def test_the_chiefs_are_told_without_a_word_about_anybody(
    client: Client, stranger: User, person: Person
) -> None:
    chief = scene.chief()
    User.objects.filter(pk=chief.pk).update(email="chief@example.com")
    opened(client, "みなと")
    tell_chiefs_of_emergency.func(EmergencyAccess._base_manager.get().pk)
    [letter] = mail.outbox
    assert letter.to == ["chief@example.com"]
    for secret in ("みなと", "渡邊", person.public_id, REASON):
        assert secret not in letter.subject + letter.body


def test_a_chief_sees_it_first_thing_and_answers_for_having_looked(
    client: Client, stranger: User, person: Person
) -> None:
    opened(client, "みなと")
    chief = scene.chief()
    client.force_login(chief)
    assert REASON in client.get("/admin/").content.decode()
    emergency = EmergencyAccess._base_manager.get()
    client.post(reverse("desk_emergency_seen", args=[emergency.pk]))
    emergency.refresh_from_db()
    assert emergency.seen_by == chief
    assert REASON not in client.get("/admin/").content.decode()
    with pytest.raises(AlreadyMoved):
        actions.look_at_emergency(emergency, actor=scene.chief("second"))


def test_nobody_looks_at_their_own(owner: User, person: Person) -> None:
    emergency = actions.open_in_emergency(person, actor=owner, reason=REASON)
    with pytest.raises(ValidationError, match="別の方"):
        actions.look_at_emergency(emergency, actor=owner)


def test_a_coordinator_cannot_look_in_a_chiefs_place(client: Client, stranger: User, person: Person) -> None:
    opened(client, "みなと")
    emergency = EmergencyAccess._base_manager.get()
    assert client.post(reverse("desk_emergency_seen", args=[emergency.pk])).status_code == 404
    emergency.refresh_from_db()
    assert emergency.seen_by is None


def test_what_the_desk_leaves_behind_is_a_whole_log(desk: Client, person: Person) -> None:
    for _ in range(3):
        desk.get(reverse("desk_person", args=[person.public_id]))
    assert list(audit.faults()) == []
    assert AuditSubject.objects.filter(person_id=person.pk).count() == 3


def test_who_read_the_request_before_stands_in_the_list_once_they_are_registered(
    desk: Client, owner: User, person: Person
) -> None:
    stranger = scene.coordinator("early")
    asked, other = asking.written(text="家賃のこと"), asking.written(text="ほかの方のこと")
    for request in (asked, other):
        early = Client()
        early.force_login(stranger)
        early.get(reverse("desk_consultation", args=[request.receipt]))
    readers = reverse("desk_person_readers", args=[person.public_id])
    assert stranger.shown_name not in desk.get(readers).content.decode()
    with reading_as(owner):
        actions.take_consultation(asked, actor=owner)
    desk.post(reverse("desk_consultation_link", args=[asked.receipt]), {"number": person.public_id})
    lines = [line for line in desk.get(readers).context["lines"] if line["who"] == stranger.shown_name]
    assert [(line["what"], str(line["why"])) for line in lines] == [("新しい相談", "相談が届いていたため")]
    linked = [line for line in desk.get(readers).context["lines"] if line["did"] == "記入・変更"]
    assert len(linked) == 1  # the entry of the linking itself, which names both, is not counted twice
