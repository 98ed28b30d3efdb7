"""What the coordinator has settled before the board is worked out, and which way the dial points."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from ..columns import BoardError, Int64
from ..world import row_pairs

LONGEST_WAIT = 100_000  # days


class Clash(StrEnum):
    """Why orders cannot all be kept."""

    TWICE = "twice"  # one person pinned to two openings (in a week: to three)
    BLOCKED = "blocked"  # pinned to an opening that a hard rule blocks and nobody has cleared
    FORBIDDEN = "forbidden"  # pinned and forbidden
    CLOSED = "closed"  # pinned to, or a seat reserved at, an opening that is closed
    OVERFULL = "overfull"  # more pins and reserved seats than places
    TOGETHER = "together"  # must be together, and pinned to different openings
    APART = (
        "apart"  # must not be together, and pinned to one opening (without pins: ordered together as well)
    )
    CARE = "care"  # more pins than the host can look after
    TEAM = "team"  # pinned to a team that cannot reach its smallest size
    AT_ONCE = "at once"  # each is possible, but not all of these at once


@dataclass(frozen=True)
class Conflict:
    """Orders that contradict each other, by row number; words are the caller's.

    pins      (person, opening), every pin that takes part
    people    further people it is about (those to be together or apart)
    openings  the openings it is about
    """

    clash: Clash
    pins: tuple[tuple[int, int], ...] = ()
    people: tuple[int, ...] = ()
    openings: tuple[int, ...] = ()


class ContradictionError(BoardError):
    """The orders contradict each other. `conflicts` names all that were found, each with every pin in it."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("; ".join(_in_short(conflict) for conflict in self.conflicts))


def _in_short(conflict: Conflict) -> str:
    return (
        f"{conflict.clash}: pins {list(conflict.pins)}, people {list(conflict.people)}, "
        f"openings {list(conflict.openings)}"
    )


@dataclass(frozen=True)
class Care:
    """A host's support staff: at most `most` people at once over these openings (rows)."""

    openings: tuple[int, ...]
    most: int

    def __post_init__(self) -> None:
        if isinstance(self.most, bool) or not isinstance(self.most, int) or self.most < 0:
            raise BoardError(f"care.most: {self.most!r} is not a number of people")
        object.__setattr__(self, "openings", rows_of("care.openings", self.openings))


@dataclass(frozen=True, eq=False)
class Orders:
    """What is settled. Everything may be left out; rows are those of the two tables.

    pins      (person, opening): this person goes there
    forbids   (person, opening): not there this time
    reserved  (person, opening): one seat there is kept for this person; others may not have it, the person need not
    closed    openings where nobody is placed this time
    together  (person, person): both in the same opening, or both not placed
    apart     (person, person): never in the same opening
    care      `Care`: how many a host can look after at once
    waiting   days each person has waited, one per person; left out: all alike
    """

    pins: Any = ()
    forbids: Any = ()
    reserved: Any = ()
    closed: tuple[int, ...] = ()
    together: Any = ()
    apart: Any = ()
    care: tuple[Care, ...] = ()
    waiting: Any = None

    def __post_init__(self) -> None:
        settled: dict[str, Any] = {
            name: row_pairs(f"orders.{name}", getattr(self, name))
            for name in ("pins", "forbids", "reserved", "together", "apart")
        }
        settled["closed"] = rows_of("orders.closed", self.closed)
        settled["care"] = tuple(self.care)
        settled["waiting"] = None if self.waiting is None else _days(self.waiting)
        for name in ("together", "apart"):
            _refuse_alone(f"orders.{name}", settled[name])
        for name, value in settled.items():
            object.__setattr__(self, name, value)

    def waited(self, people: int) -> Int64:
        """Days waited, one per person. Raises `BoardError` where they are told for another number of people."""
        if self.waiting is None:
            return np.zeros(people, np.int64)
        if len(self.waiting) != people:
            raise BoardError(f"orders.waiting has {len(self.waiting)} rows where {people} are expected")
        days: Int64 = self.waiting
        return days

    def refuse_misfits(self, people: int, openings: int) -> None:
        """Raise `BoardError` where a row is not on the board."""
        pairs = {"pins": (people, openings), "forbids": (people, openings), "reserved": (people, openings)}
        pairs |= {"together": (people, people), "apart": (people, people)}
        for name, limit in pairs.items():
            _refuse_rows(f"orders.{name}", getattr(self, name), limit)
        _refuse_rows("orders.closed", np.array(self.closed, np.int64), openings)
        for care in self.care:
            _refuse_rows("care.openings", np.array(care.openings, np.int64), openings)
        self.waited(people)


@dataclass(frozen=True)
class Dial:
    """From 0, the best total fit, to 1, the hardest to place and the longest waiting first.

    As many people as possible are placed at every setting; the dial says who, where not all can be.
    """

    setting: float = 0.3

    def __post_init__(self) -> None:
        is_number = isinstance(self.setting, (int, float)) and not isinstance(self.setting, bool)
        if not is_number or not math.isfinite(self.setting) or not 0 <= self.setting <= 1:
            raise BoardError(f"dial: {self.setting!r} is not a number from 0 to 1")


def rows_of(name: str, given: Iterable[int]) -> tuple[int, ...]:
    """Row numbers, each once, in order. Raises `BoardError` below 0."""
    rows = tuple(sorted({int(row) for row in given}))
    if rows and rows[0] < 0:
        raise BoardError(f"{name}: rows start at 0")
    return rows


def _days(given: Any) -> Int64:
    days = np.asarray(given)
    if days.ndim != 1 or (days.size and days.dtype.kind not in "iu"):
        raise BoardError("orders.waiting: whole days are expected, one per person")
    if days.size and not 0 <= days.min() <= days.max() <= LONGEST_WAIT:
        raise BoardError(f"orders.waiting: days lie between 0 and {LONGEST_WAIT}")
    return days.astype(np.int64)


def _refuse_alone(name: str, pairs: Int64) -> None:
    alone = pairs[pairs[:, 0] == pairs[:, 1]]
    if len(alone):
        raise BoardError(f"{name}: person {alone[0, 0]} is named twice in one pair")


def _refuse_rows(name: str, rows: Int64, limit: Any) -> None:
    if rows.size and (rows >= np.asarray(limit)).any():
        raise BoardError(f"{name} speaks of {rows.tolist()}, but there are only {limit}")
