"""What if: the same board with something changed, and the difference. Nothing is saved; the tables given stay as they are.

    tables = imagined(people, openings, world, WhatIf(closed={3}, car_pool=CarPool(people=[0, 1])))
    difference(assess(people, openings, world), assess(*tables))

Rows keep their numbers, a closed opening too: it has no places left. So two boards, or two plans, are compared row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .assessment import Assessment
from .columns import BoardError, Openings, People
from .doors import Change, changed
from .world import World

CAR, DRIVEN = 3, 4  # means of travel: own car, someone drives
EXTRA_MINUTES = 15  # for picking up the others on the way
NOWHERE: Final = -1
"""In a plan: a person who has no place."""


@dataclass(frozen=True)
class CarPool:
    """People who would be driven, to these openings (None: to all). `extra` minutes come on top of the way by car."""

    people: Collection[int]
    openings: Collection[int] | None = None
    extra: int = EXTRA_MINUTES


@dataclass(frozen=True)
class WhatIf:
    """What is changed.

    weights   code of a soft criterion to 0..10, over those of the world
    closed    rows of openings that take nobody
    places    row of an opening to its places
    changes   row of an opening to changes of its conditions, as a door has them
    car_pool  people who would be driven
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    closed: Collection[int] = ()
    places: Mapping[int, int] = field(default_factory=dict)
    changes: Mapping[int, Sequence[Change]] = field(default_factory=dict)
    car_pool: CarPool | None = None


def imagined(
    people: People, openings: Openings, world: World, what_if: WhatIf
) -> tuple[People, Openings, World]:
    """The tables as they would be. Raises `BoardError` for rows, weights and numbers that do not belong to them."""
    _refuse_strangers("openings", {*what_if.closed, *what_if.places, *what_if.changes}, len(openings))
    for row, changes in what_if.changes.items():
        openings = changed(openings, row, changes, today=world.today)
    openings = _with_places(openings, {**what_if.places, **dict.fromkeys(what_if.closed, 0)})
    if what_if.car_pool:
        people, openings, world = _driven(people, openings, world, what_if.car_pool)
    return people, openings, replace(world, weights={**world.weights, **what_if.weights})


def _with_places(openings: Openings, places: Mapping[int, int]) -> Openings:
    left = openings.places_left.copy()
    left[list(places)] = list(places.values())
    return replace(openings, places_left=left)


def _driven(
    people: People, openings: Openings, world: World, pool: CarPool
) -> tuple[People, Openings, World]:
    """Whoever has not said how they travel is not known to go along, and a way that is known already stays as it is."""
    targets = range(len(openings)) if pool.openings is None else pool.openings
    _refuse_strangers("people", pool.people, len(people))
    _refuse_strangers("openings", targets, len(openings))
    coming, reach = list(pool.people), list(targets)
    return (
        replace(people, travel_modes=_with_bit(people.travel_modes, coming)),
        replace(openings, reach_modes=_with_bit(openings.reach_modes, reach)),
        replace(
            world,
            travel_minutes=_driven_minutes(world, people.area[coming], openings.area[reach], pool.extra),
        ),
    )


def _with_bit(modes: NDArray[np.int8], rows: list[int]) -> NDArray[np.int8]:
    masks = modes.copy()
    known = [row for row in rows if masks[row] >= 0]
    masks[known] |= 1 << DRIVEN
    return masks


def _driven_minutes(world: World, homes: Any, places: Any, extra: int) -> Any:
    if world.travel_minutes is None:
        return None
    minutes = world.travel_minutes.copy()
    for home in np.unique(homes[homes >= 0]):
        for place in np.unique(places[places >= 0]):
            if minutes[home, place, DRIVEN] < 0 <= minutes[home, place, CAR]:
                minutes[home, place, DRIVEN] = minutes[home, place, CAR] + extra
    return minutes


def _refuse_strangers(table: str, rows: Collection[int], size: int) -> None:
    strangers = sorted(row for row in rows if not 0 <= row < size)
    if strangers:
        raise BoardError(f"what if: there are {size} {table}, and {strangers[0]} is none of them")


class Difference(NamedTuple):
    """Pairs are (person row, opening row), people are rows; all in order.

    `first_open` had nothing open before, `nothing_left` have nothing open now; `band_changed` are pairs that were possible and
    still are, under another band.
    """

    newly_possible: list[tuple[int, int]]
    newly_blocked: list[tuple[int, int]]
    first_open: list[int]
    nothing_left: list[int]
    band_changed: list[tuple[int, int]]


def difference(before: Assessment, after: Assessment) -> Difference:
    """What becomes possible and what no longer is. Raises `BoardError` for boards of unequal size."""
    if before.blocked.shape != after.blocked.shape:
        raise BoardError(f"what if: a board of {before.blocked.shape} and one of {after.blocked.shape}")
    some_before, some_after = (~before.blocked).any(axis=1), (~after.blocked).any(axis=1)
    return Difference(
        newly_possible=_pairs(before.blocked & ~after.blocked),
        newly_blocked=_pairs(~before.blocked & after.blocked),
        first_open=_rows(~some_before & some_after),
        nothing_left=_rows(some_before & ~some_after),
        band_changed=_pairs(~before.blocked & ~after.blocked & (before.band != after.band)),
    )


class Moves(NamedTuple):
    """People by row: who has a place now and had none, who has none any more, and who has another."""

    newly_placed: list[int]
    unplaced: list[int]
    moved: list[int]


def moves(before: Sequence[int], after: Sequence[int]) -> Moves:
    """The difference of two plans: for each person the row of their opening, or `NOWHERE`. Raises as `difference` does."""
    was, now = np.asarray(before), np.asarray(after)
    if was.shape != now.shape:
        raise BoardError(f"what if: a plan for {len(was)} people and one for {len(now)}")
    return Moves(
        newly_placed=_rows((was == NOWHERE) & (now != NOWHERE)),
        unplaced=_rows((was != NOWHERE) & (now == NOWHERE)),
        moved=_rows((was != NOWHERE) & (now != NOWHERE) & (was != now)),
    )


def _rows(flags: Any) -> list[int]:
    rows: list[int] = np.flatnonzero(flags).tolist()
    return rows


def _pairs(flags: Any) -> list[tuple[int, int]]:
    return [(int(person), int(opening)) for person, opening in np.argwhere(flags)]
