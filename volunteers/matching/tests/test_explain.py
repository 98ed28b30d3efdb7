"""One match, three explanations: everybody hears what is theirs to hear, and nothing else."""

from __future__ import annotations

import random
import re
from functools import cache

import pytest

from volunteers.matching import (
    BY_CODE,
    CODES,
    WORDS,
    Assessment,
    Openings,
    People,
    Reason,
    Verdict,
    World,
    assess,
)
from volunteers.matching.explain import (
    EMPLOYER,
    GROUPS,
    NOBODY,
    OWN,
    PERSON,
    SKETCH,
    Say,
    may_hear,
    to_coordinator,
    to_employer,
    to_person,
)
from volunteers.matching.rules import Kind
from volunteers.matching.steps import STEPS, rounded_down
from volunteers.matching.tests import boards
from volunteers.matching.tests.oracle import DEFAULT_WEIGHTS
from volunteers.matching.tests.test_words import given_reasons

AGREED = tuple(sorted(GROUPS.keys() - {SKETCH, OWN}))
CONSENTS = [(), *((field,) for field in AGREED), AGREED]
NEVER_TOLD = {
    "consent", "doctor", "age_law", "safety", "commute", "winter_commute", "near", "first_hours", "ramp",
    "early_ends", "stale_conditions", "strengths", "stage", "time_of_day", "plain_japanese", "season", "familiar",
    "peers",
}  # fmt: skip


def verdicts_of(code: str) -> list[Verdict]:
    return [verdict for named, verdict in WORDS if named == code]


@pytest.mark.parametrize("code", CODES)
def test_every_rule_was_thought_of_for_every_reader(code: str) -> None:
    assert code in PERSON
    assert EMPLOYER[code].group in {*GROUPS, NOBODY}


def test_no_line_is_for_a_rule_that_is_not_there() -> None:
    assert set(PERSON) == set(EMPLOYER) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_waits_for_a_verdict_that_is_never_given(code: str) -> None:
    given = {PERSON[code].of(verdict) for verdict in verdicts_of(code)}
    assert set(filter(None, PERSON[code])) <= given
    told = {EMPLOYER[code].say.of(verdict) for verdict in verdicts_of(code)}
    assert set(filter(None, EMPLOYER[code].say)) <= told
    assert (EMPLOYER[code].group == NOBODY) == (not any(EMPLOYER[code].say))


def test_people_hear_of_everything_that_stands_in_the_way_but_of_whom_they_avoid() -> None:
    hard = {rule for rule in CODES if BY_CODE[rule].kind is Kind.HARD}
    assert {code for code in hard if not PERSON[code].unmet} == {"safety"}
    assert {code for code in CODES if PERSON[code] == Say()} == {
        "safety", "supporter_ratio", "early_ends", "stale_conditions", "stage"
    }  # fmt: skip


def test_employers_hear_of_what_nobody_agreed_to_nothing() -> None:
    assert {code for code in CODES if EMPLOYER[code].group == NOBODY} == NEVER_TOLD
    everything = [field for group in GROUPS for field in (group, *GROUPS[group])]
    assert not may_hear([*everything, "benefit", "stage", NOBODY]) & NEVER_TOLD


def test_coordinators_hear_everything() -> None:
    reasons = given_reasons()
    lines = to_coordinator(reasons, str)
    assert [(line.code, line.verdict) for line in lines] == [(r.code, r.verdict) for r in reasons]
    assert all(
        bool(line.distance) == (reason.distance is not None)
        for line, reason in zip(lines, reasons, strict=True)
    )


@pytest.mark.parametrize(
    ("distance", "words"), [(-5, "off by 5 kg"), (5, "5 kg to spare"), (0, "just at the limit"), (None, "")]
)
def test_coordinators_read_how_far_it_is_to_the_limit(distance: int | None, words: str) -> None:
    (line,) = to_coordinator([Reason("lift", Verdict.BLOCK, 5, 10, distance)], str)
    assert line.distance == words


def test_coordinators_read_why_a_block_was_overridden() -> None:
    reasons = [
        Reason("lift", Verdict.BLOCK, 5, 10, -5, cleared=True),
        Reason("standing", Verdict.BLOCK, 5, 10, -5),
    ]
    why = {"lift": "A colleague lifts.", "standing": "never asked"}
    assert [line.overridden for line in to_coordinator(reasons, str, overridden=why)] == [
        "A colleague lifts.",
        "",
    ]


@pytest.mark.parametrize("sentence", sorted({words for say in PERSON.values() for words in say if words}))
def test_what_people_read_is_short_and_plain(sentence: str) -> None:
    assert len(sentence) <= 100
    assert not re.search(r"score|block|limit|match|points|reject|fail", sentence, re.IGNORECASE)
    assert "distance" not in sentence


def test_people_read_what_fits_first_and_nothing_that_is_settled() -> None:
    reasons = [
        Reason("lift", Verdict.BLOCK, 5, 10, -5),
        Reason("standing", Verdict.BLOCK, 5, 10, -5, cleared=True),
        Reason("noise", Verdict.UNKNOWN, None, 2, None),
        Reason("days", Verdict.FOR, 2, 1, 1),
    ]
    assert [line.text for line in to_person(reasons, str)] == [
        "Days and times: some suit you both.",
        "Lifting: up to 10 kg. We would ask whether somebody else can take the heavy things.",
        "Noise: not known yet. Let us find out together.",
    ]


@pytest.mark.parametrize(
    "sentence", sorted({words for telling in EMPLOYER.values() for words in telling.say if words})
)
def test_what_employers_read_says_nothing_about_why(sentence: str) -> None:
    assert not re.search(
        r"cannot|can't|health|\bill\b|doctor|disab|stress|sensitiv|diagnos|limit|weak|because|benefit",
        sentence,
        re.IGNORECASE,
    )


@cache
def board(seed: int) -> Assessment:
    drawn = boards.board(seed, 8, 6, unknown=0.15)
    drawn.facts.weights = dict.fromkeys(DEFAULT_WEIGHTS, 1.0)
    return assess(*drawn.tables())


def told(assessed: Assessment, person: int, opening: int, fields: tuple[str, ...]) -> list[tuple[str, str]]:
    reasons = assessed.reasons(person, opening)
    return [(line.code, line.text) for line in to_employer(reasons, str, fields=fields)]


@pytest.mark.parametrize("fields", CONSENTS)
def test_an_employer_s_text_holds_nothing_outside_its_allow_list(fields: tuple[str, ...]) -> None:
    heard = {
        code
        for seed in range(4)
        for i in range(8)
        for j in range(6)
        for code, _ in told(board(seed), i, j, fields)
    }
    assert heard <= may_hear(fields)
    assert {EMPLOYER[code].group for code in heard} <= {SKETCH, OWN, *fields}


def test_every_sentence_for_an_employer_is_said_somewhere() -> None:
    every = tuple(GROUPS)
    heard = {
        code
        for seed in range(12)
        for i in range(8)
        for j in range(6)
        for code, _ in told(board(seed), i, j, every)
    }
    assert heard == set(CODES) - NEVER_TOLD


@pytest.mark.parametrize("fields", CONSENTS)
def test_what_was_not_agreed_to_changes_no_word(fields: tuple[str, ...]) -> None:
    """Everything about the person that is outside the agreed groups is drawn anew: the text stays the same."""
    kept = {column for group in (SKETCH, *fields) for column in GROUPS[group]}
    compared = 0
    for seed in range(3):
        before = board(seed)
        other = boards.board(seed + 1000, 8, 1, unknown=0.3)
        columns = {
            name: getattr(before.people, name) if name in kept else [row[name] for row in other.people]
            for name in People.columns()
        }
        world = World(
            today=before.world.today,
            travel_minutes=before.world.travel_minutes,
            avoid=[(i, i % boards.PARTNERS) for i in range(8)],
            barred={"consent": [(0, 0)], "doctor": [(1, 1)]},
            weights=before.world.weights,
        )
        after = assess(People.from_columns(columns), before.openings, world)
        for i in range(8):
            for j in range(6):
                assert told(before, i, j, fields) == told(after, i, j, fields)
                compared += 1
    assert compared == 3 * 48


def test_an_employer_s_text_follows_round_numbers_only() -> None:
    """Somebody who can 7 kg reads like somebody who can 5 kg, also beside work of 6 kg."""
    openings = Openings.from_rows([{"lift_kg": 6, "minutes_continuous": 65, "hours_min": 7}])
    texts = [
        told(assess(People.from_rows([row]), openings, World(today=boards.TODAY)), 0, 0, ("body",))
        for row in (
            {"lift_kg": 7, "max_minutes_continuous": 80, "max_hours_now": 7},
            {"lift_kg": 5, "max_minutes_continuous": 60, "max_hours_now": 6},
        )
    ]
    assert texts[0] == texts[1]
    assert ("lift", "Lifting: up to 5 kg. Please leave heavier things to somebody else.") in texts[0]


def test_an_employer_is_asked_only_what_the_employer_knows() -> None:
    reasons = [
        Reason("lift", Verdict.UNKNOWN, None, 10, None),
        Reason("stretch", Verdict.UNKNOWN, 60, None, None),
    ]
    assert [line.code for line in to_employer(reasons, str)] == ["stretch"]


@pytest.mark.parametrize("column", sorted(STEPS))
def test_numbers_are_taken_down_to_a_step_and_never_up(column: str) -> None:
    dice = random.Random(column)  # noqa: S311 - no secret hangs on it
    for _ in range(200):
        value = dice.randint(0, 200)
        assert rounded_down(column, value) <= value
        assert rounded_down(column, value) in STEPS[column]
    assert rounded_down("slots", 12345) == 12345
