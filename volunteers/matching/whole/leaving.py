"""Nobody quietly left out: for each person not placed, what stands before the doors nearest to them."""

from __future__ import annotations

import numpy as np

from ..assessment import HARD, Assessment, Reason
from ..columns import Int32
from ..rules import Verdict
from .plan import Door, Hindrance, LeftOut
from .task import Task

DOORS = 3
LOOKED_AT = 12  # doors with equally few blocks are told apart by their distances


def left_out(
    assessment: Assessment, task: Task, opening_of: Int32, *, doors: int = DOORS
) -> tuple[LeftOut, ...]:
    """Everybody not placed, with their nearest doors: fewest blocks first, then the shortest distances, then by row."""
    waited = task.orders.waited(task.people)
    look = _Look(assessment, task, opening_of)
    return tuple(
        LeftOut(int(person), int(waited[person]), look.doors(int(person), doors))
        for person in np.flatnonzero(opening_of < 0)
    )


class _Look:
    def __init__(self, assessment: Assessment, task: Task, opening_of: Int32) -> None:
        self.assessment, self.task, self.opening_of = assessment, task, opening_of
        self.team = np.bincount(opening_of[opening_of >= 0], minlength=task.openings)
        self.forbidden = {tuple(pair) for pair in task.orders.forbids.tolist()}

    def doors(self, person: int, most: int) -> tuple[Door, ...]:
        """The nearest doors of one person."""
        blocks = (self.assessment.verdicts[HARD, person] == Verdict.BLOCK).sum(axis=0)
        blocks = np.where(self.assessment.blocked[person], np.maximum(blocks, 1), 0)
        near = np.lexsort((-self.assessment.score[person], blocks))[: max(most, LOOKED_AT)]
        seen = [(self._blocks(person, int(opening)), int(opening)) for opening in near]
        seen.sort(key=lambda one: _distance(one[0]))
        return tuple(
            Door(opening, self._hindrance(person, opening), reasons) for reasons, opening in seen[:most]
        )

    def _blocks(self, person: int, opening: int) -> tuple[Reason, ...]:
        if not self.assessment.blocked[person, opening]:
            return ()
        reasons = self.assessment.reasons(person, opening)
        blocks = [reason for reason in reasons if reason.verdict is Verdict.BLOCK and not reason.cleared]
        return tuple(sorted(blocks, key=_size))

    def _hindrance(self, person: int, opening: int) -> Hindrance:
        task = self.task
        answers = (
            (self.assessment.blocked[person, opening], Hindrance.BLOCKED),
            ((person, opening) in self.forbidden, Hindrance.FORBIDDEN),
            (opening in task.orders.closed, Hindrance.CLOSED),
            (task.places.free[opening] == 0, Hindrance.NO_PLACES),
            (1 < task.places.minimum[opening] > self.team[opening], Hindrance.TEAM),
            (self.team[opening] >= task.places.free[opening], Hindrance.FULL),
            (self._is_kept(opening), Hindrance.RESERVED),
            (self._is_cared_out(opening), Hindrance.CARE),
        )
        return next((hindrance for holds, hindrance in answers if holds), Hindrance.COMPANY)

    def _is_kept(self, opening: int) -> bool:
        kept = [
            who
            for who, at in self.task.orders.reserved.tolist()
            if at == opening and self.opening_of[who] != at
        ]
        return bool(self.team[opening] + len(kept) >= self.task.places.free[opening])

    def _is_cared_out(self, opening: int) -> bool:
        return any(
            opening in care.openings and self.team[list(care.openings)].sum() >= care.most
            for care in self.task.orders.care
        )


def _size(reason: Reason) -> tuple[bool, float]:
    """What can be measured first, by how much of the limit is missing."""
    if reason.distance is None:
        return True, 0.0
    return False, abs(reason.distance) / max(1, reason.need or 0, reason.have or 0)


def _distance(reasons: tuple[Reason, ...]) -> tuple[int, int, float]:
    sizes = [_size(reason) for reason in reasons]
    return len(sizes), sum(unmeasured for unmeasured, _ in sizes), sum(size for _, size in sizes)
