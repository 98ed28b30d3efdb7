"""How one condition of a person meets one of an opening: the functions that the rule table names.

Most rules are one of four shapes, each made by a function here from the names of its columns:

    limit   the work asks no more than the person can        lifting, standing, night …
    offer   the place gives what the person needs            a quiet place, somebody may come along …
    strain  a load of the work meets a sensitivity           noise, telephone …
    wish    what the person would like is among what is there  interests, alone or with others …

All of them, and the few that stand alone in `hours`, `journey` and `place`, turn `Pairs` into a `Finding`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .pairs import Pairs
from .unknowns import Bits, Flags, Ints, Truth, any_of, at_most, exactly, shares


class Finding(NamedTuple):
    """What a rule found; all arrays broadcast to people x openings.

    holds    -1, 0, 1: the rule is broken, not known, kept
    matters  whether it is worth saying that it is kept; where nothing is asked it is not, and no wish was met either
    have     what is there: the person's limit, the shared half-days, the minutes … -1 where not known
    need     what is asked; -1 where not known
    grade    for soft rules with degrees: 0 to 1 in place of no = 0 and yes = 1
    """

    holds: Truth
    matters: Flags
    have: Any
    need: Any
    grade: Any = None


Check = Callable[[Pairs], Finding]

NEVER_SAID: Flags = np.asarray(False)
ALWAYS_SAID: Flags = np.asarray(True)
UNSAID: Ints = np.asarray(-1)


def limit(have: str, need: str) -> Check:
    """The opening's `need` is at most the person's `have`."""

    def check(pairs: Pairs) -> Finding:
        asked = pairs.openings.span(need)
        return Finding(
            at_most(asked, pairs.people.span(have)),
            asked.lo > 0,
            pairs.people.values(have),
            pairs.openings.values(need),
        )

    return check


def offer(have: str, need: str) -> Check:
    """The person's `need` is met by the opening's yes-or-no `have`."""

    def check(pairs: Pairs) -> Finding:
        needed = pairs.people.span(need)
        at_all = needed._replace(lo=np.minimum(needed.lo, 1), hi=np.minimum(needed.hi, 1))
        return Finding(
            at_most(at_all, pairs.openings.span(have)),
            needed.lo > 0,
            pairs.openings.values(have),
            pairs.people.values(need),
        )

    return check


def strain(stress: str, load: str, *, hard_from: int, load_from: int) -> Check:
    """Not both: a load of `load_from` or more, and a person to whom it is hard by `hard_from` or more (levels 0..3)."""

    def check(pairs: Pairs) -> Finding:
        sensitivity = pairs.people.span(stress)
        little_load = at_most(pairs.openings.span(load), exactly(load_from - 1))
        no_trouble = at_most(sensitivity, exactly(hard_from - 1))
        return Finding(
            any_of(little_load, no_trouble),
            sensitivity.lo >= hard_from,
            pairs.people.values(stress),
            pairs.openings.values(load),
        )

    return check


def strain_distance(*, hard_from: int, load_from: int) -> Callable[[int, int], int]:
    """Levels by which the load, or the sensitivity, would have to be less; negative, 0 at the limit."""

    def distance(have: int, need: int) -> int:
        return -max(0, min(have - hard_from, need - load_from) + 1)

    return distance


def required(have: str) -> Check:
    """The opening's own `have` is at least 1; nothing is asked of the person."""

    def check(pairs: Pairs) -> Finding:
        return Finding(
            at_most(exactly(1), pairs.openings.span(have)),
            NEVER_SAID,
            pairs.openings.values(have),
            exactly(1).lo,
        )

    return check


def at_most_there(have: str, most: int) -> Check:
    """The opening's own `have` is at most `most`."""

    def check(pairs: Pairs) -> Finding:
        found = at_most(pairs.openings.span(have), exactly(most))
        return Finding(found, NEVER_SAID, pairs.openings.values(have), exactly(most).lo)

    return check


def wish(person: str, opening: str) -> Check:
    """One of the things the person named is there; who named nothing is not disappointed."""

    def check(pairs: Pairs) -> Finding:
        return granted(
            pairs, person, offered=pairs.openings.bits(opening), shown=pairs.openings.values(opening)
        )

    return check


def granted(pairs: Pairs, person: str, *, offered: Bits, shown: Ints, wished: Bits | None = None) -> Finding:
    """`wish`, for an offer that is no column by itself, or a wish that has to be worked out (`wished`)."""
    said = pairs.people.bits(person)
    no_wish = at_most(pairs.people.span(person), exactly(0))
    met = shares(wished or said, offered)
    return Finding(any_of(no_wish, met), said.sure > 0, shown, pairs.people.values(person))
