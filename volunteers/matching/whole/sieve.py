"""All pairs of a large board, a band of people at a time: which are open, and how well they fit.

People who gave the same answers to what a rule reads meet an opening in the same way. So each rule is worked out once for
each set of answers that occurs, on either side, and looked up for every pair; only rules whose answers hardly repeat
(half-days) are worked out pair by pair. What blocks is kept as one bit a pair, the fit is worked out for open pairs only.
The same numbers as `assess`, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from ..assessment import BARRING, HARD, MIDPOINT, SOFT, Assessment, assess, refuse_misfits, weigh
from ..checks import Finding
from ..columns import Int32, Openings, People, Table
from ..pairs import Pairs
from ..rules import RULES, Rule
from ..unknowns import NO
from ..world import World

PAIRS_AT_ONCE = 1 << 20
LARGEST_TABLE = 1 << 22  # sets of answers, one side times the other, that are worked out beforehand
KEPT_PAIRS = 30_000_000  # open pairs (12 bytes each) that are remembered rather than worked out again
BY_PAIR = (*BARRING, "safety", "familiar")  # what hangs on who it is, not on an answer


Floats = NDArray[np.float64]


class Band(NamedTuple):
    """Open pairs of some people in a row, by person, then opening."""

    person: Int32
    opening: Int32
    fit: NDArray[np.float64]


class Sieve:
    """The open pairs of a board, as bands."""

    def __init__(self, people: People, openings: Openings, world: World) -> None:
        refuse_misfits(people, openings, world)
        self.people, self.openings, self.world = people, openings, world
        self.shape = len(people), len(openings)
        self.plain_world = World(
            today=world.today, travel_minutes=world.travel_minutes, weights=world.weights
        )
        self._hard = [_Looked(rule, self) for rule in RULES[HARD] if rule.code not in BY_PAIR]
        self._soft = [
            _Met(self, self._weight(rule)) if rule.code == "familiar" else _Looked(rule, self)
            for rule in RULES[SOFT]
            if self._weight(rule)
        ]
        self._kept: list[Band] | None = None

    def bands(self) -> Iterator[Band]:
        """All open pairs, every time in the same order; remembered from the first time on where they are few enough."""
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[Band] | None = [] if int(self.doors.sum()) <= KEPT_PAIRS else None
        for rows in self._bands():
            band = self._band(rows)
            if kept is not None:
                kept.append(band)
            yield band
        self._kept = kept

    @cached_property
    def doors(self) -> NDArray[np.int64]:
        """How many openings are open to each person."""
        return np.bitwise_count(self._open).sum(axis=1, dtype=np.int64)

    def __getitem__(self, pair: tuple[int, int], /) -> bool:
        """Whether a pair is blocked."""
        person, opening = pair
        return not self._open[person, opening // 8] >> (7 - opening % 8) & 1

    @cached_property
    def _open(self) -> NDArray[np.uint8]:
        """People x openings as packed bits: 1 is open."""
        packed = np.empty((self.shape[0], (self.shape[1] + 7) // 8), np.uint8)
        for rows in self._bands():
            packed[rows] = self._open_in(rows)
        self._shut(packed, self._barred())
        for person in sorted({person for person, *_ in self.world.cleared}):
            self._look_again(packed, person)
        return packed

    def _bands(self) -> Iterator[slice]:
        height = max(1, PAIRS_AT_ONCE // max(1, self.shape[1]))
        ends = range(0, max(1, self.shape[0]), height)  # one band at least, be it empty
        return (slice(start, min(start + height, self.shape[0])) for start in ends)

    def _open_in(self, rows: slice) -> NDArray[np.uint8]:
        is_open = np.full((rows.stop - rows.start, (self.shape[1] + 7) // 8), 255, np.uint8)
        for looked in self._hard:
            is_open &= looked.open_bits(rows)
        return is_open

    def _barred(self) -> Any:
        """(person, opening) that are shut by who they are."""
        shut = [pair for pairs in self.world.barred.values() for pair in pairs.tolist()]
        return shut + self._at_partner(self.world.avoid)

    def _at_partner(self, pairs: Any) -> list[tuple[int, int]]:
        at: dict[int, list[int]] = {}
        for opening, partner in enumerate(self.openings.partner.tolist()):
            at.setdefault(partner, []).append(opening)
        return [(person, opening) for person, partner in pairs.tolist() for opening in at.get(partner, ())]

    def _shut(self, packed: NDArray[np.uint8], pairs: Any) -> None:
        if len(pairs):
            person, opening = np.array(pairs).T
            np.bitwise_and.at(
                packed, (person, opening // 8), ~(np.uint8(128) >> (opening % 8).astype(np.uint8))
            )

    def fit_of(self, pairs: Any) -> float:
        """The sum of the scores of a few pairs."""
        return sum(
            float(self._alone(int(person), np.array([opening])).score[0, 0]) for person, opening in pairs
        )

    def _alone(self, person: int, openings: NDArray[np.int64]) -> Assessment:
        rows = np.array([person])
        world = self.world.narrowed(people=rows, openings=openings)
        return assess(self.people.take(rows), self.openings.take(openings), world)

    def _look_again(self, packed: NDArray[np.uint8], person: int) -> None:
        """Pairs with a cleared block, looked at by themselves."""
        openings = np.unique([opening for who, opening, _ in self.world.cleared if who == person])
        is_open = np.unpackbits(packed[person], count=self.shape[1])
        is_open[openings] = ~self._alone(person, openings).blocked[0]
        packed[person] = np.packbits(is_open)

    def _band(self, rows: slice) -> Band:
        is_open = np.unpackbits(self._open[rows], axis=1, count=self.shape[1]).view(np.bool_)
        local, opening = np.nonzero(is_open)
        person = local + rows.start
        total, mass = np.zeros(len(person)), np.zeros(len(person))
        for looked in self._soft:
            looked.weigh(rows, local, opening, total=total, mass=mass)
        fit = np.divide(total, mass, out=np.full(len(person), MIDPOINT), where=mass > 0)
        return Band(person.astype(np.int32), opening.astype(np.int32), fit)

    def _weight(self, rule: Rule) -> float:
        return self.world.weights.get(rule.code, rule.weight)

    def met(self) -> NDArray[np.int64]:
        """Pairs with somebody familiar, each as person * openings + opening, sorted."""
        pairs = () if self.world.familiar is None else self._at_partner(self.world.familiar)
        return np.unique(np.array([i * self.shape[1] + j for i, j in pairs], np.int64))


class _Looked:
    """One rule, worked out for every two sets of answers that occur; pair by pair where there are too many."""

    def __init__(self, rule: Rule, sieve: Sieve) -> None:
        self.rule, self.sieve = rule, sieve
        self.weight = sieve.world.weights.get(rule.code, rule.weight)
        people, openings = _columns_read(rule, sieve.plain_world)
        self.row, first = _kinds(sieve.people, people)
        self.column, first_opening = _kinds(sieve.openings, openings)
        self.found: Finding | None = None
        if len(first) * len(first_opening) <= LARGEST_TABLE:
            self.size = len(first), len(first_opening)
            self.found = self._check(sieve.people.take(first), sieve.openings.take(first_opening))

    def open_bits(self, rows: slice) -> NDArray[np.uint8]:
        """Bands x openings as packed bits: the rule is not broken."""
        if self.found is None:
            people = self.sieve.people.take(rows)
            return _packed(self._check(people, self.sieve.openings).holds, (len(people), self.sieve.shape[1]))
        return self._bits[self.row[rows]]

    @cached_property
    def _bits(self) -> NDArray[np.uint8]:
        found = cast(Finding, self.found)
        every = np.broadcast_to(found.holds, self.size)[:, self.column]
        return _packed(every, every.shape)

    def weigh(self, rows: slice, local: Any, opening: Any, *, total: Floats, mass: Floats) -> None:
        """Add what the rule counts for these pairs of the band, as `assess` does."""
        if self.found is None:
            there = self._check(self.sieve.people.take(rows), self.sieve.openings)
            counted, heavy = _weighed(there, self.weight, (rows.stop - rows.start, self.sieve.shape[1]))
            at = local * self.sieve.shape[1] + opening
        else:
            counted, heavy = self._tables
            at = (self.row[rows] * self.size[1])[local] + self.column[opening]
        total += counted.ravel()[at]
        mass += heavy.ravel()[at]

    @cached_property
    def _tables(self) -> tuple[Floats, Floats]:
        return _weighed(cast(Finding, self.found), self.weight, self.size)

    def _check(self, people: People, openings: Openings) -> Finding:
        return self.rule.check(Pairs(people, openings, self.sieve.plain_world))


class _Met:
    """Somebody familiar is there: the one soft rule that hangs on who it is."""

    def __init__(self, sieve: Sieve, weight: float) -> None:
        self.pairs, self.openings, self.weight = sieve.met(), sieve.shape[1], weight

    def weigh(self, rows: slice, local: Any, opening: Any, *, total: Floats, mass: Floats) -> None:
        """Add the weight where they are; count nothing elsewhere."""
        if len(self.pairs):
            there = np.isin((local + rows.start) * self.openings + opening, self.pairs)
            total += there * self.weight
            mass += there * self.weight


class _Reading:
    """A table that remembers which of its columns were read."""

    def __init__(self, table: Table) -> None:
        self._table, self._columns, self.read = table, table.columns(), set[str]()

    def __len__(self) -> int:
        return len(self._table)

    def __getattr__(self, name: str) -> Any:
        if name in self._columns:
            self.read.add(name)
            return getattr(self._table, name)

        def reader(column: str) -> Any:
            self.read.add(column)
            return getattr(self._table, name)(column)

        return reader


def _columns_read(rule: Rule, world: World) -> tuple[list[str], list[str]]:
    """The columns of people and of openings that a rule looks at, found by letting it look."""
    people = _Reading(People.from_columns({}, size=1))
    openings = _Reading(Openings.from_columns({}, size=1))
    rule.check(Pairs(cast(People, people), cast(Openings, openings), world))
    return sorted(people.read), sorted(openings.read)


def _kinds(table: Table, columns: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each row's set of answers, and the first row of each set."""
    if not columns or not len(table):
        return np.zeros(len(table), np.int64), np.arange(min(1, len(table)))
    answers = np.stack([getattr(table, name).astype(np.int64) for name in columns], axis=1)
    _, first, kind = np.unique(answers, axis=0, return_index=True, return_inverse=True)
    return kind.ravel().astype(np.int64), first.astype(np.int64)


def _packed(holds: Any, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    return np.packbits(np.broadcast_to(holds != NO, shape), axis=1)


def _weighed(found: Finding, weight: float, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    total, mass = np.zeros(shape), np.zeros(shape)
    weigh(found, weight, total=total, mass=mass)
    return total, mass
