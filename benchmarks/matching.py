# ruff: noqa: T201 - a tool for a terminal
"""How much quicker the matching engine is than the same rules in a plain Python loop.

    .venv/bin/python benchmarks/matching.py [--whole]

Both look at the same made-up, seeded people and openings in one run. Seconds are of processor time, for other programs may
be running, and only the ratio means anything. The loop is the scalar reference of the tests; on the large board it takes
every 40th person, and its time is multiplied (it looks at one pair after the other, so its time grows with their number).
`--whole` runs all of it: some minutes.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from volunteers.matching import CODES, Assessment, Band, Openings, People, Verdict, World, assess
from volunteers.matching.tests import oracle

TODAY = 739_900
AREAS, PARTNERS = 12, 60
SIZES = ((200, 50, 1), (2_000, 500, 40))
ROUNDS = 5


def drawn(dice: np.random.Generator, size: int, unknown: float, choices: dict[str, Any]) -> dict[str, Any]:
    """A column for each name: from {value: share}, or from a list of equally likely ones; some values not known."""
    columns = {}
    for name, among in choices.items():
        values = np.array(list(among))
        shares = np.array(list(among.values())) if isinstance(among, dict) else np.ones(len(values))
        column = dice.choice(values, size, p=shares / shares.sum())
        columns[name] = np.where(dice.random(size) < unknown, -1, column)
    return columns


def half_days(dice: np.random.Generator, size: int, share: float) -> Any:
    """Masks of half-days, mostly on weekdays and by day."""
    likely = np.array([share if slot < 15 and slot % 3 < 2 else share / 8 for slot in range(21)])
    return ((dice.random((size, 21)) < likely) << np.arange(21)).sum(axis=1)


def people(dice: np.random.Generator, size: int) -> People:
    """Made-up people: some strong, some careful, many without a car, a fifth of all answers not known."""
    yes_no, seldom, level, wish = {0: 1, 1: 3}, {0: 3, 1: 1}, {0: 5, 1: 3, 2: 2, 3: 1}, {0: 2, 1: 1, 2: 1}
    columns = drawn(
        dice,
        size,
        0.2,
        {
            **dict.fromkeys(
                ("cold_ok", "heights_ok", "machinery_ok", "driving_ok", "night_ok", "winter_ok"), yes_no
            ),
            **dict.fromkeys(("noise_stress", "crowd_stress", "smell_stress", "phone_stress"), level),
            **dict.fromkeys(("stranger_stress", "pace_stress", "reading_stress"), level),
            **dict.fromkeys(("wish_company", "wish_posture", "wish_place", "wish_pay"), wish),
            **dict.fromkeys(("needs_same_day_absence", "needs_quiet_place", "first_placement"), seldom),
            "max_hours_now": [4, 6, 9, 12, 20, 30, 40],
            "current_hours": {0: 6, 4: 2, 9: 1, 20: 1},
            "max_minutes_continuous": [60, 90, 120, 180, 240],
            "lift_kg": [3, 5, 10, 15, 20, 30],
            "stand_minutes": [15, 30, 60, 120, 240],
            "travel_modes": {1: 1, 3: 3, 5: 4, 7: 4, 13: 2, 21: 1},
            "max_commute_minutes": [20, 30, 45, 60, 90],
            "qualifications": {0: 5, 1: 4, 5: 1},
            "needs_accompaniment": {0: 6, 1: 2, 2: 1, 3: 1},
            "instruction_style": [1, 4, 5, 6],
            "stage": range(8),
            "interests": [1, 2, 5, 9, 33, 1026, 2048],
            "pay_day_need": {0: 6, 1: 1, 2: 1, 3: 2},
            "available_from": [TODAY - 30, TODAY, TODAY + 14, TODAY + 60],
            "info_age_days": range(90),
            "area": range(AREAS),
        },
    )
    return People.from_columns(columns | {"slots": half_days(dice, size, 0.45)})


def openings(dice: np.random.Generator, size: int) -> Openings:
    """Made-up openings of every form, a tenth of all answers not known."""
    seldom, evenly, mostly, level = {0: 7, 1: 1}, {0: 1, 1: 1}, {0: 1, 1: 15}, {0: 4, 1: 4, 2: 2, 3: 1}
    columns = drawn(
        dice,
        size,
        0.1,
        {
            **dict.fromkeys(("cold", "heights", "machinery", "driving", "night"), seldom),
            **dict.fromkeys(("noise", "crowd", "smell", "pace", "customers", "phone", "reading"), level),
            **dict.fromkeys(("sitting_possible", "pick_up", "same_day_absence_ok", "quiet_place"), evenly),
            **dict.fromkeys(("papers_complete", "supporter_named", "accreditation_ok"), mostly),
            "accompaniment_allowed": {0: 1, 1: 4},
            "hours_min": [2, 4, 6, 9, 15, 20, 30],
            "starts_from_hours": [2, 4, 6, 9],
            "slots_needed": {1: 4, 2: 3, 3: 1, 5: 1},
            "minutes_continuous": [60, 90, 120, 180],
            "lift_kg": {0: 3, 3: 3, 5: 2, 10: 2, 20: 1},
            "stand_minutes": {0: 3, 15: 2, 30: 2, 60: 2, 180: 1},
            "indoor": {1: 4, 2: 2, 3: 1},
            "company": [1, 2, 3],
            "reach_modes": {31: 4, 26: 1, 15: 2, 11: 1},
            "walk_minutes": [0, 3, 5, 10, 15],
            "last_service_gap": [10, 25, 40, 90],
            "qualifications_required": {0: 9, 1: 2, 4: 1},
            "instruction_style": [1, 4, 5, 7],
            "supporter_ratio": range(1, 8),
            "work_form": range(4),
            "pay_kind": range(5),
            "pay_every": range(4),
            "stage_min": {0: 4, 1: 2, 2: 2, 3: 2, 4: 1},
            "stage_max": {4: 1, 5: 2, 6: 2, 7: 4},
            "months": {0: 6, 0b1111110000: 1, 0b111100000: 1},
            "starts_on": [TODAY - 100, TODAY, TODAY + 30],
            "valid_until": range(TODAY, TODAY + 120),
            "places_left": {0: 1, 1: 6, 2: 3, 5: 1},
            "interests": [1, 2, 5, 8, 32, 1026, 2049],
            "partner": range(PARTNERS),
            "early_ends_12m": {0: 8, 1: 2, 3: 1},
            "info_age_days": range(90),
            "area": range(AREAS),
        },
    )
    return Openings.from_columns(columns | {"slots": half_days(dice, size, 0.35)})


def world(dice: np.random.Generator, size: int) -> World:
    """Twelve areas on a line, each a quarter of an hour by car from the next; one person in ten avoids a partner."""
    steps = np.abs(np.subtract.outer(np.arange(AREAS), np.arange(AREAS)))[:, :, None]
    minutes = 10 + steps * np.array([120, 45, 30, 15, 15])
    minutes[dice.random(minutes.shape) < 0.05] = -1
    avoid = [(int(row), int(dice.integers(PARTNERS))) for row in dice.choice(size, size // 10, replace=False)]
    return World(today=TODAY, travel_minutes=minutes.astype(np.int16), avoid=avoid)


def rows(table: People | Openings) -> list[oracle.Row]:
    """A table as the loop reads it."""
    columns = {name: getattr(table, name).tolist() for name in table.columns()}
    return [
        {name: None if values[i] < 0 else values[i] for name, values in columns.items()}
        for i in range(len(table))
    ]


def by_engine(tables: tuple[People, Openings, World]) -> tuple[Assessment, float]:
    """The assessed board and the median seconds of processor time of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        board = assess(*tables)
        seconds.append(time.process_time() - start)
    return board, statistics.median(seconds)


def by_loop(tables: tuple[People, Openings, World], board: Assessment, every: int) -> float:
    """Seconds of the plain loop over all pairs (of each `every`-th person, multiplied), after checking its answers."""
    persons, places, facts = rows(tables[0]), rows(tables[1]), _facts(tables[2])
    chosen = range(0, len(persons), every)
    start = time.process_time()
    found = {
        (i, j): oracle.assess_pair(persons[i], place, facts, at=(i, j))
        for i in chosen
        for j, place in enumerate(places)
    }
    seconds = time.process_time() - start
    for (i, j), (verdicts, score, band) in found.items():
        said = [Verdict[verdict.upper()] for code, verdict in sorted(verdicts.items(), key=_in_order)]
        if board.verdicts[:, i, j].tolist() != said or (board.score[i, j], board.band[i, j]) != (score, band):
            raise SystemExit(f"engine and loop disagree on pair {i}, {j}")
    return seconds * len(persons) / len(chosen)


def _in_order(item: tuple[str, str]) -> int:
    return CODES.index(item[0])


def _facts(world: World) -> oracle.Facts:
    roads: Any = world.travel_minutes
    minutes = [[[None if m < 0 else m for m in modes] for modes in row] for row in roads.tolist()]
    return oracle.Facts(
        today=world.today, minutes=minutes, avoid={tuple(pair) for pair in world.avoid.tolist()}
    )


def main() -> None:
    """Print one line for each size."""
    whole = "--whole" in sys.argv[1:]
    print(
        "people x openings   engine s   loop s   ratio   us a pair   kept MB   peak MB   blocked   bands 0/1/2 %"
    )
    for size, places, every in SIZES:
        dice = np.random.default_rng(size)
        tables = people(dice, size), openings(dice, places), world(dice, size)
        board, quick = by_engine(tables)
        kept = sum(
            getattr(board, name).nbytes for name in ("verdicts", "blocked", "score", "band", "unknown")
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        slow = by_loop(tables, board, 1 if whole else every)
        bands = "/".join(f"{np.mean(board.band == band):.0%}"[:-1] for band in list(Band)[:3])
        print(
            f"{size:>6} x {places:<8} {quick:>10.4f} {slow:>8.1f} {slow / quick:>7.0f} "
            f"{quick / size / places * 1e6:>11.2f} {kept / 1e6:>9.1f} {peak:>9.0f} {board.blocked.mean():>9.0%}   {bands}"
        )


if __name__ == "__main__":
    main()
