"""Every person against every opening: the ground on which the rules stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import Openings, People
from .unknowns import NOT_KNOWN, Bits, Ints, Span, Truth, larger, shares, span
from .world import MAX_TRAVEL_MINUTES, MODES, World

BUS = 4
NO_WAY = 2 * MAX_TRAVEL_MINUTES  # longer than any way with a walk at its end, and still an int16


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two tables and their world. Arrays made here have one row a person and one column an opening."""

    people: People
    openings: Openings
    world: World

    @property
    def shape(self) -> tuple[int, int]:
        """People x openings."""
        return len(self.people), len(self.openings)

    @cached_property
    def ways(self) -> tuple[Bits, Bits]:
        """By what means the person comes, by what means the workplace is reached."""
        return self.people.bits("travel_modes"), self.openings.bits("reach_modes")

    @cached_property
    def has_way(self) -> Truth:
        """Whether there is a means of travel that both have."""
        return shares(*self.ways)

    @cached_property
    def minutes(self) -> Span:
        """Minutes one way by the quickest common means; `NO_WAY` where there is none.

        The lower end takes every means that may be common, at 0 where its minutes are not known; the upper end takes the
        means that surely are, at `NO_WAY` where their minutes are not known.
        """
        to_opening = self._minutes_from_each_area()
        coming, _ = self.ways
        homes = self._on_map(self.people.area)
        lo = _quickest(to_opening.lo, homes, coming.possible)
        hi = _quickest(to_opening.hi, homes, coming.sure)
        return Span(lo, hi)

    def _minutes_from_each_area(self) -> Span:
        """(areas + 1) x openings x modes, the walk from the stop included; the last area stands for "not known"."""
        roads = _with_unknown_area(self.world)[:, self._on_map(self.openings.area), :]
        way = span(roads, low=0, high=NO_WAY)
        _, reach = self.ways
        lo, hi = way.lo.astype(np.int16), way.hi.astype(np.int16)
        walk = self.openings.span("walk_minutes")
        by_bus = BUS.bit_length() - 1
        lo[:, :, by_bus] += walk.lo.astype(np.int16)
        hi[:, :, by_bus] += walk.hi.astype(np.int16)
        lo[:, ~_each_mode(reach.possible)] = NO_WAY
        hi[:, ~_each_mode(reach.sure)] = NO_WAY
        return Span(np.minimum(lo, NO_WAY), np.minimum(hi, NO_WAY))

    def _on_map(self, areas: Ints) -> Ints:
        """Areas, all not known where there is no travel table."""
        return areas if self.world.travel_minutes is not None else np.full_like(areas, NOT_KNOWN)

    def at_partner(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Mark the openings of a partner for a person, from (person row, partner number)."""
        marked = np.zeros(self.shape, dtype=np.bool_)
        which, opening = np.nonzero(pairs[:, 1:] == self.openings.values("partner"))
        marked[pairs[which, 0], opening] = True
        return marked

    def at(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Mark pairs from (person row, opening row)."""
        marked = np.zeros(self.shape, dtype=np.bool_)
        marked[pairs[:, 0], pairs[:, 1]] = True
        return marked

    @cached_property
    def day_one(self) -> Span:
        """The first day on which the work can begin: its start, or today if that has passed."""
        today = np.asarray(self.world.today)
        return larger(self.openings.span("starts_on"), Span(today, today))


def _with_unknown_area(world: World) -> NDArray[np.int16]:
    """The travel table with one more area at the end, so that the index -1 finds "not known"."""
    roads = world.travel_minutes
    if roads is None:
        return np.full((1, 1, MODES), NOT_KNOWN, dtype=np.int16)
    return np.pad(roads, ((0, 1), (0, 1), (0, 0)), constant_values=NOT_KNOWN)


def _each_mode(mask: Any) -> NDArray[np.bool_]:
    """A mask (…) as flags (…, modes)."""
    return np.asarray(mask.reshape(-1, 1) >> np.arange(MODES) & 1, dtype=np.bool_)


def _quickest(to_opening: Any, areas: Any, modes: Any) -> NDArray[np.int16]:
    """People x openings, worked out once for each area and set of means that occurs."""
    kinds, kind_of = np.unique(np.stack([areas, modes.ravel()]), axis=1, return_inverse=True)
    from_home = to_opening[kinds[0]]
    from_home[~np.broadcast_to(_each_mode(kinds[1])[:, None, :], from_home.shape)] = NO_WAY
    return np.asarray(from_home.min(axis=2, initial=NO_WAY)[kind_of.ravel()], dtype=np.int16)
