"""Reckoning with what is not known.

Every unknown value stands for *all* values that its column may hold, so a number becomes a `Span` (lowest, highest) and a
bit mask becomes `Bits` (surely set, possibly set). A comparison answers YES or NO only where every value inside the spans
gives that answer, and UNKNOWN where it depends. So an unknown never turns into a yes or a no, and an unknown that cannot
matter (nothing is to be lifted; how much this person lifts was not asked) does not raise a question.

Truth is -1, 0, 1 (no, unknown, yes): Kleene's three-valued logic, in which *and* is the minimum and *or* the maximum.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]
Truth = NDArray[np.int8]

NOT_KNOWN: Final = -1
"""How an unknown value is written in every column."""

NO: Final = np.int8(-1)
MAYBE: Final = np.int8(0)
YES: Final = np.int8(1)


class Span(NamedTuple):
    """The lowest and the highest value that the truth may have; equal where it is known."""

    lo: Ints
    hi: Ints


class Bits(NamedTuple):
    """The bits that are surely set and those that may be; equal where the mask is known."""

    sure: Ints
    possible: Ints


def exactly(value: int) -> Span:
    """A known constant."""
    number = np.asarray(value)
    return Span(number, number)


def span(values: Ints, *, low: int, high: int) -> Span:
    """Give each unknown the whole range of its column."""
    known = values >= 0
    return Span(np.where(known, values, low), np.where(known, values, high))


def bits(values: Ints, *, every: int) -> Bits:
    """Let each unknown mask be anything between no bit and `every` bit."""
    known = values >= 0
    return Bits(np.where(known, values, 0), np.where(known, values, every))


def at_most(need: Span, have: Span) -> Truth:
    """Whether `need` is at most `have`."""
    return _truth(need.hi <= have.lo, need.lo > have.hi)


def shares(one: Bits, other: Bits) -> Truth:
    """Whether two masks have a bit in common."""
    return _truth((one.sure & other.sure) != 0, (one.possible & other.possible) == 0)


def covers(have: Bits, need: Bits) -> Truth:
    """Whether `have` holds every bit of `need`."""
    return _truth((need.possible & ~have.sure) == 0, (need.sure & ~have.possible) != 0)


def _truth(surely: Flags, never: Flags) -> Truth:
    truth: Truth = surely.view(np.int8) - never.view(np.int8)
    return truth


def smaller(one: Span, other: Span) -> Span:
    """The smaller of two numbers."""
    return Span(np.minimum(one.lo, other.lo), np.minimum(one.hi, other.hi))


def larger(one: Span, other: Span) -> Span:
    """The larger of two numbers."""
    return Span(np.maximum(one.lo, other.lo), np.maximum(one.hi, other.hi))


def negate(truth: Truth) -> Truth:
    """Not; unknown stays unknown."""
    return -truth


def any_of(*truths: Truth) -> Truth:
    """Or: yes if one is, no if all are not."""
    return reduce(np.maximum, truths)


def all_of(*truths: Truth) -> Truth:
    """And: yes if all are, no if one is not."""
    return reduce(np.minimum, truths)
