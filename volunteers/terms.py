"""What the calendar says: which records are past the term of the dated table (domain.md L23). It only finds."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Max, QuerySet
from django.utils import timezone

from base import clock
from volunteers.models import (
    ConsultationRequest,
    DisclosureRecord,
    Match,
    Person,
    Placement,
    RetentionRule,
    StageChange,
)
from volunteers.models.matches import LIVE_MATCH_STATES
from volunteers.models.retention import Kept


def in_force(today: dt.date | None = None) -> dict[str, RetentionRule]:
    """The line of the table that holds on a day, for each of what it names."""
    lines = RetentionRule.objects.filter(valid_from__lte=today or clock.today()).order_by("valid_from")
    return {line.what: line for line in lines}


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier; the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def last_contact(person: Person) -> dt.date:
    """The last day on which something happened with somebody, as far as it was written down."""
    days: Iterable[dt.date | None] = [
        timezone.localdate(person.registered_at),
        person.conditions.confirmed_on if hasattr(person, "conditions") else None,
        _day(StageChange._base_manager.filter(person=person).aggregate(last=Max("at"))["last"]),
        _day(Match._base_manager.filter(person=person).aggregate(last=Max("suggested_at"))["last"]),
        Placement._base_manager.filter(match__person=person).aggregate(last=Max("ended_on"))["last"],
    ]
    return max(day for day in days if day)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


def due_people(today: dt.date) -> list[tuple[Person, dt.date]]:
    """(person, last contact) of everybody with nothing going on whose term is over.

    The longer of the terms for records and for registers counts. Past the wall: the calendar sees everybody.
    """
    rules = in_force(today)
    months = max(
        (rules[what].months for what in (Kept.CASE_FILES, Kept.REGISTERS) if what in rules), default=0
    )
    if not months:
        return []
    before = months_before(today, months)
    busy = Match._base_manager.filter(state__in=LIVE_MATCH_STATES).values("person")
    quiet = (
        Person._base_manager.filter(erased_at__isnull=True, registered_at__date__lte=before)
        .exclude(pk__in=busy)
        .select_related("conditions")
    )
    found = [(person, last_contact(person)) for person in quiet]
    return [(person, last) for person, last in found if last <= before]


def kept_by_law_until(person: Person) -> dt.date | None:
    """The day before which nobody's wish erases a record: the terms of registers (L10) and disclosures (L13) run on.

    None when nothing of the kind is there, or its time is over.
    """
    rules, today = in_force(), clock.today()
    told = DisclosureRecord._base_manager.filter(person=person).aggregate(last=Max("at"))["last"]
    worked = Placement._base_manager.filter(match__person=person).aggregate(last=Max("ended_on"))["last"]
    ends = [
        _months_after(last, rules[what].months)
        for what, last in ((Kept.DISCLOSURES, _day(told)), (Kept.REGISTERS, worked))
        if last and what in rules
    ]
    return max((end for end in ends if end > today), default=None)


def _months_after(day: dt.date, months: int) -> dt.date:
    return months_before(day, -months)


def proposed_requests(today: dt.date) -> QuerySet[ConsultationRequest]:
    """Those of them that somebody has proposed to erase, after their day had come."""
    return due_requests(today).filter(erasure_asked_on__gte=F("purge_on"))


def due_requests(today: dt.date) -> QuerySet[ConsultationRequest]:
    """Requests that became nobody's record and whose day has come."""
    found: QuerySet[ConsultationRequest] = ConsultationRequest._base_manager.filter(
        person__isnull=True, purge_on__lte=today
    )
    return found
