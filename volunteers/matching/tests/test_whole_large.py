"""Large boards: the short way to every number gives the same numbers, and nothing is lost unnoticed."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volunteers.matching import BoardError, People, assess
from volunteers.matching.tests import boards
from volunteers.matching.whole import Care, Dial, Orders, Places, Plan, arrange, arrange_large, sieve
from volunteers.matching.whole.sieve import Sieve

seeds = st.integers(0, 2**32)


@settings(max_examples=50, deadline=None)
@given(seeds, st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from([0, 1 << 22]), st.sampled_from([12, 1 << 20]))
def test_the_sieve_lets_through_what_assess_does_with_the_same_fit(
    seed: int, unknown: float, largest_table: int, pairs_at_once: int
) -> None:
    """Also where every rule is worked out pair by pair, and in bands of one or two people."""
    dice = random.Random(seed)  # noqa: S311 - no secret hangs on a test board
    tables = boards.board(seed, dice.randrange(9), dice.randrange(12), unknown=unknown).tables()
    board = assess(*tables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sieve, "LARGEST_TABLE", largest_table)
        patch.setattr(sieve, "PAIRS_AT_ONCE", pairs_at_once)
        sieved = Sieve(*tables)
        person, opening, fit = (np.concatenate(column) for column in zip(*sieved.bands(), strict=True))
    assert np.array_equal(np.stack([person, opening]), np.nonzero(~board.blocked))
    assert np.array_equal(fit, board.score[person, opening])
    assert np.array_equal(sieved.doors, (~board.blocked).sum(axis=1))
    assert all(
        sieved[i, j] == board.blocked[i, j]
        for i in range(len(board.people))
        for j in range(len(board.openings))
    )


def drawn(seed: int) -> tuple[Any, Places, Orders]:
    dice = np.random.default_rng(seed)
    people, openings = int(dice.integers(10, 60)), int(dice.integers(4, 20))
    tables = boards.board(seed, people, openings, unknown=0.8).tables()
    free = np.argwhere(~assess(*tables).blocked)
    there = Places.from_columns({"capacity": dice.integers(0, 5, openings)})
    pins = [pair for pair in free[dice.permutation(len(free))[:2]].tolist() if there.capacity[pair[1]] > 2]
    orders = Orders(
        pins={person: (person, opening) for person, opening in pins}.values(),
        forbids=[pair for pair in free[:3].tolist() if pair not in pins],
        reserved=[pair for pair in free[-1:].tolist() if there.capacity[pair[1]] > 3],
        closed=[0] if not any(opening == 0 for _, opening in pins) and len(free) and free[-1][1] else [],
        waiting=dice.integers(0, 500, people),
    )
    return tables, there, orders


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from([0, 0.5, 1]), st.sampled_from([1, 3]))
def test_few_candidates_and_a_look_at_the_rest_find_the_same_best(
    seed: int, setting: float, keep: int
) -> None:
    tables, there, orders = drawn(seed)
    one = arrange(assess(*tables), there, orders, Dial(setting))
    other = arrange_large(*tables, there, orders, Dial(setting), keep=keep)
    assert other.is_proven
    assert worth(one) == worth(other)
    assert one.placed == other.placed
    assert [left.person for left in other.left_out] == np.flatnonzero(other.opening_of < 0).tolist()
    if setting == 0:
        assert one.fit == pytest.approx(other.fit, abs=1e-3)


def worth(plan: Plan) -> int:
    """By its own certificate."""
    proof: Any = plan.certificate
    return int(proof.value[proof.chosen].sum())


def test_what_may_be_lost_is_said_when_the_rounds_are_over() -> None:
    gaps = []
    for seed in range(10):
        tables, there, orders = drawn(seed)
        best = arrange(assess(*tables), there, orders, Dial(0))
        found = arrange_large(*tables, there, orders, Dial(0), keep=1, rounds=1)
        assert found.placed + found.gap_people >= best.placed
        if found.placed == best.placed:
            assert best.fit <= found.fit * (1 + found.gap) + 1e-3
        gaps.append(found.is_proven)
    assert True in gaps
    assert False in gaps


def test_a_large_board_says_that_it_takes_no_company() -> None:
    tables, there, _ = drawn(1)
    for tied in (Orders(together=[(0, 1)]), Orders(apart=[(0, 1)]), Orders(care=(Care((0,), 1),))):
        with pytest.raises(BoardError, match="no teams, company or care"):
            arrange_large(*tables, there, tied)


@pytest.mark.parametrize(("people", "openings"), [(0, 0), (0, 3), (3, 0)])
def test_an_empty_large_board_has_an_empty_plan(people: int, openings: int) -> None:
    board = boards.board(1, people, openings)
    plan = arrange_large(*board.tables(), Places.from_columns({"capacity": [1] * openings}))
    assert plan.placed == 0
    assert plan.is_proven
    assert len(plan.left_out) == len(People.from_rows(board.people))
