"""Rules about the way there (domain.md 9.1 transport, 9.2, 9.4 "transport without a car")."""

from __future__ import annotations

import numpy as np

from .checks import ALWAYS_SAID, NEVER_SAID, Finding
from .hours import all_year
from .pairs import BUS, NO_WAY, Pairs
from .unknowns import MAYBE, NO, YES, Bits, Ints, Truth, all_of, any_of, at_most, exactly, negate, shares
from .world import MODES

NEAR = 30  # minutes one way; twice as far counts nothing
LONG_IN_WINTER = 60  # minutes one way (9.2)
WAIT_FOR_LAST = 20  # minutes between the end of work and the last service (9.2)
WINTER = 1 << 11 | 1 << 0 | 1 << 1 | 1 << 2  # December to March: ice and drifting snow in Kushiro

PICK_UP = 1 << MODES  # the bit above the means of travel, only ever shown


def _pick_up(pairs: Pairs) -> Truth:
    return at_most(exactly(1), pairs.openings.span("pick_up"))


def _shown_minutes(pairs: Pairs) -> Ints:
    """The quickest way; where only a possible one is known, that; -1 where there is none."""
    lo, hi = pairs.minutes
    return np.where(hi < NO_WAY, hi, np.where((lo > 0) & (lo < NO_WAY), lo, -1))


def travel(pairs: Pairs) -> Finding:
    """There is a way: a means of travel that both have, or a pick-up."""
    return Finding(
        any_of(pairs.has_way, _pick_up(pairs)),
        ALWAYS_SAID,
        pairs.people.values("travel_modes"),
        _shown_ways(pairs),
    )


def _shown_ways(pairs: Pairs) -> Ints:
    """How the workplace is reached, for readers: a pick-up is one way more."""
    reach = pairs.openings.values("reach_modes")
    return np.where(pairs.openings.values("pick_up") == 1, np.maximum(reach, 0) | PICK_UP, reach)


def commute(pairs: Pairs) -> Finding:
    """The quickest common way is no longer than the person travels, or there is a pick-up. No way at all: see `travel`."""
    within = at_most(pairs.minutes, pairs.people.span("max_commute_minutes"))
    return Finding(
        any_of(within, negate(pairs.has_way), _pick_up(pairs)),
        within == YES,
        pairs.people.values("max_commute_minutes"),
        _shown_minutes(pairs),
    )


def near(pairs: Pairs) -> Finding:
    """At most half an hour; a pick-up or no way at all says nothing about nearness."""
    within = at_most(pairs.minutes, exactly(NEAR))
    minutes = np.where(within == YES, pairs.minutes.hi, pairs.minutes.lo)
    return Finding(
        any_of(within, negate(pairs.has_way), _pick_up(pairs)),
        within == YES,
        _shown_minutes(pairs),
        exactly(NEAR).lo,
        np.clip(1 - minutes / (2 * NEAR), 0, 1),
    )


def _without_winter(pairs: Pairs) -> Truth:
    """Whether the season leaves the winter out."""
    months = pairs.openings.values("months")
    summer = np.where(months & WINTER, NO, YES)
    return np.where(months < 0, MAYBE, np.where(all_year(months) == YES, NO, summer))


def winter(pairs: Pairs) -> Finding:
    """Work in winter: the person can travel then, or there is a pick-up."""
    ready = at_most(exactly(1), pairs.people.span("winter_ok"))
    return Finding(
        any_of(_without_winter(pairs), _pick_up(pairs), ready),
        NEVER_SAID,
        pairs.people.values("winter_ok"),
        exactly(1).lo,
    )


def winter_commute(pairs: Pairs) -> Finding:
    """Work in winter: at most an hour one way, or there is a pick-up."""
    within = at_most(pairs.minutes, exactly(LONG_IN_WINTER))
    return Finding(
        any_of(_without_winter(pairs), _pick_up(pairs), negate(pairs.has_way), within),
        NEVER_SAID,
        exactly(LONG_IN_WINTER).lo,
        _shown_minutes(pairs),
    )


def last_service(pairs: Pairs) -> Finding:
    """Who can come by bus or train only has twenty minutes from the end of work to the last one."""
    coming, reach = pairs.ways
    by_bus = shares(coming, Bits(reach.sure & BUS, reach.possible & BUS))
    otherwise = shares(coming, Bits(reach.sure & ~BUS, reach.possible & ~BUS))
    only_bus = all_of(by_bus, negate(otherwise), negate(_pick_up(pairs)))
    enough = at_most(exactly(WAIT_FOR_LAST), pairs.openings.span("last_service_gap"))
    return Finding(
        any_of(negate(only_bus), enough),
        NEVER_SAID,
        pairs.openings.values("last_service_gap"),
        exactly(WAIT_FOR_LAST).lo,
    )
