"""Every reason that can be given has a sentence, and every sentence is for a reason that can be given."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest

from volunteers.matching import CODES, TITLES, WORDS, Reason, Verdict, assess, describe
from volunteers.matching.tests import boards
from volunteers.matching.tests.oracle import DEFAULT_WEIGHTS

PLACES = {"title", "have", "need", "distance"}


@cache
def given_reasons() -> list[Reason]:
    found: list[Reason] = []
    for seed, unknown in enumerate([0.0, 0.1, 0.3, 0.6] * 8):
        board = boards.board(seed, 8, 8, unknown=unknown)
        board.facts.weights = dict.fromkeys(DEFAULT_WEIGHTS, 1.0)
        board.facts.familiar = board.facts.familiar or {(0, 0)}
        assessed = assess(*board.tables())
        found += [reason for i in range(8) for j in range(8) for reason in assessed.reasons(i, j)]
    return found


def test_there_is_a_sentence_for_every_reason_given_and_for_no_other() -> None:
    assert {(reason.code, reason.verdict) for reason in given_reasons()} == set(WORDS)
    assert list(TITLES) == list(CODES)


def test_every_reason_can_be_said() -> None:
    for reason in set(given_reasons()):
        sentence = describe(reason, str)
        assert "%(" not in sentence
        assert sentence.endswith(".") or reason.cleared


@pytest.mark.parametrize("words", sorted(set(WORDS.values())))
def test_sentences_have_no_places_that_nobody_fills(words: str) -> None:
    assert set(re.findall(r"%\((\w+)\)s", words)) <= PLACES
    assert words.count("%") == len(re.findall(r"%\(\w+\)s", words))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason("lift", Verdict.BLOCK, 5, 10, -5),
            "Lifting: the work needs 10 kg, this person lifts up to 5 kg.",
        ),
        (
            Reason("lift", Verdict.BLOCK, 5, 10, -5, cleared=True),
            "Lifting: the work needs 10 kg, this person lifts up to 5 kg. (cleared by the chief)",
        ),
        (
            Reason("lift", Verdict.UNKNOWN, None, 10, None),
            "Lifting: not known yet (work: 10 kg; person: not known).",
        ),
        (
            Reason("travel", Verdict.BLOCK, 2, 12, None),
            "Way there: none (to the workplace: Bus or train, Own car; this person: Bicycle; no pick-up).",
        ),
        (
            Reason("noise", Verdict.AGAINST, 3, 2, -1),
            "Noise: “Some” at this work, “Very hard” for this person.",
        ),
        (
            Reason(
                "start", Verdict.AGAINST, date(2026, 12, 1).toordinal(), date(2026, 11, 21).toordinal(), -10
            ),
            "Start: the work begins on 2026-11-21, this person could begin on 2026-12-1.",
        ),
        (
            Reason("season", Verdict.AGAINST, 10, 4, -6),
            "Season: the next work is in April, 6 months from when this person could begin.",
        ),
    ],
)
def test_a_sentence_names_both_sides(reason: Reason, sentence: str) -> None:
    assert describe(reason, str) == sentence


def test_masks_are_named_by_who_knows_their_names() -> None:
    reason = Reason("qualification", Verdict.BLOCK, 0, 0b11, -2)
    names = {"licences": ["Car licence", "Large vehicle licence", "Forklift"]}
    assert describe(reason, str, names=names) == (
        "Licences: the law asks for Car licence, Large vehicle licence; this person has none of them."
    )
    assert describe(reason, str) == "Licences: the law asks for 2 kinds; this person has none of them."


def test_the_reader_s_language_reaches_every_part() -> None:
    shouted = describe(Reason("noise", Verdict.UNKNOWN, None, 2, None), lambda words: words.replace("o", "0"))
    assert shouted == "N0ise: n0t kn0wn yet (w0rk: S0me; pers0n: n0t kn0wn)."
