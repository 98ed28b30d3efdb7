"""What lies between people and openings: the day, the roads, who must not meet, what a chief has cleared, the weights."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .columns import LAST_DAY, BoardError, Int16, Int64
from .unknowns import NOT_KNOWN

MODES = 5  # bits of travel_modes, in order
MAX_TRAVEL_MINUTES = 10_000
MAX_WEIGHT = 10.0


@dataclass(frozen=True, eq=False)
class World:
    """Facts about pairs and about the day. Everything but `today` may be left out.

    today           proleptic ordinal
    travel_minutes  area x area x mode (walk, bicycle, bus or train, own car, someone drives), one way; -1 not known
    avoid           (person row, partner number): partners this person is never sent to (domain.md 9.1 safety)
    familiar        (person row, partner number): a friend or a supporter they know is there (9.3); None: not loaded
    barred          code ("consent", "doctor", "age_law") to (person row, opening row): found by the caller, who may see
                    consents, instructions and ages; the engine learns that a pair is barred, never why. A code that is
                    missing was not looked at, and `Assessment.not_checked` says so
    cleared         (person row, opening row, code) of blocks that a chief has lifted with a reason
    weights         code of a soft criterion to 0..10, over the defaults of the rule table
    """

    today: int
    travel_minutes: Int16 | None = None
    avoid: Any = ()
    familiar: Any = None
    barred: Mapping[str, Any] = field(default_factory=dict)
    cleared: Iterable[tuple[int, int, str]] = ()
    weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.today, bool) or not isinstance(self.today, int) or not 0 < self.today <= LAST_DAY:
            raise BoardError(f"world.today: {self.today!r} is not the ordinal of a day")
        settled = {
            "travel_minutes": None if self.travel_minutes is None else _roads(self.travel_minutes),
            "avoid": row_pairs("world.avoid", self.avoid),
            "familiar": None if self.familiar is None else row_pairs("world.familiar", self.familiar),
            "barred": {
                code: row_pairs(f"world.barred[{code!r}]", pairs) for code, pairs in self.barred.items()
            },
            "cleared": tuple(
                (int(person), int(opening), str(code)) for person, opening, code in self.cleared
            ),
            "weights": {code: _weight(code, weight) for code, weight in self.weights.items()},
        }
        for name, value in settled.items():
            object.__setattr__(self, name, value)

    def narrowed(self, *, people: NDArray[Any], openings: NDArray[Any]) -> Self:
        """The same world seen from these rows of the two tables only, renumbered from 0 (see `Table.take`)."""
        person = {int(row): new for new, row in enumerate(people)}
        opening = {int(row): new for new, row in enumerate(openings)}
        return type(self)(
            today=self.today,
            travel_minutes=self.travel_minutes,
            avoid=_renumbered(self.avoid, person),
            familiar=None if self.familiar is None else _renumbered(self.familiar, person),
            barred={code: _renumbered(pairs, person, opening) for code, pairs in self.barred.items()},
            cleared=[(person[p], opening[o], c) for p, o, c in self.cleared if p in person and o in opening],
            weights=self.weights,
        )


def _roads(given: Any) -> Int16:
    table = np.asarray(given)
    if (
        table.ndim != 3
        or table.shape[0] != table.shape[1]
        or table.shape[2] != MODES
        or table.dtype.kind not in "iu"
    ):
        raise BoardError(
            f"world.travel_minutes: whole numbers, area x area x {MODES} are expected, not {table.shape}"
        )
    if table.size and not (table.min() >= NOT_KNOWN and table.max() <= MAX_TRAVEL_MINUTES):
        raise BoardError(
            f"world.travel_minutes: minutes lie between 0 and {MAX_TRAVEL_MINUTES}; -1 is not known"
        )
    return table.astype(np.int16)


def row_pairs(name: str, given: Any) -> Int64:
    """Pairs of row numbers, sorted, each once, two columns. Raises `BoardError` below 0."""
    pairs = np.array(sorted({(int(one), int(other)) for one, other in given}), dtype=np.int64).reshape(-1, 2)
    if pairs.size and pairs.min() < 0:
        raise BoardError(f"{name}: rows and numbers start at 0")
    return pairs


def _weight(code: str, weight: float) -> float:
    if not isinstance(weight, (int, float)) or not math.isfinite(weight) or not 0 <= weight <= MAX_WEIGHT:
        raise BoardError(f"world.weights[{code!r}]: {weight!r} is not a number from 0 to {MAX_WEIGHT:g}")
    return float(weight)


def _renumbered(
    pairs: Int64, left: Mapping[int, int], right: Mapping[int, int] | None = None
) -> list[tuple[int, int]]:
    """Keep the pairs whose rows are still there, under their new numbers; without `right` the second number stays."""
    kept = ((int(one), int(other)) for one, other in pairs)
    if right is None:
        return [(left[one], other) for one, other in kept if one in left]
    return [(left[one], right[other]) for one, other in kept if one in left and other in right]
