"""Forgetting: found by the calendar, asked for by one, approved by another, gone everywhere; the figures stay."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from base import clock
from base.audit import faults
from base.models import AuditEntry, User
from base.sealing.fields import sealed_fields
from base.states import MoveRefused
from partners.models import NeedNews
from volunteers import actions, disposals
from volunteers.forgetting import WAYS
from volunteers.models import (
    DisclosureRecord,
    DisposalRecord,
    ErasureCase,
    Match,
    Person,
    Placement,
    RetentionHold,
    RetentionRule,
)
from volunteers.models.placements import EndReason
from volunteers.scopes import reading_as
from volunteers.terms import due_people, in_force, months_before
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2019, 5, 13, 10, 0, tzinfo=dt.UTC)
SECRET = "けすべき"


@pytest.fixture(autouse=True)
def kept_list(settings: Any, tmp_path: Path) -> Path:
    settings.DISPOSALS_KEPT = tmp_path / "disposals.jsonl"
    return tmp_path / "disposals.jsonl"


@pytest.fixture
def owner() -> User:
    return scene.coordinator("owner")


@pytest.fixture
def chief() -> User:
    return scene.chief()


@pytest.fixture
def person(owner: User, chief: User) -> Person:
    """Somebody whose whole way was written down long ago, with a canary in every column that takes words."""
    with clock.happened_at(LONG_AGO):
        who = scene.person(
            owner,
            f"{SECRET}名",
            registered_at=LONG_AGO,
            **dict.fromkeys(
                ("family_name", "given_name", "contact_hours", "own_words", "strengths", "address"), SECRET
            ),
            birth_date=dt.date(1987, 6, 5),
            phone="0154-00-9876",
            benefit_status="receiving",
        )
        on = LONG_AGO.date()
        placement = scene.working(who, scene.opening(owner), owner, since=on)
        with reading_as(chief):
            actions.clear_block(placement.match, "lift", actor=chief, reason=SECRET)
            actions.review(placement, actor=owner, held_on=on, decision="continue", person_words=SECRET)
            actions.end_early(placement, actor=owner, on=on, end_reason=EndReason.HEALTH, note=SECRET)
            actions.open_in_emergency(who, actor=chief, reason=SECRET)
            actions.note_request(who, actor=owner, kind="see", asked_on=on, words=SECRET)
            actions.keep_address_apart(who, actor=owner, address=SECRET)
            actions.name_reader(who, actor=chief, reader=owner, reason=SECRET)
        with reading_as(owner):
            actions.open_secret_address(who, actor=owner, reason=SECRET)
    return who


def erase(person: Person, owner: User, chief: User) -> DisposalRecord:
    with reading_as(owner):
        actions.ask_erasure(person, actor=owner, ground="due", words=SECRET)
    with reading_as(chief):
        return actions.approve_erasure(person, actor=chief)


def opened_words() -> str:
    """Every word of every sealed column of the database, opened, and every row as it is."""
    said = []
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        sealed = [field.attname for field in sealed_fields(model)]
        for row in model._base_manager.all():
            said += [str(getattr(row, name)) for name in sealed]
            said += [str(value) for name, value in row.__dict__.items() if name not in (*sealed, "_state")]
    return "\n".join(said)


# --- nothing is forgotten about forgetting --------------------------------------------------------------------------


def leads_to_a_person() -> set[tuple[type[models.Model], str]]:
    """(model, column) of everything that points at a person, or at something that does."""
    about = {Person}
    found: set[tuple[type[models.Model], str]] = set()
    grew = True
    while grew:
        grew = False
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.local_fields:
                if field.is_relation and field.related_model in about and (model, field.name) not in found:
                    found.add((model, field.name))
                    grew = True
                    about.add(model)
    return found


def test_every_way_to_a_person_has_an_answer() -> None:
    answered = {way.model for way in WAYS}
    missing = {
        f"{model._meta.label}.{column}" for model, column in leads_to_a_person() if model not in answered
    }
    assert missing == set(), "say in volunteers/forgetting.py what becomes of these"


def test_every_sealed_column_of_a_row_that_stays_is_emptied(person: Person, owner: User, chief: User) -> None:
    erase(person, owner, chief)
    staying = {way.model for way in WAYS if way.becomes != "deleted"}
    for model in staying:
        for row in model._base_manager.all():
            for field in sealed_fields(model):
                assert getattr(row, field.attname) in ("", None, [], {}, "消去済み", "unknown", "other"), (
                    field
                )


# --- what the calendar finds ----------------------------------------------------------------------------------------


def test_the_table_begins_with_proposals_that_wait_to_be_confirmed() -> None:
    rules = in_force()
    assert (rules["case_files"].months, rules["registers"].months, rules["requests"].months) == (60, 24, 12)
    assert {rule.confirmed_on for rule in rules.values()} == {None}


def test_a_later_line_holds_from_its_day() -> None:
    RetentionRule.objects.create(
        what="case_files",
        months=120,
        basis="own",
        source="見本",
        valid_from=clock.today() + dt.timedelta(days=1),
    )
    assert in_force()["case_files"].months == 60
    assert in_force(clock.today() + dt.timedelta(days=1))["case_files"].months == 120


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 3, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2026, 1, 15), 60, dt.date(2021, 1, 15)),
        (dt.date(2026, 12, 31), 1, dt.date(2026, 11, 30)),
    ],
)
def test_months_back(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_before(day, months) == expected


def test_the_calendar_finds_who_is_past_the_term_and_erases_nothing(person: Person, owner: User) -> None:
    recent = scene.person(owner, "あたらしい")
    assert [found.pk for found, _last in due_people(clock.today())] == [person.pk]
    assert (actions.list_due(clock.today()), actions.list_due(clock.today())) == (1, 0)
    assert [case.person_id for case in ErasureCase._base_manager.all()] == [person.pk]
    assert Person._base_manager.filter(erased_at=None).count() == 2
    assert recent.pk


def test_the_term_counts_from_the_last_contact_to_the_day(person: Person) -> None:
    RetentionRule.objects.update(valid_from=dt.date(2020, 4, 1))
    last = next(last for _found, last in due_people(clock.today()))
    due_on = dt.date(last.year + 5, last.month, last.day)
    assert due_people(due_on - dt.timedelta(days=1)) == []
    assert len(due_people(due_on)) == 1


def test_who_comes_again_is_off_the_list(person: Person, owner: User) -> None:
    actions.list_due(clock.today())
    with reading_as(owner):
        actions.update_conditions(Person.objects.get(), max_hours_now=3)
    actions.list_due(clock.today())
    assert not ErasureCase._base_manager.exists()


def test_who_is_at_work_is_never_due(owner: User) -> None:
    with clock.happened_at(LONG_AGO):
        scene.working(scene.person(owner, "ずっと"), scene.opening(owner), owner, since=LONG_AGO.date())
    assert due_people(clock.today()) == []


# --- two people -----------------------------------------------------------------------------------------------------


def test_who_asks_does_not_approve(person: Person, chief: User) -> None:
    with reading_as(chief):
        actions.ask_erasure(person, actor=chief, ground="due")
        with pytest.raises(MoveRefused):
            actions.approve_erasure(person, actor=chief)
    assert Person._base_manager.get().erased_at is None


def test_a_coordinator_does_not_approve(person: Person, owner: User) -> None:
    with reading_as(owner):
        actions.ask_erasure(person, actor=owner, ground="due")
    with pytest.raises(PermissionDenied):
        actions.approve_erasure(person, actor=scene.coordinator("other"))


def test_nothing_goes_that_nobody_asked_for(person: Person, chief: User) -> None:
    actions.list_due(clock.today())
    with pytest.raises(MoveRefused):
        actions.approve_erasure(person, actor=chief)


def test_a_hold_keeps_it_until_a_chief_ends_it(person: Person, owner: User, chief: User) -> None:
    with reading_as(owner):
        actions.ask_erasure(person, actor=owner, ground="due")
        actions.hold(person, actor=owner, reason="裁判の資料になるかもしれない")
    with pytest.raises(MoveRefused):
        actions.approve_erasure(person, actor=chief)
    with pytest.raises(PermissionDenied):
        actions.end_hold(person, actor=owner)
    actions.end_hold(person, actor=chief)
    actions.approve_erasure(person, actor=chief)
    assert not RetentionHold._base_manager.exists()


def test_what_is_going_on_is_brought_to_its_end_first(owner: User) -> None:
    who = scene.person(owner, "いま")
    scene.suggested(who, scene.opening(owner), owner)
    with reading_as(owner), pytest.raises(MoveRefused):
        actions.ask_erasure(who, actor=owner, ground="wish")


# --- the erasure ----------------------------------------------------------------------------------------------------


def test_no_word_is_left_anywhere(person: Person, owner: User, chief: User) -> None:
    before = opened_words()
    assert SECRET in before
    number, sketches = person.public_id, NeedNews.objects.exclude(sketch={}).count()
    assert sketches
    erase(person, owner, chief)
    left = opened_words()
    for word in (SECRET, "0154009876", "1987-06-05", "0154-00-9876", number, "やってみたい", "浜さん"):
        assert word not in left, word
    assert not NeedNews.objects.exclude(sketch={}).exists()


def test_only_the_month_is_left_of_a_date(person: Person, owner: User, chief: User) -> None:
    erase(person, owner, chief)
    placement = Placement._base_manager.get()
    assert (placement.begun_on, placement.ended_on) == (dt.date(2019, 5, 1), dt.date(2019, 5, 1))
    assert timezone.localtime(Person._base_manager.get().registered_at).day == 1
    with scopes_disabled():
        for model in (Person, Match, Placement):
            for row in model._base_manager.all():
                row.validate_constraints()


def test_nobody_finds_them_any_more(person: Person, owner: User, chief: User) -> None:
    erase(person, owner, chief)
    with reading_as(chief):
        for model in (Person, Match, Placement):
            assert not model.objects.exists()


def test_it_is_logged_without_the_data(person: Person, owner: User, chief: User) -> None:
    record = erase(person, owner, chief)
    assert (record.asked_by, record.approved_by, record.ground) == (owner, chief, "due")
    assert record.counts["placements"] == 1
    assert SECRET not in json.dumps([record.counts, record.mark])
    last = AuditEntry.objects.last()
    assert last
    assert (last.action, last.what, last.actor) == ("erase", "erasure", chief)
    assert list(faults()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        DisposalRecord.objects.all().delete()


def test_an_erasure_that_breaks_half_way_has_not_happened(
    person: Person, owner: User, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened_words()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE volunteers_disposalrecord RENAME TO away")
    with pytest.raises(DatabaseError), transaction.atomic():
        erase(person, owner, chief)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE away RENAME TO volunteers_disposalrecord")
    assert opened_words() == before


# --- after a restore ------------------------------------------------------------------------------------------------


def test_what_came_back_with_an_old_backup_goes_again(
    person: Person,
    owner: User,
    chief: User,
    kept_list: Path,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    number = person.public_id
    sid = transaction.savepoint()
    erase(person, owner, chief)
    disposals.write_kept()
    transaction.savepoint_rollback(
        sid
    )  # the older backup: the person is back, and the record of the erasure is not
    assert Person._base_manager.get().public_id == number
    assert not DisposalRecord.objects.exists()
    assert number not in kept_list.read_text()
    call_command("reapply_disposals", "--from", str(kept_list))
    assert SECRET not in opened_words()
    assert DisposalRecord.objects.count() == 1
    call_command("reapply_disposals", "--from", str(kept_list))
    assert DisposalRecord.objects.count() == 1


def test_the_kept_list_loses_no_line_to_an_older_database(kept_list: Path) -> None:
    line = {"mark": "m", "at": "2026-01-01", "ground": "due", "asked_by": None, "approved_by": None}
    kept_list.write_text(json.dumps(line) + "\n")
    assert disposals.write_kept() == 1
    assert disposals.lines_of_file(kept_list) == [line]
    assert kept_list.stat().st_mode & 0o077 == 0


# --- the screens ----------------------------------------------------------------------------------------------------


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_the_list_to_the_end_by_two_people(person: Person, owner: User, chief: User) -> None:
    actions.list_due(clock.today())
    listed = desk_of(chief).get(reverse("desk_retention")).content.decode()
    assert person.public_id in listed
    step = lambda name: reverse("desk_record_step", args=[person.public_id, name])  # noqa: E731
    desk_of(owner).post(step("ask"), {"ground": "due"})
    page = desk_of(chief).get(reverse("desk_record", args=[person.public_id])).content.decode()
    assert "完全に消す" in page
    wrong = desk_of(chief).post(step("approve"), {"number": "AAAA-AAAA"})
    assert "この記録の番号ではありません" in wrong.content.decode()
    assert Person._base_manager.get().erased_at is None
    done = desk_of(chief).post(step("approve"), {"number": person.public_id.lower()}, follow=True)
    assert "残っているのは数だけ" in done.content.decode()
    assert Person._base_manager.get().erased_at
    assert desk_of(chief).get(reverse("desk_person", args=[person.public_id])).status_code == 404


def test_the_table_is_for_chiefs(owner: User) -> None:
    assert desk_of(owner).get(reverse("desk_retention")).status_code == 404
    assert desk_of(owner).post(reverse("desk_retention_requests")).status_code == 404
    assert desk_of(scene.editor()).get(reverse("desk_retention")).status_code in (403, 404)


def test_a_stranger_finds_no_such_record(person: Person) -> None:
    desk = desk_of(scene.coordinator("stranger"))
    assert desk.get(reverse("desk_record", args=[person.public_id])).status_code == 404
    for name in ("ask", "hold", "approve", "own"):
        address = reverse("desk_record_step", args=[person.public_id, name])
        assert desk.post(address, {"reason": "しりたいから", "ground": "wish"}).status_code == 404
    assert not ErasureCase._base_manager.exists()


def test_a_wish_about_the_record_is_noted_and_answered(person: Person, owner: User) -> None:
    desk = desk_of(owner)
    step = reverse("desk_record_step", args=[person.public_id, "own"])
    desk.post(step, {"kind": "correct", "asked_on": "2026年4月1日", "words": "生年月日がちがう"})
    asked = person.own_requests.model._base_manager.get(kind="correct")
    answer = reverse("desk_record_step", args=[person.public_id, "answer"])
    desk.post(answer, {"pk": asked.pk, "answered_on": "2026年4月2日", "answer": "なおしました"})
    asked.refresh_from_db()
    assert (asked.answered_on, asked.answer) == (dt.date(2026, 4, 2), "なおしました")


# --- in the records of others ---------------------------------------------------------------------------------------


@pytest.fixture
def told(person: Person, owner: User) -> DisclosureRecord:
    """Somebody else agreed that `person`, who volunteers, is told something; and it was told."""
    other = scene.person(owner, "ほかの方")
    given = scene.consent(
        other, owner, purpose="companion", agency="", volunteer=person, fields=["call_name"]
    )
    actions.share(
        given, actor=owner, purpose="companion", partner=None, way="paper", what="desk_consent_print"
    )
    return DisclosureRecord._base_manager.get()


def test_a_volunteers_name_goes_from_what_others_agreed_to(
    told: DisclosureRecord, person: Person, owner: User, chief: User
) -> None:
    assert (SECRET in told.recipient_name, SECRET in told.consent.form_text) == (True, True)
    record = erase(person, owner, chief)
    assert record.counts["records of what they were told of others"] == 1
    assert SECRET not in opened_words()
    left = DisclosureRecord._base_manager.get()
    assert (left.recipient_name, left.shown, left.at) == ("消去済み", told.shown, told.at)


def test_nothing_else_of_what_was_told_can_be_changed_even_then(
    told: DisclosureRecord, person: Person, owner: User, chief: User
) -> None:
    for column in ("recipient_name", "reason"):
        setattr(told, column, "書きかえ")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            told.save(update_fields=[column])
    erase(person, owner, chief)
    told.refresh_from_db()
    told.reason = "書きかえ"
    for columns in (["reason"], ["reason", "recipient_name"]):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            told.save(update_fields=columns)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DisclosureRecord._base_manager.update(at=timezone.now())
