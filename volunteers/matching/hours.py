"""Rules about time: hours a week, steps of the ramp, half-days, dates and seasons (domain.md 9.1 to 9.4)."""

from __future__ import annotations

from datetime import date

import numpy as np

from .checks import ALWAYS_SAID, NEVER_SAID, Finding, granted
from .columns import ALL_MONTHS, ALL_SLOTS
from .pairs import Pairs
from .unknowns import MAYBE, NO, YES, Bits, Ints, Span, Truth, any_of, at_most, exactly, larger, smaller

MANY_HOURS = 20  # a week, for a first placement (9.2)
FRESH_DAYS = 60  # age of information (9.2)
RAMP = np.array([2, 4, 6, 9, 15, 20, 30, 40, 168])  # hours a week; up to 9 from 9.4, above it our proposal
PARTS = np.array([ALL_SLOTS // 7 << part for part in range(3)])  # all mornings, all afternoons, all evenings
SEASON_FADES = 6  # months of waiting after which a season counts nothing


def beginning(pairs: Pairs) -> tuple[Span, Ints]:
    """Hours a week with which one may begin: the shorter of the ramp's start and the least hours; and as shown."""
    least, ramp = pairs.openings.span("hours_min"), pairs.openings.span("starts_from_hours")
    start = smaller(least, ramp)
    known = np.where(
        pairs.openings.values("starts_from_hours") >= 0, start.hi, pairs.openings.values("hours_min")
    )
    return start, known


def hours(pairs: Pairs) -> Finding:
    """The least hours, or a shorter start where one is offered, are within the person's hours now."""
    start, shown = beginning(pairs)
    most = pairs.people.span("max_hours_now")
    return Finding(at_most(start, most), start.lo > 0, pairs.people.values("max_hours_now"), shown)


def first_hours(pairs: Pairs) -> Finding:
    """Nobody's first placement begins with more than 20 hours a week."""
    start, shown = beginning(pairs)
    not_first = at_most(pairs.people.span("first_placement"), exactly(0))
    few = at_most(start, exactly(MANY_HOURS))
    return Finding(any_of(not_first, few), NEVER_SAID, exactly(MANY_HOURS).lo, shown)


def ramp(pairs: Pairs) -> Finding:
    """The work begins no more than one step of the ramp above the hours worked now."""
    start, shown = beginning(pairs)
    now = pairs.people.span("current_hours")
    step = Span(_next_step(now.lo), _next_step(now.hi))
    known = np.where(pairs.people.values("current_hours") >= 0, step.lo, -1)
    return Finding(at_most(start, step), NEVER_SAID, known, shown)


def _next_step(hours_now: Ints) -> Ints:
    """The first step of the ramp above these hours; at its top, the top."""
    return RAMP[np.minimum(np.searchsorted(RAMP, hours_now, side="right"), len(RAMP) - 1)]


def days(pairs: Pairs) -> Finding:
    """Enough half-days that suit both: one at least, `slots_needed` where told, at most all that the opening has."""
    person, work = pairs.people.bits("slots"), pairs.openings.bits("slots")
    fewest = np.bitwise_count(person.sure & work.sure)
    most = np.bitwise_count(person.possible & work.possible)
    needed = larger(smaller(pairs.openings.span("slots_needed"), _counted(work)), exactly(1))
    known = (pairs.people.values("slots") >= 0) & (pairs.openings.values("slots") >= 0)
    shared = np.where(known, fewest.astype(np.int8), np.int8(-1))
    shown = np.where(needed.lo == needed.hi, needed.lo, -1)
    return Finding(at_most(needed, Span(fewest, most)), ALWAYS_SAID, shared, shown)


def _counted(mask: Bits) -> Span:
    return Span(np.bitwise_count(mask.sure), np.bitwise_count(mask.possible))


def time_of_day(pairs: Pairs) -> Finding:
    """A half-day that suits both lies in the person's best part of the day."""
    good, free = pairs.people.bits("good_time"), pairs.people.bits("slots")
    best = Bits(_half_days(good.sure) & free.sure, _half_days(good.possible) & free.possible)
    slots = pairs.openings.values("slots")
    shown = np.where(slots >= 0, _parts(slots), -1)
    return granted(pairs, "good_time", wished=best, offered=pairs.openings.bits("slots"), shown=shown)


def _half_days(parts: Ints) -> Ints:
    """Parts of the day as the half-days of a whole week."""
    return np.asarray(((parts[..., None] >> np.arange(3) & 1) * PARTS).sum(axis=-1))


def _parts(slots: Ints) -> Ints:
    """The parts of the day in which there are half-days."""
    return np.asarray((((slots[..., None] & PARTS) != 0) << np.arange(3)).sum(axis=-1))


def start(pairs: Pairs) -> Finding:
    """The person could begin when the work does (or today, if it has begun)."""
    free, first = pairs.people.span("available_from"), pairs.day_one
    shown = np.where(pairs.openings.values("starts_on") >= 0, first.lo, -1)
    return Finding(at_most(free, first), NEVER_SAID, pairs.people.values("available_from"), shown)


def expired(pairs: Pairs) -> Finding:
    """The opening is still valid today."""
    today = exactly(pairs.world.today)
    return Finding(
        at_most(today, pairs.openings.span("valid_until")),
        NEVER_SAID,
        pairs.openings.values("valid_until"),
        today.lo,
    )


def conditions_fresh(pairs: Pairs) -> Finding:
    """The person's conditions were confirmed within sixty days."""
    age = pairs.people.span("info_age_days")
    return Finding(
        at_most(age, exactly(FRESH_DAYS)),
        NEVER_SAID,
        pairs.people.values("info_age_days"),
        exactly(FRESH_DAYS).lo,
    )


def season(pairs: Pairs) -> Finding:
    """There is work in the month when the person could begin; the longer they would have to wait, the less it fits."""
    months, free = pairs.openings.values("months"), pairs.people.values("available_from")
    month = _month_of(np.maximum(free, pairs.world.today))
    wait = _months_to_wait(months.ravel())[month.ravel()]
    known = (months >= 0) & (free >= 0)
    in_season = np.where(known, np.where(wait == 0, YES, NO), MAYBE)
    return Finding(
        any_of(all_year(months), in_season),
        (months > 0) & (months < ALL_MONTHS),
        np.where(free >= 0, month + 1, -1),
        np.where(known, (month + wait) % 12 + 1, -1),
        np.clip(1 - wait / SEASON_FADES, 0, 1),
    )


def all_year(months: Ints) -> Truth:
    """Whether a season is the whole year."""
    whole = (months == 0) | (months == ALL_MONTHS)
    return np.where(months < 0, MAYBE, np.where(whole, YES, NO))


def _month_of(days: Ints) -> Ints:
    """Month 0..11 of proleptic ordinals."""
    since_epoch = days - date(1970, 1, 1).toordinal()
    return np.asarray(since_epoch.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12)


def _months_to_wait(months: Ints) -> Ints:
    """12 x openings: months from each month of the year until there is work (0..11; 0 where it is not known)."""
    ahead = (np.arange(12)[:, None] + np.arange(12)) % 12
    has_work = (months >> np.arange(12)[:, None] & 1).astype(np.bool_)
    return np.asarray(has_work[ahead].argmax(axis=1))
