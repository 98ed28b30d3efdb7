"""The board as whole numbers: which pair may be used, what it is worth, how many each seat takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..assessment import Assessment
from ..columns import BoardError, Int32, Int64
from .orders import Clash, Conflict, ContradictionError, Dial, Orders
from .places import Places

SCALE = 100_000
"""A fit of 1 in whole numbers. Whole numbers add up to the same everywhere, whatever the order."""

STEEPEST = 0.98
"""How much of a pair's worth the dial can give to who it is; the rest stays with how well it fits."""


@dataclass(frozen=True, eq=False)
class Task:
    """Pairs that may be used, pinned people taken out with their seats.

    person, seat    per pair, by person, then seat. Seats are the openings, then one for each reserved pair
    fit, worth      per pair: score 0..1, and dial-weighted 0..`SCALE` in whole numbers
    capacity        per seat, what the pins left
    opening_of      per seat
    pinned          per person, row of the opening or -1
    """

    people: int
    openings: int
    person: Int32
    seat: Int32
    fit: NDArray[np.float64]
    worth: Int64
    capacity: Int64
    opening_of: Int32
    pinned: Int32
    places: Places
    orders: Orders

    @property
    def unit(self) -> int:
        """What one more person placed counts: more than twice the worth of everything else, with one more place as well.

        So a price tells people and worth apart: what one more place moves in worth stays below half of it.
        """
        most = min(self.people, int(self.capacity.sum()))
        return 2 * SCALE * (most + 1) + 1

    @property
    def opening(self) -> Int32:
        """Row of the opening per pair."""
        rows: Int32 = self.opening_of[self.seat]
        return rows

    @property
    def is_plain(self) -> bool:
        """Nothing but people, seats and worth: then prices exist and the optimum is exact."""
        orders = self.orders
        tied = len(orders.together) or len(orders.apart) or len(orders.care)
        return not tied and not (self.places.minimum > 1).any()


@dataclass(frozen=True, eq=False)
class Frame:
    """What a board's pairs are put into: seats, pins, orders, and how urgent each person is (0..1)."""

    people: int
    openings: int
    capacity: Int64
    opening_of: Int32
    pinned: Int32
    places: Places
    orders: Orders
    urgent: NDArray[np.float64]
    share: float

    def task(self, person: Int32, opening: Int32, fit: NDArray[np.float64]) -> Task:
        """These open pairs as a task; those that orders take out are gone."""
        usable = self._usable(person, opening)
        if not usable.all():
            person, opening, fit = person[usable], opening[usable], fit[usable]
        worth = np.rint(SCALE * ((1 - self.share) * fit + self.share * self.urgent[person])).astype(np.int64)
        seat = _seat_of(person, opening, openings=self.openings, reserved=self.orders.reserved)
        return Task(
            people=self.people,
            openings=self.openings,
            person=person,
            seat=seat,
            fit=fit,
            worth=worth,
            capacity=self.capacity,
            opening_of=self.opening_of,
            pinned=self.pinned,
            places=self.places,
            orders=self.orders,
        )

    def _usable(self, person: Int32, opening: Int32) -> NDArray[np.bool_]:
        orders = self.orders
        usable = self.pinned[person] < 0
        if orders.closed:
            usable &= ~np.isin(opening, orders.closed)
        if len(orders.forbids):
            numbers = person.astype(np.int64) * self.openings + opening
            usable &= ~np.isin(numbers, orders.forbids[:, 0] * self.openings + orders.forbids[:, 1])
        return np.asarray(usable)


def task_of(
    assessment: Assessment, places: Places, orders: Orders, dial: Dial, *, openings_each: int = 1
) -> Task:
    """Settle what may be used. Raises `BoardError` for misfits, `ContradictionError` for orders against each other."""
    is_open = ~assessment.blocked
    frame = frame_of(
        is_open.sum(axis=1), assessment.blocked, places, orders, dial, openings_each=openings_each
    )
    person, opening = (rows.astype(np.int32) for rows in np.nonzero(is_open))
    return frame.task(person, opening, assessment.score[person, opening])


def frame_of(
    doors: NDArray[np.int64],
    blocked: Blocked,
    places: Places,
    orders: Orders,
    dial: Dial,
    *,
    openings_each: int = 1,
) -> Frame:
    """The frame of a board whose people have so many open doors. Raises as `task_of` does.

    `blocked[person, opening]` says whether a pair is. Where somebody may have more than one opening, pins are pairs like
    all others; that they must be used is the caller's.
    """
    people, openings = blocked.shape
    if len(places) != openings:
        raise BoardError(f"places has {len(places)} rows where {openings} are expected")
    orders.refuse_misfits(people, openings)
    _refuse_contradictions(blocked, places, orders, openings_each)
    pinned = np.full(people, -1, np.int32)
    if openings_each == 1:
        pinned[orders.pins[:, 0]] = orders.pins[:, 1]
    capacity, opening_of = _seats(places, orders, pinned)
    return Frame(
        people=people,
        openings=openings,
        capacity=capacity,
        opening_of=opening_of,
        pinned=pinned,
        places=places,
        orders=orders,
        urgent=urgency(doors, orders.waited(people)),
        share=STEEPEST * dial.setting,
    )


class Blocked(Protocol):
    """Whether a pair is blocked, asked as of an array."""

    @property
    def shape(self) -> tuple[int, int]: ...

    def __getitem__(self, pair: tuple[int, int], /) -> Any: ...


def urgency(doors: NDArray[np.int64], waited: Int64) -> NDArray[np.float64]:
    """0..1 per person: how few openings are open to them and how long they have waited, as ranks among all, halved.

    Ranks, so that one person's ten years do not make everybody else's months count nothing; equals rank alike.
    """
    return np.asarray((_rank(-doors) + _rank(waited)) / 2)


def _rank(numbers: Any) -> NDArray[np.float64]:
    """The share of the others with a smaller number."""
    smaller = np.searchsorted(np.sort(numbers), numbers, side="left")
    return np.asarray(smaller / max(1, len(numbers) - 1))


def _seats(places: Places, orders: Orders, pinned: Int32) -> tuple[Int64, Int32]:
    """Capacity and opening of every seat: what pins and reservations leave of each opening, then the reserved ones."""
    openings = len(places)
    kept = orders.reserved[pinned[orders.reserved[:, 0]] != orders.reserved[:, 1]]
    left = places.free.astype(np.int64)
    left -= np.bincount(pinned[pinned >= 0], minlength=openings)
    left -= np.bincount(kept[:, 1], minlength=openings)
    single = (pinned[orders.reserved[:, 0]] < 0).astype(np.int64)
    opening_of = np.concatenate([np.arange(openings), orders.reserved[:, 1]]).astype(np.int32)
    return np.concatenate([left, single]), opening_of


def _seat_of(person: Int32, opening: Int32, *, openings: int, reserved: Int64) -> Int32:
    """The seat of each pair: the opening's, or their own where one is reserved."""
    seat = opening.copy()
    own = {(int(i), int(j)): openings + row for row, (i, j) in enumerate(reserved)}
    if own:
        for row in np.flatnonzero(np.isin(person, reserved[:, 0])):
            seat[row] = own.get((int(person[row]), int(opening[row])), seat[row])
    return seat


def _refuse_contradictions(blocked: Blocked, places: Places, orders: Orders, openings_each: int) -> None:
    found = [
        *_pinned_too_often(orders, openings_each),
        *_pinned_where_none_may(blocked, orders),
        *_overfull(places, orders),
        *_company(orders if openings_each == 1 else replace(orders, pins=())),
        *_too_many_to_care_for(orders),
    ]
    if found:
        raise ContradictionError(found)


def _pairs(rows: Any) -> tuple[tuple[int, int], ...]:
    return tuple((int(one), int(other)) for one, other in rows)


def _pinned_too_often(orders: Orders, most: int) -> list[Conflict]:
    person, times = np.unique(orders.pins[:, 0], return_counts=True)
    return [
        Conflict(Clash.TWICE, _pairs(orders.pins[orders.pins[:, 0] == row]), people=(int(row),))
        for row in person[times > most]
    ]


def _pinned_where_none_may(blocked: Blocked, orders: Orders) -> list[Conflict]:
    forbidden, closed = set(_pairs(orders.forbids)), set(orders.closed)
    found = []
    for person, opening in _pairs(orders.pins):
        reasons = {
            Clash.BLOCKED: bool(blocked[person, opening]),
            Clash.FORBIDDEN: (person, opening) in forbidden,
            Clash.CLOSED: opening in closed,
        }
        found += [
            Conflict(clash, ((person, opening),), openings=(opening,)) for clash, so in reasons.items() if so
        ]
    shut = [(person, opening) for person, opening in _pairs(orders.reserved) if opening in closed]
    return found + [Conflict(Clash.CLOSED, people=(person,), openings=(opening,)) for person, opening in shut]


def _overfull(places: Places, orders: Orders) -> list[Conflict]:
    """Openings with more pins and reserved seats than places; somebody pinned to their reserved seat takes one."""
    pinned = set(_pairs(orders.pins))
    kept = [
        (person, opening) for person, opening in _pairs(orders.reserved) if (person, opening) not in pinned
    ]
    found = []
    for opening in np.flatnonzero(places.free < _asked(len(places), pinned, kept)):
        pins = tuple(pair for pair in sorted(pinned) if pair[1] == opening)
        people = tuple(person for person, at in kept if at == opening)
        found.append(Conflict(Clash.OVERFULL, pins, people=people, openings=(int(opening),)))
    return found


def _asked(openings: int, *pairs: Any) -> Int64:
    asked = np.array([opening for some in pairs for _, opening in some], dtype=np.int64)
    return np.bincount(asked, minlength=openings)


def _company(orders: Orders) -> list[Conflict]:
    """Pins and orders about who is with whom; being together carries over."""
    company = companies(orders)
    pins = _pairs(orders.pins)
    found = []
    for group in sorted({members for members in company.values() if len(members) > 1}):
        theirs = tuple(pin for pin in pins if pin[0] in group)
        if len({opening for _, opening in theirs}) > 1:
            found.append(Conflict(Clash.TOGETHER, theirs, people=group))
    for one, other in _pairs(orders.apart):
        both = tuple(pin for pin in pins if pin[0] in company[one] + company[other])
        if company[one] == company[other]:
            found.append(Conflict(Clash.APART, people=(one, other)))
        elif {at for who, at in both if who in company[one]} & {
            at for who, at in both if who in company[other]
        }:
            found.append(Conflict(Clash.APART, both, people=(one, other)))
    return found


def companies(orders: Orders) -> dict[int, tuple[int, ...]]:
    """Everybody named in `together` or `apart`, to all who must be with them (themselves included), by row."""
    company = {int(row): {int(row)} for pairs in (orders.together, orders.apart) for row in pairs.ravel()}
    for one, other in _pairs(orders.together):
        joined = company[one] | company[other]
        for row in joined:
            company[row] = joined
    return {row: tuple(sorted(members)) for row, members in company.items()}


def _too_many_to_care_for(orders: Orders) -> list[Conflict]:
    found = []
    for care in orders.care:
        pins = tuple(pin for pin in _pairs(orders.pins) if pin[1] in care.openings)
        if len(pins) > care.most:
            found.append(Conflict(Clash.CARE, pins, openings=care.openings))
    return found
