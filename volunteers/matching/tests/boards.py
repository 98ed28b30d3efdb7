"""Boards for tests, drawn from a seed: values crowd around the limits of the rules, and some are not known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from volunteers.matching import CODES, Openings, People, World
from volunteers.matching.columns import Column
from volunteers.matching.rules import BY_CODE, Kind
from volunteers.matching.tests.oracle import DEFAULT_WEIGHTS, HARD, Facts, Row

TODAY = 739_900  # 2026-10-12
AREAS = 3
PARTNERS = 4

LIKELY: dict[str, tuple[int, ...]] = {
    "lift_kg": (0, 5, 10, 200),
    "area": tuple(range(AREAS)),
    "partner": tuple(range(PARTNERS)),
    "slots": (0, 1, 0b11, 0b1001, 0b111, (1 << 21) - 1),
    "slots_needed": (0, 1, 2, 3, 21),
    "max_commute_minutes": (0, 20, 30, 60, 1440),
    "walk_minutes": (0, 5, 40),
    "last_service_gap": (0, 19, 20, 60),
    "months": (0, 4095, 0b111000, 1 << 9, 1 << 11, 0b111),
    "available_from": (0, TODAY - 1, TODAY, TODAY + 40, TODAY + 150),
    "starts_on": (0, TODAY - 30, TODAY, TODAY + 40, TODAY + 41),
    "valid_until": (TODAY - 1, TODAY, TODAY + 90),
    "info_age_days": (0, 60, 61),
    "supporter_ratio": (1, 5, 6),
    "early_ends_12m": (0, 2, 3),
    "places_left": (0, 1, 3),
    **dict.fromkeys(
        ("interests", "strengths", "qualifications", "qualifications_required"), (0, 1, 2, 3, 1 << 40)
    ),
    **dict.fromkeys(("hours_min", "starts_from_hours", "current_hours"), (0, 2, 4, 9, 20, 21, 40, 168)),
    **dict.fromkeys(("max_hours_now", "hours_max"), (0, 4, 9, 20, 168)),
    **dict.fromkeys(
        ("max_minutes_continuous", "minutes_continuous", "stand_minutes"), (0, 30, 60, 120, 1440)
    ),
}


@dataclass(frozen=True)
class Board:
    """The same board for the oracle (rows with None) and for the engine (tables with -1)."""

    people: list[Row]
    openings: list[Row]
    facts: Facts

    def tables(self) -> tuple[People, Openings, World]:
        return People.from_rows(self.people), Openings.from_rows(self.openings), world(self.facts)


def world(facts: Facts) -> World:
    """The oracle's facts as the engine takes them."""
    minutes: Any = None
    if facts.minutes is not None:
        minutes = [[[-1 if m is None else m for m in modes] for modes in row] for row in facts.minutes]
    return World(
        today=facts.today,
        travel_minutes=minutes,
        avoid=facts.avoid,
        familiar=facts.familiar,
        barred=facts.barred,
        cleared=facts.cleared,
        weights=facts.weights,
    )


def row(dice: random.Random, columns: dict[str, Column], *, unknown: float) -> Row:
    """One person or opening; each value is not known with this chance."""
    return {
        name: None if dice.random() < unknown else value(dice, name, column)
        for name, column in columns.items()
    }


def value(dice: random.Random, name: str, column: Column) -> int:
    """A legal value, near a limit where there is one."""
    return dice.choice(LIKELY.get(name) or range(column.low, min(column.high, 1 << 20) + 1))


def board(seed: int, people: int, openings: int, *, unknown: float = 0.25) -> Board:
    """A board of this size, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - no secret hangs on a test board
    return Board(
        [row(dice, People.columns(), unknown=unknown) for _ in range(people)],
        [row(dice, Openings.columns(), unknown=unknown) for _ in range(openings)],
        _facts(dice, people, openings),
    )


def _facts(dice: random.Random, people: int, openings: int) -> Facts:
    places = [(i, j) for i in range(people) for j in range(openings)]
    acquainted = [(i, k) for i in range(people) for k in range(PARTNERS)]

    def some(things: list[Any], share: float) -> set[Any]:
        return {thing for thing in things if dice.random() < share}

    road: list[list[list[int | None]]] = [
        [[dice.choice((None, 0, 20, 30, 31, 61, 300)) for _ in range(5)] for _ in range(AREAS)]
        for _ in range(AREAS)
    ]
    return Facts(
        today=TODAY,
        minutes=dice.choice((road, road, road, None)),
        avoid=some(acquainted, 0.1),
        familiar=dice.choice((None, some(acquainted, 0.2))),
        barred={code: some(places, 0.1) for code in ("consent", "doctor", "age_law") if dice.random() < 0.5},
        cleared=some([(*place, code) for place in places for code in HARD], 0.05),
        weights={code: dice.choice((0, 0.5, 1, 10)) for code in DEFAULT_WEIGHTS if dice.random() < 0.3},
    )


assert list(DEFAULT_WEIGHTS) == [code for code in CODES if BY_CODE[code].kind is Kind.SOFT]
