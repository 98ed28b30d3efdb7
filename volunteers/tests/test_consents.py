"""What people agreed to have told leaves; nothing else does, and not a second longer."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from base import audit, clock, keyring
from base.keyring import Ring, new_key
from base.models import AuditEntry, User
from base.sealing.rotation import left_to_do
from base.states import AlreadyMoved, MoveRefused
from partners.models import NeedNews, Partner
from volunteers import actions
from volunteers.actions import NotShared
from volunteers.consent_forms import READY, letter_text
from volunteers.models import ConsentRecord, DisclosureRecord, Person
from volunteers.models.consents import (
    KIND_OF,
    SPECIAL_CARE,
    ConsentState,
    Purpose,
    RecipientKind,
    Shareable,
    may_be_told,
)
from volunteers.models.people import BenefitStatus
from volunteers.scopes import reading_as
from volunteers.sheets import CONDITIONS, told_of
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

TOKYO = timezone.get_default_timezone()
LAST_DAY = dt.date(2026, 12, 31)
TOLD_ON_SCREEN = {"way": "screen", "what": "shared_sheet"}


@pytest.fixture
def owner() -> User:
    return scene.coordinator("owner")


@pytest.fixture
def host() -> Partner:
    return scene.partner("みほん水産")


@pytest.fixture
def person(owner: User) -> Person:
    known = {"phone": "0154001234", "own_words": "朝がすき", "benefit_status": BenefitStatus.RECEIVING}
    return scene.person(
        owner, "みなと", family_name="渡邊", given_name="航", birth_date=dt.date(1987, 6, 5), **known
    )


def shared_with(consent: ConsentRecord, host: Partner, by: User, **changed: Any) -> actions.Sheet:
    return actions.share(
        consent, **({"actor": by, "purpose": "work", "partner": host, **TOLD_ON_SCREEN} | changed)
    )


def moment(day: dt.date, *clock_time: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(*clock_time), TOKYO)


# --- the door -------------------------------------------------------------------------------------------------------


def test_what_was_agreed_is_shared_and_written_down_twice(person: Person, owner: User, host: Partner) -> None:
    consent, reader = scene.consent(person, owner, partner=host), scene.member_of(host)
    sheet = shared_with(consent, host, reader)
    terms = {row["code"] for row in sheet.rows}
    assert terms == {"call_name", "time"}
    assert "みなと" in str(sheet.rows)
    for kept_back in ("渡邊", "航", "0154", "1987", "朝がすき", "5 kg"):
        assert kept_back not in str(sheet.rows)
    record = DisclosureRecord._base_manager.get()
    assert (record.person, record.consent, record.actor, record.basis) == (person, consent, reader, "consent")
    assert (record.recipient_name, record.fields, record.shown) == (
        "みほん水産",
        ["call_name", "time"],
        sheet.rows,
    )
    entry = AuditEntry.objects.get(action="share")
    assert (entry.actor, entry.what) == (reader, "shared_sheet")
    assert list(entry.subjects.values_list("person_id", "why")) == [(person.pk, "consent")]


def test_nothing_is_shared_a_second_after_the_last_day(person: Person, owner: User, host: Partner) -> None:
    reader = scene.member_of(host)
    with clock.happened_at(moment(dt.date(2026, 12, 1), 10)):
        consent = scene.consent(person, owner, partner=host, ends_on=LAST_DAY)
    with clock.happened_at(moment(LAST_DAY, 23, 59, 59)):
        assert shared_with(consent, host, reader).rows
    with clock.happened_at(moment(LAST_DAY + dt.timedelta(days=1), 0, 0, 0)), pytest.raises(NotShared):
        shared_with(consent, host, reader)
    with clock.happened_at(moment(dt.date(2026, 11, 30), 23, 59, 59)), pytest.raises(NotShared):
        shared_with(consent, host, reader)  # the day before it was given
    assert DisclosureRecord._base_manager.count() == 1
    assert AuditEntry.objects.filter(action="share").count() == 1


def test_nothing_is_shared_from_the_moment_that_it_is_taken_back(
    person: Person, owner: User, host: Partner
) -> None:
    consent, reader = scene.consent(person, owner, partner=host), scene.member_of(host)
    shared_with(consent, host, reader)
    stale = ConsentRecord._base_manager.get(pk=consent.pk)
    told = actions.withdraw_consent(consent, actor=owner)
    assert [record.fields for record in told] == [["call_name", "time"]]
    with pytest.raises(NotShared, match="取り消しました"):
        shared_with(stale, host, reader)  # what is in memory does not count
    assert DisclosureRecord._base_manager.count() == 1


@pytest.mark.parametrize("state", ["requested", "refused", "expired"])
def test_nothing_is_shared_without_a_yes(person: Person, owner: User, host: Partner, state: str) -> None:
    with reading_as(owner):
        consent, _made = actions.ask_consent(
            person, actor=owner, purpose="work", partner=host, fields=["call_name"], ends_on=_later()
        )
        if state == "refused":
            actions.note_refused(consent, actor=owner)
        if state == "expired":
            actions.expire_consents(_later(400))
    consent.refresh_from_db()
    assert consent.state == state
    with pytest.raises(NotShared):
        shared_with(consent, host, owner)


def _later(days: int = 30) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


@pytest.mark.parametrize(
    "changed",
    [
        {"purpose": "meeting"},
        {"partner": None},
        {"fields": ["call_name", "phone"]},
        {"fields": ["benefit"]},
        {"fields": ["no_such_thing"]},
        {"fields": []},
    ],
    ids=str,
)
def test_another_purpose_recipient_or_field_is_refused(
    person: Person, owner: User, host: Partner, changed: dict[str, Any]
) -> None:
    consent = scene.consent(person, owner, partner=host)
    with pytest.raises(NotShared):
        shared_with(consent, host, owner, **changed)
    assert not DisclosureRecord._base_manager.exists()


def test_another_employer_is_refused(person: Person, owner: User, host: Partner) -> None:
    consent = scene.consent(person, owner, partner=host)
    with pytest.raises(NotShared):
        shared_with(consent, scene.partner("よその会社"), owner)


def test_fewer_fields_than_agreed_may_be_shared(person: Person, owner: User, host: Partner) -> None:
    consent = scene.consent(person, owner, partner=host)
    assert {row["code"] for row in shared_with(consent, host, owner, fields=["call_name"]).rows} == {
        "call_name"
    }


def test_a_special_care_field_never_reaches_an_employer_even_if_it_stands_in_the_consent(
    person: Person, owner: User, host: Partner
) -> None:
    """Past the forms and the model, as somebody might who writes to the table."""
    consent = scene.consent(person, owner, partner=host)
    consent.fields = ["call_name", *SPECIAL_CARE]
    consent.save()
    with pytest.raises(NotShared):
        shared_with(consent, host, owner)
    assert {row["code"] for row in shared_with(consent, host, owner, fields=["call_name"]).rows} == {
        "call_name"
    }


@pytest.mark.parametrize("purpose", [Purpose.MEETING, Purpose.WORK, Purpose.COMPANION])
@pytest.mark.parametrize("field", sorted(SPECIAL_CARE))
def test_nobody_is_asked_to_agree_to_what_is_never_told(
    person: Person, owner: User, host: Partner, purpose: str, field: str
) -> None:
    with reading_as(owner), pytest.raises(ValidationError) as refusal:
        actions.ask_consent(
            person,
            actor=owner,
            purpose=purpose,
            partner=host,
            volunteer=scene.person(owner, "つきそい"),
            fields=["call_name", field],
            ends_on=_later(),
        )
    assert list(refusal.value.message_dict) == ["fields"]


def test_an_agency_may_be_told_of_the_benefit_with_consent(person: Person, owner: User) -> None:
    consent = scene.consent(person, owner, purpose="welfare", fields=["full_name", "benefit"])
    sheet = actions.share(consent, actor=owner, purpose="welfare", partner=None, way="paper", what="x")
    assert [row["description"] for row in sheet.rows] == ["渡邊 航", str(BenefitStatus.RECEIVING.label)]


def test_ready_made_purposes_offer_nothing_that_may_not_be_told() -> None:
    assert set(READY) == set(Purpose) == set(KIND_OF)
    for ready in READY.values():
        assert may_be_told(ready.kind, ready.fields) == set(ready.fields)
    assert may_be_told(RecipientKind.AGENCY, Shareable.values) == set(Shareable.values)


def test_shown_twice_on_a_day_is_one_record_and_two_entries(
    person: Person, owner: User, host: Partner
) -> None:
    consent, reader = scene.consent(person, owner, partner=host), scene.member_of(host)
    shared_with(consent, host, reader)
    shared_with(consent, host, reader)
    assert DisclosureRecord._base_manager.count() == 1
    assert AuditEntry.objects.filter(action="share").count() == 2
    with reading_as(owner):
        actions.update_person(person, call_name="なぎさ")
    assert "なぎさ" in str(shared_with(consent, host, reader).rows)
    shared_with(consent, host, scene.member_of(host, "second"))
    with clock.happened_at(timezone.now() + dt.timedelta(days=1)):
        shared_with(consent, host, reader)
    assert DisclosureRecord._base_manager.count() == 4


def test_nothing_is_shared_when_the_log_cannot_be_written(person: Person, owner: User, host: Partner) -> None:
    consent = scene.consent(person, owner, partner=host)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE base_auditsubject RENAME TO base_auditsubject_away")
    with pytest.raises(DatabaseError), transaction.atomic():
        shared_with(consent, host, owner)
    assert not DisclosureRecord._base_manager.exists()


def test_what_was_arranged_is_told_to_the_workplace_where_it_was(
    person: Person, owner: User, host: Partner
) -> None:
    for at, words in ((host, "座って作業"), (scene.partner("よその会社"), "耳せん")):
        placement = scene.working(person, scene.opening(owner, host=at), owner)
        placement.accommodations = words
        placement.save()
    rows = told_of(person, [Shareable.ACCOMMODATIONS], partner=host)
    assert [row["description"] for row in rows] == ["座って作業"]


def test_everything_that_a_person_said_of_work_is_in_the_catalogue_once() -> None:
    from volunteers.models import WorkConditions

    told = [name for names in CONDITIONS.values() for name in names]
    columns = {field.name for field in WorkConditions._meta.get_fields() if field.concrete}
    assert sorted(told) == sorted(columns - {"id", "person", "confirmed_on", "avoid_partners"})


# --- without consent ------------------------------------------------------------------------------------------------


def test_a_life_in_danger_is_told_with_a_reason_and_without_a_consent(person: Person, owner: User) -> None:
    told = {"actor": owner, "agency": "みほん警察署", "fields": ["full_name", "phone"], "what": "x"}
    sheet = actions.share_without_consent(person, basis="life_and_body", reason="行方がわからない", **told)
    assert "渡邊 航" in str(sheet.rows)
    record = DisclosureRecord._base_manager.get()
    assert (record.consent, record.basis, record.reason) == (None, "life_and_body", "行方がわからない")
    assert AuditEntry.objects.get(action="share").subjects.get().why == "life_and_body"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"basis": "consent"}, "basis"),
        ({"basis": "because"}, "basis"),
        ({"fields": []}, "fields"),
        ({"agency": ""}, "recipient_name"),
    ],
)
def test_without_a_ground_a_reason_and_a_recipient_nothing_is_told(
    person: Person, owner: User, changed: dict[str, Any], field: str
) -> None:
    told = {"basis": "law", "agency": "みほん市", "fields": ["full_name"], "reason": "法律による照会"}
    with pytest.raises(ValidationError) as refusal:
        actions.share_without_consent(person, actor=owner, what="x", **(told | changed))
    said = refusal.value.message_dict
    assert field in said or "理由" in str(said) or "相手" in str(said)
    assert not DisclosureRecord._base_manager.exists()


# --- asking and answering -------------------------------------------------------------------------------------------


def test_the_form_is_kept_as_it_was_shown_with_its_version(
    person: Person, owner: User, host: Partner
) -> None:
    consent = scene.consent(person, owner, partner=host)
    for words in ("みほん水産", "呼び名", "いつでも取り消せます", "生活保護のことは、この相手には伝えません"):
        assert words in consent.form_text
    for secret in ("みなと", "渡邊"):
        assert secret not in consent.form_text
    assert consent.form_version == "2026-11"
    raw = str(list(ConsentRecord._base_manager.values_list()))
    for sealed in ("みほん水産", "呼び名", "call_name"):
        assert sealed not in raw


def test_a_consent_lasts_a_year_at_most(person: Person, owner: User, host: Partner) -> None:
    asked = {"actor": owner, "purpose": "work", "partner": host, "fields": ["call_name"]}
    with reading_as(owner):
        actions.ask_consent(person, ends_on=_later(366), **asked)
        for wrong in (_later(367), _later(-1)):
            with pytest.raises(ValidationError, match="最長で1年"):
                actions.ask_consent(person, ends_on=wrong, **asked)


def test_a_yes_says_how_and_a_spoken_one_who_heard_it(person: Person, owner: User, host: Partner) -> None:
    with reading_as(owner):
        consent, _made = actions.ask_consent(
            person, actor=owner, purpose="work", partner=host, fields=["call_name"], ends_on=_later()
        )
        for said in ({"method": ""}, {"method": "spoken"}, {"method": "spoken", "witness": " "}):
            with pytest.raises(ValidationError):
                actions.note_given(consent, actor=owner, **said)
        actions.note_given(consent, actor=owner, method="spoken", witness="受付の浜さん")
    assert (consent.state, consent.given_on, consent.witness) == ("given", clock.today(), "受付の浜さん")


def test_the_same_question_posted_twice_is_asked_once(person: Person, owner: User, host: Partner) -> None:
    asked = {"actor": owner, "purpose": "work", "partner": host, "fields": ["call_name"], "ends_on": _later()}
    token = "5b5f0f0e-1111-4222-8333-444455556666"
    with reading_as(owner):
        first, made = actions.ask_consent(person, token=token, **asked)
        second, made_again = actions.ask_consent(person, token=token, **asked)
    assert (first, made, made_again) == (second, True, False)


def test_a_newer_yes_ends_the_older_one_so_that_taking_back_takes_back_everything(
    person: Person, owner: User, host: Partner
) -> None:
    older = scene.consent(person, owner, partner=host, fields=["call_name", "phone"])
    newer = scene.consent(person, owner, partner=host, fields=["call_name"])
    older.refresh_from_db()
    assert (older.state, newer.state) == (ConsentState.EXPIRED, ConsentState.GIVEN)
    with pytest.raises(NotShared):
        shared_with(older, host, owner)


def test_of_two_who_answer_the_second_hears_who_was_first(person: Person, owner: User, host: Partner) -> None:
    consent = scene.consent(person, owner, partner=host)
    with pytest.raises(AlreadyMoved):
        actions.note_refused(consent, actor=owner, seen=ConsentState.REQUESTED)


def test_a_question_whose_last_day_is_over_is_asked_anew(person: Person, owner: User, host: Partner) -> None:
    with reading_as(owner), clock.happened_at(timezone.now() - dt.timedelta(days=40)):
        consent, _made = actions.ask_consent(
            person, actor=owner, purpose="work", partner=host, fields=["call_name"], ends_on=_later(10)
        )
    with pytest.raises(MoveRefused, match="あらためて"):
        actions.note_given(consent, actor=owner, method="paper")


def test_the_daily_duty_ends_what_is_over_and_nothing_else(
    person: Person, owner: User, host: Partner
) -> None:
    today = scene.consent(person, owner, partner=host, ends_on=clock.today())
    later = scene.consent(person, owner, ends_on=_later())
    assert actions.expire_consents(clock.today()) == 0
    assert actions.expire_consents(_later(1)) == 1
    for consent in (today, later):
        consent.refresh_from_db()
    assert (today.state, later.state) == (ConsentState.EXPIRED, ConsentState.GIVEN)


# --- what the employer is told --------------------------------------------------------------------------------------


def test_the_employer_hears_of_the_sheet_once_they_know_of_somebody(
    person: Person, owner: User, host: Partner
) -> None:
    match = scene.suggested(person, scene.opening(owner, host=host), owner)
    consent = scene.consent(person, owner, partner=host)
    assert not NeedNews.objects.exclude(shared_id=None).exists(), "nothing is proposed yet"
    with reading_as(owner):
        actions.talk_over(match, actor=owner)
        actions.propose(match, actor=owner)
    [news] = NeedNews.objects.exclude(shared_id=None)
    assert (news.kind, news.shared_id, news.sketch) == ("shared", consent.shared_id, {})
    actions.withdraw_consent(consent, actor=owner)
    assert [line.kind for line in NeedNews.objects.exclude(shared_id=None)] == ["shared", "taken_back"]


def test_the_letter_names_nobody(person: Person, owner: User, host: Partner) -> None:
    consent = scene.consent(person, owner, partner=host, fields=["full_name", "phone"])
    shared_with(consent, host, owner)
    told = actions.withdraw_consent(consent, actor=owner)
    letter = letter_text(consent, told, today=clock.today())
    for words in (consent.reference, "みほん水産", "氏名", "消してくださる"):
        assert words in letter
    for secret in ("渡邊", "航", "みなと", "0154", person.public_id):
        assert secret not in letter


# --- the record only grows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "column", ["at", "way", "basis", "actor_id", "shown", "fields", "recipient_name", "reason"]
)
def test_what_was_told_cannot_be_rewritten(person: Person, owner: User, column: str) -> None:
    scene.shared(person, owner)
    record = DisclosureRecord._base_manager.get()
    values = {"at": timezone.now(), "actor_id": owner.pk}
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE volunteers_disclosurerecord SET {column} = %s",  # noqa: S608
            [values.get(column, "paper")],
        )
    record.shown = []
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        record.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DisclosureRecord._base_manager.all().delete()
    assert DisclosureRecord._base_manager.get().shown


@pytest.fixture
def ring_file(tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "keys"
    keyring.write(path, Ring((new_key("demo-1"),)))
    settings.SEALING_KEYS, settings.SEALING_KEY_FILE = "", path


def test_another_key_seals_it_anew_and_it_still_opens(ring_file: None, person: Person, owner: User) -> None:
    scene.shared(person, owner)
    shown = DisclosureRecord._base_manager.get().shown
    call_command("rotate_keys", stdout=io.StringIO())
    assert DisclosureRecord._base_manager.get().shown == shown
    assert left_to_do() == 0


def test_the_log_is_whole_after_all_this(person: Person, owner: User, host: Partner) -> None:
    shared_with(scene.consent(person, owner, partner=host), host, owner)
    assert list(audit.faults()) == []
