"""From the database to the matching engine and back to words: the only place where the two meet.

Loading takes a constant number of queries whatever the number of people and openings.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q
from django.utils.translation import gettext

from base import clock
from base.models import Area, TravelTime
from base.vocabulary import Qualification, Theme, TravelMode
from projects.models import Opening
from volunteers.matching import Assessment, Openings, People, Reason, World, assess
from volunteers.matching.columns import ALL_MONTHS
from volunteers.matching.doors import Door, Invitation, for_employer, open_doors
from volunteers.matching.explain import Line, to_coordinator, to_employer, to_person
from volunteers.models import (
    BlockClearance,
    ConsentRecord,
    Match,
    Person,
    PersonRole,
    Placement,
    WorkConditions,
)
from volunteers.models.consents import ConsentState
from volunteers.models.matches import LIVE_MATCH_STATES
from volunteers.models.placements import LIVE_PLACEMENT_STATES, PlacementState
from volunteers.scopes import reading_everyone_unseen

# Columns that stand under the same name in a table of ours and in the engine's.
PERSON_COLUMNS = sorted(
    set(People.columns())
    & {f.name for f in Person.conditions.related.related_model._meta.get_fields()} - {"available_from"}
)
OPENING_COLUMNS = sorted(
    set(Openings.columns())
    & {f.name for f in Opening._meta.get_fields()} - {"starts_on", "valid_until", "partner"}
)
ASKED_TOGETHER = 2  # changes of an opening that are asked for in one conversation
MATCHABLE_ROLES = (PersonRole.Kind.SEEKER, PersonRole.Kind.VOLUNTEER)


@dataclass(frozen=True)
class Said:
    """One reason in words. `verdict` is block, cleared, against, for or unknown.

    `distance` says how far it is to the limit; `overridden` is the reason with which a chief cleared a block.
    """

    code: str
    verdict: str
    text: str
    distance: str = ""
    overridden: str = ""


@dataclass(frozen=True)
class Pair:
    """One person and one opening, and everything that is to be said about the two.

    `band`: 0 fits well, 1 talk about it, 2 hard; None when blocked. It orders openings for a person and is
    shown in words; nobody is ever ranked for an employer by it (domain.md section 9, principle 3).
    """

    person: Person
    opening: Opening
    blocked: bool
    band: int | None
    score: float
    reasons: Callable[[], list[Reason]] = field(repr=False, compare=False)
    overridden: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def said(self) -> list[Said]:
        """All reasons in words, put together when somebody reads them: a board has far more pairs than readers."""
        return in_words(self.reasons(), overridden=self.overridden)

    @property
    def said_to_person(self) -> list[Line]:
        """What the person may be told, in plain words."""
        return to_person(self.reasons(), gettext, names=_names())

    def said_to_employer(self, fields: Iterable[str]) -> list[Line]:
        """What the employer may be told, given these fields of a consent that holds today."""
        return to_employer(self.reasons(), gettext, fields=fields, names=_names())

    def with_verdict(self, verdict: str) -> list[Said]:
        return [said for said in self.said if said.verdict == verdict]

    @property
    def blocks(self) -> list[Said]:
        return self.with_verdict("block")

    @property
    def against(self) -> list[Said]:
        return self.with_verdict("against")

    @property
    def speaks_for(self) -> list[Said]:
        return self.with_verdict("for")

    @property
    def unknown(self) -> list[Said]:
        return self.with_verdict("unknown")

    @property
    def cleared(self) -> list[Said]:
        return self.with_verdict("cleared")


@dataclass(frozen=True)
class Doorway:
    """Changes of an opening that would let people in, each as (lever, value), and whom."""

    changes: list[tuple[str, int]]
    people: list[Person]


def openings_for(person: Person) -> list[Pair]:
    """All openings open today beside one person: what may be first, by fit; what is blocked last, fewest blocks first."""
    return openings_and_doors(person)[0]


def openings_and_doors(person: Person) -> tuple[list[Pair], dict[int, list[Doorway]]]:
    """The same, and what would open the door of each opening (by its key) to this person."""
    openings = list(open_openings())
    board = _assessment([person], openings, cleared=())
    pairs = [_pair(board, person, opening, row=0, column=column) for column, opening in enumerate(openings)]
    doors: dict[int, list[Doorway]] = {}
    for door in open_doors(board, most=ASKED_TOGETHER):
        doors.setdefault(openings[door.opening].pk, []).append(_doorway(door, [person]))
    return sorted(
        pairs, key=lambda pair: (len(pair.blocks) if pair.blocked else 0, -pair.score, pair.opening.pk)
    ), doors


def people_for(opening: Opening) -> list[Pair]:
    """The reader's people beside one opening: who might welcome it. Longest registered first, blocked ones last."""
    return people_and_doors(opening)[0]


def people_and_doors(opening: Opening) -> tuple[list[Pair], list[Doorway]]:
    """The same, and what would open a door to more of them."""
    people = list(matchable_people())
    board = _assessment(people, [opening], cleared=())
    pairs = [_pair(board, person, opening, row=row, column=0) for row, person in enumerate(people)]
    doors = [_doorway(door, people) for door in open_doors(board, most=ASKED_TOGETHER)]
    return sorted(pairs, key=lambda pair: (pair.blocked, pair.person.registered_at, pair.person.pk)), doors


def invitations(opening: Opening) -> list[Invitation]:
    """What the employer of an opening may be told of its doors, counted among everybody and not only the reader's people.

    Otherwise two colleagues' numbers, taken from each other, would tell of somebody. It is a sum past the wall: nobody's
    record is shown, so none is noted as read.
    """
    with reading_everyone_unseen():
        people = list(matchable_people())
        return for_employer(open_doors(_assessment(people, [opening], cleared=()), most=1))


def _doorway(door: Door, people: Sequence[Person]) -> Doorway:
    return Doorway(
        changes=[(change.lever, change.value) for change in door.changes],
        people=[people[row] for row in door.people],
    )


def pair_of(match: Match) -> Pair:
    """The two of a match as they are today; what a chief has cleared is marked so."""
    why = {row.code: row.reason for row in BlockClearance.objects.filter(match=match)}
    (pair,) = _pairs([match.person], [match.opening], cleared=[(0, 0, code) for code in why])
    return replace(pair, overridden=why)


def reasons_between(person: Person, opening: Opening) -> tuple[list[dict[str, str]], int | None]:
    """(reasons, band) as plain JSON for a match to keep: why it was suggested on that day."""
    pair = _pairs([person], [opening])[0]
    return [{"code": s.code, "verdict": s.verdict, "text": s.text} for s in pair.said], pair.band


def open_blocks(match: Match) -> list[str]:
    """The hard blocks that still stand in the way of a match, in words."""
    return [said.text for said in pair_of(match).blocks]


def blocks_today(pairs: Sequence[tuple[Person, Opening]]) -> dict[tuple[int, int], list[str]]:
    """(key of a person, key of an opening) to what stands between the two today, in words: [] where nothing does.

    What a chief has lifted does not; an opening that is not open any more does.
    """
    people = list({person.pk: person for person, _opening in pairs}.values())
    openings = list({opening.pk: opening for _person, opening in pairs}.values())
    row = {person.pk: at for at, person in enumerate(people)}
    column = {opening.pk: at for at, opening in enumerate(openings)}
    cleared = BlockClearance.objects.filter(
        match__person__in=row, match__opening__in=column, match__state__in=LIVE_MATCH_STATES
    ).values_list("match__person", "match__opening", "code")
    lifted = [(row[person], column[opening], code) for person, opening, code in cleared]
    assessment = _assessment(people, openings, cleared=lifted)
    is_open = set(open_openings().filter(pk__in=column).values_list("pk", flat=True))
    return {
        (person.pk, opening.pk): [
            *([] if opening.pk in is_open else [gettext("This opening is not open any more.")]),
            *(
                said.text
                for said in in_words(assessment.reasons(row[person.pk], column[opening.pk]))
                if said.verdict == "block"
            ),
        ]
        for person, opening in pairs
    }


def _pairs(
    people: Sequence[Person], openings: Sequence[Opening], *, cleared: Iterable[tuple[int, int, str]] = ()
) -> list[Pair]:
    assessment = _assessment(people, openings, cleared=cleared)
    return [
        _pair(assessment, person, opening, row=row, column=column)
        for row, person in enumerate(people)
        for column, opening in enumerate(openings)
    ]


def _pair(assessment: Assessment, person: Person, opening: Opening, *, row: int, column: int) -> Pair:
    blocked = bool(assessment.blocked[row, column])
    return Pair(
        person=person,
        opening=opening,
        blocked=blocked,
        band=None if blocked else int(assessment.band[row, column]),
        score=float(assessment.score[row, column]),
        reasons=partial(assessment.reasons, row, column),
    )


def in_words(reasons: list[Reason], *, overridden: Mapping[str, str] | None = None) -> list[Said]:
    """Reasons of the engine as a coordinator reads them; `overridden` says by code why a chief lifted a block."""
    lines = to_coordinator(reasons, gettext, names=_names(), overridden=overridden or {})
    return [_said(reason, line) for reason, line in zip(reasons, lines, strict=True)]


def _said(reason: Reason, line: Line) -> Said:
    return Said(
        code=line.code,
        verdict="cleared" if reason.cleared else line.verdict.name.lower(),
        text=line.text,
        distance=line.distance,
        overridden=line.overridden,
    )


def _names() -> dict[str, list[str]]:
    """How the bits of the engine's masks are called here."""
    return {
        "licences": [str(label) for label in Qualification.labels],
        "themes": [str(label) for label in Theme.labels],
    }


def _assessment(
    people: Sequence[Person], openings: Sequence[Opening], *, cleared: Iterable[tuple[int, int, str]]
) -> Assessment:
    areas = area_rows()
    today = clock.today()
    return assess(
        People.from_rows(people_rows(people, areas)),
        Openings.from_rows(opening_rows(openings, areas, today)),
        World(
            today=today.toordinal(),
            travel_minutes=travel_table(areas),
            avoid=avoided(people),
            cleared=cleared,
            barred=barred_pairs(people, openings),
        ),
    )


def area_rows() -> dict[int, int]:
    """Key of an area to its number in the engine's tables."""
    return {pk: index for index, pk in enumerate(Area.objects.values_list("pk", flat=True))}


def open_openings() -> Any:
    """Openings that somebody may be matched with today."""
    return Opening.objects.open_on(clock.today()).select_related("partner", "workplace__area")


def matchable_people() -> Any:
    """The reader's people who look for something to do, or offer help, each once."""
    return (
        Person.objects.filter(roles__kind__in=MATCHABLE_ROLES, roles__until__isnull=True)
        .select_related("conditions", "area")
        .distinct()
        .order_by("pk")
    )


def people_rows(people: Sequence[Person], areas: dict[int, int]) -> list[dict[str, Any]]:
    """One row a person for the engine's table of people, in their order."""
    history = _history_of(people)
    return [_person_row(person, areas, *history.get(person.pk, (0, 0))) for person in people]


def _person_row(person: Person, areas: dict[int, int], placed: int, hours: int) -> dict[str, Any]:
    wishes = person.conditions
    row = {name: getattr(wishes, name) for name in PERSON_COLUMNS}
    return row | {
        "area": areas.get(person.area_id),  # type: ignore[arg-type]
        "stage": person.stage,
        "available_from": _ordinal(wishes.available_from),
        "first_placement": placed == 0,
        "info_age_days": max(0, (clock.today() - wishes.confirmed_on).days),
        "current_hours": hours,
    }


def _history_of(people: Sequence[Person]) -> dict[int, tuple[int, int]]:
    """Person to (placements ever begun, hours a week at work now)."""
    rows = (
        Placement.objects.filter(match__person__in=[person.pk for person in people])
        .exclude(state=PlacementState.CALLED_OFF)
        .values("match__person")
        .annotate(
            placed=Count("pk"),
            hours=Max("hours_per_week", filter=Q(state__in=LIVE_PLACEMENT_STATES)),
        )
    )
    return {row["match__person"]: (row["placed"], row["hours"] or 0) for row in rows}


def opening_rows(openings: Sequence[Opening], areas: dict[int, int], today: dt.date) -> list[dict[str, Any]]:
    """One row an opening for the engine's table of openings, in their order."""
    early_ends = _early_ends(openings, today)
    return [
        _opening_row(opening, areas, today, early_ends.get(opening.partner_id, 0)) for opening in openings
    ]


def _opening_row(opening: Opening, areas: dict[int, int], today: dt.date, early_ends: int) -> dict[str, Any]:
    row = {name: getattr(opening, name) for name in OPENING_COLUMNS}
    place = opening.workplace
    confirmed = opening.accuracy_confirmed_on
    return row | {
        "area": areas.get(place.area_id) if place else None,  # type: ignore[arg-type]
        "walk_minutes": place.walk_minutes if place else None,
        "starts_from_hours": opening.starts_from_hours
        if opening.starts_from_hours is not None
        else opening.hours_min,
        "months": ALL_MONTHS if opening.months is None else opening.months,
        "qualifications_required": opening.qualifications_required or 0,
        "starts_on": _ordinal(opening.starts_on),
        "valid_until": _ordinal(opening.valid_until),
        "places_left": opening.places_left,
        "accreditation_ok": True,  # no programme here is statutory yet
        "partner": opening.partner_id,
        "early_ends_12m": early_ends,
        "info_age_days": (today - confirmed).days if confirmed else None,
    }


def _early_ends(openings: Sequence[Opening], today: dt.date) -> dict[int, int]:
    """Partner to placements that ended early in the last twelve months: everybody's, not only the reader's people.

    A number that names nobody, and that the next person is owed whoever supports them.
    """
    rows = (
        Placement._base_manager.filter(
            state=PlacementState.ENDED_EARLY,
            ended_on__gt=today - dt.timedelta(days=365),
            match__opening__partner__in={opening.partner_id for opening in openings},
        )
        .values("match__opening__partner")
        .annotate(times=Count("pk"))
    )
    return {row["match__opening__partner"]: row["times"] for row in rows}


def avoided(people: Sequence[Person]) -> list[tuple[int, int]]:
    """(row, partner) of partners that must never be proposed to a person."""
    rows = {person.pk: row for row, person in enumerate(people)}
    through = WorkConditions.avoid_partners.through
    pairs = through.objects.filter(workconditions__person__in=rows).values_list(
        "workconditions__person", "partner"
    )
    return [(rows[person], partner) for person, partner in pairs]


def barred_pairs(people: Sequence[Person], openings: Sequence[Opening]) -> dict[str, list[tuple[int, int]]]:
    """(row, column) where the person's last word about the employer was that nothing be told to them.

    Who was never asked is not barred: an employer hears of "somebody" until then.
    """
    rows = {person.pk: row for row, person in enumerate(people)}
    answers = ConsentRecord._base_manager.filter(
        person__in=rows,
        partner__in={opening.partner_id for opening in openings},
        state__in=(ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN),
    )
    last: dict[tuple[int, int | None], str] = {}
    for person, partner, state in answers.order_by("pk").values_list("person", "partner", "state"):
        if last.get((person, partner)) != ConsentState.GIVEN:
            last[person, partner] = state
    return {
        "consent": [
            (rows[person], column)
            for (person, partner), state in last.items()
            for column, opening in enumerate(openings)
            if opening.partner_id == partner and state != ConsentState.GIVEN
        ]
    }


def travel_table(areas: dict[int, int]) -> Any:
    """area x area x means, whole minutes one way, -1 where the table says nothing."""
    table = np.full((len(areas), len(areas), len(TravelMode)), -1, dtype=np.int16)
    modes = {mode.value: index for index, mode in enumerate(TravelMode)}
    for origin, destination, mode, minutes in TravelTime.objects.values_list(
        "origin", "destination", "mode", "minutes"
    ):
        table[areas[origin], areas[destination], modes[mode]] = minutes
    return table


def _ordinal(day: dt.date | None) -> int | None:
    return day.toordinal() if day else None
