"""The engine against the same rules written one pair at a time, on boards of every kind."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volunteers.matching import CODES, RULES, Assessment, Band, Kind, Openings, People, Verdict, World, assess
from volunteers.matching import assessment as engine
from volunteers.matching.columns import Column
from volunteers.matching.tests import boards, oracle
from volunteers.matching.unknowns import Flags

VERDICTS = {
    oracle.BLOCK: Verdict.BLOCK,
    oracle.AGAINST: Verdict.AGAINST,
    oracle.NEUTRAL: Verdict.NEUTRAL,
    oracle.FOR: Verdict.FOR,
    oracle.UNKNOWN: Verdict.UNKNOWN,
}
seeds = st.integers(0, 2**32)
shares_unknown = st.sampled_from([0.0, 0.1, 0.3, 0.9])


def drawn(seed: int, unknown: float, people: int = 5, openings: int = 5) -> tuple[boards.Board, Assessment]:
    board = boards.board(seed, people, openings, unknown=unknown)
    return board, assess(*board.tables())


@settings(max_examples=60, deadline=None)
@given(seeds, shares_unknown)
def test_every_verdict_score_and_band_is_the_scalar_rules(seed: int, unknown: float) -> None:
    board, found = drawn(seed, unknown)
    for i, person in enumerate(board.people):
        for j, opening in enumerate(board.openings):
            verdicts, score, band = oracle.assess_pair(person, opening, board.facts, at=(i, j))
            expected = {code: VERDICTS[verdicts[code]] for code in CODES}
            assert dict(zip(CODES, map(Verdict, found.verdicts[:, i, j]), strict=True)) == expected
            assert found.score[i, j] == score
            assert found.band[i, j] == band
            assert found.blocked[i, j] == (band == Band.BLOCKED)
            assert found.unknown[i, j] == list(verdicts.values()).count(oracle.UNKNOWN)


@settings(max_examples=20, deadline=None)
@given(seeds, shares_unknown)
def test_reasons_are_the_verdicts_with_distances_on_their_side_of_the_limit(
    seed: int, unknown: float
) -> None:
    board, found = drawn(seed, unknown, people=3, openings=3)
    for i in range(len(board.people)):
        for j in range(len(board.openings)):
            reasons = found.reasons(i, j)
            said = {
                code: v
                for code, v in zip(CODES, found.verdicts[:, i, j], strict=True)
                if v != Verdict.NEUTRAL
            }
            assert {reason.code: reason.verdict for reason in reasons} == said
            assert found.blocked[i, j] == any(r.verdict is Verdict.BLOCK and not r.cleared for r in reasons)
            for reason in reasons:
                if reason.distance is not None and reason.verdict in (Verdict.BLOCK, Verdict.AGAINST):
                    assert reason.distance < 0
                if reason.distance is not None and reason.verdict is Verdict.FOR:
                    assert reason.distance >= 0


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([0.3, 0.9]))
def test_finding_out_never_overturns_what_was_said(seed: int, unknown: float) -> None:
    """What was blocked stays blocked and what was fine stays fine, whatever the unknown values turn out to be."""
    board, before = drawn(seed, unknown)
    dice = random.Random(seed)  # noqa: S311 - no secret hangs on a test board
    told = [
        [
            {name: boards.value(dice, name, columns[name]) if v is None else v for name, v in row.items()}
            for row in rows
        ]
        for rows, columns in ((board.people, People.columns()), (board.openings, Openings.columns()))
    ]
    after = assess(People.from_rows(told[0]), Openings.from_rows(told[1]), boards.world(board.facts))
    bad = (Verdict.BLOCK, Verdict.AGAINST)
    for code in CODES:
        known = before.verdict(code) != Verdict.UNKNOWN
        assert (np.isin(before.verdict(code), bad) == np.isin(after.verdict(code), bad))[known].all(), code


@settings(max_examples=12, deadline=None)
@given(seeds, shares_unknown)
def test_one_against_many_is_a_row_or_a_column_of_the_board(seed: int, unknown: float) -> None:
    board, found = drawn(seed, unknown, people=4, openings=6)
    people, openings, world = board.tables()
    everyone, everything = np.arange(len(people)), np.arange(len(openings))
    for i in range(len(people)):
        row = assess(people.take([i]), openings, world.narrowed(people=everyone[[i]], openings=everything))
        same(row, found, slice(i, i + 1), slice(None))
        assert row.reasons(0, 2) == found.reasons(i, 2)
    for j in range(len(openings)):
        column = assess(people, openings.take([j]), world.narrowed(people=everyone, openings=everything[[j]]))
        same(column, found, slice(None), slice(j, j + 1))
        assert column.reasons(1, 0) == found.reasons(1, j)


def same(part: Assessment, whole: Assessment, rows: slice, columns: slice) -> None:
    for name in ("blocked", "score", "band", "unknown"):
        assert (getattr(part, name) == getattr(whole, name)[rows, columns]).all(), name
    assert (part.verdicts == whole.verdicts[:, rows, columns]).all()


def test_a_board_looked_at_in_pieces_is_the_same_board(monkeypatch: pytest.MonkeyPatch) -> None:
    _, whole = drawn(7, 0.3, people=23, openings=9)
    monkeypatch.setattr(engine, "PAIRS_AT_ONCE", 20)
    _, pieces = drawn(7, 0.3, people=23, openings=9)
    same(pieces, whole, slice(None), slice(None))
    assert [pieces.reasons(i, 4) for i in range(23)] == [whole.reasons(i, 4) for i in range(23)]


@pytest.mark.parametrize(("people", "openings"), [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side_gives_an_empty_board(people: int, openings: int) -> None:
    _, found = drawn(1, 0.2, people=people, openings=openings)
    assert found.blocked.shape == (people, openings)
    assert found.verdicts.shape == (len(RULES), people, openings)
    assert [len(found.openings_for(i)) for i in range(people)] == [openings] * people
    assert [len(found.people_for(j)) for j in range(openings)] == [people] * openings
    with pytest.raises(IndexError):
        found.reasons(0, 0)


def test_nothing_known_blocks_nobody_and_promises_nothing() -> None:
    found = assess(People.from_rows([{}]), Openings.from_rows([{}]), World(today=boards.TODAY))
    assert not found.blocked.any()
    assert found.band[0, 0] == Band.TALK
    assert found.score[0, 0] == 0.5
    assert {reason.verdict for reason in found.reasons(0, 0)} == {Verdict.UNKNOWN}


def test_a_column_left_out_is_a_column_of_unknowns() -> None:
    board = boards.board(3, 4, 4, unknown=0.0)
    _, openings, world = board.tables()
    without = [{k: v for k, v in row.items() if k != "lift_kg"} for row in board.people]
    unasked = [{**row, "lift_kg": None} for row in board.people]
    same(
        assess(People.from_rows(without), openings, world),
        assess(People.from_rows(unasked), openings, world),
        slice(None),
        slice(None),
    )


LOOSER_PEOPLE = [
    "max_hours_now",
    "max_minutes_continuous",
    "lift_kg",
    "stand_minutes",
    "cold_ok",
    "heights_ok",
    "machinery_ok",
    "driving_ok",
    "night_ok",
    "max_commute_minutes",
    "winter_ok",
]
LOOSER_OPENINGS = [
    "accompaniment_allowed",
    "quiet_place",
    "same_day_absence_ok",
    "pick_up",
    "places_left",
    "papers_complete",
    "accreditation_ok",
    "supporter_named",
    "valid_until",
    "last_service_gap",
]
STRICTER_OPENINGS = [
    "hours_min",
    "starts_from_hours",
    "lift_kg",
    "stand_minutes",
    "minutes_continuous",
    "cold",
    "heights",
    "machinery",
    "driving",
    "night",
    "noise",
    "crowd",
    "smell",
    "pace",
    "customers",
    "phone",
    "reading",
    "slots_needed",
    "walk_minutes",
    "supporter_ratio",
    "early_ends_12m",
    "info_age_days",
]


def loosened(
    rows: list[oracle.Row], columns: dict[str, Column], *, up: list[str], down: list[str]
) -> list[oracle.Row]:
    """Known values one step kinder: limits up, demands down; what is not known stays so."""

    def kinder(name: str, value: int | None) -> int | None:
        if value is None or name not in up + down:
            return value
        step = 1 if name in up else -1
        return min(columns[name].high, max(columns[name].low, value + step))

    return [{name: kinder(name, value) for name, value in row.items()} for row in rows]


def widened(rows: list[oracle.Row], names: list[str]) -> list[oracle.Row]:
    """Three more bits in known masks."""
    return [{k: v | 0b10110 if k in names and v is not None else v for k, v in row.items()} for row in rows]


def broken(found: Assessment, code: str) -> Flags:
    return np.isin(found.verdict(code), (Verdict.BLOCK, Verdict.AGAINST))


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([0.0, 0.2]))
def test_loosening_a_limit_never_adds_a_block_or_a_warning(seed: int, unknown: float) -> None:
    board, before = drawn(seed, unknown)
    people = widened(board.people, ["slots", "qualifications"])
    after = assess(
        People.from_rows(loosened(people, People.columns(), up=LOOSER_PEOPLE, down=[])),
        Openings.from_rows(
            loosened(board.openings, Openings.columns(), up=LOOSER_OPENINGS, down=STRICTER_OPENINGS)
        ),
        boards.world(board.facts),
    )
    for rule in RULES:
        if rule.kind is not Kind.SOFT:
            assert not (broken(after, rule.code) & ~broken(before, rule.code)).any(), rule.code
    assert not (after.blocked & ~before.blocked).any()


@settings(max_examples=30, deadline=None)
@given(seeds, st.sampled_from([0.0, 0.2]))
def test_one_more_means_of_travel_never_adds_a_blocked_pair(seed: int, unknown: float) -> None:
    board = boards.board(seed, 5, 5, unknown=unknown)
    board.facts.cleared.clear()
    before = assess(*board.tables())
    after = assess(
        People.from_rows(widened(board.people, ["travel_modes"])),
        Openings.from_rows(widened(board.openings, ["reach_modes"])),
        boards.world(board.facts),
    )
    assert not (after.blocked & ~before.blocked).any()
