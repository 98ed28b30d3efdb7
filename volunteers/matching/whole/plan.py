"""What comes out: who goes where, the proof that it is the best, and for everybody else why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..assessment import Reason
from ..columns import Int32, Int64

ENGINE: Final = "whole-board 1"
"""Kept with a saved run. It changes when the same input may give another plan."""


@dataclass(frozen=True, eq=False)
class Certificate:
    """Prices with which anybody can check that no better plan exists, without trusting the solver.

    For every pair that may be used, what it is worth (`value`, whole numbers: one more person placed counts `unit`, more
    than all fit together) is at most the price of its person plus the price of its seat. So no plan is worth more than
    all prices paid once; the plan is worth exactly that. (Duality of the transportation problem: Kantorovich, Koopmans.)

    person, seat, value   one per pair that may be used; a seat is an opening, or the seat reserved for one person there
    chosen                the pairs that the plan uses, as rows of these three
    person_price          one per person, 0 or more
    seat_price            one per seat, 0 or more: also what one more there would be worth
    capacity              how many may have each seat
    """

    person: Int32
    seat: Int32
    value: Int64
    chosen: Int64
    person_price: Int64
    seat_price: Int64
    capacity: Int64
    unit: int

    def gap(self) -> int:
        """How much more than the plan any plan could be worth: 0 where the plan is the best. Raises if prices are wrong."""
        if min(self.person_price.min(initial=0), self.seat_price.min(initial=0)) < 0:
            raise ValueError("a price is below 0")
        if (self.person_price[self.person] + self.seat_price[self.seat] < self.value).any():
            raise ValueError("a pair is worth more than its prices")
        paid = int(self.person_price.sum()) + int((self.seat_price * self.capacity).sum())
        return paid - int(self.value[self.chosen].sum())


class Worth(NamedTuple):
    """What one more place at each opening would bring: people more placed (0 or 1), then fit (dial-weighted, of 1)."""

    people: NDArray[np.int64]
    fit: NDArray[np.float64]

    def ask_next(self) -> NDArray[np.intp]:
        """Rows of the openings where one more place would help, the most helpful first."""
        order = np.lexsort((-self.fit, -self.people))
        helps = (self.people > 0) | (self.fit > 0)
        return order[helps[order]]


class Hindrance(StrEnum):
    """What stands between a person and an opening."""

    BLOCKED = "blocked"  # see the reasons of the door
    FORBIDDEN = "forbidden"
    CLOSED = "closed"
    NO_PLACES = "no places"  # there are none to fill
    RESERVED = "reserved"  # those that are left are kept for others
    FULL = "full"  # others were placed there
    TEAM = "team"  # the smallest team did not come together
    CARE = "care"  # the host looks after as many as it can
    COMPANY = "company"  # who must be together or apart


@dataclass(frozen=True)
class Door:
    """An opening seen by somebody who was not placed. `reasons` are the blocks that stand, nearest to its limit first."""

    opening: int
    hindrance: Hindrance
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Somebody who was not placed: how long they have waited, and their doors, the nearest first."""

    person: int
    waiting: int
    doors: tuple[Door, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """Who goes where.

    opening_of         row of the opening per person, -1 not placed
    placed             how many people are placed
    fit                sum of their scores (0..1 each), not weighted by the dial
    gap_people         how many more people a better plan could place at most; 0 proven
    gap                how much better the dial-weighted fit could be at that number, as a share; 0.0 proven best
    certificate        prices; None where teams, company or care make prices impossible
    worth_of_one_more  one more place at each opening; None with the certificate
    left_out           everybody not placed, by row
    """

    opening_of: Int32
    openings: int
    placed: int
    fit: float
    gap_people: int
    gap: float
    certificate: Certificate | None
    worth_of_one_more: Worth | None
    left_out: tuple[LeftOut, ...]
    engine: str = ENGINE

    def people_at(self, opening: int) -> NDArray[np.intp]:
        """Rows of the people placed in an opening, by row."""
        return np.flatnonzero(self.opening_of == opening)

    @property
    def is_proven(self) -> bool:
        """No plan places more people, and none of as many fits better."""
        return self.gap_people == 0 and self.gap == 0
