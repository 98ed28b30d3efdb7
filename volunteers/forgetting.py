"""What becomes of every row about somebody when their record is erased: one line a model, and none is missing.

A test follows every way from a model to a person and fails where this table has no answer. What stays are numbers: that
somebody began, in which month, in what form of work and kind of pay, and for which authority.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from base.uploads import store
from volunteers.models import (
    BlockClearance,
    BoardLine,
    BoardOrder,
    ConsentRecord,
    ConsultationRequest,
    ContactAttempt,
    DisclosureRecord,
    EmergencyAccess,
    ErasureCase,
    Match,
    Person,
    PersonDocument,
    PersonKey,
    PersonRole,
    PersonsRequest,
    Placement,
    RetentionHold,
    Review,
    SecretAddress,
    SecretAddressOpening,
    SecretAddressReader,
    StageChange,
    WorkConditions,
)
from volunteers.models.people import BenefitStatus, new_public_id
from volunteers.models.placements import EndReason

GONE = "消去済み"
"""Stands where the database asks for a word. Not translated: it is data."""


@dataclass(frozen=True)
class Way:
    """What becomes of the rows of `model` that `path` leads to a person: deleted, emptied or kept. Returns how many."""

    model: type[models.Model]
    path: str
    name: str
    becomes: str
    forget: Callable[[models.QuerySet[Any]], int]

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """The rows of one person."""
        return self.model._base_manager.filter(**{self.path: person.pk}).order_by("pk")


def deleted(model: type[models.Model], path: str, name: str) -> Way:
    """Rows that go whole."""

    def forget(rows: models.QuerySet[Any]) -> int:
        number = rows.count()
        rows.delete()
        return number

    return Way(model, path, name, "deleted", forget)


def _papers_and_their_files(rows: models.QuerySet[Any]) -> int:
    """The files go once the erasure is committed; one that a dying process left behind is swept away the next day."""
    for key in rows.values_list("key", flat=True):
        transaction.on_commit(partial(store.erase, str(key)))
    number = rows.count()
    rows.delete()
    return number


def emptied(model: type[models.Model], path: str, name: str, **values: Any) -> Way:
    """Rows stay as numbers; each named column gets its value, or what a callable makes of the row."""

    def forget(rows: models.QuerySet[Any]) -> int:
        number = 0
        for row in rows:
            for column, value in values.items():
                setattr(row, column, value(row) if callable(value) else value)
            row.save(update_fields=list(values))
            number += 1
        return number

    return Way(model, path, name, "emptied", forget)


def kept(model: type[models.Model], path: str, name: str) -> Way:
    """Rows without a word in them, which the database itself refuses to change."""
    return Way(model, path, name, "kept", lambda rows: rows.count())


def month_of(column: str) -> Callable[[Any], Any]:
    """Only the month of a date or moment is left."""

    def cut(row: Any) -> Any:
        value = getattr(row, column)
        if isinstance(value, dt.datetime):
            return timezone.localtime(value).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return value and value.replace(day=1)

    return cut


def _only_if_written(word: str) -> Callable[[str], Callable[[Any], str]]:
    return lambda column: lambda row: word if getattr(row, column) else ""


ELSEWHERE = _only_if_written(EndReason.OTHER)
# The order counts: a row goes before the row that it hangs on.
WAYS = (
    deleted(PersonKey, "person", gettext_noop("search keys")),
    deleted(
        WorkConditions.avoid_partners.through, "workconditions__person", gettext_noop("partners to avoid")
    ),
    deleted(WorkConditions, "person", gettext_noop("work conditions")),
    deleted(SecretAddressReader, "person", gettext_noop("readers of the address kept apart")),
    deleted(SecretAddressOpening, "person", gettext_noop("openings of the address kept apart")),
    deleted(SecretAddress, "person", gettext_noop("address kept apart")),
    deleted(EmergencyAccess, "person", gettext_noop("openings in an emergency")),
    deleted(ContactAttempt, "consultation__person", gettext_noop("tries to reach them")),
    deleted(ConsultationRequest, "person", gettext_noop("requests for a talk")),
    Way(PersonDocument, "person", gettext_noop("documents"), "deleted", _papers_and_their_files),
    deleted(PersonsRequest, "person", gettext_noop("what they asked about their record")),
    deleted(RetentionHold, "person", gettext_noop("holds")),
    deleted(ErasureCase, "person", gettext_noop("what was noted about the erasure")),
    deleted(BoardLine, "person", gettext_noop("lines on the whole board")),
    deleted(BoardOrder, "person", gettext_noop("what was settled for the whole board")),
    deleted(BlockClearance, "match__person", gettext_noop("cleared blocks")),
    deleted(Review, "placement__match__person", gettext_noop("looks together")),
    deleted(Person.team.through, "person", gettext_noop("members of the team")),
    emptied(
        Placement,
        "match__person",
        gettext_noop("placements"),
        conditions_shown=lambda row: {},
        agreed_on=month_of("agreed_on"),
        starts_on=month_of("starts_on"),
        planned_end_on=month_of("planned_end_on"),
        begun_on=month_of("begun_on"),
        ended_on=month_of("ended_on"),
        review_on=None,
        hours_per_week=None,
        workplace_supporter=GONE,
        accommodations="",
        end_reason=ELSEWHERE("end_reason"),
        end_note="",
    ),
    emptied(
        Match,
        "person",
        gettext_noop("matches"),
        posted_token=lambda row: type(row)._meta.get_field("posted_token").get_default(),
        suggested_at=month_of("suggested_at"),
        reasons=lambda row: [],
        band=None,
        person_words="",
        employer_answer="",
        visit_kind="",
        visit_on=None,
        accompanied_by="",
    ),
    emptied(PersonRole, "person", gettext_noop("roles"), since=month_of("since"), until=month_of("until")),
    kept(StageChange, "person", gettext_noop("steps between stages")),
    emptied(
        Person,
        "pk",
        gettext_noop("the person"),
        posted_token=lambda row: type(row)._meta.get_field("posted_token").get_default(),
        public_id=lambda row: new_public_id(),
        call_name=GONE,
        family_name="",
        given_name="",
        family_name_kana="",
        given_name_kana="",
        birth_date=None,
        phone="",
        safe_to_call=True,
        voicemail_ok=False,
        contact_hours="",
        postal_code="",
        address="",
        area=None,
        address_kept_apart=False,
        benefit_status=BenefitStatus.UNKNOWN,
        own_words="",
        strengths="",
        registered_at=month_of("registered_at"),
        erased_at=lambda row: timezone.now(),
    ),
    # The database lets these go only once the person is gone.
    deleted(DisclosureRecord, "person", gettext_noop("records of what was passed on")),
    deleted(ConsentRecord, "person", gettext_noop("consents")),
    emptied(
        DisclosureRecord,
        "consent__volunteer",
        gettext_noop("records of what they were told of others"),
        recipient_name=GONE,
    ),
    emptied(
        ConsentRecord,
        "volunteer",
        gettext_noop("consents of others to tell them"),
        form_text=lambda row: row.form_text.replace(
            row.recipient_name, GONE
        ),  # while the name is still there
        recipient_name=GONE,
    ),
)
