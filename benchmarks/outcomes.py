# ruff: noqa: T201 - a tool for a terminal
"""What becomes of people when everybody is looked at together, beside other ways to decide, on made-up boards.

    .venv/bin/python benchmarks/outcomes.py [--seeds 20]

First one decision over a full board, then 104 weeks in which people come, wait, begin, end, and nobody who began is moved. All
ways see the same people, openings and rules; a pair that a hard rule blocks is nobody's success. Numbers are means over seeds
with the lower bound of a one-sided 95 % interval of the mean (Student's t), so "at least". Beware of reading them as a promise:
the boards are drawn, fit is our own measure of fit, and a coordinator is cleverer than any of these rules.

The ways:
    whole board   as many people as possible, then fit; the dial in the middle unless said otherwise
    first come    who waited longest chooses the best fit that is free, one after the other
    nearest       the same, and takes the shortest way instead
    les-emplois   openings in the order of fewest applications for each place (its `job_app_score`), within an hour's way;
                  a person applies to the first five; what fits is not looked at before somebody applies
    Primero       candidates by number of fields that agree, as a share of the best candidate's, those above 0.1
                  (its `matches_from_search`; the best is always 1.0, however poor); the first five are tried
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.populations import Population, population
from volunteers.matching import CODES, Assessment, Verdict, assess
from volunteers.matching.pairs import NO_WAY, Pairs
from volunteers.matching.whole import Dial, Orders, Places, arrange

NOWHERE = -1
TRIES = 5  # applications that a person makes, candidates that are called
HOUR = 60  # minutes: the circle of a search around the home
THRESHOLD = 0.1  # Primero's NORMALIZED_THRESHOLD
SIZES = ((60, 12), (200, 50))
SHARES = (None, 0.7, 1.0)  # places for each person; None: as the boards were drawn, which is about a third

WEEKS = 104
ARRIVALS = 4.0  # people a week
STAY = (13, 39)  # weeks that somebody stays, and a place is taken
PATIENCE = 26  # weeks after which somebody who waits is lost to us
SITES = 60
SUPPLY = {
    "scarce": 0.5,
    "medium": 1.0,
    "plentiful": 2.0,
}  # places, as a share of the people who would fill them
COORDINATORS = 5


class Board(NamedTuple):
    """One decision: everybody at once. `order` is who comes first; `minutes` one way, `NO_WAY` where not known."""

    assessed: Assessment
    free: Any
    order: Any
    minutes: Any
    waiting: Any


Way = Callable[[Board], Any]


def board_of(drawn: Population) -> Board:
    """Assess a drawn board; who waited longest comes first."""
    assessed = assess(drawn.people, drawn.openings, drawn.world)
    order = np.lexsort((np.arange(len(drawn.people)), -drawn.waiting))
    minutes = Pairs(drawn.people, drawn.openings, drawn.world).minutes.hi
    return Board(assessed, drawn.places.free.astype(int), order, minutes, drawn.waiting)


# --- ways to decide -----------------------------------------------------------------------------------------------------


def whole(dial: float) -> Way:
    """Everybody at once, with the dial at this setting."""

    def decide(board: Board) -> Any:
        places = Places.from_columns({"capacity": board.free})
        plan = arrange(board.assessed, places, Orders(waiting=board.waiting), Dial(dial))
        return plan.opening_of

    return decide


def longest_first(board: Board) -> Any:
    """As many people as possible, among them as many as possible of the third that waited longest, then fit.

    No setting of the dial: what the engine would do if each of them counted one fit more than anybody else.
    """
    longest = np.zeros(len(board.order))
    longest[board.order[: len(board.order) // 3]] = 1
    score = (board.assessed.score + longest[:, None]) / 2
    return whole(0.0)(board._replace(assessed=replace(board.assessed, score=score)))


def one_by_one(worth: Callable[[Board], Any]) -> Way:
    """In the order of arrival each takes what is free, not blocked and worth most to them; equals by row."""

    def decide(board: Board) -> Any:
        value, left = worth(board), board.free.copy()
        chosen = np.full(len(board.order), NOWHERE)
        for person in board.order:
            open_to = ~board.assessed.blocked[person] & (left > 0)
            if open_to.any():
                chosen[person] = np.where(open_to, value[person], -np.inf).argmax()
                left[chosen[person]] -= 1
        return chosen

    return decide


first_come = one_by_one(lambda board: board.assessed.score)
nearest = one_by_one(lambda board: -board.minutes.astype(float))


def les_emplois(board: Board) -> Any:
    """Fewest applications for each place first; who applies is taken where nothing blocks and a place is free."""
    left, applied = board.free.copy(), np.zeros(len(board.free))
    chosen = np.full(len(board.order), NOWHERE)
    for person in board.order:
        listed = np.lexsort((np.arange(len(applied)), applied / np.maximum(board.free, 1)))
        found = [row for row in listed if board.free[row] and board.minutes[person, row] <= HOUR]
        chosen[person] = _tried(board, person, found[:TRIES], left, applied)
    return chosen


def primero(board: Board) -> Any:
    """The candidates whose fields agree most, relative to the best of them."""
    agree = (board.assessed.verdicts == Verdict.FOR).sum(axis=0)
    left, tried = board.free.copy(), np.zeros(len(board.free))
    chosen = np.full(len(board.order), NOWHERE)
    for person in board.order:
        likeness = agree[person] / max(1, agree[person].max())
        listed = np.lexsort((np.arange(len(likeness)), -likeness))
        found = [row for row in listed if likeness[row] > THRESHOLD]
        chosen[person] = _tried(board, person, found[:TRIES], left, tried)
    return chosen


def _tried(board: Board, person: int, rows: Sequence[int], left: Any, applied: Any) -> int:
    """The first of these that takes the person; each that is asked counts an application."""
    for row in rows:
        applied[row] += 1
        if left[row] > 0 and not board.assessed.blocked[person, row]:
            left[row] -= 1
            return int(row)
    return NOWHERE


RIVALS: dict[str, Way] = {
    "first come": first_come,
    "nearest": nearest,
    "les-emplois": les_emplois,
    "Primero": primero,
}
DIALS = (0.0, 0.5, 1.0)


class Result(NamedTuple):
    """Sum of fit, people served, and how many of the third that waited longest."""

    score: float
    served: int
    long_waiters: int


def result(board: Board, chosen: Any) -> Result:
    """Count what was decided; a blocked pair among it ends the program."""
    there = np.flatnonzero(chosen != NOWHERE)
    if board.assessed.blocked[there, chosen[there]].any():
        raise SystemExit("a blocked pair was placed")
    longest = board.order[: len(board.order) // 3]
    return Result(
        float(board.assessed.score[there, chosen[there]].sum()),
        len(there),
        int((chosen[longest] != NOWHERE).sum()),
    )


# --- figures ------------------------------------------------------------------------------------------------------------


def at_least(values: Sequence[float]) -> float:
    """The lower bound of the one-sided 95 % interval of the mean."""
    numbers = np.asarray(values, dtype=float)
    error = numbers.std(ddof=1) / np.sqrt(len(numbers))
    return float(numbers.mean() - stats.t.ppf(0.95, len(numbers) - 1) * error)


def shown(values: Sequence[float]) -> str:
    """Mean and lower bound of changes, in per cent."""
    return f"{np.mean(values):>+8.1%} (>= {at_least(values):+.1%})"


def gains(ours: Sequence[Any], theirs: Sequence[Any], name: str) -> list[float]:
    """How much more, seed by seed, as a share."""
    return [
        getattr(our, name) / max(1e-9, getattr(their, name)) - 1
        for our, their in zip(ours, theirs, strict=True)
    ]


def one_decision(seeds: int) -> None:
    """Full boards with few places, with some, and with as many as people."""
    for (people, openings), share in product(SIZES, SHARES):
        boards = [
            _with_places(board_of(population(people, openings, seed)), seed, share) for seed in range(seeds)
        ]
        places = np.mean([board.free.sum() for board in boards])
        possible = np.mean([(~board.assessed.blocked[:, board.free > 0]).mean() for board in boards])
        print(
            f"\none decision: {people} people, {openings} openings, {places:.0f} places, {possible:.1%} of pairs possible"
        )
        found = {name: [result(board, way(board)) for board in boards] for name, way in RIVALS.items()}
        ours: dict[Any, list[Result]] = {
            f"dial {dial:.1f}": [result(board, whole(dial)(board)) for board in boards] for dial in DIALS
        }
        ours["longest third first"] = [result(board, longest_first(board)) for board in boards]
        _compare(ours, found)


def _with_places(board: Board, seed: int, share: float | None) -> Board:
    """As many places as this share of the people, over the openings that have some; None: as drawn."""
    if share is None:
        return board
    dice = np.random.default_rng([seed, len(board.order)])
    there = board.free > 0
    free = dice.multinomial(round(share * len(board.order)), there / there.sum())
    return board._replace(free=free)


def _compare(ours: dict[str, list[Result]], found: dict[str, list[Result]]) -> None:
    for dial, (name, results) in product(("dial 0.0", "dial 0.5"), found.items()):
        changes = (
            f"{what} {shown(gains(ours[dial], results, field))}"
            for what, field in (("score", "score"), ("served", "served"), ("long-waiters", "long_waiters"))
        )
        print(f"  {dial} over {name:<12}", *changes)
    for name, results in ours.items():
        kept = np.mean([own.long_waiters for own in results]) / np.mean(
            [other.long_waiters for other in found["first come"]]
        )
        shares = [
            own.long_waiters / max(1, other.long_waiters)
            for own, other in zip(results, found["first come"], strict=True)
        ]
        cost = [1 - own.score / best.score for own, best in zip(results, ours["dial 0.0"], strict=True)]
        print(
            f"  {name}: long-waiters {kept:.1%} of first come's (>= {at_least(shares):.1%}), "
            f"at {np.mean(cost):.1%} of the score (<= {-at_least([-share for share in cost]):.1%}); "
            f"served {np.mean([own.served for own in results]):.1f}"
        )


# --- two years ----------------------------------------------------------------------------------------------------------


class Years(NamedTuple):
    """Everybody who comes in two years, assessed beside every opening once, and what chance decides, the same for all ways."""

    board: Board
    arrives: Any
    stays: Any
    capacity: Any
    drawn: Population


class Ended(NamedTuple):
    """What two years came to: sum of fit, people served, weeks that they waited, people lost."""

    score: float
    served: int
    waited: float
    lost: int


def years(seed: int, supply: float) -> Years:
    """Draw two years. `supply` is the places as a share of the people who would fill them."""
    dice = np.random.default_rng([seed, round(supply * 10)])
    arrives = np.repeat(np.arange(WEEKS), dice.poisson(ARRIVALS, WEEKS))
    drawn = population(len(arrives), SITES, seed)
    drawn = drawn._replace(openings=_always_open(drawn))
    wanted = ARRIVALS * sum(STAY) / 2
    capacity = dice.multinomial(round(supply * wanted), np.full(SITES, 1 / SITES))
    stays = dice.integers(STAY[0], STAY[1] + 1, len(arrives))
    return Years(
        board_of(drawn._replace(waiting=np.zeros(len(arrives), int))), arrives, stays, capacity, drawn
    )


def _always_open(drawn: Population) -> Any:
    """Places come and go with the weeks here, not with the column."""
    columns = {name: getattr(drawn.openings, name) for name in drawn.openings.columns()}
    return type(drawn.openings).from_columns(columns | {"places_left": np.ones(SITES, int)})


Weekly = Callable[[Years, Any, Any, int], Any]


def weekly_whole(then: Years, waiting: Any, free: Any, week: int) -> Any:
    """The whole board, once a week, among who waits and what is free."""
    everywhere = np.arange(SITES)
    world = then.drawn.world.narrowed(people=waiting, openings=everywhere)
    assessed = assess(then.drawn.people.take(waiting), then.drawn.openings, world)
    days = (week - then.arrives[waiting]) * 7
    return arrange(
        assessed, Places.from_columns({"capacity": free}), Orders(waiting=days), Dial(0.5)
    ).opening_of


def weekly_first_come(then: Years, waiting: Any, free: Any, week: int) -> Any:
    """Longest waiting first, the best that is free anywhere: everybody's openings are seen by everybody."""
    return _choose(then, waiting, free, np.ones((len(waiting), SITES), bool))


def weekly_alone(then: Years, waiting: Any, free: Any, week: int) -> Any:
    """The same, but each coordinator knows of their own fifth of the openings only."""
    own = (waiting % COORDINATORS)[:, None] == np.arange(SITES) % COORDINATORS
    return _choose(then, waiting, free, own)


def _choose(then: Years, waiting: Any, free: Any, seen: Any) -> Any:
    left, chosen = free.copy(), np.full(len(waiting), NOWHERE)
    assessed = then.board.assessed
    for row, person in enumerate(waiting):
        open_to = ~assessed.blocked[person] & (left > 0) & seen[row]
        if open_to.any():
            chosen[row] = np.where(open_to, assessed.score[person], -1).argmax()
            left[chosen[row]] -= 1
    return chosen


def lived(then: Years, decide: Weekly) -> Ended:
    """Two years, week by week. Who began stays where they are until they end; who waits too long is lost."""
    begun = np.full(len(then.arrives), NOWHERE)
    ends_at, at = np.zeros(len(begun), int), np.full(len(begun), NOWHERE)
    for week in range(WEEKS):
        here = (begun != NOWHERE) & (ends_at > week)
        free = then.capacity - np.bincount(at[here], minlength=SITES)
        age = week - then.arrives
        waiting = np.flatnonzero((begun == NOWHERE) & (age >= 0) & (age < PATIENCE))
        if not len(waiting) or not free.sum():
            continue
        chosen = decide(then, waiting, free, week)
        placed = waiting[chosen != NOWHERE]
        at[placed], begun[placed] = chosen[chosen != NOWHERE], week
        ends_at[placed] = week + then.stays[placed]
    served = np.flatnonzero(begun != NOWHERE)
    lost = int(((begun == NOWHERE) & (WEEKS - then.arrives >= PATIENCE)).sum())
    fit = then.board.assessed.score[served, at[served]].sum()
    return Ended(float(fit), len(served), float((begun - then.arrives)[served].mean()), lost)


def two_years(seeds: int) -> None:
    """The rolling simulation."""
    for name, supply in SUPPLY.items():
        lives = [years(seed, supply) for seed in range(seeds)]
        ours, shared, alone = (
            [lived(then, decide) for then in lives]
            for decide in (weekly_whole, weekly_first_come, weekly_alone)
        )
        print(f"\n{WEEKS} weeks, places {name} ({lives[0].capacity.sum()} for {ARRIVALS:g} people a week)")
        for title, one, other in (
            ("whole board over first come", ours, shared),
            ("first come over each alone", shared, alone),
            ("whole board over each alone", ours, alone),
        ):
            print(
                f"  {title:<28} score {shown(gains(one, other, 'score'))} served {shown(gains(one, other, 'served'))}"
            )
        for title, ended in (("whole board", ours), ("first come", shared), ("each alone", alone)):
            served, waited, lost = (
                np.mean([getattr(end, key) for end in ended]) for key in Ended._fields[1:]
            )
            print(f"  {title:<12} served {served:6.1f}, waited {waited:4.1f} weeks, lost {lost:6.1f}")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=20)
    seeds = parser.parse_args().seeds
    start = time.monotonic()
    print(
        f"{seeds} seeds, {len(CODES)} rules; no way is longer than {NO_WAY} minutes; a possible pair is one that nothing blocks"
    )
    one_decision(seeds)
    two_years(seeds)
    print(f"\n{time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
