"""What if something were different: the same board, looked at twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from volunteers.matching import BoardError, Openings, People, World, assess
from volunteers.matching.doors import Change, open_doors
from volunteers.matching.tests import boards
from volunteers.matching.whatif import NOWHERE, CarPool, WhatIf, difference, imagined, moves
from volunteers.matching.whole import Places, arrange

TODAY = boards.TODAY
ROADS = np.full((2, 2, 5), -1)
ROADS[:, :, 3] = [[5, 20], [20, 5]]


def tables(people: list[dict[str, Any]], openings: list[dict[str, Any]]) -> tuple[People, Openings, World]:
    world = World(today=TODAY, travel_minutes=ROADS)
    return People.from_rows(people), Openings.from_rows(openings), world


def differs(given: tuple[People, Openings, World], what_if: WhatIf) -> Any:
    return difference(assess(*given), assess(*imagined(*given, what_if)))


def test_nothing_changed_makes_no_difference() -> None:
    for seed in range(10):
        given = boards.board(seed, 6, 6).tables()
        assert differs(given, WhatIf()) == ([], [], [], [], [])


def test_a_closed_opening_takes_nobody_and_leaves_some_with_nothing() -> None:
    given = tables([{"lift_kg": 5}, {"lift_kg": 20}], [{"lift_kg": 0}, {"lift_kg": 10}])
    found = differs(given, WhatIf(closed={0}))
    assert found.newly_blocked == [(0, 0), (1, 0)]
    assert (found.nothing_left, found.newly_possible) == ([0], [])


def test_more_places_open_what_was_full() -> None:
    given = tables([{"lift_kg": 5}], [{"places_left": 0, "lift_kg": 0}])
    found = differs(given, WhatIf(places={0: 2}))
    assert (found.newly_possible, found.first_open) == ([(0, 0)], [0])


def test_closing_wins_over_places() -> None:
    _people, openings, _world = imagined(*tables([], [{}]), WhatIf(places={0: 2}, closed=[0]))
    assert openings.places_left.tolist() == [0]


def test_a_weight_changes_bands_and_blocks_nothing() -> None:
    given = tables([{"interests": 1, "wish_company": 1}], [{"interests": 2, "company": 1, "lift_kg": 0}])
    changed = imagined(*given, WhatIf(weights={"interests": 0}))
    assert changed[2].weights == {"interests": 0.0}
    before, after = assess(*given), assess(*changed)
    assert after.score[0, 0] > before.score[0, 0]
    found = difference(before, after)
    assert (found.newly_possible, found.newly_blocked) == ([], [])
    assert found.band_changed == ([(0, 0)] if before.band[0, 0] != after.band[0, 0] else [])


def test_a_door_that_is_opened_lets_in_those_it_said() -> None:
    opened = 0
    for seed in range(8):
        given = boards.board(seed, 8, 4, unknown=0.4).tables()
        board = assess(*given)
        for door in open_doors(board, most=2):
            if any(change.lever == "alongside" for change in door.changes):
                continue  # the engine does not know how often somebody may come along
            found = differs(given, WhatIf(changes={door.opening: door.changes}))
            assert found.newly_possible == [(person, door.opening) for person in door.people]
            assert found.first_open == list(door.first)
            opened += 1
    assert opened > 10


def test_a_car_pool_brings_those_who_have_no_way() -> None:
    people = [
        {"travel_modes": 1, "area": 0, "max_commute_minutes": 60},
        {"travel_modes": 1, "area": 0, "max_commute_minutes": 30},
        {"travel_modes": 1, "area": 0, "max_commute_minutes": 60},
        {"area": 0},
    ]
    given = tables(
        people, [{"reach_modes": 8, "pick_up": 0, "area": 1}, {"reach_modes": 8, "pick_up": 0, "area": 0}]
    )
    pool = CarPool(people=[0, 1, 3], openings=[0])
    found = differs(given, WhatIf(car_pool=pool))
    assert found.newly_possible == [(0, 0)], (
        "35 minutes, too long for the second; the third is not in the car"
    )
    people_then, openings_then, world_then = imagined(*given, WhatIf(car_pool=pool))
    assert people_then.travel_modes.tolist() == [17, 17, 1, -1]
    assert openings_then.reach_modes.tolist() == [24, 8]
    assert world_then.travel_minutes is not None
    assert world_then.travel_minutes[0, 1, 4] == 35


def test_a_way_that_is_known_stays_as_it_is() -> None:
    given = tables([{"travel_modes": 1, "area": 0}], [{"reach_modes": 8, "area": 1}])
    roads = ROADS.copy()
    roads[0, 1, 4] = 50
    world = World(today=TODAY, travel_minutes=roads)
    _people, _openings, after = imagined(given[0], given[1], world, WhatIf(car_pool=CarPool(people=[0])))
    assert after.travel_minutes is not None
    assert after.travel_minutes[0, 1, 4] == 50


def test_the_tables_given_stay_as_they_are() -> None:
    given = tables([{"travel_modes": 1, "area": 0}], [{"reach_modes": 8, "area": 1, "places_left": 1}])
    imagined(*given, WhatIf(weights={"near": 9}, closed={0}, car_pool=CarPool(people=[0])))
    people, openings, world = given
    assert (people.travel_modes[0], openings.places_left[0], openings.reach_modes[0]) == (1, 1, 8)
    assert world.weights == {}
    assert world.travel_minutes is not None
    assert world.travel_minutes[0, 1, 4] == -1


@pytest.mark.parametrize(
    "what_if",
    [
        WhatIf(closed={1}),
        WhatIf(places={-1: 2}),
        WhatIf(places={0: -5}),
        WhatIf(changes={4: [Change("lighter", 1)]}),
        WhatIf(weights={"lift": 3}),
        WhatIf(weights={"near": float("nan")}),
        WhatIf(car_pool=CarPool(people=[7])),
        WhatIf(car_pool=CarPool(people=[0], openings=[7])),
    ],
)
def test_what_does_not_belong_to_the_board_is_refused(what_if: WhatIf) -> None:
    with pytest.raises(BoardError):
        assess(*imagined(*tables([{}], [{}]), what_if))


def test_boards_and_plans_of_unequal_size_are_not_compared() -> None:
    with pytest.raises(BoardError):
        difference(assess(*tables([{}], [{}])), assess(*tables([{}, {}], [{}])))
    with pytest.raises(BoardError):
        moves([0], [0, 1])


def test_two_plans_are_compared_person_by_person() -> None:
    found = moves([0, NOWHERE, 2, NOWHERE, 1], [0, 3, 1, NOWHERE, NOWHERE])
    assert found == ([1], [4], [2])


def test_the_whole_board_is_worked_out_again_and_compared() -> None:
    """Two people, one place each at two openings; when one closes, whoever fits the other worse goes without."""
    given = tables(
        [{"interests": 1}, {"interests": 2}],
        [{"interests": 1, "places_left": 1, "lift_kg": 0}, {"interests": 2, "places_left": 1, "lift_kg": 0}],
    )
    then = imagined(*given, WhatIf(closed={1}))
    before, after = (arrange(assess(*board), Places.of(board[1])).opening_of for board in (given, then))
    assert before.tolist() == [0, 1]
    assert moves(before, after) == ([], [1], [])
    assert moves(after, before) == ([1], [], [])
