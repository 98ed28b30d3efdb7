"""What would open a door: checked against trying every change on the board, one set after the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from volunteers.matching import CODES, Kind, assess
from volunteers.matching.assessment import Assessment
from volunteers.matching.columns import Openings, People
from volunteers.matching.doors import (
    BY_NAME,
    LEVERS,
    NEVER,
    SLOTS,
    Change,
    Door,
    changed,
    for_employer,
    open_doors,
)
from volunteers.matching.rules import BY_CODE, RULES
from volunteers.matching.tests import boards
from volunteers.matching.world import World

TODAY = boards.TODAY
SEEDS = range(30)


@cache
def board(seed: int) -> Assessment:
    """Small boards on which few things stand in the way, so that doors are found."""
    drawn = boards.board(seed, 7, 5, unknown=(0.0, 0.2, 0.6)[seed % 3])
    drawn.facts.barred, drawn.facts.avoid = {}, set(list(drawn.facts.avoid)[:2])
    for row in drawn.openings:
        row |= {"papers_complete": 1, "accreditation_ok": 1, "qualifications_required": 0}
        for code in ("heights", "machinery", "driving", "night"):
            row[code] = row[code] if seed % 4 == 0 else 0
    return assess(*drawn.tables())


def let_in(assessed: Assessment, opening: int, changes: tuple[Change, ...]) -> set[int]:
    """Of those who are blocked, whom nothing blocks after these changes: by assessing the opening anew.

    The engine's column of company says only whether somebody may come along; how often is compared here.
    """
    openings = changed(assessed.openings, opening, changes, today=assessed.world.today)
    everybody = np.arange(len(assessed.people))
    only = assessed.world.narrowed(people=everybody, openings=np.array([opening]))
    anew = assess(assessed.people, openings.take([opening]), only)
    company = [change.value for change in changes if change.lever == "alongside"]
    alone = assessed.people.needs_accompaniment > min(company, default=3)
    return set(np.flatnonzero(assessed.blocked[:, opening] & ~anew.blocked[:, 0] & ~alone).tolist())


def weaker(change: Change) -> Change | None:
    """The same lever moved a little less."""
    lever = BY_NAME[change.lever]
    if lever.name == "alongside":
        return Change(lever.name, change.value - 1) if change.value > 1 else None
    if lever.falls:
        return Change(lever.name, change.value + 1)
    return None


def found() -> Iterator[tuple[Assessment, Door]]:
    for seed in SEEDS:
        for door in open_doors(board(seed)):
            yield board(seed), door


def test_every_hard_rule_has_a_lever_or_a_reason_why_not() -> None:
    hard = {rule.code for rule in RULES if rule.kind is Kind.HARD}
    lifted = {code for lever in BY_NAME.values() for code in lever.lifts}
    assert lifted | set(NEVER) == hard
    assert not lifted & set(NEVER)
    assert {lever.column for lever in LEVERS} <= set(Openings.columns())


def test_a_door_lets_in_those_it_says_and_nobody_else() -> None:
    seen = 0
    for assessed, door in found():
        came = let_in(assessed, door.opening, door.changes)
        assert came == set(door.people), (door, came)
        seen += len(came)
    assert seen > 150


def test_no_smaller_set_of_changes_would_do() -> None:
    tried = 0
    for assessed, door in found():
        smaller = [subset for size in range(len(door.changes)) for subset in combinations(door.changes, size)]
        for place, change in enumerate(door.changes):
            less = weaker(change)
            if less:
                smaller.append((*door.changes[:place], less, *door.changes[place + 1 :]))
        for changes in smaller:
            assert not set(door.people) <= let_in(assessed, door.opening, changes), (door, changes)
            tried += 1
    assert tried > 150


def test_no_single_change_is_overlooked() -> None:
    opened = 0
    for seed in SEEDS[:12]:
        assessed = board(seed)
        for opening in range(len(assessed.openings)):
            doors = open_doors(assessed, opening=opening, most=1)
            for change in _every_change():
                by_lever = [door.people for door in doors if door.changes[0].lever == change.lever]
                came = let_in(assessed, opening, (change,))
                assert came <= {person for people in by_lever for person in people}, (seed, opening, change)
                opened += len(came)
    assert opened > 50


def _every_change() -> list[Change]:
    """Each lever at its strongest, and each half-day."""
    strongest = {"breaks": 15, "shorter_start": 1, "fewer_half_days": 1, "alongside": 3}
    single = [
        Change(name, strongest.get(name, 0 if lever.falls else 1))
        for name, lever in BY_NAME.items()
        if name != "other_half_day"
    ]
    return single + [Change("other_half_day", slot) for slot in range(SLOTS)]


@pytest.mark.parametrize("code", sorted(NEVER))
def test_what_protects_somebody_is_never_suggested_away(code: str) -> None:
    stopped = CODES.index(code)
    seen = 0
    for seed in range(40):
        drawn = boards.board(seed, 6, 5, unknown=0.1)
        drawn.facts.cleared = set()
        assessed = assess(*drawn.tables())
        for door in open_doors(assessed, most=9):
            assert all(assessed.verdicts[stopped, i, door.opening] != -2 for i in door.people)
        seen += int((assessed.verdicts[stopped] == -2).sum())
    assert seen
    assert BY_CODE[code].kind is Kind.HARD


def test_one_person_and_one_opening_are_parts_of_the_board() -> None:
    for seed in SEEDS[:10]:
        assessed = board(seed)
        whole = open_doors(assessed)
        for opening in range(len(assessed.openings)):
            assert open_doors(assessed, opening=opening) == [d for d in whole if d.opening == opening]
        for person in range(len(assessed.people)):
            own = open_doors(assessed, person=person)
            assert all(door.people == (person,) for door in own)
            mine = {(door.opening, door.changes) for door in own}
            assert mine <= {(door.opening, door.changes) for door in whole}
            assert {place for place, _ in mine} == {d.opening for d in whole if person in d.people}


def test_who_has_nowhere_to_go_counts_first() -> None:
    people = People.from_rows([{"lift_kg": 5, "travel_modes": 1}, {"lift_kg": 5, "travel_modes": 0}])
    openings = Openings.from_rows(
        [{"lift_kg": 10, "pick_up": 1, "slots": 1}, {"lift_kg": 0, "pick_up": 0, "reach_modes": 1}]
    )
    doors = open_doors(assess(people, openings, World(today=TODAY)))
    lighter = next(door for door in doors if door.changes == (Change("lighter", 5),))
    assert (lighter.people, lighter.first) == ((0, 1), (1,))
    assert doors.index(lighter) == 0


def test_what_a_chief_cleared_is_not_asked_for_again() -> None:
    people = People.from_rows([{"lift_kg": 5, "stand_minutes": 10}])
    openings = Openings.from_rows([{"lift_kg": 10, "stand_minutes": 60}])
    both = open_doors(assess(people, openings, World(today=TODAY)))
    assert [door.changes for door in both] == [(Change("lighter", 5), Change("less_standing", 10))]
    cleared = open_doors(assess(people, openings, World(today=TODAY, cleared=[(0, 0, "lift")])))
    assert [door.changes for door in cleared] == [(Change("less_standing", 10),)]


def test_an_empty_board_has_no_doors() -> None:
    nothing = assess(People.from_rows([]), Openings.from_rows([]), World(today=TODAY))
    assert open_doors(nothing) == []
    assert for_employer([]) == []


def lifting(limits: list[int]) -> list[Door]:
    people = People.from_rows([{"lift_kg": limit} for limit in limits])
    return open_doors(assess(people, Openings.from_rows([{"lift_kg": 20}]), World(today=TODAY)))


def test_an_employer_reads_round_numbers_of_people_and_of_conditions() -> None:
    shown = for_employer(lifting([7, 7, 7, 9, 16]))
    assert [(offer.change, offer.at_least) for offer in shown] == [(Change("lighter", 5), 5)]


def test_an_employer_reads_nothing_of_a_few() -> None:
    assert for_employer(lifting([7, 7])) == []
    assert for_employer(lifting([])) == []


def test_two_lines_taken_from_each_other_leave_nobody_to_be_recognised() -> None:
    """Three could lift 15 kg and one more 5 kg: only one of the two lines may be shown."""
    assert [offer.change.value for offer in for_employer(lifting([15, 15, 15, 5]))] == [5]
    assert [offer.change.value for offer in for_employer(lifting([15, 15, 15, 5, 5, 5]))] == [5, 15]


def test_no_combination_of_what_employers_read_is_a_few() -> None:
    several = 0
    for seed in range(60):
        drawn = boards.board(seed, 60, 1, unknown=0.5)
        drawn.facts.barred = {}
        drawn.openings[0] |= {
            "papers_complete": 1, "accreditation_ok": 1, "qualifications_required": 0, "valid_until": TODAY,
            "supporter_named": 1, "places_left": 2, "partner": 99, "pick_up": 1,
        }  # fmt: skip
        assessed = assess(*drawn.tables())
        doors = open_doors(assessed)
        shown = [offer.change for offer in for_employer(doors)]
        several += len(shown) > 1
        sets = [let_in(assessed, 0, (change,)) for change in shown]
        comes = {person: tuple(person in people for people in sets) for person in range(60)}
        kinds = [kind for kind in comes.values() if any(kind)]
        assert all(kinds.count(kind) >= 3 for kind in kinds), seed
    assert several > 5


def test_an_employer_reads_the_best_of_every_lever_before_a_second_of_one() -> None:
    rows = [{"slots": 0b1111110, "lift_kg": 20}] * 9 + [{"slots": 1, "lift_kg": 5}] * 3
    board = assess(
        People.from_rows(rows), Openings.from_rows([{"slots": 1, "lift_kg": 10}]), World(today=TODAY)
    )
    first, second = for_employer(open_doors(board))
    assert (first.change.lever, first.at_least) == ("other_half_day", 5)
    assert (second.change, second.at_least) == (Change("lighter", 5), 3)


def test_an_employer_reads_a_few_lines_at_once() -> None:
    doors = lifting([15] * 3 + [10] * 3 + [5] * 3 + [2] * 3 + [1] * 3)
    assert [offer.change.value for offer in for_employer(doors)] == [0, 2, 5, 10, 15]
    assert [offer.change.value for offer in for_employer(doors, most=2)] == [0, 2]


def test_a_larger_threshold_is_kept_too() -> None:
    assert for_employer(lifting([7] * 9), a_few=10) == []
    assert [offer.at_least for offer in for_employer(lifting([7] * 12), a_few=4)] == [10]
