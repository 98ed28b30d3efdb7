"""The door of the whole board: tables and orders in, a plan out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..assessment import Assessment
from ..columns import Int32, Int64
from . import queue, teams, transport
from .leaving import left_out
from .orders import Clash, Conflict, ContradictionError, Dial, Orders
from .places import Places
from .plan import Certificate, Plan, Worth
from .task import SCALE, Task, task_of

Progress = Callable[[float], None]
Stop = Callable[[], bool]


class StoppedError(RuntimeError):
    """`stop` said so, or the time was over, before any plan was found."""


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
    machine, if the time (`time_limit`, seconds) is not over before. Without teams, company and care the plan is the
    proven best and carries its prices; with them it carries the gap that was proven. Never fewer people than a queue.

    `progress` is called with the share done, 0 to 1, never less than before; `stop` is asked in between.
    Raises `BoardError` for what does not fit together, `ContradictionError` for orders against each other,
    `StoppedError` where it was stopped before there was a plan.
    """
    said = _Said(progress, stop)
    said.at(0.0)
    task = task_of(assessment, places, orders or Orders(), dial or Dial())
    said.at(0.1)
    plan = _plain(task, said) if task.is_plain else _tied(task, said, seconds=time_limit)
    said.at(0.9)
    opening_of, gap_people, gap, certificate, stopped = plan
    fit = float(assessment.score[opening_of >= 0, opening_of[opening_of >= 0]].sum())
    found = Plan(
        opening_of=opening_of,
        openings=task.openings,
        placed=int((opening_of >= 0).sum()),
        fit=fit,
        gap_people=gap_people,
        gap=gap,
        certificate=certificate,
        worth_of_one_more=None if certificate is None else _worth(task, certificate),
        left_out=left_out(assessment, task, opening_of),
        stopped=stopped,
    )
    said.at(1.0)
    return found


class _Said:
    def __init__(self, progress: Progress | None, stop: Stop | None) -> None:
        self.progress, self.stop = progress, stop

    def at(self, share: float) -> None:
        if self.progress:
            self.progress(share)
        if share < 1 and self.stop and self.stop():
            raise StoppedError("stopped before there was a plan")


Outcome = tuple[Int32, int, float, Certificate | None, bool]


def _plain(task: Task, said: _Said) -> Outcome:
    chosen = transport.best_pairs(task)
    said.at(0.6)
    certificate = transport.priced(task, chosen)
    if certificate.gap():
        raise AssertionError("the plan is not the best, by its own prices")
    return _openings(task, chosen), 0, 0.0, certificate, False


def _tied(task: Task, said: _Said, *, seconds: float) -> Outcome:
    found = teams.solved(task, seconds=seconds)
    if not found.is_possible:
        raise ContradictionError(
            [Conflict(Clash.AT_ONCE, tuple((int(i), int(j)) for i, j in task.orders.pins))]
        )
    plan = None if found.chosen is None else _openings(task, found.chosen)
    waiting = queue.queued(task)
    if waiting is not None and (plan is None or (waiting >= 0).sum() > (plan >= 0).sum()):
        plan = waiting
    if plan is None:
        raise StoppedError("the time was over before there was a plan")
    more = found.most_people + int((task.pinned >= 0).sum()) - int((plan >= 0).sum())
    worth = _worth_of(task, plan)
    gap = max(0.0, found.most_worth - worth) / max(1.0, worth)
    return plan, max(0, more), gap, None, more > 0 or gap > 0


def _openings(task: Task, chosen: Int64) -> Int32:
    opening_of = task.pinned.copy()
    opening_of[task.person[chosen]] = task.opening[chosen]
    return opening_of


def _worth_of(task: Task, plan: Int32) -> float:
    return float(task.worth[plan[task.person] == task.opening].sum())


def _worth(task: Task, certificate: Certificate) -> Worth:
    price = certificate.seat_price[: task.openings]
    people = np.rint(price / certificate.unit).astype(np.int64)
    return Worth(people, (price - people * certificate.unit) / SCALE)
