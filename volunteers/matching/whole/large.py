"""Boards too large to look at every pair at once: few candidates, and then the prices are held against all the others.

Keeping each person's best alone loses much where many want the same seats; so each opening's best are kept as well. What
is left out is not forgotten: a plan's prices are compared with every open pair of the board, pairs that are worth more than
their prices are taken in, and it is solved again, until there are none (then the plan is the best of the whole board) or
the rounds are over (then the gap says how much a better plan could bring).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import BoardError, Int64, Openings, People
from ..world import World
from .orders import Dial, Orders
from .places import Places
from .plan import Certificate, LeftOut, Plan
from .programme import Watch
from .sieve import Sieve
from .task import SCALE, Frame, Task, frame_of
from .transport import best_pairs, opened, priced, worth_of

GRADES = 512  # steps in which worth is counted before it is compared exactly
PER_PLACE = 4
TAKEN_IN = 4  # pairs taken in for one person in one round


def arrange_large(
    people: People,
    openings: Openings,
    world: World,
    places: Places,
    orders: Orders | None = None,
    dial: Dial | None = None,
    *,
    keep: int = 8,
    rounds: int = 30,
    progress: Callable[[float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """`arrange` for boards whose pairs do not fit into memory: same objective, same plan value, same certificate.

    `keep` candidates per person to begin with, and the larger of `keep` and four per place for each opening. The plan's
    gap is the proven one over *all* open pairs: 0 unless `rounds` were over or it was stopped. `left_out` says who and
    how long; their doors are seen by assessing them alone (`assess(people.take(rows), …)`).
    Raises `BoardError` for teams, company and care, which have no prices; otherwise as `arrange`.
    """
    watch = Watch(progress, stop, float("inf"))
    watch.passing(0.0)
    sieve = Sieve(people, openings, world)
    frame = frame_of(sieve.doors, sieve, places, orders or Orders(), dial or Dial())
    watch.passing(0.2)
    task = _candidates(sieve, frame, keep)
    if not task.is_plain:
        raise BoardError("a large board takes no teams, company or care; work it out in parts with `arrange`")
    watch.passing(0.4)
    for number in range(rounds):
        chosen = best_pairs(task)
        certificate = priced(task, chosen)
        missed, extra = _missed(sieve, frame, certificate.person_price, certificate.seat_price, task.unit)
        watch.tell(0.4 + 0.5 * (number + 1) / rounds)
        if not len(missed.person) or number == rounds - 1 or watch.is_stopped:
            break
        task = _joined(task, missed)
    plan = _plan(task, chosen, certificate, extra, fit=sieve.fit_of(task.orders.pins))
    watch.tell(1.0)
    return plan


def _candidates(sieve: Sieve, frame: Frame, keep: int) -> Task:
    """Each person's `keep` best, and each opening's best: the larger of `keep` and four per place."""
    own: list[Task] = []
    seen = np.zeros((len(frame.capacity), GRADES + 1), np.int32)
    for band in sieve.bands():
        task = frame.task(*band)
        own.append(_best_of(task, task.person, np.full(frame.people, keep)))
        np.add.at(seen.ravel(), task.seat * np.int64(GRADES + 1) + _grade(task), 1)
    most = np.maximum(keep, PER_PLACE * frame.capacity)
    least = _least_grade(seen, most)
    theirs = []
    for band in sieve.bands():
        task = frame.task(*band)
        theirs.append(_taken(task, np.flatnonzero(_grade(task) >= least[task.seat])))
    found = _together(theirs)
    return _joined(_together(own), _best_of(found, found.seat, most))


def _grade(task: Task) -> NDArray[np.int64]:
    return task.worth * GRADES // SCALE


def _least_grade(seen: NDArray[np.int32], most: Int64) -> NDArray[np.int64]:
    """The grade from which on upwards there are at least `most`, per row."""
    above = np.cumsum(seen[:, ::-1], axis=1)
    return GRADES - np.argmax(above >= np.minimum(most, above[:, -1])[:, None], axis=1)


def _best_of(task: Task, group: Any, most: Int64) -> Task:
    """Of each group the pairs with the most worth; equals spread over the board by row number."""
    size = len(most)
    low, high = int(group.min(initial=size)), int(group.max(initial=-1)) + 1
    if low >= high:
        return _taken(task, np.zeros(0, np.int64))
    seen = np.bincount(
        (group - low) * np.int64(GRADES + 1) + _grade(task), minlength=(high - low) * (GRADES + 1)
    )
    least = _least_grade(seen.reshape(-1, GRADES + 1).astype(np.int32), most[low:high])
    rows = np.flatnonzero(_grade(task) >= least[group - low])
    spread = (task.person[rows].astype(np.int64) * 7919 + task.seat[rows] * np.int64(104729)) % 1_000_003
    rows = rows[np.lexsort((spread, -task.worth[rows], group[rows]))]
    first = np.searchsorted(group[rows], group[rows])
    return _taken(task, np.sort(rows[np.arange(len(rows)) - first < most[group[rows]]]))


def _taken(task: Task, rows: Any) -> Task:
    return replace(
        task, person=task.person[rows], seat=task.seat[rows], fit=task.fit[rows], worth=task.worth[rows]
    )


def _together(tasks: list[Task]) -> Task:
    person, seat, fit, worth = (
        np.concatenate([getattr(task, name) for task in tasks]) for name in ("person", "seat", "fit", "worth")
    )
    return replace(tasks[0], person=person, seat=seat, fit=fit, worth=worth)


def _joined(task: Task, more: Task) -> Task:
    """Both, each pair once, by person, then seat."""
    both = _together([task, more])
    number = both.person * np.int64(len(both.capacity)) + both.seat
    return _taken(both, np.unique(number, return_index=True)[1])


def _missed(
    sieve: Sieve, frame: Frame, person_price: Int64, seat_price: Int64, unit: int
) -> tuple[Task, int]:
    """Pairs that are worth more than their prices, a few for each person; and what they could bring at most."""
    found: list[Task] = []
    extra = 0
    for band in sieve.bands():
        task = frame.task(*band)
        over = unit + task.worth - person_price[task.person] - seat_price[task.seat]
        rows = np.flatnonzero(over > 0)
        rows = rows[np.lexsort((task.seat[rows], -over[rows], task.person[rows]))]
        rank = np.arange(len(rows)) - np.searchsorted(task.person[rows], task.person[rows])
        extra += int(over[rows[rank == 0]].sum())
        found.append(_taken(task, rows[rank < TAKEN_IN]))
    return _together(found), extra


def _plan(task: Task, chosen: Int64, certificate: Certificate, extra: int, *, fit: float) -> Plan:
    opening_of = opened(task, chosen)
    waited = task.orders.waited(task.people)
    worth = int(task.worth[chosen].sum())
    more = (len(chosen) * task.unit + worth + extra) // task.unit - len(chosen) if extra else 0
    return Plan(
        opening_of=opening_of,
        openings=task.openings,
        placed=int((opening_of >= 0).sum()),
        fit=fit + float(task.fit[chosen].sum()),
        gap_people=int(more),
        gap=extra / max(1, worth),
        certificate=certificate,
        worth_of_one_more=worth_of(task, certificate),
        left_out=tuple(LeftOut(int(row), int(waited[row]), ()) for row in np.flatnonzero(opening_of < 0)),
    )
