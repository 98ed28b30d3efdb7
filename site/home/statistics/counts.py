"""The exact counts, by the date of the event in Japan and not of its entry (domain.md section 6)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone
from django_scopes import scopes_disabled

from base.japanese.dates import fiscal_year
from base.models.moves import Move, MoveQuerySet
from base.vocabulary import PayKind
from partners.models import Need
from partners.models.needs import NeedState
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers.models import Placement


def _nobody() -> dict[PayKind, int]:
    return dict.fromkeys(PayKind, 0)


@dataclass(frozen=True)
class YearCounts:
    """One fiscal year (that begins on 1 April of `year`). Not for the public: see `disclosure.publish`.

    `people` are distinct people; one who began in two kinds of pay counts in each of `pay_kinds`.
    """

    year: int
    needs: int = 0
    openings: int = 0
    people: int = 0
    pay_kinds: Mapping[PayKind, int] = field(default_factory=_nobody)


def by_fiscal_year(until: dt.date) -> list[YearCounts]:
    """Every year from the first event to the day `until`, newest first; empty if nothing has happened yet."""
    needs = _first_moves_by_year(Need, NeedState.HEARING, until=until)
    openings = _first_moves_by_year(Opening, OpeningState.PUBLISHED, until=until)
    people, pay_kinds = _people_by_year(until)
    eventful = needs.keys() | openings.keys() | people.keys()
    if not eventful:
        return []
    return [
        YearCounts(
            year=year,
            needs=needs.get(year, 0),
            openings=openings.get(year, 0),
            people=people.get(year, 0),
            pay_kinds={kind: pay_kinds.get((year, kind), 0) for kind in PayKind},
        )
        for year in range(fiscal_year(until), min(eventful) - 1, -1)
    ]


def _first_moves_by_year(model: type[Any], state: str, *, until: dt.date) -> dict[int, int]:
    """How many records of `model` came into `state` for the first time, by year: coming back does not count."""
    moves = Move.objects.into(model, state)
    earlier = moves.filter(
        Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")),
        subject_id=OuterRef("subject_id"),
    )
    firsts: MoveQuerySet = moves.filter(~Exists(earlier), at__lt=_end_of(until))
    zone = timezone.get_default_timezone()  # Asia/Tokyo, whatever the reader of the page has chosen
    return dict(_with_year(firsts, "at", tzinfo=zone).values_list("fiscal").annotate(number=Count("pk")))


def _people_by_year(until: dt.date) -> tuple[dict[int, int], dict[tuple[int, int], int]]:
    """Distinct people who began: by year, and by year and kind of pay."""
    person = Count("match__person", distinct=True)
    # The public sum is over everybody, whoever asks; nothing but numbers leaves the block.
    with scopes_disabled():
        begun = _with_year(Placement.objects.filter(begun_on__lte=until).order_by(), "begun_on")
        people = dict(begun.values_list("fiscal").annotate(number=person))
        rows = list(begun.values_list("fiscal", "pay_kind").annotate(number=person))
    return people, {(year, kind): number for year, kind, number in rows}


def _with_year(records: QuerySet[Any], field: str, **zone: Any) -> QuerySet[Any]:
    """The records with `fiscal`, the year in which their fiscal year began."""
    before_april = Case(When(Q(_month__lt=4), then=Value(1)), default=Value(0), output_field=IntegerField())
    return records.annotate(_month=ExtractMonth(field, **zone)).annotate(
        fiscal=ExtractYear(field, **zone) - before_april
    )


def _end_of(day: dt.date) -> dt.datetime:
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return timezone.make_aware(midnight, timezone.get_default_timezone())
