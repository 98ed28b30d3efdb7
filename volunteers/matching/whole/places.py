"""How many seats each opening has on the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import numpy as np

from ..columns import BoardError, Column, Int16, Openings, Table

MOST_PLACES = 32_000


def _count(unit: str) -> Any:
    return field(metadata={"column": Column(np.int16, MOST_PLACES, unit)})


@dataclass(frozen=True, eq=False)
class Places(Table):
    """Whole numbers per opening, all of them known: a board cannot be worked out over "perhaps two places".

    capacity  people that may come, 0 for none
    minimum   the smallest team with which the work is done at all; 0 or 1: anybody may come alone
    held      of the capacity, seats that this board leaves empty (for somebody who is not on it)
    """

    _shape: ClassVar[tuple[int, int]] = (1, -1)

    capacity: Int16 = _count("places")
    minimum: Int16 = _count("people of the smallest team")
    held: Int16 = _count("seats to leave empty")

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in self.columns():
            missing = np.flatnonzero(getattr(self, name) < 0)
            if len(missing):
                raise BoardError(
                    f"places.{name}, row {missing[0]}: a number is needed here, not known is none"
                )

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any], *, size: int | None = None) -> Self:
        """Take sequences by name; `minimum` and `held` may be left out (0). Raises `BoardError` as every table does."""
        if size is None:
            size = len(next(iter(columns.values()))) if columns else 0
        return super().from_columns(dict.fromkeys(("minimum", "held"), [0] * size) | dict(columns), size=size)

    @classmethod
    def of(cls, openings: Openings) -> Self:
        """The places that the openings say are left; where nobody said how many, none."""
        return cls.from_columns({"capacity": np.maximum(openings.places_left, 0)}, size=len(openings))

    @property
    def free(self) -> Int16:
        """Seats that the board may fill."""
        seats: Int16 = np.maximum(self.capacity - self.held, 0)
        return seats
