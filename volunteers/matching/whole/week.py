"""The board by half-days: who is where when, with seats and staff for every half-day of the week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..assessment import Assessment
from ..columns import ALL_SLOTS, BoardError, Int16, Int32, Int64, Openings
from .orders import Clash, Conflict, ContradictionError, Dial, Orders, rows_of
from .places import MOST_PLACES, Places
from .plan import ENGINE
from .programme import Programme, StoppedError, Watch
from .task import Task, task_of
from .tied import Pairs, add_ties

HALF_DAYS = 21  # weekday * 3 + part, as the columns `slots`
OPENINGS_EACH = 2


@dataclass(frozen=True, eq=False)
class Staff:
    """Support staff of a host: how many people it can look after in each half-day over these openings (rows)."""

    openings: tuple[int, ...]
    most: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "openings", rows_of("staff.openings", self.openings))
        object.__setattr__(self, "most", _numbers("staff.most", self.most, (HALF_DAYS,)))


@dataclass(frozen=True, eq=False)
class Week:
    """What there is in each half-day.

    seats       openings x 21: how many can be there at once; left out: the places, in every half-day
    staff       `Staff` of hosts
    most        half-days a week that each person can come at most, one per person; left out: as many as they are free
    """

    seats: Any = None
    staff: tuple[Staff, ...] = ()
    most: Any = None


@dataclass(frozen=True, eq=False)
class WeekPlan:
    """Who comes when.

    attends      rows of (person, opening, half-day), sorted
    openings_of  people x 2: rows of their openings, -1 none
    placed       how many people are placed at least once
    fit          sum of the scores of all pairs
    gap_people, gap   as in `Plan`: how many more, and how much better, the proven bound leaves open
    """

    attends: Int32
    openings_of: Int32
    placed: int
    fit: float
    gap_people: int
    gap: float
    engine: str = ENGINE

    def half_days(self, person: int, opening: int) -> Int32:
        """The half-days of one person in one opening."""
        here = (self.attends[:, 0] == person) & (self.attends[:, 1] == opening)
        days: Int32 = self.attends[here, 2]
        return days

    @property
    def left_out(self) -> NDArray[np.intp]:
        """Rows of the people who have no opening."""
        return np.flatnonzero(self.openings_of[:, 0] < 0)


def arrange_week(
    assessment: Assessment,
    places: Places,
    week: Week | None = None,
    orders: Orders | None = None,
    dial: Dial | None = None,
    *,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
    time_limit: float = 10.0,
) -> WeekPlan:
    """Give as many people as possible an opening and its half-days; among those plans, the one with the most fit.

    Each opening asks for its `slots_needed` of its half-days (one at least; all, if it has fewer); a person may have two
    openings, never both in one half-day. Where one side's half-days are not known, the other's are taken. A second
    opening counts for fit, not for the number of people. Orders, gap, progress, stop and errors are those of `arrange`.
    """
    watch = Watch(progress, stop, time_limit)
    watch.passing(0.0)
    orders, week = orders or Orders(), week or Week()
    task = task_of(assessment, places, orders, dial or Dial(), openings_each=OPENINGS_EACH)
    timetable = _Timetable(assessment, task, orders, week)
    watch.passing(0.1)
    return timetable.plan(watch)


class _Timetable:
    """Choices: one per pair; one per pair and half-day that both have; one per person, that they are placed."""

    def __init__(self, assessment: Assessment, task: Task, orders: Orders, week: Week) -> None:
        self.assessment, self.task, self.orders = assessment, task, orders
        self.programme = Programme()
        pinned = {tuple(pair) for pair in orders.pins.tolist()}
        names = zip(task.person.tolist(), task.opening.tolist(), strict=True)
        self.works = self.programme.choices([pair in pinned for pair in names])
        self.pair, self.day = np.nonzero(self._shared_days())
        self.comes = self.programme.choices(np.zeros(len(self.pair), np.bool_))
        self.placed = self.programme.choices(np.zeros(task.people, np.bool_))
        self._add_people(week)
        self._add_openings(week)
        add_ties(self.programme, task, Pairs(self.works, task.person, task.opening))

    def _shared_days(self) -> NDArray[np.bool_]:
        """Pairs x half-days that both have."""
        people, openings = self.assessment.people, self.assessment.openings
        free = _half_days(people.slots)[self.task.person]
        return np.asarray(free & _half_days(openings.slots)[self.task.opening])

    def _add_people(self, week: Week) -> None:
        task, rules = self.task, self.programme.rules
        none, nobody = np.full(task.people, -np.inf), np.zeros(task.people)
        rules(task.person, self.works, 1, lower=none, upper=nobody + OPENINGS_EACH)
        both = np.concatenate([self.works, self.placed])
        factors = np.repeat([1.0, -1.0], [len(self.works), task.people])
        rules(
            np.concatenate([task.person, np.arange(task.people)]),
            both,
            factors,
            lower=nobody,
            upper=nobody + np.inf,
        )
        who = task.person[self.pair]
        one = np.ones(task.people * HALF_DAYS)
        rules(who * HALF_DAYS + self.day, self.comes, 1, lower=-np.inf * one, upper=one)
        if week.most is not None:
            most = _numbers("week.most", week.most, (task.people,))
            rules(who, self.comes, 1, lower=none, upper=most)

    def _add_openings(self, week: Week) -> None:
        task, rules = self.task, self.programme.rules
        seats = _seats(week, task.places)
        where = task.opening[self.pair]
        rules(
            where * HALF_DAYS + self.day,
            self.comes,
            1,
            lower=np.full(seats.size, -np.inf),
            upper=seats.ravel(),
        )
        capacity = np.maximum(task.capacity, 0)
        rules(task.seat, self.works, 1, lower=np.full(len(capacity), -np.inf), upper=capacity)
        asked = _half_days_asked(self.assessment.openings)[task.opening]
        group = np.concatenate([self.pair, np.arange(len(self.works))])
        factors = np.concatenate([np.ones(len(self.comes)), -asked])
        exactly = np.zeros(len(self.works))
        rules(group, np.concatenate([self.comes, self.works]), factors, lower=exactly, upper=exactly)
        each = np.arange(
            len(self.pair)
        )  # nobody comes where they do not work: said apart, it is solved sooner
        only = np.concatenate([self.comes, self.works[self.pair]])
        signs = np.repeat([1.0, -1.0], len(each))
        rules(np.tile(each, 2), only, signs, lower=np.full(len(each), -np.inf), upper=np.zeros(len(each)))
        for staff in week.staff:
            _refuse_strangers(staff, task.openings)
            here = np.isin(where, staff.openings)
            rules(self.day[here], self.comes[here], 1, lower=np.full(HALF_DAYS, -np.inf), upper=staff.most)

    def plan(self, watch: Watch) -> WeekPlan:
        goals = np.zeros((2, self.programme.size), np.int64)
        goals[0, self.placed], goals[1, self.works] = 1, self.task.worth
        answer = self.programme.best(list(goals), watch, shares=(0.1, 0.95))
        if not answer.is_possible:
            pins = tuple((int(i), int(j)) for i, j in self.orders.pins)
            raise ContradictionError([Conflict(Clash.AT_ONCE, pins)])
        if answer.choice is None:
            raise StoppedError("the time was over before there was a plan")
        reached = [int(goal @ answer.choice) for goal in goals]
        gap = max(0.0, answer.bounds[1] - reached[1]) / max(1, reached[1])
        plan = self._plan(answer.choice, gap_people=int(answer.bounds[0]) - reached[0], gap=gap)
        watch.tell(1.0)
        return plan

    def _plan(self, choice: Int64, *, gap_people: int, gap: float) -> WeekPlan:
        task = self.task
        works = np.flatnonzero(choice[self.works])
        comes = np.flatnonzero(choice[self.comes])
        pair = self.pair[comes]
        attends = np.stack([task.person[pair], task.opening[pair], self.day[comes]], axis=1).astype(np.int32)
        openings_of = np.full((task.people, OPENINGS_EACH), -1, np.int32)
        who = task.person[works]
        openings_of[who, np.arange(len(who)) - np.searchsorted(who, who)] = task.opening[works]
        return WeekPlan(
            attends=attends[np.lexsort(attends.T[::-1])],
            openings_of=openings_of,
            placed=int((openings_of[:, 0] >= 0).sum()),
            fit=float(task.fit[works].sum()),
            gap_people=gap_people,
            gap=gap,
        )


def _half_days(masks: Any) -> NDArray[np.bool_]:
    """Masks as flags, rows x 21; not known: every half-day."""
    known = np.where(masks < 0, ALL_SLOTS, masks)
    return np.asarray(known[:, None] >> np.arange(HALF_DAYS) & 1, dtype=np.bool_)


def _half_days_asked(openings: Openings) -> NDArray[np.float64]:
    there = _half_days(openings.slots).sum(axis=1)
    return np.minimum(np.maximum(openings.slots_needed, 1), np.maximum(there, 1)).astype(np.float64)


def _seats(week: Week, places: Places) -> Int16:
    if week.seats is None:
        return np.repeat(places.free[:, None], HALF_DAYS, axis=1)
    return _numbers("week.seats", week.seats, (len(places), HALF_DAYS))


def _numbers(name: str, given: Any, shape: tuple[int, ...]) -> Int16:
    numbers = np.asarray(given)
    if numbers.shape != shape or (numbers.size and numbers.dtype.kind not in "iu"):
        raise BoardError(
            f"{name}: whole numbers are expected, {' x '.join(map(str, shape))}, not {numbers.shape}"
        )
    if numbers.size and not 0 <= numbers.min() <= numbers.max() <= MOST_PLACES:
        raise BoardError(f"{name}: numbers lie between 0 and {MOST_PLACES}")
    return numbers.astype(np.int16)


def _refuse_strangers(staff: Staff, openings: int) -> None:
    if staff.openings and staff.openings[-1] >= openings:
        raise BoardError(f"staff.openings speaks of {staff.openings[-1]}, but there are only {openings}")
