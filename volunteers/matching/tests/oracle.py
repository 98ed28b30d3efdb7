"""The rules once more, one pair at a time and in plain Python: slow, obvious, and written without the engine's arrays.

Rows are dictionaries in which None is not known; truth is True, False or None. Tests compare the engine with this, and
`benchmarks/matching.py` takes it as the straightforward loop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]
Truth = bool | None
Way = tuple[Truth, int | None, int]
Answer = tuple[Truth, bool, float | None]

BLOCK, AGAINST, NEUTRAL, FOR, UNKNOWN = "block", "against", "neutral", "for", "unknown"
HIGHEST = {"hours": 168, "minutes": 1440, "kg": 200, "flag": 1}


@dataclass
class Facts:
    """The world of one board: `minutes[home][work][mode]`, sets of pairs, weights by code."""

    today: int
    minutes: list[list[list[int | None]]] | None = None
    avoid: set[tuple[int, int]] = field(default_factory=set)
    familiar: set[tuple[int, int]] | None = None
    barred: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    cleared: set[tuple[int, int, str]] = field(default_factory=set)
    weights: dict[str, float] = field(default_factory=dict)


def either(*answers: Truth) -> Truth:
    if True in answers:
        return True
    return None if None in answers else False


def opposite(answer: Truth) -> Truth:
    return None if answer is None else not answer


def enough(need: int | None, have: int | None, *, top: int) -> Truth:
    """Nothing needed is always enough, and so is the most there can be."""
    if need == 0 or have == top:
        return True
    return None if need is None or have is None else need <= have


def within(value: int | None, most: int) -> Truth:
    return None if value is None else value <= most


def common(one: int | None, other: int | None, *, every: int) -> Truth:
    """Whether two sets have a member in common; an empty one has none, whatever the other is."""
    if one is not None and other is not None:
        return bool(one & other)
    known = one if other is None else other
    return False if known is not None and not known & every else None


def hard(answer: Truth, *, said: bool = False) -> str:
    if answer is None:
        return UNKNOWN
    if answer:
        return FOR if said else NEUTRAL
    return BLOCK


def softly(answer: Truth, *, said: bool = False) -> str:
    return AGAINST if hard(answer, said=said) == BLOCK else hard(answer, said=said)


def begins_within(opening: Row, hours: int | None, *, top: int = 168) -> Truth:
    return either(
        enough(opening["hours_min"], hours, top=top), enough(opening["starts_from_hours"], hours, top=top)
    )


def shared_days(person: Row, opening: Row) -> Truth:
    mine, theirs, needed = person["slots"], opening["slots"], opening["slots_needed"]
    if mine == 0 or theirs == 0:
        return False
    if mine is None or theirs is None:
        return None
    offered = theirs.bit_count()
    shared = (mine & theirs).bit_count()
    if shared == 0:
        return False
    if needed is None:
        return True if shared == offered else None
    return bool(shared >= min(max(needed, 1), offered))


def modes_of(mask: int | None) -> list[Truth]:
    return [None if mask is None else bool(mask >> mode & 1) for mode in range(5)]


def way_minutes(person: Row, opening: Row, facts: Facts) -> list[Way]:
    """For each means of travel: whether both have it, how long it takes at the most, and at the least."""
    ways: list[Way] = []
    for mode, (mine, theirs) in enumerate(
        zip(modes_of(person["travel_modes"]), modes_of(opening["reach_modes"]), strict=True)
    ):
        both = False if mine is False or theirs is False else None if mine is None or theirs is None else True
        taken = None
        if facts.minutes is not None and person["area"] is not None and opening["area"] is not None:
            taken = facts.minutes[person["area"]][opening["area"]][mode]
        least = taken
        if mode == 2:
            walk = opening["walk_minutes"]
            least = (taken or 0) + (walk or 0)
            taken = None if taken is None else taken + (1440 if walk is None else walk)
        ways.append((both, taken, least or 0))
    return ways


def reached_within(ways: list[Way], most: int | None) -> Truth:
    """Whether the quickest common way takes at most so long (None: any limit from 0 to a day)."""
    longest = 1440 if most is None else most
    surely = [taken for both, taken, _ in ways if both is True and taken is not None]
    if surely and min(surely) <= (0 if most is None else most):
        return True
    possible = [least for both, taken, least in ways if both is not False and least <= longest]
    return None if possible else False


def stage_bounds(stage: int | None, half_half: int) -> tuple[int, int]:
    """The lowest and the highest step that a stage may mean."""
    if stage is None:
        return 0, 6
    return (half_half, half_half) if stage == 7 else (stage, stage)


def stage_fit(person: Row, opening: Row) -> Answer:
    first, last = stage_bounds(opening["stage_min"], 3), stage_bounds(opening["stage_max"], 6)
    earliest, latest = stage_bounds(person["stage"], 3), stage_bounds(person["stage"], 5)
    farthest = max(0, first[1] - latest[0], earliest[1] - last[0])
    nearest = max(0, first[0] - latest[1], earliest[0] - last[1])
    fits = True if farthest == 0 else False if nearest else None
    return fits, first[0] > 0 or last[1] < 6, max(0.0, 1 - nearest / 2)


def month(ordinal: int) -> int:
    return date.fromordinal(ordinal).month - 1


def all_year(months: int | None) -> Truth:
    return None if months is None else months in (0, 4095)


def work_in_winter(months: int | None) -> Truth:
    if months is None:
        return None
    return months == 0 or any(months >> m & 1 for m in (11, 0, 1, 2))


def listed(wished: int | None, *, surely: set[int], possibly: set[int]) -> Truth:
    """A wish of 1 or 2 among what is there; 0 is no wish."""
    if wished == 0:
        return True
    if wished is None:
        return None
    if wished in surely:
        return True
    return None if wished in possibly else False


def wished(mine: int | None, theirs: int | None, *, every: int) -> Truth:
    if mine == 0:
        return True
    if mine is None:
        return None
    return common(mine, theirs, every=every)


@dataclass
class Pair:
    """One person and one opening, their places on the board, and the ways between them."""

    person: Row
    opening: Row
    facts: Facts
    at: tuple[int, int]

    def __post_init__(self) -> None:
        self.ways = way_minutes(self.person, self.opening, self.facts)
        self.has_way = either(*(both for both, *_ in self.ways))
        self.pick_up = None if self.opening["pick_up"] is None else self.opening["pick_up"] == 1


def hard_rules(pair: Pair) -> dict[str, str]:
    person, opening, facts, at = pair.person, pair.opening, pair.facts, pair.at
    ways, has_way, pick_up = pair.ways, pair.has_way, pair.pick_up
    near_enough = reached_within(ways, person["max_commute_minutes"])
    found = {code: hard(at not in facts.barred.get(code, set())) for code in ("consent", "doctor", "age_law")}
    if opening["partner"] is None:
        cautious = any(row == at[0] for row, _ in facts.avoid)
        found["safety"] = UNKNOWN if cautious else NEUTRAL
    else:
        found["safety"] = hard((at[0], opening["partner"]) not in facts.avoid)
    for code, mine, theirs, unit in (
        ("lift", "lift_kg", "lift_kg", "kg"),
        ("standing", "stand_minutes", "stand_minutes", "minutes"),
        ("stretch", "max_minutes_continuous", "minutes_continuous", "minutes"),
        ("cold", "cold_ok", "cold", "flag"),
        ("heights", "heights_ok", "heights", "flag"),
        ("machinery", "machinery_ok", "machinery", "flag"),
        ("driving", "driving_ok", "driving", "flag"),
        ("night", "night_ok", "night", "flag"),
    ):
        need = opening[theirs]
        found[code] = hard(enough(need, person[mine], top=HIGHEST[unit]), said=bool(need))
    starts = [opening["hours_min"], opening["starts_from_hours"]]
    asks_hours = None not in starts and min(starts) > 0
    found["hours"] = hard(begins_within(opening, person["max_hours_now"]), said=asks_hours)
    found["days"] = hard(shared_days(person, opening), said=True)
    found["travel"] = hard(either(has_way, pick_up), said=True)
    found["commute"] = hard(either(near_enough, opposite(has_way), pick_up), said=near_enough is True)
    alongside = person["needs_accompaniment"]
    found["accompaniment"] = hard(
        enough(alongside and min(alongside, 1), opening["accompaniment_allowed"], top=1), said=bool(alongside)
    )
    found["qualification"] = licences(person["qualifications"], opening["qualifications_required"])
    found["papers"] = hard(None if opening["papers_complete"] is None else opening["papers_complete"] == 1)
    form = opening["work_form"]
    accredited = None if opening["accreditation_ok"] is None else opening["accreditation_ok"] == 1
    found["accreditation"] = hard(either(None if form is None else form in (0, 3), accredited))
    found["supporter"] = hard(None if opening["supporter_named"] is None else opening["supporter_named"] == 1)
    found["places"] = hard(None if opening["places_left"] is None else opening["places_left"] > 0)
    found["expired"] = hard(None if opening["valid_until"] is None else opening["valid_until"] >= facts.today)
    return found


def licences(mine: int | None, asked: int | None) -> str:
    if asked == 0:
        return NEUTRAL
    if asked is None:
        return UNKNOWN
    return UNKNOWN if mine is None else hard(not asked & ~mine, said=True)


def warnings(pair: Pair) -> dict[str, str]:
    person, opening, facts = pair.person, pair.opening, pair.facts
    ways, has_way, pick_up = pair.ways, pair.has_way, pair.pick_up
    found = {}
    first = person["first_placement"]
    found["first_hours"] = softly(
        either(None if first is None else first == 0, begins_within(opening, 20, top=-1))
    )
    now = person["current_hours"]
    if now is None:
        found["ramp"] = softly(True if begins_within(opening, 2, top=-1) else None)
    else:
        step = next((rung for rung in (2, 4, 6, 9, 15, 20, 30, 40, 168) if rung > now), 168)
        found["ramp"] = softly(begins_within(opening, step))
    free, starts = person["available_from"], opening["starts_on"]
    if free is None or (starts is None and free > facts.today):
        found["start"] = UNKNOWN
    else:
        found["start"] = softly(free <= max(facts.today, starts or 0))
    for code, mine, theirs, stress, load in (
        ("phone", "phone_stress", "phone", 3, 1),
        ("customers", "stranger_stress", "customers", 3, 1),
        ("noise", "noise_stress", "noise", 2, 2),
        ("crowd", "crowd_stress", "crowd", 2, 2),
        ("smell", "smell_stress", "smell", 2, 2),
        ("pace", "pace_stress", "pace", 2, 2),
        ("reading", "reading_stress", "reading", 2, 2),
    ):
        sensitive = (person[mine] or 0) >= stress
        found[code] = softly(
            either(within(opening[theirs], load - 1), within(person[mine], stress - 1)), said=sensitive
        )
    summer = opposite(work_in_winter(opening["months"]))
    ready = None if person["winter_ok"] is None else person["winter_ok"] == 1
    found["winter"] = softly(either(summer, pick_up, ready))
    found["winter_commute"] = softly(either(summer, pick_up, opposite(has_way), reached_within(ways, 60)))
    bus, *others = ways[2][0], *(both for mode, (both, *_) in enumerate(ways) if mode != 2)
    gap = opening["last_service_gap"]
    found["last_service"] = softly(
        either(opposite(bus), either(*others), pick_up, None if gap is None else gap >= 20)
    )
    quiet = person["needs_quiet_place"]
    found["quiet_place"] = softly(enough(quiet, opening["quiet_place"], top=1), said=bool(quiet))
    found["pay_day"] = pay_day(person["pay_day_need"], opening["pay_every"])
    for code, value, most in (
        ("supporter_ratio", opening["supporter_ratio"], 5),
        ("early_ends", opening["early_ends_12m"], 2),
        ("stale_opening", opening["info_age_days"], 60),
        ("stale_conditions", person["info_age_days"], 60),
    ):
        found[code] = softly(within(value, most))
    return found


def pay_day(need: int | None, every: int | None) -> str:
    if need == 0:
        return NEUTRAL
    if every == 1:
        return FOR if need else NEUTRAL
    if need is None or every is None:
        return UNKNOWN
    return softly(0 < every <= need, said=True)


def wishes(pair: Pair) -> dict[str, Answer]:
    """For each soft rule: whether it is met, whether that is worth saying, its worth if it has degrees."""
    person, opening, facts, at = pair.person, pair.opening, pair.facts, pair.at
    ways, has_way, pick_up = pair.ways, pair.has_way, pair.pick_up
    found: dict[str, Answer] = {}
    for code, mine, theirs, every in (
        ("interests", "interests", "interests", -1),
        ("strengths", "strengths", "strengths", -1),
        ("company", "wish_company", "company", 3),
        ("surroundings", "wish_place", "indoor", 3),
        ("instruction", "instruction_style", "instruction_style", 7),
    ):
        found[code] = wished(person[mine], opening[theirs], every=every), bool(person[mine]), None
    seat = opening["sitting_possible"]
    surely, possibly = {None: (set(), {1, 2}), 0: ({2}, {2}), 1: ({1}, {1, 2})}[seat]
    found["posture"] = (
        listed(person["wish_posture"], surely=surely, possibly=possibly),
        bool(person["wish_posture"]),
        None,
    )
    kind = opening["pay_kind"]
    paid = set() if kind is None else {1} if kind >= 2 else {2}
    found["pay"] = (
        listed(person["wish_pay"], surely=paid, possibly=paid if paid else {1, 2}),
        bool(person["wish_pay"]),
        None,
    )
    found["stage"] = stage_fit(person, opening)
    half_hour = reached_within(ways, 30)
    nearness = [taken for both, taken, _ in ways if both is True and taken is not None]
    if half_hour is False:
        nearness = [least for both, _, least in ways if both is not False]
    found["near"] = (
        either(half_hour, opposite(has_way), pick_up),
        half_hour is True,
        max(0.0, 1 - min(nearness) / 60) if nearness else 0.0,
    )
    absent = person["needs_same_day_absence"]
    found["same_day_absence"] = enough(absent, opening["same_day_absence_ok"], top=1), bool(absent), None
    found["time_of_day"] = best_time(person, opening), bool(person["good_time"]), None
    plain = person["plain_japanese"]
    found["plain_japanese"] = enough(plain, opening["plain_japanese_ok"], top=1), bool(plain), None
    found["season"] = seasonal(person, opening, facts)
    known = facts.familiar is not None and (at[0], opening["partner"]) in facts.familiar
    found["familiar"] = True, known, None
    for code, value in (("peers", opening["peers_there"]), ("welcome", opening["welcome_note"])):
        found[code] = None if value is None else True, bool(value), None
    weights = DEFAULT_WEIGHTS | facts.weights
    return {code: answer if weights[code] else (True, False, None) for code, answer in found.items()}


def best_time(person: Row, opening: Row) -> Truth:
    good, free, slots = person["good_time"], person["slots"], opening["slots"]
    if good == 0:
        return True
    if good is None:
        return None
    best = {day * 3 + part for day in range(7) for part in range(3) if good >> part & 1}
    mine = best if free is None else {bit for bit in best if free >> bit & 1}
    theirs = set(range(21)) if slots is None else {bit for bit in range(21) if slots >> bit & 1}
    if not mine & theirs:
        return False
    return None if free is None or slots is None else True


def seasonal(person: Row, opening: Row, facts: Facts) -> Answer:
    months, free = opening["months"], person["available_from"]
    if all_year(months):
        return True, False, None
    if months is None or free is None:
        return None, months is not None, None
    first = month(max(free, facts.today))
    wait = next(k for k in range(12) if months >> ((first + k) % 12) & 1)
    return wait == 0, True, max(0.0, 1 - wait / 6)


DEFAULT_WEIGHTS = {
    "interests": 3.0,
    "strengths": 0.0,
    "company": 2.0,
    "posture": 2.0,
    "surroundings": 2.0,
    "pay": 2.0,
    "stage": 3.0,
    "near": 2.0,
    "same_day_absence": 2.0,
    "time_of_day": 0.0,
    "instruction": 1.0,
    "plain_japanese": 0.0,
    "season": 1.0,
    "familiar": 2.0,
    "peers": 0.0,
    "welcome": 0.0,
}
HARD = [
    "consent",
    "doctor",
    "age_law",
    "safety",
    "lift",
    "standing",
    "stretch",
    "cold",
    "heights",
    "machinery",
    "driving",
    "night",
    "hours",
    "days",
    "travel",
    "commute",
    "accompaniment",
    "qualification",
    "papers",
    "accreditation",
    "supporter",
    "places",
    "expired",
]


def score(answers: dict[str, Answer], weights: dict[str, float]) -> float:
    """The weighted mean of the soft rules that apply."""
    total = mass = 0.0
    for code, standard in DEFAULT_WEIGHTS.items():
        answer, said, worth = answers[code]
        if answer is True and not said:
            continue
        weight = weights.get(code, standard)
        mass += weight
        total += weight * (0.5 if answer is None else float(answer) if worth is None else worth)
    return total / mass if mass else 0.5


def band(verdicts: dict[str, str], fit: float, *, cleared: set[str]) -> tuple[bool, int]:
    """Whether the pair is blocked, and 0 good fit, 1 talk about it, 2 difficult, 3 blocked."""
    blocks = {code for code, verdict in verdicts.items() if verdict == BLOCK}
    if blocks - cleared:
        return True, 3
    soft = set(DEFAULT_WEIGHTS)
    warned = [code for code, verdict in verdicts.items() if verdict == AGAINST and code not in soft]
    concerns = len(warned) + len(blocks)
    if fit < 0.4 or concerns >= 3:
        return False, 2
    asked = any(verdicts[code] == UNKNOWN for code in HARD)
    return False, 0 if fit >= 0.6 and concerns == 0 and not asked else 1


def assess_pair(
    person: Row, opening: Row, facts: Facts, *, at: tuple[int, int]
) -> tuple[dict[str, str], float, int]:
    """Verdicts, score and band of one pair, as the engine gives them for a board."""
    pair = Pair(person, opening, facts, at)
    answers = wishes(pair)
    verdicts = hard_rules(pair) | warnings(pair)
    verdicts |= {code: softly(answer, said=said) for code, (answer, said, _) in answers.items()}
    fit = score(answers, facts.weights)
    cleared = {code for row, column, code in facts.cleared if (row, column) == at}
    return verdicts, fit, band(verdicts, fit, cleared=cleared)[1]
