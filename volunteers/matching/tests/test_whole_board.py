"""The whole board against every plan there is, one by one, on small boards with every option."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volunteers.matching import Assessment, assess
from volunteers.matching.tests import boards
from volunteers.matching.whole import Care, ContradictionError, Dial, Orders, Places, Plan, arrange
from volunteers.matching.whole.queue import queued
from volunteers.matching.whole.task import companies, task_of

seeds = st.integers(0, 2**32)


@dataclass(frozen=True)
class Drawn:
    """A board with everything that can be settled about it."""

    assessment: Assessment
    places: Places
    orders: Orders
    dial: Dial


def drawn(seed: int, *, tied: bool) -> Drawn:
    """A board up to 6 x 6. `tied`: also teams, company and care."""
    dice = random.Random(seed)  # noqa: S311 - no secret hangs on a test board
    people, openings = dice.choice((0, 1, 2, 3, 4, 5, 5, 6, 6)), dice.choice((0, 1, 2, 3, 4, 5, 5, 6, 6))
    assessment = assess(*boards.board(seed, people, openings, unknown=dice.choice((0.6, 0.9, 0.95))).tables())
    places = Places.from_columns(
        {
            "capacity": [dice.choice((0, 1, 1, 2, 3)) for _ in range(openings)],
            "held": [dice.choice((0, 0, 0, 0, 1)) for _ in range(openings)],
            "minimum": [dice.choice((0, 1, 2, 3)) if tied else 1 for _ in range(openings)],
        },
        size=openings,
    )
    return Drawn(assessment, places, _orders(dice, assessment, tied=tied), Dial(dice.choice((0, 0.5, 1))))


def _orders(dice: random.Random, assessment: Assessment, *, tied: bool) -> Orders:
    people, openings = assessment.blocked.shape
    pairs = list(itertools.product(range(people), range(openings)))
    open_pairs = [pair for pair in pairs if not assessment.blocked[pair]]
    couples = list(itertools.combinations(range(people), 2))

    def some(things: list[Any], most: int, often: float) -> list[Any]:
        return dice.sample(things, min(len(things), dice.randint(1, most))) if dice.random() < often else []

    return Orders(
        pins=some(open_pairs, 3, 0.4) + some(pairs, 1, 0.05),
        forbids=some(pairs, 4, 0.5),
        reserved=some(pairs, 2, 0.3),
        closed=some(list(range(openings)), 1, 0.2),
        together=some(couples, 2, 0.4) if tied else (),
        apart=some(couples, 2, 0.5) if tied else (),
        care=[Care(some(list(range(openings)), 3, 1), dice.randrange(4))] if tied else (),
        waiting=[dice.randrange(400) for _ in range(people)],
    )


def every_plan(board: Drawn) -> Any:
    """All plans that keep every order, one row each; -1 is not placed. Written from the words of the orders alone."""
    orders, openings = board.orders, len(board.places)
    pins = {i: [j for who, j in orders.pins.tolist() if who == i] for i, _ in orders.pins.tolist()}
    may = ~board.assessment.blocked
    may[orders.forbids[:, 0], orders.forbids[:, 1]] = False
    choices = [
        [
            j
            for j in pins.get(i, [-1, *range(openings)])
            if len(pins.get(i, "-")) == 1 and (j < 0 or may[i, j])
        ]
        for i in range(len(may))
    ]
    plans = np.array(list(itertools.product(*choices)), dtype=np.int8)
    plans = plans.reshape(int(np.prod([len(some) for some in choices])), len(choices))
    keeps = np.ones(len(plans), np.bool_)
    for j in range(openings):
        keeps &= _keeps_opening(board, plans, j)
    for care in orders.care:
        keeps &= np.isin(plans, care.openings).sum(axis=1) <= care.most
    for one, other in orders.together.tolist():
        keeps &= plans[:, one] == plans[:, other]
    for one, other in orders.apart.tolist():
        keeps &= (plans[:, one] != plans[:, other]) | (plans[:, one] < 0)
    company = companies(orders)
    if any(company[one] == company[other] for one, other in orders.apart.tolist()):
        keeps[:] = False  # all could only stay at home, and nobody would know why
    return plans[keeps]


def _keeps_opening(board: Drawn, plans: Any, opening: int) -> Any:
    there = (plans == opening).sum(axis=1)
    kept_for_others = sum(
        (plans[:, i] != opening).astype(int) for i, j in board.orders.reserved.tolist() if j == opening
    )
    places = board.places
    fits = there + kept_for_others <= max(0, int(places.capacity[opening]) - int(places.held[opening]))
    team = (there == 0) | (there >= places.minimum[opening])
    is_shut = opening in board.orders.closed
    is_kept = any(j == opening for _, j in board.orders.reserved.tolist())
    return fits & team & ((there == 0) & (not is_kept) if is_shut else True)


def value(board: Drawn, plans: Any) -> Any:
    """What each plan is worth by the rule in docs/matching.md, reckoned afresh: people, then weighted fit."""
    score, open_to = board.assessment.score, (~board.assessment.blocked).sum(axis=1)
    waited = board.orders.waiting
    others = max(1, len(score) - 1)
    urgent = [
        (sum(d > open_to[i] for d in open_to) / others + sum(w < waited[i] for w in waited) / others) / 2
        for i in range(len(score))
    ]
    share = 0.98 * board.dial.setting
    worth = np.zeros((len(score), score.shape[1] + 1))
    worth[:, :-1] = np.rint(100_000 * ((1 - share) * score + share * np.array(urgent).reshape(-1, 1)))
    return [(int((plan >= 0).sum()), int(sum(worth[i, j] for i, j in enumerate(plan)))) for plan in plans]


def arranged(board: Drawn) -> Plan:
    return arrange(board.assessment, board.places, board.orders, board.dial, time_limit=60)


def agrees(board: Drawn) -> None:
    plans = every_plan(board)
    if not len(plans):
        with pytest.raises(ContradictionError):
            arranged(board)
        return
    try:
        plan = arranged(board)
    except ContradictionError as clash:
        pytest.fail(f"{len(plans)} plans keep the orders, yet: {clash}")
    assert plan.is_proven
    assert plan.opening_of.tolist() in plans.tolist()
    assert value(board, [plan.opening_of])[0] == max(value(board, plans))
    assert plan.placed == (plan.opening_of >= 0).sum()
    assert [left.person for left in plan.left_out] == np.flatnonzero(plan.opening_of < 0).tolist()
    waiting = queued(task_of(board.assessment, board.places, board.orders, board.dial))
    if waiting is not None:
        assert waiting.tolist() in plans.tolist()
        assert plan.placed >= (waiting >= 0).sum()


@settings(max_examples=1000, deadline=None)
@given(seeds)
def test_no_plan_of_all_is_better(seed: int) -> None:
    agrees(drawn(seed, tied=False))


@settings(max_examples=1000, deadline=None)
@given(seeds)
def test_no_plan_of_all_is_better_with_teams_company_and_care(seed: int) -> None:
    agrees(drawn(seed, tied=True))
