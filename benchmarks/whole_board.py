# ruff: noqa: T201 - a tool for a terminal
"""The whole board against other ways to place people, on the same made-up boards, in one run.

    .venv/bin/python benchmarks/whole_board.py [--seeds 5] [--large] [--largest]

For every size: how many are placed and how well, by the plan, by a plain queue, by best pair first, and by each person's
best pick; then what other solvers make of the same arrays, which have to reach the same value. Ratios, for seconds of
processor time mean something within one run only. `--large` adds 20,000 x 5,000, `--largest` 100,000 x 20,000 (many
minutes). OR-Tools is compared where it can be imported; the product does not use it.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.populations import Population, population
from volunteers.matching import assess
from volunteers.matching.whole import (
    Certificate,
    Dial,
    Orders,
    Plan,
    Week,
    arrange,
    arrange_large,
    arrange_week,
)

SIZES = ((60, 12), (200, 50), (2_000, 500))
LARGE, LARGEST = (20_000, 5_000), (100_000, 20_000)
TIMETABLE = (200, 50)


def timed(task: Callable[[], Any]) -> tuple[Any, float]:
    """What it returns, and seconds of processor time."""
    start = time.process_time()
    found = task()
    return found, time.process_time() - start


def one_by_one(board: Certificate, fit: Any, order: Any) -> tuple[int, float]:
    """People placed and fit, if pairs are taken in this order as long as person and seat are free."""
    free, left = np.ones(len(board.person_price), np.bool_), board.capacity.tolist()
    placed, total = 0, 0.0
    person, seat = board.person.tolist(), board.seat.tolist()
    for pair in order.tolist():
        if free[person[pair]] and left[seat[pair]] > 0:
            free[person[pair]] = False
            left[seat[pair]] -= 1
            placed += 1
            total += fit[pair]
    return placed, total


def others(board: Certificate, fit: Any, waiting: Any) -> dict[str, tuple[int, float]]:
    """Ways to place people one after the other, each with what is then free."""
    return {
        "queue, best first": one_by_one(board, fit, np.lexsort((-fit, board.person, -waiting[board.person]))),
        "queue, as listed": one_by_one(
            board, fit, np.lexsort((board.seat, board.person, -waiting[board.person]))
        ),
        "best pair first": one_by_one(board, fit, np.argsort(-fit, kind="stable")),
        "own best pick only": own_pick(board, fit),
    }


def own_pick(board: Certificate, fit: Any) -> tuple[int, float]:
    """Everybody is suggested their best opening and no other."""
    first = np.lexsort((board.seat, -fit, board.person))
    best = first[np.unique(board.person[first], return_index=True)[1]]
    return one_by_one(board, fit, best)


def solvers(board: Any) -> dict[str, tuple[int, float]]:
    """Value and seconds of other solvers on the same pairs."""
    found = {"SciPy linprog (HiGHS)": timed(lambda: by_linprog(board))}
    if importlib.util.find_spec("ortools"):
        found["OR-Tools min-cost flow"] = timed(lambda: by_ortools(board))
    return found


def by_linprog(board: Certificate) -> int:
    """The optimum as a linear programme."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, vstack

    pairs, people, seats = len(board.value), len(board.person_price), len(board.capacity)
    ones, row = np.ones(pairs), np.arange(pairs)
    table = vstack(
        [
            csr_array((ones, (board.person, row)), shape=(people, pairs)),
            csr_array((ones, (board.seat, row)), shape=(seats, pairs)),
        ]
    )
    most = np.concatenate([np.ones(people), board.capacity])
    answer = linprog(-board.value / board.unit, A_ub=table, b_ub=most, bounds=(0, 1), method="highs")
    return int(board.value[np.round(answer.x) == 1].sum())


def by_ortools(board: Certificate) -> int:
    """The optimum as a min-cost flow."""
    from ortools.graph.python import min_cost_flow

    people, seats = len(board.person_price), len(board.capacity)
    everybody, every_seat = np.arange(people), people + np.arange(seats)
    source, sink = people + seats, people + seats + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([board.person, np.full(people, source), every_seat, everybody]),
        np.concatenate([people + board.seat, everybody, np.full(seats, sink), np.full(people, sink)]),
        np.concatenate([np.ones(len(board.value) + people), board.capacity, np.ones(people)]).astype(
            np.int64
        ),
        np.concatenate([-board.value, np.zeros(2 * people + seats, np.int64)]),
    )
    flow.set_node_supply(source, people)
    flow.set_node_supply(sink, -people)
    flow.solve()
    return -int(flow.optimal_cost())


def compare(size: tuple[int, int], seeds: int) -> None:
    """One size over some seeds: how much better, as ratios, with the least and the most; and the same value elsewhere."""
    ratios: dict[str, list[tuple[float, float]]] = {}
    seconds: dict[str, list[float]] = {}
    for seed in range(1, seeds + 1):
        made = population(*size, seed)
        plan, quick = timed(lambda made=made: _plan(made))
        board: Any = plan.certificate
        fit = assess(*made[:3]).score[board.person, board.seat]
        if plan.certificate.gap() or not plan.is_proven:
            raise SystemExit(f"{size}, seed {seed}: not proven")
        for name, (placed, total) in others(board, fit, made.waiting).items():
            ratios.setdefault(name, []).append((plan.placed / max(1, placed), plan.fit / max(1e-9, total)))
        for name, (value, slow) in solvers(board).items():
            if value != board.value[board.chosen].sum():
                raise SystemExit(f"{size}, seed {seed}: {name} finds {value}")
            seconds.setdefault(name, []).append(quick / slow)
    print(
        f"\n{size[0]:,} x {size[1]:,}, {seeds} seeds, dial 0; gap 0 each time. The plan divided by (least, mean, most):"
    )
    for name, found in ratios.items():
        people, score = np.array(found).T
        print(f"  {name:<24} people {_spread(people)}   fit {_spread(score)}")
    for name, slower in seconds.items():
        print(
            f"  {name:<24} same value; assessing, arranging and giving reasons took {np.mean(slower):.2f} times its seconds"
        )


def _plan(made: Population) -> Plan:
    return arrange(assess(*made[:3]), made.places, Orders(waiting=made.waiting), Dial(0))


def _spread(numbers: Any) -> str:
    return f"{numbers.min():.3f} {numbers.mean():.3f} {numbers.max():.3f}"


def compare_large(size: tuple[int, int]) -> None:
    """A size at which pairs are sieved: seconds, memory, candidates and the gap over all open pairs."""
    made = population(*size, 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    plan, quick = timed(lambda: arrange_large(*made[:4], Orders(waiting=made.waiting), Dial(0)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    board: Any = plan.certificate
    print(
        f"\n{size[0]:,} x {size[1]:,}: {plan.placed:,} placed, gap {plan.gap_people} people, {plan.gap:.2g} of the fit"
    )
    print(
        f"  {quick:.1f} s with scoring; {len(board.value):,} pairs in the certificate; peak {peak:.0f} MB, {before:.0f} before"
    )
    for name, (value, slow) in solvers(board).items():
        off = abs(value - int(board.value[board.chosen].sum())) / board.unit
        same = "same value" if not off else f"{off:.2g} of a person off (its tolerance)"
        print(f"  {name:<24} {same}; {quick / slow:.1f} times its seconds on these pairs alone")


def timetable(seeds: int) -> None:
    """Half-days at 200 x 50: seconds on the clock and the gap."""
    print(
        "\nhalf-days, {} x {}: seed, seconds on the clock, placed, gap in people, gap in fit".format(
            *TIMETABLE
        )
    )
    for seed in range(1, seeds + 1):
        made = population(*TIMETABLE, seed)
        board = assess(*made[:3])
        start = time.perf_counter()
        week = arrange_week(board, made.places, Week(), Orders(waiting=made.waiting))
        print(
            f"  {seed}  {time.perf_counter() - start:5.1f}  {week.placed:>4}  {week.gap_people}  {week.gap:.2g}"
        )


def main() -> None:
    """Print everything that was asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", type=int, default=5)
    asked.add_argument("--large", action="store_true")
    asked.add_argument("--largest", action="store_true")
    options = asked.parse_args()
    solvers(
        arrange(assess(*population(9, 3, 1)[:3]), population(9, 3, 1).places).certificate
    )  # loads what they load
    for size in SIZES:
        compare(size, options.seeds)
    timetable(options.seeds)
    for size, wanted in ((LARGE, options.large), (LARGEST, options.largest)):
        if wanted:
            compare_large(size)


if __name__ == "__main__":
    main()
