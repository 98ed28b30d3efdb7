"""Rules about the place, its form of work and who is there (domain.md 9.1 to 9.3)."""

from __future__ import annotations

import numpy as np

from .checks import NEVER_SAID, UNSAID, Check, Finding, granted
from .pairs import Pairs
from .unknowns import MAYBE, NO, YES, Bits, Ints, Span, any_of, at_most, covers, exactly, larger, negate

HALF_HALF = 7  # half welfare, half work: no rung of a ladder (domain.md 4.3) …
HALF_HALF_FROM, HALF_HALF_TO = 3, 5  # … but at home in work with some pay up to part-time employment
LAST_STAGE = 6
STAGE_FADES = 2  # steps away from an opening's stages at which they count nothing
NO_PAY = 4  # rarer than each month


def qualification(pairs: Pairs) -> Finding:
    """The person holds every licence the law asks for."""
    asked = pairs.openings.bits("qualifications_required")
    return Finding(
        covers(pairs.people.bits("qualifications"), asked),
        asked.sure > 0,
        pairs.people.values("qualifications"),
        pairs.openings.values("qualifications_required"),
    )


def missing_licences(have: int, need: int) -> int:
    """How many licences are missing, as a negative number."""
    return -(need & ~have).bit_count()


def accreditation(pairs: Pairs) -> Finding:
    """Statutory work training (non-employment or supported employment) is at an accredited site."""
    form = pairs.openings.values("work_form")
    in_scheme = np.where(form < 0, MAYBE, np.where((form == 1) | (form == 2), YES, NO))
    accredited = at_most(exactly(1), pairs.openings.span("accreditation_ok"))
    return Finding(
        any_of(negate(in_scheme), accredited),
        NEVER_SAID,
        pairs.openings.values("accreditation_ok"),
        exactly(1).lo,
    )


def safety(pairs: Pairs) -> Finding:
    """The partner is not on the person's list of those to avoid. Why it is there is no business of the engine."""
    avoid = pairs.world.avoid
    cautious = np.isin(np.arange(len(pairs.people)), avoid[:, 0])[:, None]
    nameless = pairs.openings.values("partner") < 0
    holds = np.where(pairs.at_partner(avoid), NO, np.where(cautious & nameless, MAYBE, YES))
    return Finding(holds, NEVER_SAID, UNSAID, UNSAID)


def barred(code: str) -> Check:
    """The caller has not barred the pair under `code`; see `World.barred`."""

    def check(pairs: Pairs) -> Finding:
        if code not in pairs.world.barred:
            return Finding(np.asarray(YES), NEVER_SAID, UNSAID, UNSAID)
        return Finding(np.where(pairs.at(pairs.world.barred[code]), NO, YES), NEVER_SAID, UNSAID, UNSAID)

    return check


def familiar(pairs: Pairs) -> Finding:
    """Somebody they know is there; that nobody is speaks against nothing."""
    known = np.asarray(False) if pairs.world.familiar is None else pairs.at_partner(pairs.world.familiar)
    return Finding(np.asarray(YES), known, UNSAID, UNSAID)


def bonus(have: str) -> Check:
    """Something good that nobody has to offer: its absence speaks against nothing."""

    def check(pairs: Pairs) -> Finding:
        there = pairs.openings.values(have)
        return Finding(np.where(there < 0, MAYBE, YES), there > 0, there, exactly(1).lo)

    return check


def stage(pairs: Pairs) -> Finding:
    """The person's stage lies within the opening's; half a fit one step away. Open to all stages says nothing."""
    own, lowest, highest = (
        pairs.people.values("stage"),
        pairs.openings.values("stage_min"),
        pairs.openings.values("stage_max"),
    )
    first, last = _stage(lowest, half_half=HALF_HALF_FROM), _stage(highest, half_half=LAST_STAGE)
    at_least, at_best = _stage(own, half_half=HALF_HALF_FROM), _stage(own, half_half=HALF_HALF_TO)
    too_early = Span(first.lo - at_best.hi, first.hi - at_best.lo)
    too_late = Span(at_least.lo - last.hi, at_least.hi - last.lo)
    away = larger(larger(too_early, too_late), exactly(0))
    known = (own >= 0) & (lowest >= 0) & (highest >= 0)
    nearest = np.where(too_early.lo > 0, first.lo, np.where(too_late.lo > 0, last.hi, own))
    return Finding(
        at_most(away, exactly(0)),
        (first.lo > 0) | (last.hi < LAST_STAGE),
        own,
        np.where(known, nearest, -1),
        np.clip(1 - away.lo / STAGE_FADES, 0, 1),
    )


def _stage(values: Ints, *, half_half: int) -> Span:
    """Stages as steps 0..6, half-and-half standing at the step it is asked for."""
    step = np.where(values == HALF_HALF, half_half, values)
    return Span(np.where(values < 0, 0, step), np.where(values < 0, LAST_STAGE, step))


def steps_away(have: int, need: int) -> int:
    """Steps from a person's stage to the nearest one of the opening, as a negative number; 0 inside."""
    low, high = (HALF_HALF_FROM, HALF_HALF_TO) if have == HALF_HALF else (have, have)
    return -max(0, low - need, need - high) if need != have else 0


def posture(pairs: Pairs) -> Finding:
    """Sitting or moving. That one may sit does not yet say whether one also moves."""
    sitting = pairs.openings.values("sitting_possible")
    offered = Bits(np.choose(sitting + 1, (0, 2, 1)), np.choose(sitting + 1, (3, 2, 3)))
    return granted(pairs, "wish_posture", offered=offered, shown=sitting)


def pay(pairs: Pairs) -> Finding:
    """To earn now is an honorarium, kochin or a wage; not yet is nothing or expenses."""
    kind = pairs.openings.values("pay_kind")
    earns = np.where(kind >= 2, 1, 2)
    offered = Bits(np.where(kind < 0, 0, earns), np.where(kind < 0, 3, earns))
    return granted(pairs, "wish_pay", offered=offered, shown=kind)


def pay_day(pairs: Pairs) -> Finding:
    """Pay comes as often as the person needs it."""
    every, need = pairs.openings.values("pay_every"), pairs.people.values("pay_day_need")
    return Finding(at_most(_rarity(every), _rarity(need)), need > 0, every, need)


def _rarity(pay_every: Ints) -> Span:
    """1 each day to 3 each month, 4 never (or no need of it)."""
    rank = np.where(pay_every == 0, NO_PAY, pay_every)
    return Span(np.where(rank < 0, 1, rank), np.where(rank < 0, NO_PAY, rank))
