"""All people against all openings: what blocks, what speaks for and against, what is not known, and how well it fits.

    board = assess(people, openings, World(today=...))
    board.blocked[i, j], board.band[i, j], board.reasons(i, j)

The same input gives the same output on any machine: rules run in the order of the table, sums are taken in that order,
and equal rank goes by row number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .checks import Finding
from .columns import BoardError, Openings, People
from .pairs import Pairs
from .rules import CODES, LEFT_TO_PEOPLE, RULES, Kind, Rule, Verdict
from .unknowns import MAYBE, NO, YES, Flags
from .world import World

PAIRS_AT_ONCE = 1 << 16
"""So many pairs are looked at together: enough to be quick, few enough that their arrays stay in the cache."""

MIDPOINT = 0.5  # what a soft rule counts where the answer is not known
GOOD_FROM, DIFFICULT_BELOW = 0.6, 0.4  # of the score
MANY_WARNINGS = 3

HARD, WARNING, SOFT = (
    slice(codes[0], codes[-1] + 1)
    for codes in ([i for i, rule in enumerate(RULES) if rule.kind is kind] for kind in Kind)
)
BARRING = ("consent", "doctor", "age_law")


class Band(IntEnum):
    """How to speak of a pair: よく合う, 相談して, むずかしい; blocked is apart."""

    GOOD_FIT = 0
    TALK = 1
    DIFFICULT = 2
    BLOCKED = 3


@dataclass(frozen=True)
class Reason:
    """One thing that can be said of a pair, in no language; `words.describe` puts it into one.

    `have` and `need` are values of the columns (None: not known); `distance` is the signed room up to the limit in the
    rule's unit, negative where it is passed. `cleared` marks a block that a chief has lifted.
    """

    code: str
    verdict: Verdict
    have: int | None
    need: int | None
    distance: int | None
    cleared: bool = False


class _Piece(NamedTuple):
    verdicts: NDArray[np.int8]
    blocked: Flags
    score: NDArray[np.float64]
    band: NDArray[np.int8]
    unknown: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Assessment:
    """The board, assessed. Arrays are people x openings unless said otherwise.

    verdicts     rules x people x openings of `Verdict`, in the order of `CODES`
    blocked      a hard rule is broken and not cleared
    score        0..1 over the soft rules that apply, for ordering and for sums; never shown as a number
    band         `Band`
    unknown      how many rules could not be answered
    not_checked  codes for which the caller gave nothing to look at, or that are switched off by weight 0
    """

    people: People
    openings: Openings
    world: World
    verdicts: NDArray[np.int8]
    blocked: Flags
    score: NDArray[np.float64]
    band: NDArray[np.int8]
    unknown: NDArray[np.uint8]
    not_checked: tuple[str, ...]
    _shown: dict[int, list[tuple[Any, Any]]] = field(default_factory=dict, repr=False)

    def verdict(self, code: str) -> NDArray[np.int8]:
        """What one rule says, people x openings."""
        said: NDArray[np.int8] = self.verdicts[CODES.index(code)]
        return said

    def reasons(self, person: int, opening: int) -> list[Reason]:
        """All that can be said of a pair: blocks, then against, not known, for; within each in the table's order."""
        if not (0 <= person < len(self.people) and 0 <= opening < len(self.openings)):
            raise IndexError(
                f"no pair {person}, {opening} on a board of {len(self.people)} x {len(self.openings)}"
            )
        start, shown = self._shown_around(person)
        cleared = {code for *pair, code in self.world.cleared if pair == [person, opening]}
        found = [
            _reason(
                rule, Verdict(said), have[person - start, opening], need[person - start, opening], cleared
            )
            for rule, said, (have, need) in zip(RULES, self.verdicts[:, person, opening], shown, strict=True)
            if said != Verdict.NEUTRAL
        ]
        return sorted(found, key=lambda reason: _SAID_FIRST.index(reason.verdict))

    def openings_for(self, person: int) -> NDArray[np.intp]:
        """Rows of all openings: by band, fewest blocks, best fit; equals by row number."""
        blocks = (self.verdicts[HARD, person] == Verdict.BLOCK).sum(axis=0)
        return np.lexsort((-self.score[person], blocks, self.band[person]))

    def people_for(self, opening: int) -> NDArray[np.intp]:
        """Rows of all people: who might welcome this, then who is blocked; by row number, never by fit (domain.md 9)."""
        return np.argsort(self.blocked[:, opening], kind="stable")

    def _shown_around(self, person: int) -> tuple[int, list[tuple[Any, Any]]]:
        """What rules have and need for a block of rows around a person; the last block is kept."""
        height = _rows_at_once(len(self.openings))
        start = person - person % height
        shown = self._shown.get(start)
        if shown is None:
            pairs = _cut(Pairs(self.people, self.openings, self.world), slice(start, start + height))
            findings = (rule.check(pairs) for rule in RULES)
            shown = [
                (np.broadcast_to(found.have, pairs.shape), np.broadcast_to(found.need, pairs.shape))
                for found in findings
            ]
            self._shown.clear()
            self._shown[start] = shown
        return start, shown


_SAID_FIRST = (Verdict.BLOCK, Verdict.AGAINST, Verdict.UNKNOWN, Verdict.FOR)


def _reason(rule: Rule, verdict: Verdict, have: Any, need: Any, cleared: set[str]) -> Reason:
    there, asked = (None if value < 0 else int(value) for value in (have, need))
    distance = None
    if rule.distance is not None and there is not None and asked is not None:
        distance = rule.distance(there, asked)
    is_cleared = verdict is Verdict.BLOCK and rule.code in cleared
    return Reason(rule.code, verdict, there, asked, distance, is_cleared)


def assess(people: People, openings: Openings, world: World) -> Assessment:
    """Assess every pair. Memory: about 80 bytes a pair kept; what is needed on the way does not grow with the board.

    Raises `BoardError` where the world speaks of rows, areas or codes that are not there.
    """
    refuse_misfits(people, openings, world)
    shape = len(people), len(openings)
    board = _Piece(
        np.empty((len(RULES), *shape), np.int8),
        np.empty(shape, np.bool_),
        np.empty(shape, np.float64),
        np.empty(shape, np.int8),
        np.empty(shape, np.uint8),
    )
    for rows in _rows(shape):
        piece = _assess(_cut(Pairs(people, openings, world), rows))
        board.verdicts[:, rows] = piece.verdicts
        board.blocked[rows], board.score[rows] = piece.blocked, piece.score
        board.band[rows], board.unknown[rows] = piece.band, piece.unknown
    for whole in board:
        whole.flags.writeable = False
    return Assessment(people, openings, world, *board, not_checked=_not_checked(world))


def _rows_at_once(openings: int) -> int:
    return max(1, PAIRS_AT_ONCE // max(1, openings))


def _rows(shape: tuple[int, int]) -> Iterator[slice]:
    height = _rows_at_once(shape[1])
    return (slice(start, start + height) for start in range(0, shape[0], height))


def _cut(pairs: Pairs, rows: slice) -> Pairs:
    """These people only, with what the world says of them."""
    kept = np.arange(len(pairs.people))[rows]
    if len(kept) == len(pairs.people):
        return pairs
    world = pairs.world.narrowed(people=kept, openings=np.arange(len(pairs.openings)))
    return Pairs(pairs.people.take(rows), pairs.openings, world)


def _assess(pairs: Pairs) -> _Piece:
    verdicts = np.empty((len(RULES), *pairs.shape), np.int8)
    total, mass = np.zeros(pairs.shape), np.zeros(pairs.shape)
    for row, rule in enumerate(RULES):
        weight = pairs.world.weights.get(rule.code, rule.weight)
        if rule.kind is Kind.SOFT and not weight:
            verdicts[row] = Verdict.NEUTRAL
            continue
        found = rule.check(pairs)
        verdicts[row] = _verdict(rule.kind, found)
        if rule.kind is Kind.SOFT:
            weigh(found, weight, total=total, mass=mass)
    score = np.divide(total, mass, out=np.full(pairs.shape, MIDPOINT), where=mass > 0)
    unknown = (verdicts == Verdict.UNKNOWN).sum(axis=0, dtype=np.uint8)
    blocked, band = _bands(verdicts, score, pairs.world)
    return _Piece(verdicts, blocked, score, band, unknown)


def _verdict(kind: Kind, found: Finding) -> NDArray[np.int8]:
    """Verdicts by arithmetic on bytes, which is several times quicker than choosing."""
    broken = np.int8(Verdict.BLOCK if kind is Kind.HARD else Verdict.AGAINST)
    said = ((found.holds == YES) & found.matters).view(np.int8)  # FOR is 1, NEUTRAL is 0
    asked = (found.holds == MAYBE).view(np.int8) * np.int8(Verdict.UNKNOWN)
    objected = (found.holds == NO).view(np.int8) * broken
    return np.asarray(said + asked + objected, dtype=np.int8)


def weigh(found: Finding, weight: float, *, total: NDArray[np.float64], mass: NDArray[np.float64]) -> None:
    """Add what a soft rule counts: nothing where it does not apply, the midpoint where it is not known."""
    applies = (found.holds != YES) | found.matters
    if found.grade is None:
        halves = (found.holds + np.int8(1)) * applies  # no, not known, yes: 0, 1, 2
        total += halves * (weight * MIDPOINT)
    else:
        total += np.where(found.holds == MAYBE, MIDPOINT, found.grade) * applies * weight
    mass += applies * weight


def _bands(
    verdicts: NDArray[np.int8], score: NDArray[np.float64], world: World
) -> tuple[Flags, NDArray[np.int8]]:
    blocks = (verdicts[HARD] == Verdict.BLOCK).sum(axis=0, dtype=np.uint8)
    concerns = (verdicts[WARNING] == Verdict.AGAINST).sum(axis=0, dtype=np.uint8)
    for person, opening, code in set(world.cleared):
        if verdicts[CODES.index(code), person, opening] == Verdict.BLOCK:
            blocks[person, opening] -= 1
            concerns[person, opening] += 1  # cleared is still something to talk about
    asked = (verdicts[HARD] == Verdict.UNKNOWN).any(axis=0)
    blocked = blocks > 0
    band = np.full(score.shape, Band.TALK, np.int8)
    band[(score >= GOOD_FROM) & (concerns == 0) & ~asked] = Band.GOOD_FIT
    band[(score < DIFFICULT_BELOW) | (concerns >= MANY_WARNINGS)] = Band.DIFFICULT
    band[blocked] = Band.BLOCKED
    return blocked, band


def _not_checked(world: World) -> tuple[str, ...]:
    barred = [code for code in BARRING if code not in world.barred]
    company = ["familiar"] if world.familiar is None else []
    off = [rule.code for rule in RULES[SOFT] if not world.weights.get(rule.code, rule.weight)]
    return (*barred, *dict.fromkeys(company + off), *LEFT_TO_PEOPLE)


def refuse_misfits(people: People, openings: Openings, world: World) -> None:
    """Say in words what of the world does not belong to these tables."""
    rows = {"people": len(people), "openings": len(openings)}
    _refuse_rows("world.avoid", world.avoid[:, :1], rows["people"])
    if world.familiar is not None:
        _refuse_rows("world.familiar", world.familiar[:, :1], rows["people"])
    for code, pairs in world.barred.items():
        _refuse_codes("world.barred", {code}, set(BARRING))
        _refuse_rows(f"world.barred[{code!r}]", pairs, [rows["people"], rows["openings"]])
    _refuse_codes("world.cleared", {code for *_, code in world.cleared}, {rule.code for rule in RULES[HARD]})
    cleared = np.array([pair for *pair, _ in world.cleared], dtype=np.int64).reshape(-1, 2)
    _refuse_rows("world.cleared", cleared, [rows["people"], rows["openings"]])
    _refuse_codes("world.weights", set(world.weights), {rule.code for rule in RULES[SOFT]})
    if world.travel_minutes is not None:
        for table in (people, openings):
            _refuse_rows("area", table.area, len(world.travel_minutes))


def _refuse_rows(name: str, rows: NDArray[Any], limit: Any) -> None:
    if (rows >= np.asarray(limit)).any():
        raise BoardError(f"{name} speaks of {rows.max()}, but there are only {limit}")


def _refuse_codes(name: str, given: set[str], known: set[str]) -> None:
    if given - known:
        raise BoardError(f"{name}: {', '.join(sorted(given - known))} is none of {', '.join(sorted(known))}")
