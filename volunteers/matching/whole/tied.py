"""Teams, company and hosts' care: people whose places hang together, so that no prices can speak for each alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..columns import Int32, Int64
from .programme import Answer, Programme, Watch
from .task import Task


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs as choices: those that may be used, and the pinned ones, which must. One entry per pair."""

    choice: Int64
    person: Int32
    opening: Int32


def best_company(task: Task, watch: Watch) -> tuple[Answer, Int64 | None]:
    """The answer for most people, then most worth at that number; and the rows of the task's pairs that it uses."""
    programme = Programme()
    pairs = add_pairs(programme, task)
    add_ties(programme, task, pairs)
    free = len(task.person)
    gains = np.zeros((2, programme.size), np.int64)
    gains[0, :free], gains[1, :free] = 1, task.worth
    answer = programme.best(list(gains), watch, shares=(0.1, 0.9))
    return answer, None if answer.choice is None else np.flatnonzero(answer.choice[:free]).astype(np.int64)


def is_possible(task: Task, watch: Watch) -> bool:
    """Whether the pins can all hold; True also where time was over before it was known."""
    programme = Programme()
    add_ties(programme, task, add_pairs(programme, task))
    return programme.best([np.zeros(programme.size, np.int64)], watch).is_possible


def add_pairs(programme: Programme, task: Task) -> Pairs:
    """One choice per pair; one seat per person and no more people than a seat takes."""
    pinned = np.flatnonzero(task.pinned >= 0).astype(np.int32)
    choice = programme.choices(np.arange(len(task.person) + len(pinned)) >= len(task.person))
    free = choice[: len(task.person)]
    for group, most in ((task.person, np.ones(task.people)), (task.seat, np.maximum(task.capacity, 0))):
        programme.rules(group, free, 1, lower=np.full(len(most), -np.inf), upper=most)
    return Pairs(
        choice,
        np.concatenate([task.person, pinned]),
        np.concatenate([task.opening, task.pinned[pinned]]),
    )


def add_ties(programme: Programme, task: Task, pairs: Pairs) -> None:
    """Smallest teams, care, together and apart as rules."""
    for team in np.flatnonzero(task.places.minimum > 1):
        _add_team(programme, task, pairs, int(team))
    for care in task.orders.care:
        here = pairs.choice[np.isin(pairs.opening, care.openings)]
        programme.rule(here, 1, upper=care.most)
    at = {
        (int(i), int(j)): int(row)
        for i, j, row in zip(pairs.person, pairs.opening, pairs.choice, strict=True)
    }
    for one, other in task.orders.together.tolist():
        _add_together(programme, at, one, other)
    for one, other in task.orders.apart.tolist():
        for opening in range(task.openings):
            if (one, opening) in at and (other, opening) in at:
                programme.rule([at[one, opening], at[other, opening]], 1, upper=1)


def _add_team(programme: Programme, task: Task, pairs: Pairs, opening: int) -> None:
    """A choice more: that the team comes together. Then at least the smallest number, else nobody."""
    here = pairs.choice[pairs.opening == opening]
    together = programme.choices([False])
    columns = np.concatenate([here, together])
    for number, bound in ((task.places.minimum[opening], "lower"), (task.places.capacity[opening], "upper")):
        factors = np.concatenate([np.ones(len(here)), [-float(number)]])
        programme.rule(columns, factors, **{bound: 0.0})


def _add_together(programme: Programme, at: dict[tuple[int, int], int], one: int, other: int) -> None:
    for opening in sorted({j for i, j in at if i in (one, other)}):
        signs = {at[who, opening]: sign for who, sign in ((one, 1), (other, -1)) if (who, opening) in at}
        programme.rule(list(signs), list(signs.values()), lower=0, upper=0)
