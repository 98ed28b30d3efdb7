"""What a board refuses and in what terms, what its proof is worth, and that it can be watched and stopped."""

from __future__ import annotations

import dataclasses
import math
import time
from typing import Any

import numpy as np
import pytest

from volunteers.matching import BoardError, Openings, People, World, assess
from volunteers.matching.tests import boards
from volunteers.matching.whole import (
    Care,
    Clash,
    Conflict,
    ContradictionError,
    Dial,
    Hindrance,
    Orders,
    Places,
    Plan,
    Staff,
    StoppedError,
    Week,
    arrange,
    arrange_week,
)
from volunteers.matching.whole.task import frame_of
from volunteers.matching.whole.transport import best_pairs, priced

TODAY = boards.TODAY
MONDAY_MORNING, MONDAY_AFTERNOON = 0, 1


def board(people: int, openings: int, *, barred: Any = (), **columns: Any) -> Any:
    """Nobody blocked but who is barred; all fit alike."""
    return assess(
        People.from_columns({"area": [0] * people, **columns}, size=people),
        Openings.from_columns({"places_left": [9] * openings}, size=openings),
        World(today=TODAY, barred={"doctor": barred}),
    )


def places(*capacity: int, **columns: Any) -> Places:
    return Places.from_columns({"capacity": list(capacity), **columns}, size=len(capacity))


def clashes(assessment: Any, there: Places, orders: Orders) -> list[Conflict]:
    with pytest.raises(ContradictionError) as refused:
        arrange(assessment, there, orders)
    return list(refused.value.conflicts)


@pytest.mark.parametrize(("people", "openings"), [(0, 0), (0, 2), (2, 0)])
def test_an_empty_board_has_an_empty_plan(people: int, openings: int) -> None:
    plan = arrange(board(people, openings), places(*[1] * openings))
    assert plan.placed == 0
    assert plan.is_proven
    assert [left.person for left in plan.left_out] == list(range(people))
    assert arrange_week(board(people, openings), places(*[1] * openings)).placed == 0


def test_all_blocked_places_nobody_and_says_what_blocks() -> None:
    plan = arrange(board(1, 2, barred=[(0, 0), (0, 1)]), places(1, 1), Orders(waiting=[40]))
    (left,) = plan.left_out
    assert left.waiting == 40
    assert [door.hindrance for door in left.doors] == [Hindrance.BLOCKED] * 2
    assert [reason.code for door in left.doors for reason in door.reasons] == ["doctor", "doctor"]


def test_no_places_anywhere_is_a_plan_in_which_nobody_is_placed() -> None:
    plan = arrange(board(2, 1), places(0))
    assert plan.placed == 0
    assert {door.hindrance for left in plan.left_out for door in left.doors} == {Hindrance.NO_PLACES}


def test_places_that_nobody_told_are_none_and_cannot_be_typed_as_not_known() -> None:
    assert Places.of(Openings.from_columns({"places_left": [-1, 2]})).capacity.tolist() == [0, 2]
    with pytest.raises(BoardError, match=r"places\.capacity, row 1: a number is needed"):
        places(1, -1)


@pytest.mark.parametrize("setting", [math.nan, math.inf, -0.1, 1.1, "0.5", True, None])
def test_a_dial_that_is_no_number_from_0_to_1_is_refused(setting: Any) -> None:
    with pytest.raises(BoardError, match="dial"):
        Dial(setting)


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ({"pins": [(2, 0)]}, "orders.pins"),
        ({"forbids": [(0, 1)]}, "orders.forbids"),
        ({"pins": [(-1, 0)]}, "start at 0"),
        ({"closed": [1]}, "orders.closed"),
        ({"together": [(0, 2)]}, "orders.together"),
        ({"apart": [(1, 1)]}, "named twice in one pair"),
        ({"waiting": [1]}, "1 rows where 2 are expected"),
        ({"waiting": [1.5, 2]}, "whole days"),
        ({"waiting": [-1, 2]}, "days lie between 0"),
        ({"care": (Care((0, 5), 1),)}, "care.openings"),
    ],
)
def test_orders_about_what_is_not_on_the_board_are_refused(orders: dict[str, Any], said: str) -> None:
    with pytest.raises(BoardError, match=said):
        arrange(board(2, 1), places(1), Orders(**orders))


def test_places_for_another_board_are_refused() -> None:
    with pytest.raises(BoardError, match="places has 1 rows where 2 are expected"):
        arrange(board(1, 2), places(1))


@pytest.mark.parametrize("most", [-1, 1.5, True])
def test_care_for_no_number_of_people_is_refused(most: Any) -> None:
    with pytest.raises(BoardError, match="not a number of people"):
        Care((0,), most)


def test_every_contradiction_is_named_with_all_its_pins() -> None:
    orders = Orders(
        pins=[(0, 0), (0, 1), (1, 1), (2, 1), (3, 2)], forbids=[(1, 1)], closed=[2], reserved=[(4, 1)]
    )
    found = clashes(board(5, 3, barred=[(2, 1)]), places(1, 3, 1), orders)
    assert found == [
        Conflict(Clash.TWICE, ((0, 0), (0, 1)), people=(0,)),
        Conflict(Clash.FORBIDDEN, ((1, 1),), openings=(1,)),
        Conflict(Clash.BLOCKED, ((2, 1),), openings=(1,)),
        Conflict(Clash.CLOSED, ((3, 2),), openings=(2,)),
        Conflict(Clash.OVERFULL, ((0, 1), (1, 1), (2, 1)), people=(4,), openings=(1,)),
    ]


def test_pins_against_company_and_care_are_named() -> None:
    there = places(3, 3)
    assert clashes(board(3, 2), there, Orders(pins=[(0, 0), (1, 1)], together=[(0, 2), (1, 2)])) == [
        Conflict(Clash.TOGETHER, ((0, 0), (1, 1)), people=(0, 1, 2))
    ]
    assert clashes(board(3, 2), there, Orders(pins=[(0, 0), (1, 0)], apart=[(0, 1)])) == [
        Conflict(Clash.APART, ((0, 0), (1, 0)), people=(0, 1))
    ]
    assert clashes(board(3, 2), there, Orders(together=[(0, 1), (1, 2)], apart=[(0, 2)])) == [
        Conflict(Clash.APART, people=(0, 2))
    ]
    assert clashes(board(3, 2), there, Orders(pins=[(0, 0), (1, 1)], care=(Care((0, 1), 1),))) == [
        Conflict(Clash.CARE, ((0, 0), (1, 1)), openings=(0, 1))
    ]


def test_of_pins_that_cannot_hold_at_once_only_those_are_named() -> None:
    """A team of three with only three who may come: one of them is pinned elsewhere, and a fourth pin has no part in it."""
    orders = Orders(pins=[(0, 0), (1, 1), (3, 2)])
    found = clashes(board(4, 3, barred=[(3, 0)]), places(3, 1, 1, minimum=[3, 1, 1]), orders)
    assert found == [Conflict(Clash.AT_ONCE, ((0, 0), (1, 1)))]


def test_a_cleared_block_is_open_and_an_uncleared_one_never_used() -> None:
    people, openings = People.from_columns({"lift_kg": [5, 5]}), Openings.from_columns({"lift_kg": [10]})
    world = World(today=TODAY, cleared=[(1, 0, "lift")])
    assert arrange(assess(people, openings, world), places(2)).opening_of.tolist() == [-1, 0]


def test_a_reserved_seat_is_nobody_elses_and_waits_in_vain_if_need_be() -> None:
    plan = arrange(board(2, 1, barred=[(0, 0)]), places(1), Orders(reserved=[(0, 0)]))
    assert plan.placed == 0
    assert plan.left_out[1].doors[0].hindrance is Hindrance.RESERVED


def test_a_team_that_is_too_small_does_not_start() -> None:
    plan = arrange(board(2, 1), places(4, minimum=[3]))
    assert plan.placed == 0
    assert plan.left_out[0].doors[0].hindrance is Hindrance.TEAM


def test_with_one_place_the_dial_decides_who() -> None:
    """Person 0 fits best; person 1 waits longest and has no other door."""
    assessment = assess(
        People.from_columns({"interests": [1, 2]}),
        Openings.from_columns({"interests": [1]}),
        World(today=TODAY),
    )
    orders = Orders(waiting=[1, 300])
    assert arrange(assessment, places(1), orders, Dial(0)).opening_of.tolist() == [0, -1]
    assert arrange(assessment, places(1), orders, Dial(1)).opening_of.tolist() == [-1, 0]


def test_people_count_before_fit() -> None:
    """The best total fit would place one; two can be placed."""
    assessment = assess(
        People.from_columns({"interests": [1, 1]}),
        Openings.from_columns({"interests": [1, 2]}),
        World(today=TODAY, barred={"doctor": [(1, 1)]}),
    )
    assert arrange(assessment, places(1, 1), dial=Dial(0)).opening_of.tolist() == [1, 0]


def drawn(seed: int, people: int = 40, openings: int = 12) -> tuple[Any, Places, Orders]:
    tables = boards.board(seed, people, openings, unknown=0.85).tables()
    dice = np.random.default_rng(seed)
    there = Places.from_columns({"capacity": dice.integers(0, 4, openings)})
    return assess(*tables), there, Orders(waiting=dice.integers(0, 500, people))


@pytest.fixture(scope="module")
def plan() -> Plan:
    found = arrange(*drawn(7))
    assert 0 < found.placed < 40
    return found


def test_the_prices_prove_the_plan(plan: Plan) -> None:
    assert plan.certificate is not None
    assert plan.certificate.gap() == 0


@pytest.mark.parametrize("which", ["person_price", "seat_price"])
@pytest.mark.parametrize("by", [1, -1])
def test_any_wrong_price_is_caught(plan: Plan, which: str, by: int) -> None:
    certificate: Any = plan.certificate
    for row in range(len(getattr(certificate, which))):
        prices = getattr(certificate, which).copy()
        prices[row] += by
        if which == "seat_price" and by > 0 and certificate.capacity[row] == 0:
            continue  # what nobody can have may cost anything
        assert not proves(dataclasses.replace(certificate, **{which: prices}))


def proves(certificate: Any) -> bool:
    try:
        return bool(certificate.gap() == 0)
    except ValueError:
        return False


def test_a_plan_that_leaves_out_a_pair_does_not_pass_with_the_same_prices(plan: Plan) -> None:
    certificate: Any = plan.certificate
    assert dataclasses.replace(certificate, chosen=certificate.chosen[1:]).gap() > 0


def test_one_more_place_is_worth_exactly_what_the_prices_say() -> None:
    assessment, there, orders = drawn(3, 12, 6)
    before = arrange(assessment, there, orders, Dial(0))
    worth: Any = before.worth_of_one_more
    for opening in range(6):
        capacity = there.capacity + (np.arange(6) == opening)
        more = arrange(assessment, places(*capacity.tolist()), orders, Dial(0))
        assert more.placed - before.placed == worth.people[opening]
        assert more.fit - before.fit == pytest.approx(worth.fit[opening], abs=1e-3)
    assert worth.people.any()
    assert set(worth.ask_next()) == set(np.flatnonzero((worth.people > 0) | (worth.fit > 0)))


@pytest.mark.parametrize("seed", range(12))
def test_so_it_is_where_places_are_few_or_none(seed: int) -> None:
    assessment, there, orders = drawn(seed, 8, 5)
    free = np.minimum(there.capacity, np.random.default_rng(seed).integers(0, 2, 5) * (seed % 3))
    before = arrange(assessment, places(*free.tolist()), orders, Dial(0))
    worth: Any = before.worth_of_one_more
    for opening in range(5):
        more = arrange(assessment, places(*(free + (np.arange(5) == opening)).tolist()), orders, Dial(0))
        assert more.placed - before.placed == worth.people[opening]
        assert more.fit - before.fit == pytest.approx(worth.fit[opening], abs=1e-3)


def test_the_example_of_the_docs() -> None:
    """A: farm .9, laundry .8; B: farm .7; C: laundry .4; one place each."""
    frame = frame_of(np.array([2, 1, 1]), np.zeros((3, 2), np.bool_), places(1, 1), Orders(), Dial(0))
    task = frame.task(np.array([0, 0, 1, 2]), np.array([0, 1, 0, 1]), np.array([0.9, 0.8, 0.7, 0.4]))
    proof = priced(task, best_pairs(task))
    assert proof.gap() == 0
    assert proof.chosen.tolist() == [1, 2]
    assert proof.person_price.tolist() == [40_000, 20_000, 0]
    assert (proof.seat_price - proof.unit).tolist() == [50_000, 40_000]


def test_the_same_board_gives_the_same_plan() -> None:
    again = [arrange(*drawn(11)).opening_of.tolist() for _ in range(3)]
    assert again[0] == again[1] == again[2]


def test_progress_grows_to_the_end_and_stopping_is_heard() -> None:
    told: list[float] = []
    arrange(*drawn(5), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(StoppedError):
        arrange(*drawn(5), stop=lambda: True)


def test_stopping_a_timetable_is_heard_at_once() -> None:
    assessment, there, orders = drawn(5, 60, 20)
    asked = iter([False, False, *[True] * 10_000])
    start = time.monotonic()
    with pytest.raises(StoppedError):
        arrange_week(assessment, there, orders=orders, stop=lambda: next(asked), time_limit=60)
    assert time.monotonic() - start < 10


def test_whether_anybody_could_stop_it_changes_nothing() -> None:
    assessment, there, orders = drawn(5, 20, 6)
    free, watched = (
        arrange_week(assessment, there, orders=orders, stop=stop) for stop in (None, lambda: False)
    )
    assert free.placed > 0
    assert free.attends.tolist() == watched.attends.tolist()


def test_a_week_keeps_seats_staff_and_two_openings_at_most() -> None:
    people, openings = 8, 4
    assessment = assess(
        People.from_columns({"slots": [0b11] * people}),
        Openings.from_columns({"slots": [0b11] * openings, "slots_needed": [1, 1, 1, 2]}),
        World(today=TODAY),
    )
    seats = np.full((openings, 21), 2)
    staff = Staff((0, 1), [2] * 21)
    week = arrange_week(assessment, places(3, 3, 3, 3), Week(seats=seats, staff=(staff,)))
    _, at, when = week.attends.T
    assert max(np.bincount(at * 21 + when)) <= 2
    assert max(np.bincount(when[at < 2])) <= 2
    assert len({(person, day) for person, _, day in week.attends.tolist()}) == len(week.attends)
    for person, both in enumerate(week.openings_of.tolist()):
        for opening in {*both} - {-1}:
            assert len(week.half_days(person, opening)) == (2 if opening == 3 else 1)
    assert (week.placed, week.gap_people, week.gap) == (8, 0, 0)
    assert (week.openings_of[:, 1] >= 0).any()


def test_who_can_come_once_a_week_comes_once() -> None:
    assessment = assess(
        People.from_columns({"slots": [0b11]}), Openings.from_columns({"slots": [1, 2]}), World(today=TODAY)
    )
    assert len(arrange_week(assessment, places(1, 1)).attends) == 2
    assert len(arrange_week(assessment, places(1, 1), Week(most=[1])).attends) == 1


@pytest.mark.parametrize(
    "week", [Week(seats=[[1] * 20]), Week(most=[1, 2]), Week(staff=(Staff((3,), [1] * 21),))]
)
def test_a_week_of_another_board_is_refused(week: Week) -> None:
    with pytest.raises(BoardError):
        arrange_week(board(1, 1), places(1), week)
