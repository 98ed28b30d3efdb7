"""The door of the whole board: tables and orders in, a plan out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..assessment import Assessment
from ..columns import Int32, Int64
from . import queue, tied, transport
from .leaving import left_out
from .orders import Clash, Conflict, ContradictionError, Dial, Orders
from .places import Places
from .plan import Certificate, Plan, Worth
from .programme import StoppedError, Watch
from .task import SCALE, Task, task_of

SECONDS_TO_NAME_A_CLASH = 2.0

Progress = Callable[[float], None]
Stop = Callable[[], bool]


def arrange(
    assessment: Assessment,
    places: Places,
    orders: Orders | None = None,
    dial: Dial | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    time_limit: float = 10.0,
) -> Plan:
    """Place as many people as possible, and among all ways to do so take the one with the most (dial-weighted) fit.

    Blocked pairs are never used; a block that was cleared does not block. The same input gives the same plan on any
    machine, unless time (`time_limit`, seconds) was over or it was stopped, and then the plan says so. Without teams,
    company and care the plan is the proven best and carries its prices; with them it carries the gap that was proven.
    Never fewer people than a plain queue.

    `progress` is called with the share done, 0 to 1, never less than before; `stop` is asked in between, and what was
    found until then is returned. Raises `BoardError` for what does not fit together, `ContradictionError` for orders
    against each other, `StoppedError` where it was stopped, or time was over, before there was a plan.
    """
    watch = Watch(progress, stop, time_limit)
    watch.passing(0.0)
    orders, dial = orders or Orders(), dial or Dial()
    task = task_of(assessment, places, orders, dial)
    watch.passing(0.1)
    outcome = _plain(task) if task.is_plain else _tied(task, watch)
    watch.tell(0.9)
    if outcome is None:
        raise ContradictionError([_clash(assessment, places, orders, dial)])
    plan = _plan(assessment, task, *outcome)
    watch.tell(1.0)
    return plan


Outcome = tuple[Int32, int, float, Certificate | None]


def _plan(
    assessment: Assessment,
    task: Task,
    opening_of: Int32,
    gap_people: int,
    gap: float,
    certificate: Certificate | None,
) -> Plan:
    there = opening_of >= 0
    return Plan(
        opening_of=opening_of,
        openings=task.openings,
        placed=int(there.sum()),
        fit=float(assessment.score[there, opening_of[there]].sum()),
        gap_people=gap_people,
        gap=gap,
        certificate=certificate,
        worth_of_one_more=None if certificate is None else _worth(task, certificate),
        left_out=left_out(assessment, task, opening_of),
    )


def _plain(task: Task) -> Outcome:
    chosen = transport.best_pairs(task)
    certificate = transport.priced(task, chosen)
    if certificate.gap():
        raise AssertionError("the plan is not the best, by its own prices")
    return _openings(task, chosen), 0, 0.0, certificate


def _tied(task: Task, watch: Watch) -> Outcome | None:
    """The best that was found, and how much better it could be; None where the pins cannot hold at once."""
    answer, chosen = tied.best_company(task, watch)
    if not answer.is_possible:
        return None
    plan = None if chosen is None else _openings(task, chosen)
    waiting = queue.queued(task)
    if waiting is not None and (plan is None or (waiting >= 0).sum() > (plan >= 0).sum()):
        plan = waiting
    if plan is None:
        raise StoppedError("the time was over before there was a plan")
    more = int(answer.bounds[0]) + int((task.pinned >= 0).sum()) - int((plan >= 0).sum())
    worth = float(task.worth[plan[task.person] == task.opening].sum())
    most = answer.bounds[1] if len(answer.bounds) > 1 else float(task.worth.sum())
    return plan, max(0, more), max(0.0, most - worth) / max(1.0, worth), None


def _clash(assessment: Assessment, places: Places, orders: Orders, dial: Dial) -> Conflict:
    """Pins that cannot hold at once, none of them too many: each is left out in turn, and stays out if it changes nothing."""
    kept = [(int(person), int(opening)) for person, opening in orders.pins]
    for pin in tuple(kept):
        fewer = [other for other in kept if other != pin]
        task = task_of(assessment, places, replace(orders, pins=fewer), dial)
        if not tied.is_possible(task, Watch(None, None, SECONDS_TO_NAME_A_CLASH)):
            kept = fewer
    return Conflict(Clash.AT_ONCE, tuple(kept))


def _openings(task: Task, chosen: Int64) -> Int32:
    opening_of = task.pinned.copy()
    opening_of[task.person[chosen]] = task.opening[chosen]
    return opening_of


def _worth(task: Task, certificate: Certificate) -> Worth:
    price = certificate.seat_price[: task.openings]
    people = np.rint(price / certificate.unit).astype(np.int64)
    return Worth(people, (price - people * certificate.unit) / SCALE)
