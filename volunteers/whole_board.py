"""The whole board between the database and the engine: laid out once, worked out from what was laid out, kept, explained.

What the engine gets is a `Layout`, whether it was read from the database of today or from a run that was kept: so a kept
run can be worked out again. Laying out takes a constant number of queries whatever the number of people and openings.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from base import clock
from base.jobs import one_effect
from base.states import AlreadyMoved, move
from volunteers.board import (
    area_rows,
    avoided,
    barred_pairs,
    matchable_people,
    open_openings,
    opening_rows,
    people_rows,
    travel_table,
)
from volunteers.matching import Assessment, Openings, People, Reason, World, assess
from volunteers.matching.rules import Verdict
from volunteers.matching.whole import (
    ENGINE,
    ContradictionError,
    Dial,
    Orders,
    Places,
    Plan,
    StoppedError,
    arrange,
)
from volunteers.models import BlockClearance, Match, Person
from volunteers.models.boards import BoardLine, BoardOrder, BoardPlace, BoardRun, BoardState
from volunteers.models.matches import LIVE_MATCH_STATES, MatchState
from volunteers.scopes import reading_everyone_unseen
from volunteers.waiting import with_waiting_since

FAR_ALONG = (MatchState.PROPOSED, MatchState.TRIAL, MatchState.AGREED)
"""Whoever has got so far with an opening looks for no other."""
SAID_NO = (MatchState.DECLINED_BY_PERSON, MatchState.DECLINED_BY_EMPLOYER)
LOOK_EVERY = 0.5  # seconds between two looks at whether it was stopped
LONGEST = 120.0  # seconds for a board with teams and company; the gap is said then


@dataclass(frozen=True)
class Seeker:
    """Somebody on the board: keys, a row of the engine's table, days waited, and what is only between them and others.

    avoid     keys of partners
    barred    keys of openings, of whose partner the person wants nothing told
    cleared   (key of an opening, code) of blocks that a chief has lifted
    declined  keys of openings to which one of the two said no before
    """

    pk: int
    row: dict[str, Any]
    waiting: int
    avoid: list[int] = field(default_factory=list)
    barred: list[int] = field(default_factory=list)
    cleared: list[tuple[int, str]] = field(default_factory=list)
    declined: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """An opening on the board. `capacity` counts the places that were added for this run."""

    pk: int
    row: dict[str, Any]
    capacity: int
    closed: bool = False
    team: int = 0


@dataclass(frozen=True)
class Order:
    """What was settled, by keys. `group` ties together those who go together, or apart."""

    kind: str
    person: int
    opening: int | None
    group: uuid.UUID | None


@dataclass(frozen=True)
class Layout:
    """Everything that decides the result, and nothing else."""

    day: dt.date
    travel_minutes: Any
    dial: float
    weights: dict[str, float]
    seekers: list[Seeker]
    places: list[Place]
    orders: list[Order]


def layout_of_today(run: BoardRun) -> Layout:
    """What the database says now, under the settings of a run. Everybody is on it, whoever asks: nobody is shown."""
    with reading_everyone_unseen():
        people = list(
            with_waiting_since(matchable_people())
            .exclude(matches__state__in=FAR_ALONG)
            .filter(conditions__isnull=False)
            .order_by("pk")
        )
        openings = [one for one in open_openings().order_by("pk") if one.places_left > 0]
        areas = area_rows()
        return Layout(
            day=run.day,
            travel_minutes=travel_table(areas).tolist(),
            dial=run.dial / 100,
            weights=run.weights,
            seekers=_seekers(people, openings, areas, run.day),
            places=_places(run, openings, areas),
            orders=_orders(run),
        )


def _seekers(people: list[Any], openings: list[Any], areas: dict[int, int], day: dt.date) -> list[Seeker]:
    rows = people_rows(people, areas)
    avoid = _by_row(avoided(people))
    barred = _by_row(barred_pairs(people, openings)["consent"])
    cleared, declined = _cleared(people), _declined(people)
    return [
        Seeker(
            pk=person.pk,
            row=rows[row],
            waiting=max(0, (day - person.waiting_since).days),
            avoid=avoid.get(row, []),
            barred=[openings[column].pk for column in barred.get(row, [])],
            cleared=cleared.get(person.pk, []),
            declined=declined.get(person.pk, []),
        )
        for row, person in enumerate(people)
    ]


def _by_row(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, other in sorted(pairs):
        found.setdefault(row, []).append(other)
    return found


def _cleared(people: list[Person]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    lifted = BlockClearance.objects.filter(match__person__in=people, match__state__in=LIVE_MATCH_STATES)
    for person, opening, code in lifted.order_by("pk").values_list("match__person", "match__opening", "code"):
        found.setdefault(person, []).append((opening, code))
    return found


def _declined(people: list[Person]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    refused = Match.objects.filter(person__in=people, state__in=SAID_NO).order_by("pk")
    for person, opening in refused.values_list("person", "opening"):
        found.setdefault(person, []).append(opening)
    return found


def _places(run: BoardRun, openings: list[Any], areas: dict[int, int]) -> list[Place]:
    settled = {order.opening_id: order for order in run.place_orders.all()}
    places = []
    for opening, row in zip(openings, opening_rows(openings, areas, run.day), strict=True):
        order = settled.get(opening.pk)
        more = order.more if order else 0
        places.append(
            Place(
                pk=opening.pk,
                row=row | {"places_left": opening.places_left + more},
                capacity=opening.places_left + more,
                closed=bool(order and order.closed),
                team=order.team if order else 0,
            )
        )
    return places


def _orders(run: BoardRun) -> list[Order]:
    rows = BoardOrder._base_manager.filter(run=run).order_by("pk")
    return [Order(row.kind, row.person_id, row.opening_id, row.group) for row in rows]


def layout_of(run: BoardRun) -> Layout:
    """What a run was worked out from, as it was kept."""
    lines = BoardLine._base_manager.filter(run=run).order_by("row")
    return Layout(
        day=run.day,
        travel_minutes=run.travel_minutes,
        dial=run.dial / 100,
        weights=run.weights,
        seekers=[_kept_seeker(line) for line in lines],
        places=[
            Place(place.opening_id, place.conditions, place.capacity, place.closed, place.team)
            for place in run.places.order_by("row")
        ],
        orders=_orders(run),
    )


def _kept_seeker(line: BoardLine) -> Seeker:
    kept = line.conditions
    return Seeker(
        pk=line.person_id,
        row=kept["person"],
        waiting=line.waiting,
        avoid=kept["avoid"],
        barred=kept["barred"],
        cleared=[(opening, code) for opening, code in kept["cleared"]],
        declined=kept["declined"],
    )


def work_out(
    layout: Layout,
    *,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> tuple[Assessment, Plan]:
    """The best plan for a layout. Raises what `arrange` raises."""
    person_row = {seeker.pk: row for row, seeker in enumerate(layout.seekers)}
    column = {place.pk: at for at, place in enumerate(layout.places)}
    assessment = assess(
        People.from_rows(seeker.row for seeker in layout.seekers),
        Openings.from_rows(place.row for place in layout.places),
        _world(layout, column),
    )
    plan = arrange(
        assessment,
        Places.from_columns(
            {
                "capacity": [place.capacity for place in layout.places],
                "minimum": [place.team for place in layout.places],
            },
            size=len(layout.places),
        ),
        _engine_orders(layout, person_row, column),
        Dial(layout.dial),
        progress=progress,
        stop=stop,
        time_limit=LONGEST,
    )
    return assessment, plan


def _world(layout: Layout, column: dict[int, int]) -> World:
    seekers = list(enumerate(layout.seekers))
    return World(
        today=layout.day.toordinal(),
        travel_minutes=layout.travel_minutes,
        avoid=[(row, partner) for row, seeker in seekers for partner in seeker.avoid],
        barred={
            "consent": [
                (row, column[opening])
                for row, seeker in seekers
                for opening in seeker.barred
                if opening in column
            ]
        },
        cleared=[
            (row, column[opening], code)
            for row, seeker in seekers
            for opening, code in seeker.cleared
            if opening in column
        ],
        weights=layout.weights,
    )


def _engine_orders(layout: Layout, person_row: dict[int, int], column: dict[int, int]) -> Orders:
    """Orders by row. Those about people or openings that are not on the board any more have nothing to say."""
    pairs: dict[str, list[tuple[int, int]]] = {kind: [] for kind in BoardOrder.Kind.values}
    groups: dict[tuple[str, uuid.UUID], list[int]] = {}
    for order in layout.orders:
        if order.person not in person_row:
            continue
        if order.opening in column:
            pairs[order.kind].append((person_row[order.person], column[order.opening]))
        elif order.group:
            groups.setdefault((order.kind, order.group), []).append(person_row[order.person])
    for (kind, _group), rows in groups.items():
        pairs[kind] += [(one, other) for at, one in enumerate(rows) for other in rows[at + 1 :]]
    wanted = {*pairs["pin"], *pairs["reserve"]}
    said_no = [
        (row, column[opening])
        for row, seeker in enumerate(layout.seekers)
        for opening in seeker.declined
        if opening in column and (row, column[opening]) not in wanted
    ]
    return Orders(
        pins=pairs["pin"],
        forbids=[*pairs["forbid"], *said_no],
        reserved=pairs["reserve"],
        closed=tuple(at for at, place in enumerate(layout.places) if place.closed),
        together=pairs["together"],
        apart=pairs["apart"],
        waiting=[seeker.waiting for seeker in layout.seekers],
    )


def carry_out(run: BoardRun) -> None:
    """Work out a run that waits, and keep what came of it, all of it at once. One that was stopped is left alone.

    A run that is found half-way was begun by a worker that died: nothing of it was kept, and it is begun anew.
    """
    if run.state == BoardState.WAITING:
        move(run, BoardState.RUNNING, actor=None, day=clock.today())
    if run.state != BoardState.RUNNING:
        return
    layout = layout_of_today(run)
    teller = _Teller(run)
    try:
        assessment, plan = work_out(layout, progress=teller.tell, stop=teller.was_stopped)
        with one_effect():
            move(run, BoardState.READY, actor=None, **_outcome(layout, plan))
            _keep(run, layout, assessment, plan)
    except ContradictionError as refusal:
        with one_effect():
            _lay_down(run, layout)
            move(run, BoardState.REFUSED, actor=None, clashes=_clashes(refusal, layout), **_as_it_was(layout))
    except (StoppedError, AlreadyMoved):
        return  # somebody stopped it: their word stands


class _Teller:
    """Writes down how far it is, and looks whether somebody stopped it; both now and then, not at every turn."""

    def __init__(self, run: BoardRun) -> None:
        self.rows = BoardRun._base_manager.filter(pk=run.pk, state=BoardState.RUNNING)
        self.told_at = self.looked_at = time.monotonic()
        self.stopped = False

    def tell(self, share: float) -> None:
        if time.monotonic() - self.told_at >= LOOK_EVERY:
            self.told_at = time.monotonic()
            self.rows.update(progress=int(share * 100))

    def was_stopped(self) -> bool:
        if time.monotonic() - self.looked_at >= LOOK_EVERY:
            self.looked_at = time.monotonic()
            self.stopped = not self.rows.exists()
        return self.stopped


def _as_it_was(layout: Layout) -> dict[str, Any]:
    return {
        "travel_minutes": layout.travel_minutes,
        "engine": ENGINE,
        "people": len(layout.seekers),
        "progress": 100,
    }


def _outcome(layout: Layout, plan: Plan) -> dict[str, Any]:
    return _as_it_was(layout) | {
        "placed": plan.placed,
        "more_possible": plan.gap_people,
        "gap": plan.gap,
        "fit": plan.fit,
    }


def _keep(run: BoardRun, layout: Layout, assessment: Assessment, plan: Plan) -> None:
    left = {one.person: one for one in plan.left_out}
    _lay_down(run, layout, plan=plan)
    for row, seeker in enumerate(layout.seekers):
        at = int(plan.opening_of[row])
        BoardLine(
            run=run,
            person_id=seeker.pk,
            row=row,
            conditions=_conditions_of(seeker),
            waiting=seeker.waiting,
            opening_id=layout.places[at].pk if at >= 0 else None,
            band=int(assessment.band[row, at]) if at >= 0 else None,
            doors=[_door(door, layout) for door in left[row].doors] if at < 0 else [],
        ).save()


def _lay_down(run: BoardRun, layout: Layout, *, plan: Plan | None = None) -> None:
    worth = plan.worth_of_one_more if plan else None
    BoardPlace.objects.bulk_create(
        BoardPlace(
            run=run,
            opening_id=place.pk,
            row=at,
            conditions=place.row,
            capacity=place.capacity,
            closed=place.closed,
            team=place.team,
            taken=len(plan.people_at(at)) if plan else 0,
            one_more_people=int(worth.people[at]) if worth else None,
            one_more_fit=float(worth.fit[at]) if worth else None,
        )
        for at, place in enumerate(layout.places)
    )


def _conditions_of(seeker: Seeker) -> dict[str, Any]:
    return {
        "person": seeker.row,
        "avoid": seeker.avoid,
        "barred": seeker.barred,
        "cleared": seeker.cleared,
        "declined": seeker.declined,
    }


def _door(door: Any, layout: Layout) -> dict[str, Any]:
    return {
        "opening": layout.places[door.opening].pk,
        "hindrance": str(door.hindrance),
        "reasons": [
            [reason.code, reason.verdict.name, reason.have, reason.need, reason.distance]
            for reason in door.reasons
        ],
    }


def reason_of(kept: list[Any]) -> Reason:
    """A reason as a kept door holds it."""
    code, verdict, have, need, distance = kept
    return Reason(code, Verdict[verdict], have, need, distance)


def _clashes(refusal: ContradictionError, layout: Layout) -> list[dict[str, Any]]:
    return [
        {
            "clash": str(conflict.clash),
            "pins": [[layout.seekers[p].pk, layout.places[o].pk] for p, o in conflict.pins],
            "people": [layout.seekers[row].pk for row in conflict.people],
            "openings": [layout.places[row].pk for row in conflict.openings],
        }
        for conflict in refusal.conflicts
    ]


def comes_out_the_same(run: BoardRun) -> bool:
    """Whether a kept run, worked out again from what it kept, gives the same plan. False where somebody was erased since."""
    with reading_everyone_unseen():
        layout = layout_of(run)
    if run.state != BoardState.READY or len(layout.seekers) != run.people:
        return False
    _assessment, plan = work_out(layout)
    kept = dict(BoardLine._base_manager.filter(run=run).values_list("person", "opening"))
    again = {
        seeker.pk: layout.places[at].pk if at >= 0 else None
        for seeker, at in zip(layout.seekers, plan.opening_of.tolist(), strict=True)
    }
    return kept == again
