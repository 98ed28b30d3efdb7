"""Teams, company and hosts' care: a mixed-integer programme (HiGHS), with the gap that was proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ..columns import Int64
from .task import Task


@dataclass(frozen=True, eq=False)
class Programme:
    """Lower <= rows @ choice <= upper over yes-or-no choices: one per pair, then one per opening with a team."""

    rows: Any
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    pairs: int
    choices: int


@dataclass(frozen=True, eq=False)
class Found:
    """Chosen pairs (None: none found), bounds on people and on worth at that number, and whether orders can hold."""

    chosen: Int64 | None
    most_people: int
    most_worth: float
    is_possible: bool = True


class _Rows:
    """Collects constraints one by one."""

    def __init__(self) -> None:
        self.data: list[tuple[int, int, float]] = []
        self.lower: list[float] = []
        self.upper: list[float] = []

    def add(self, columns: Any, factors: Any, *, lower: float, upper: float) -> None:
        row = len(self.lower)
        factors = np.broadcast_to(factors, np.shape(columns))
        self.data += [(row, int(c), float(f)) for c, f in zip(columns, factors, strict=True)]
        self.lower.append(lower)
        self.upper.append(upper)


def programme(task: Task) -> Programme:
    """The task as constraints."""
    rows = _Rows()
    teams = np.flatnonzero(task.places.minimum > 1)
    pairs = len(task.person)
    for person in np.unique(task.person):
        rows.add(np.flatnonzero(task.person == person), 1, lower=0, upper=1)
    for seat in np.unique(task.seat):
        rows.add(np.flatnonzero(task.seat == seat), 1, lower=0, upper=max(0, int(task.capacity[seat])))
    for number, opening in enumerate(teams):
        _add_team(rows, task, int(opening), column=pairs + number)
    for care in task.orders.care:
        here = np.flatnonzero(np.isin(task.opening, care.openings))
        pinned = int(np.isin(task.pinned, care.openings).sum())
        rows.add(here, 1, lower=0, upper=care.most - pinned)
    _add_company(rows, task)
    table = csr_array(
        (
            [factor for *_, factor in rows.data],
            ([row for row, *_ in rows.data], [column for _, column, _ in rows.data]),
        ),
        shape=(len(rows.lower), pairs + len(teams)),
    )
    return Programme(table, np.array(rows.lower), np.array(rows.upper), pairs, pairs + len(teams))


def _add_team(rows: _Rows, task: Task, opening: int, *, column: int) -> None:
    """Nobody, or at least the smallest team; pinned people are there already."""
    here = np.flatnonzero(task.opening == opening)
    pinned = int((task.pinned == opening).sum())
    minimum = int(task.places.minimum[opening])
    most = int(task.places.capacity[opening])
    rows.add([*here, column], [1.0] * len(here) + [-minimum], lower=-pinned, upper=np.inf)
    rows.add([*here, column], [1.0] * len(here) + [-most], lower=-np.inf, upper=-pinned)


def _add_company(rows: _Rows, task: Task) -> None:
    at = {(int(i), int(j)): row for row, (i, j) in enumerate(zip(task.person, task.opening, strict=True))}
    for pairs, most, signs in ((task.orders.together, 0, (1, -1)), (task.orders.apart, 1, (1, 1))):
        for one, other in pairs.tolist():
            for opening in range(task.openings):
                _add_two(rows, task, at, opening, (one, other), most=most, signs=signs)


def _add_two(
    rows: _Rows,
    task: Task,
    at: dict[tuple[int, int], int],
    opening: int,
    two: tuple[int, int],
    *,
    most: int,
    signs: tuple[int, int],
) -> None:
    columns = [at[who, opening] for who in two if (who, opening) in at]
    factors = [sign for who, sign in zip(two, signs, strict=True) if (who, opening) in at]
    there = sum(sign for who, sign in zip(two, signs, strict=True) if task.pinned[who] == opening)
    lower = -np.inf if most else -there
    if columns or (there and not most):
        rows.add(columns, factors, lower=lower, upper=most - there)


def solved(task: Task, *, seconds: float) -> Found:
    """As many people as possible, then as much worth as possible at that number, within about these seconds."""
    model = programme(task)
    if not model.choices:
        return _nothing_to_choose(model)
    each = np.zeros(model.choices)
    each[: model.pairs] = 1
    first = _maximised(model, each, seconds=seconds / 2)
    if first.x is None:
        return Found(None, len(np.unique(task.person)), np.inf, is_possible=first.status != 2)
    people = round(float(each @ np.round(first.x)))
    worth = np.zeros(model.choices)
    worth[: model.pairs] = task.worth
    second = _maximised(model, worth, seconds=seconds / 2, at_least=(each, people))
    best = first.x if second.x is None else second.x
    chosen = np.flatnonzero(np.round(best[: model.pairs]) == 1)
    most_worth = _bound(second, default=float(task.worth.sum()))
    return Found(chosen, int(_bound(first, default=np.inf)), max(most_worth, float(task.worth[chosen].sum())))


def _nothing_to_choose(model: Programme) -> Found:
    possible = bool(((model.lower <= 0) & (model.upper >= 0)).all())
    return Found(np.zeros(0, np.int64), 0, 0.0, is_possible=possible)


def _maximised(model: Programme, gain: Any, *, seconds: float, at_least: Any = None) -> Any:
    constraints = [LinearConstraint(model.rows, model.lower, model.upper)]
    if at_least is not None:
        constraints.append(LinearConstraint(at_least[0][None], at_least[1], np.inf))
    return milp(
        -gain,
        constraints=constraints,
        integrality=np.ones(model.choices),
        bounds=Bounds(0, 1),
        options={"time_limit": max(0.1, seconds), "mip_rel_gap": 0.0},
    )


def _bound(result: Any, *, default: float) -> float:
    """The proven upper bound, a whole number as all gains are."""
    bound = getattr(result, "mip_dual_bound", None)
    return default if bound is None or not np.isfinite(bound) else float(np.floor(-bound + 1e-4))
