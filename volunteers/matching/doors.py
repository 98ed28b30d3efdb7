"""What would open a door: the smallest changes of an opening that would lift what blocks people from it.

    for door in open_doors(board, opening=3):
        door.changes, door.people

A *lever* is something an employer may move, made from the columns that a rule of the table reads; a *change* sets one lever
to a value; a *door* is a set of changes that lets somebody in whom no smaller set would let in. "Smaller" is both: no change
can be left out, and none can be less. What protects a person or is asked by law is no lever (`NEVER`), so a pair that it
stops has no door at all.

Somebody is let in when nothing blocks them any more. Warnings, wishes and open questions stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .assessment import HARD, Assessment
from .columns import ALL_SLOTS, Openings
from .rules import RULES, Verdict
from .steps import rounded_down

NEVER: Final = {
    "consent": "the person decides whether the employer is told about them",
    "doctor": "a doctor's instruction is not bargained with",
    "age_law": "the law protects the young",
    "safety": "who is to be avoided is avoided",
    "qualification": "the law asks for the licence",
    "papers": "conditions, insurance and confirmation sheet are asked for by law",
    "accreditation": "statutory training takes an accredited site",
}
"""Hard rules that no change is ever suggested for, each with its reason."""

MOST = 3  # changes asked for together; more is another opening
SLOTS = ALL_SLOTS.bit_length()
NO_SLOT = -1
FEWEST_HOURS, SHORTEST_STRETCH = 1, 15  # less than this a week, or at a stretch, is no work
TOP = 1 << 12  # above every number that a lever is set to

Levels = NDArray[np.int16]
Rows = NDArray[np.intp]


class _At(NamedTuple):
    """Pairs of a board, one after the other."""

    board: Assessment
    person: Rows
    opening: Rows

    def of_person(self, column: str) -> Any:
        return getattr(self.board.people, column)[self.person].astype(np.int64)

    def of_opening(self, column: str) -> Any:
        return getattr(self.board.openings, column)[self.opening].astype(np.int64)


@dataclass(frozen=True)
class Lever:
    """Something that an employer may move.

    lifts    codes of the hard rules that it can lift
    column   column of openings that it sets
    asks     the value that each pair asks for, -1 where no value would do
    falls    whether a lower value lets more people in (a limit), or a higher one
    person   column of people whose steps round the value for an employer; "" where it is rounded nowhere
    """

    name: str
    lifts: tuple[str, ...]
    column: str
    asks: Callable[[_At], Any]
    falls: bool = False
    person: str = ""

    def level(self, value: Any) -> Any:
        """How much is asked: 0 is nothing, and more lets more people in."""
        return TOP - value if self.falls else value

    def value(self, level: int) -> int:
        return TOP - level if self.falls else level


def _down_to(name: str, code: str, *, column: str, limit: str, least: int = 0) -> Lever:
    """A number that comes down to what the person can."""

    def asks(at: _At) -> Any:
        can = at.of_person(limit)
        return np.where(can >= least, can, -1)

    return Lever(name, (code,), column, asks, falls=True, person=limit)


def _without(code: str) -> Lever:
    """A part of the work that is split off."""
    return Lever(f"no_{code}", (code,), code, lambda at: np.zeros(len(at.person), np.int64), falls=True)


def _with(name: str, *codes: str, column: str) -> Lever:
    """Something that is given."""
    return Lever(name, codes, column, lambda at: np.ones(len(at.person), np.int64))


LEVERS: Final[tuple[Lever, ...]] = (
    _down_to("lighter", "lift", column="lift_kg", limit="lift_kg"),
    _down_to("less_standing", "standing", column="stand_minutes", limit="stand_minutes"),
    _down_to(
        "breaks",
        "stretch",
        column="minutes_continuous",
        limit="max_minutes_continuous",
        least=SHORTEST_STRETCH,
    ),
    *(_without(code) for code in ("cold", "heights", "machinery", "driving", "night")),
    _down_to("shorter_start", "hours", column="starts_from_hours", limit="max_hours_now", least=FEWEST_HOURS),
    _with("pick_up", "travel", "commute", column="pick_up"),
    Lever(
        "alongside",
        ("accompaniment",),
        "accompaniment_allowed",
        lambda at: at.of_person("needs_accompaniment"),
    ),
    _with("supporter", "supporter", column="supporter_named"),
    _with("one_more_place", "places", column="places_left"),
    _with("still_open", "expired", column="valid_until"),
)
FEWER_HALF_DAYS: Final = Lever(
    "fewer_half_days", ("days",), "slots_needed", lambda at: np.full(len(at.person), -1), falls=True
)
OTHER_HALF_DAY: Final = Lever("other_half_day", ("days",), "slots", lambda at: np.full(len(at.person), -1))
"""Days are the one rule that two levers lift: fewer half-days a week, or one half-day more to choose from."""

BY_NAME: Final = {lever.name: lever for lever in (*LEVERS, FEWER_HALF_DAYS, OTHER_HALF_DAY)}


@dataclass(frozen=True, order=True)
class Change:
    """A lever set to a value: kg, minutes, hours a week, half-days a week, the level of company needed (1 first day, 2 first
    week, 3 every time), the number of a half-day (weekday * 3 + part), or 0 and 1 for no and yes."""

    lever: str
    value: int


@dataclass(frozen=True)
class Door:
    """Changes of one opening, and the rows of all the people whom they would let in.

    `first` are those of them for whom nothing at all is open on this board.
    """

    opening: int
    changes: tuple[Change, ...]
    people: tuple[int, ...]
    first: tuple[int, ...]


class _Asked(NamedTuple):
    """What pairs ask for: one row each, several where there is a choice. `levels` has a column a lever, 0 for nothing."""

    person: Rows
    opening: Rows
    levels: Levels
    slot: NDArray[np.int8]

    def where(self, chosen: Any) -> _Asked:
        return _Asked(*(part[chosen] for part in self))

    @property
    def size(self) -> NDArray[np.int64]:
        """How many changes each row is."""
        return np.asarray((self.levels > 0).sum(axis=1) + (self.slot != NO_SLOT))


_FEWER = len(LEVERS)  # the column of `levels` behind those of LEVERS


def open_doors(
    board: Assessment, *, person: int | None = None, opening: int | None = None, most: int = MOST
) -> list[Door]:
    """The doors of a board, of one person (whom alone they then count), or of one opening: fewest changes first, then most
    people for whom nothing is open, then most people, then by row. `most` is how many changes may be asked for together.

    The board is not assessed again: its verdicts say what stands in the way, and the columns say by how much.
    """
    asked = _asked(board, person=person, opening=opening, most=most)
    nowhere = np.asarray(board.blocked.all(axis=1))
    doors = [door for rows in _by_opening(asked) for door in _doors(rows, nowhere)]
    return sorted(
        doors, key=lambda door: (len(door.changes), -len(door.first), -len(door.people), door.opening)
    )


def changed(openings: Openings, opening: int, changes: Iterable[Change], *, today: int) -> Openings:
    """The table as it would be with these changes of one opening. `today` is an ordinal, as in `World`."""
    columns = {name: getattr(openings, name).copy() for name in openings.columns()}
    for change in changes:
        column = columns[BY_NAME[change.lever].column]
        column[opening] = _set(change, int(column[opening]), today)
    return Openings.from_columns(columns)


def _set(change: Change, was: int, today: int) -> int:
    if change.lever == OTHER_HALF_DAY.name:
        return max(was, 0) | 1 << change.value
    if change.lever == "still_open":
        return today
    return min(change.value, 1) if change.lever == "alongside" else change.value


def _asked(board: Assessment, *, person: int | None, opening: int | None, most: int) -> _Asked:
    stops = _stops(board)
    chosen = board.blocked & ~stops[_rows_of(NEVER)].any(axis=0)
    for axis, row in ((0, person), (1, opening)):
        if row is not None:
            chosen &= np.expand_dims(np.arange(chosen.shape[axis]) == row, 1 - axis)
    at = _At(board, *np.nonzero(chosen))
    stopped = stops[:, at.person, at.opening]
    levels = [_levels(lever, at, np.asarray(stopped[_rows_of(lever.lifts)].any(axis=0))) for lever in LEVERS]
    table = np.stack([*levels, np.zeros(len(at.person), np.int16)], axis=1)
    asked = _Asked(at.person, at.opening, table, np.full(len(at.person), NO_SLOT, np.int8))
    by_days = stopped[_rows_of(("days",))[0]]
    possible = (table >= 0).all(axis=1) & (asked.size + by_days <= most)
    free, bound = asked.where(possible & ~by_days), asked.where(possible & by_days)
    parts = [free, *_ways_out_of_days(board, bound)]
    together = _Asked(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return together.where(together.size <= most)


def _stops(board: Assessment) -> NDArray[np.bool_]:
    """Hard rules x people x openings: what blocks and was not cleared."""
    stops = board.verdicts[HARD] == Verdict.BLOCK
    for person, opening, code in board.world.cleared:
        stops[_rows_of((code,)), person, opening] = False
    return stops


_HARD_CODES = [rule.code for rule in RULES[HARD]]


def _rows_of(codes: Iterable[str]) -> list[int]:
    return [_HARD_CODES.index(code) for code in codes]


def _levels(lever: Lever, at: _At, stopped: NDArray[np.bool_]) -> Levels:
    """What each pair asks of a lever: 0 nothing, -1 what it cannot give."""
    asks = lever.asks(at)
    return np.where(stopped, np.where(asks >= 0, lever.level(asks), -1), 0).astype(np.int16)


def _ways_out_of_days(board: Assessment, asked: _Asked) -> Iterator[_Asked]:
    """Fewer half-days, one half-day more, or where not one suits both, the two together."""
    at = _At(board, asked.person, asked.opening)
    free, work, least = at.of_person("slots"), at.of_opening("slots"), at.of_opening("slots_needed")
    suits = np.where(free < 0, ALL_SLOTS, free) & np.where(work < 0, ALL_SLOTS, work)
    shared = np.bitwise_count(suits).astype(np.int64)
    yield _fewer(asked, shared).where(shared > 0)
    offered = np.bitwise_count(np.maximum(work, 0)).astype(np.int64) + 1
    needed = np.maximum(np.minimum(np.maximum(least, 0), offered), 1)
    enough = shared + 1 >= needed
    for slot in range(SLOTS):
        new = (np.where(free < 0, ALL_SLOTS, free) >> slot & 1 == 1) & (work >= 0) & (work >> slot & 1 == 0)
        other = asked._replace(slot=np.full(len(asked.slot), slot, np.int8))
        yield other.where(new & enough)
        yield _fewer(other, np.ones_like(shared)).where(new & ~enough & (shared == 0))


def _fewer(asked: _Asked, half_days: NDArray[np.int64]) -> _Asked:
    levels = asked.levels.copy()
    levels[:, _FEWER] = FEWER_HALF_DAYS.level(half_days)
    return asked._replace(levels=levels)


def _by_opening(asked: _Asked) -> Iterator[_Asked]:
    order = np.argsort(asked.opening, kind="stable")
    cuts = np.flatnonzero(np.diff(asked.opening[order])) + 1
    return (asked.where(rows) for rows in np.split(order, cuts) if len(rows))


def _doors(asked: _Asked, nowhere: NDArray[np.bool_]) -> Iterator[Door]:
    """The doors of one opening: each set of changes that somebody asks for, with all whom it lets in."""
    table = np.column_stack([asked.levels, asked.slot])
    sets, which = np.unique(table, axis=0, return_inverse=True)
    which = which.ravel()
    for row, covered in zip(sets, _covered(sets), strict=True):
        people = np.unique(asked.person[covered[which]])
        first = people[nowhere[people]]
        yield Door(int(asked.opening[0]), _changes(row), tuple(people.tolist()), tuple(first.tolist()))


def _covered(sets: NDArray[np.int16]) -> Iterator[NDArray[np.bool_]]:
    """For each set of changes, which sets it gives too."""
    levels, slots = sets[:, :-1], sets[:, -1]
    for row, slot in zip(levels, slots, strict=True):
        yield (levels <= row).all(axis=1) & ((slots == NO_SLOT) | (slots == slot))


def _changes(row: NDArray[np.int16]) -> tuple[Change, ...]:
    levers = (*LEVERS, FEWER_HALF_DAYS)
    found = [
        Change(lever.name, lever.value(int(level)))
        for lever, level in zip(levers, row[:-1], strict=True)
        if level
    ]
    slot = int(row[-1])
    return (*found, *([Change(OTHER_HALF_DAY.name, slot)] if slot != NO_SLOT else []))


# --- for an employer --------------------------------------------------------------------------------------------------

A_FEW = 3  # people; of fewer than this nothing is said
LINES = 5  # more at once is not read
SAID_AS: Final = (3, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Invitation:
    """What an employer may read of a door: one change, in round numbers, and "at least so many people"."""

    change: Change
    at_least: int


def for_employer(doors: Iterable[Door], *, a_few: int = A_FEW, most: int = LINES) -> list[Invitation]:
    """Of the doors of one opening, what its employer may be told (domain.md 4.7): `most` lines, most people first.

    Only single changes, in round numbers; only where `a_few` people or more would come, said as a round number below
    the count. However what is shown is combined (one change less another, both, neither), every group of people that comes out
    is empty or has `a_few` members or more, so no two lines taken from each other leave somebody to be recognised. A line that
    would break this is not shown.
    """
    groups = _rounded(doors)
    shown: dict[Change, frozenset[int]] = {}
    for change in _one_of_each_first(groups):
        wider = {**shown, change: groups[change]}
        is_new = groups[change] not in shown.values()
        if len(shown) < most and is_new and _smallest_part(wider.values()) >= a_few:
            shown = wider
    by_people = sorted(shown, key=lambda change: (-len(shown[change]), change))
    return [Invitation(change, _said_as(len(shown[change]), a_few)) for change in by_people]


def _one_of_each_first(groups: Mapping[Change, frozenset[int]]) -> list[Change]:
    """The change that lets in most of every lever, then the next of each: six half-days are one idea, not six."""
    by_people = sorted(groups, key=lambda change: (-len(groups[change]), change))
    others = {
        change: sum(one.lever == change.lever for one in by_people[:place])
        for place, change in enumerate(by_people)
    }
    return sorted(by_people, key=lambda change: others[change])


def _rounded(doors: Iterable[Door]) -> dict[Change, frozenset[int]]:
    """Single changes in round numbers, with all whom they would let in. Rounding asks more, never less."""
    groups: dict[Change, frozenset[int]] = {}
    for door in doors:
        if len(door.changes) == 1:
            change = _round(door.changes[0])
            groups[change] = groups.get(change, frozenset()) | set(door.people)
    return groups


def _round(change: Change) -> Change:
    value = rounded_down(BY_NAME[change.lever].person, change.value)
    return Change(change.lever, value)


def _smallest_part(groups: Iterable[frozenset[int]]) -> int:
    """How many are in the smallest group of people whom the same lines let in."""
    members: dict[int, list[int]] = {}
    for line, people in enumerate(groups):
        for person in people:
            members.setdefault(person, []).append(line)
    sizes: dict[tuple[int, ...], int] = {}
    for lines in members.values():
        sizes[tuple(lines)] = sizes.get(tuple(lines), 0) + 1
    return min(sizes.values(), default=0)


def _said_as(count: int, a_few: int) -> int:
    return max(step for step in (a_few, *SAID_AS) if step <= max(count, a_few))
