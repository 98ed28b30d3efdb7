"""The table of all rules: what is looked at, in what order, and where it comes from.

Kinds: a broken HARD rule blocks the pair (9.1) until a chief clears it with a reason; a broken WARNING speaks against it
(9.2); a SOFT rule moves the fit by its weight (9.3). Texts for each are in `words`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from . import hours, journey, place
from .checks import Check, at_most_there, limit, offer, required, strain, strain_distance, wish


class Kind(StrEnum):
    """What a broken rule does."""

    HARD = "hard"
    WARNING = "warning"
    SOFT = "soft"


class Unit(StrEnum):
    """In what a distance to the limit is counted."""

    NONE = "none"
    KG = "kg"
    MINUTES = "minutes"
    HOURS = "hours a week"
    HALF_DAYS = "half-days a week"
    DAYS = "days"
    MONTHS = "months"
    LEVELS = "levels"
    STAGES = "stages"
    LICENCES = "licences"
    PEOPLE = "people"
    PLACES = "places"
    CASES = "cases"


class Verdict(IntEnum):
    """What a rule says about a pair."""

    BLOCK = -2
    AGAINST = -1
    NEUTRAL = 0
    FOR = 1
    UNKNOWN = 2


def room(have: int, need: int) -> int:
    """What is left of a limit; negative: by how much it is passed."""
    return have - need


def over(have: int, need: int) -> int:
    """The same where `have` must not grow past `need`."""
    return need - have


def months_to_wait(have: int, need: int) -> int:
    """Months from when the person could begin to when there is work, as a negative number."""
    return -((need - have) % 12)


@dataclass(frozen=True)
class Rule:
    """One line of the table.

    source   section of shared/domain.md
    weight   default weight of a soft rule, 0..10; 0 is off until a centre that asks for the data turns it on
    distance from (have, need) to the signed room up to the limit, in `unit`; None where there is nothing to measure
    """

    code: str
    kind: Kind
    unit: Unit
    check: Check
    source: str
    weight: float = 0.0
    distance: Callable[[int, int], int] | None = None


def _hard(
    code: str, unit: Unit, check: Check, source: str, distance: Callable[[int, int], int] | None = None
) -> Rule:
    return Rule(code, Kind.HARD, unit, check, source, distance=distance)


def _warn(
    code: str, unit: Unit, check: Check, source: str, distance: Callable[[int, int], int] | None = None
) -> Rule:
    return Rule(code, Kind.WARNING, unit, check, source, distance=distance)


def _strain(
    code: str, stress: str, load: str, *, hard_from: int = 2, load_from: int = 2, source: str
) -> Rule:
    check = strain(stress, load, hard_from=hard_from, load_from=load_from)
    distance = strain_distance(hard_from=hard_from, load_from=load_from)
    return Rule(code, Kind.WARNING, Unit.LEVELS, check, source, distance=distance)


def _soft(
    code: str,
    weight: float,
    check: Check,
    source: str,
    unit: Unit = Unit.NONE,
    distance: Callable[[int, int], int] | None = None,
) -> Rule:
    return Rule(code, Kind.SOFT, unit, check, source, weight, distance)


RULES: Final[tuple[Rule, ...]] = (
    # --- 9.1 hard: who the person is protected by, and what the work asks of body and day ---------------------------
    _hard("consent", Unit.NONE, place.barred("consent"), "9.1 consent"),
    _hard("doctor", Unit.NONE, place.barred("doctor"), "9.1 doctor's instruction"),
    _hard("age_law", Unit.NONE, place.barred("age_law"), "9.1 age law"),
    _hard("safety", Unit.NONE, place.safety, "9.1 safety"),
    _hard("lift", Unit.KG, limit("lift_kg", "lift_kg"), "9.1 health limit", room),
    _hard("standing", Unit.MINUTES, limit("stand_minutes", "stand_minutes"), "9.1 health limit", room),
    _hard("stretch", Unit.MINUTES, limit("max_minutes_continuous", "minutes_continuous"), "9.1, 9.4", room),
    _hard("cold", Unit.NONE, limit("cold_ok", "cold"), "9.1 health limit"),
    _hard("heights", Unit.NONE, limit("heights_ok", "heights"), "9.1 health limit"),
    _hard("machinery", Unit.NONE, limit("machinery_ok", "machinery"), "9.1 health limit"),
    _hard("driving", Unit.NONE, limit("driving_ok", "driving"), "9.1 health limit"),
    _hard("night", Unit.NONE, limit("night_ok", "night"), "9.1 health limit"),
    _hard("hours", Unit.HOURS, hours.hours, "9.1 hours", room),
    _hard("days", Unit.HALF_DAYS, hours.days, "9.1 days/times", room),
    _hard("travel", Unit.NONE, journey.travel, "9.1 transport"),
    _hard("commute", Unit.MINUTES, journey.commute, "9.1 transport, 9.4", room),
    _hard("accompaniment", Unit.NONE, offer("accompaniment_allowed", "needs_accompaniment"), "9.1, 9.4"),
    _hard("qualification", Unit.LICENCES, place.qualification, "9.1 qualification", place.missing_licences),
    _hard("papers", Unit.NONE, required("papers_complete"), "9.1 work_form"),
    _hard("accreditation", Unit.NONE, place.accreditation, "9.1 accreditation"),
    _hard("supporter", Unit.NONE, required("supporter_named"), "9.1 workplace supporter"),
    _hard("places", Unit.PLACES, required("places_left"), "9.1 capacity full", room),
    _hard("expired", Unit.DAYS, hours.expired, "4.4 expired", room),
    # --- 9.2 warnings ----------------------------------------------------------------------------------------------
    _warn("first_hours", Unit.HOURS, hours.first_hours, "9.2 first placement", room),
    _warn("ramp", Unit.HOURS, hours.ramp, "9.2 ramp step, 9.4 ramp", room),
    _warn("start", Unit.DAYS, hours.start, "9.1 days/times", over),
    _strain("phone", "phone_stress", "phone", hard_from=3, load_from=1, source="9.2 phone"),
    _strain("customers", "stranger_stress", "customers", hard_from=3, load_from=1, source="9.2 customers"),
    _strain("noise", "noise_stress", "noise", source="9.2 noise"),
    _strain("crowd", "crowd_stress", "crowd", source="9.2 crowd"),
    _strain("smell", "smell_stress", "smell", source="9.2 as noise, 9.4"),
    _strain("pace", "pace_stress", "pace", source="9.2 as noise, 9.4"),
    _strain("reading", "reading_stress", "reading", source="9.2 as noise, 9.4"),
    _warn("winter", Unit.NONE, journey.winter, "9.2 winter, 9.4 winter_ok"),
    _warn("winter_commute", Unit.MINUTES, journey.winter_commute, "9.2 winter commute", room),
    _warn("last_service", Unit.MINUTES, journey.last_service, "9.2 last service", room),
    _warn("quiet_place", Unit.NONE, offer("quiet_place", "needs_quiet_place"), "9.2 quiet place"),
    _warn("pay_day", Unit.NONE, place.pay_day, "9.4 pay_day_need"),
    _warn("supporter_ratio", Unit.PEOPLE, at_most_there("supporter_ratio", 5), "9.2 supervisor ratio", over),
    _warn("early_ends", Unit.CASES, at_most_there("early_ends_12m", 2), "9.2 early ends", over),
    _warn(
        "stale_opening",
        Unit.DAYS,
        at_most_there("info_age_days", hours.FRESH_DAYS),
        "9.2 information age",
        over,
    ),
    _warn("stale_conditions", Unit.DAYS, hours.conditions_fresh, "9.2 information age", over),
    # --- 9.3 soft --------------------------------------------------------------------------------------------------
    _soft("interests", 3, wish("interests", "interests"), "9.3 interests, meaning"),
    _soft("strengths", 0, wish("strengths", "strengths"), "9.3 strengths"),
    _soft("company", 2, wish("wish_company", "company"), "9.3 wishes"),
    _soft("posture", 2, place.posture, "9.3 wishes"),
    _soft("surroundings", 2, wish("wish_place", "indoor"), "9.3 wishes"),
    _soft("pay", 2, place.pay, "9.3 earn or not yet"),
    _soft("stage", 3, place.stage, "9.3 stage fit", Unit.STAGES, place.steps_away),
    _soft("near", 2, journey.near, "9.3 area and travel minutes", Unit.MINUTES, over),
    _soft(
        "same_day_absence", 2, offer("same_day_absence_ok", "needs_same_day_absence"), "9.3 same-day absence"
    ),
    _soft("time_of_day", 0, hours.time_of_day, "9.3 morning or afternoon"),
    _soft("instruction", 1, wish("instruction_style", "instruction_style"), "9.4 instruction_style"),
    _soft("plain_japanese", 0, offer("plain_japanese_ok", "plain_japanese"), "9.3 language"),
    _soft("season", 1, hours.season, "9.3 season", Unit.MONTHS, months_to_wait),
    _soft("familiar", 2, place.familiar, "9.3 friend or known supporter"),
    _soft("peers", 0, place.bonus("peers_there"), "9.3 peer present", Unit.PEOPLE, room),
    _soft("welcome", 0, place.bonus("welcome_note"), "9.3 welcome note"),
)

CODES: Final = tuple(rule.code for rule in RULES)
BY_CODE: Final = {rule.code: rule for rule in RULES}

LEFT_TO_PEOPLE: Final = {
    "benefit": "9.2: pay would change benefit. The kind of benefit is never told to the engine; the desk reminds of the "
    "report when work begins or its pay changes (9.4).",
    "hidden_address": "9.1: a secret address near a site. The caller puts the partner on `World.avoid`.",
}
"""What domain.md 9 asks and arrays must not know, with where it is looked after."""
