"""Every rule by example: one pair that breaks it, one that does not, and what is said of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from volunteers.matching import CODES, RULES, Band, Kind, Openings, People, Reason, Verdict, World, assess

OCTOBER = date(2026, 10, 12).toordinal()
BLOCK, AGAINST, NEUTRAL, FOR, UNKNOWN = (
    Verdict.BLOCK,
    Verdict.AGAINST,
    Verdict.NEUTRAL,
    Verdict.FOR,
    Verdict.UNKNOWN,
)
WALK, BICYCLE, BUS, CAR = 1, 2, 4, 8
MONDAY_MORNING, MONDAY_AFTERNOON, TUESDAY_MORNING = 1, 2, 8
JULY, DECEMBER = 1 << 6, 1 << 11
EVERYTHING_ON = {rule.code: 1.0 for rule in RULES if rule.kind is Kind.SOFT}

ROADS = [[[10, 5, 10, 5, 5], [90, 40, 35, 20, -1]], [[90, 40, 35, 20, -1], [10, 5, 10, 5, 5]]]
FAR_BY_BUS = (
    {"travel_modes": BUS, "area": 0},
    {"reach_modes": BUS, "area": 1, "walk_minutes": 5, "pick_up": 0},
)
"""Forty minutes: thirty-five by bus and five on foot."""


def pair(person: dict[str, Any], opening: dict[str, Any], **world: Any) -> Any:
    settings: dict[str, Any] = {"today": OCTOBER, "travel_minutes": ROADS, "weights": EVERYTHING_ON} | world
    return assess(People.from_rows([person]), Openings.from_rows([opening]), World(**settings))


EXAMPLES: list[tuple[str, dict[str, Any], dict[str, Any], Verdict]] = [
    ("lift", {"lift_kg": 5}, {"lift_kg": 10}, BLOCK),
    ("lift", {"lift_kg": 10}, {"lift_kg": 10}, FOR),
    ("lift", {}, {"lift_kg": 10}, UNKNOWN),
    ("lift", {}, {"lift_kg": 0}, NEUTRAL),
    ("standing", {"stand_minutes": 30}, {"stand_minutes": 31}, BLOCK),
    ("standing", {"stand_minutes": 60}, {"stand_minutes": 31}, FOR),
    ("stretch", {"max_minutes_continuous": 60}, {"minutes_continuous": 90}, BLOCK),
    ("stretch", {"max_minutes_continuous": 90}, {"minutes_continuous": 90}, FOR),
    ("cold", {"cold_ok": 0}, {"cold": 1}, BLOCK),
    ("cold", {"cold_ok": 0}, {"cold": 0}, NEUTRAL),
    ("heights", {"heights_ok": 0}, {"heights": 1}, BLOCK),
    ("heights", {"heights_ok": 1}, {"heights": 1}, FOR),
    ("machinery", {"machinery_ok": 0}, {"machinery": 1}, BLOCK),
    ("machinery", {"machinery_ok": 1}, {"machinery": 1}, FOR),
    ("driving", {"driving_ok": 0}, {"driving": 1}, BLOCK),
    ("driving", {"driving_ok": 1}, {"driving": 1}, FOR),
    ("night", {"night_ok": 0}, {"night": 1}, BLOCK),
    ("night", {"night_ok": 1}, {"night": 1}, FOR),
    ("hours", {"max_hours_now": 10}, {"hours_min": 20, "starts_from_hours": 20}, BLOCK),
    ("hours", {"max_hours_now": 10}, {"hours_min": 20, "starts_from_hours": 4}, FOR),
    ("hours", {"max_hours_now": 10}, {"hours_min": 20}, UNKNOWN),
    ("hours", {"max_hours_now": 20}, {"hours_min": 20}, NEUTRAL),
    ("days", {"slots": MONDAY_MORNING}, {"slots": MONDAY_AFTERNOON, "slots_needed": 1}, BLOCK),
    ("days", {"slots": 3}, {"slots": 3 | TUESDAY_MORNING, "slots_needed": 3}, BLOCK),
    ("days", {"slots": 3}, {"slots": 3 | TUESDAY_MORNING, "slots_needed": 2}, FOR),
    ("days", {"slots": 3}, {"slots": 3 | TUESDAY_MORNING}, UNKNOWN),
    ("days", {"slots": 3}, {"slots": 3}, FOR),
    ("travel", {"travel_modes": BICYCLE}, {"reach_modes": BUS, "pick_up": 0}, BLOCK),
    ("travel", {"travel_modes": BICYCLE}, {"reach_modes": BUS}, UNKNOWN),
    ("travel", {"travel_modes": BICYCLE}, {"reach_modes": BUS, "pick_up": 1}, FOR),
    ("travel", {"travel_modes": BICYCLE | BUS}, {"reach_modes": BUS | CAR}, FOR),
    ("commute", FAR_BY_BUS[0] | {"max_commute_minutes": 39}, FAR_BY_BUS[1], BLOCK),
    ("commute", FAR_BY_BUS[0] | {"max_commute_minutes": 40}, FAR_BY_BUS[1], FOR),
    ("commute", FAR_BY_BUS[0] | {"max_commute_minutes": 39}, FAR_BY_BUS[1] | {"pick_up": 1}, NEUTRAL),
    ("commute", {"travel_modes": WALK, "max_commute_minutes": 39, "area": 0}, FAR_BY_BUS[1], NEUTRAL),
    ("commute", FAR_BY_BUS[0] | {"max_commute_minutes": 39}, FAR_BY_BUS[1] | {"walk_minutes": None}, UNKNOWN),
    ("accompaniment", {"needs_accompaniment": 1}, {"accompaniment_allowed": 0}, BLOCK),
    ("accompaniment", {"needs_accompaniment": 3}, {"accompaniment_allowed": 1}, FOR),
    ("accompaniment", {"needs_accompaniment": 0}, {"accompaniment_allowed": 0}, NEUTRAL),
    ("qualification", {"qualifications": 0b01}, {"qualifications_required": 0b11}, BLOCK),
    ("qualification", {"qualifications": 0b111}, {"qualifications_required": 0b11}, FOR),
    ("qualification", {}, {"qualifications_required": 0}, NEUTRAL),
    ("papers", {}, {"papers_complete": 0}, BLOCK),
    ("papers", {}, {"papers_complete": 1}, NEUTRAL),
    ("accreditation", {}, {"work_form": 1, "accreditation_ok": 0}, BLOCK),
    ("accreditation", {}, {"work_form": 2, "accreditation_ok": 1}, NEUTRAL),
    ("accreditation", {}, {"work_form": 0, "accreditation_ok": 0}, NEUTRAL),
    ("accreditation", {}, {"work_form": 1}, UNKNOWN),
    ("supporter", {}, {"supporter_named": 0}, BLOCK),
    ("supporter", {}, {"supporter_named": 1}, NEUTRAL),
    ("places", {}, {"places_left": 0}, BLOCK),
    ("places", {}, {"places_left": 1}, NEUTRAL),
    ("expired", {}, {"valid_until": OCTOBER - 1}, BLOCK),
    ("expired", {}, {"valid_until": OCTOBER}, NEUTRAL),
    ("first_hours", {"first_placement": 1}, {"hours_min": 21, "starts_from_hours": 21}, AGAINST),
    ("first_hours", {"first_placement": 1}, {"hours_min": 21, "starts_from_hours": 8}, NEUTRAL),
    ("first_hours", {"first_placement": 0}, {"hours_min": 40}, NEUTRAL),
    ("ramp", {"current_hours": 0}, {"hours_min": 4, "starts_from_hours": 4}, AGAINST),
    ("ramp", {"current_hours": 0}, {"hours_min": 4, "starts_from_hours": 2}, NEUTRAL),
    ("ramp", {"current_hours": 4}, {"hours_min": 6}, NEUTRAL),
    ("start", {"available_from": OCTOBER + 30}, {"starts_on": OCTOBER + 29}, AGAINST),
    ("start", {"available_from": OCTOBER + 30}, {"starts_on": OCTOBER + 30}, NEUTRAL),
    ("start", {"available_from": OCTOBER - 9}, {}, NEUTRAL),
    ("start", {"available_from": OCTOBER + 1}, {"starts_on": OCTOBER - 200}, AGAINST),
    ("phone", {"phone_stress": 3}, {"phone": 1}, AGAINST),
    ("phone", {"phone_stress": 2}, {"phone": 3}, NEUTRAL),
    ("phone", {"phone_stress": 3}, {"phone": 0}, FOR),
    ("customers", {"stranger_stress": 3}, {"customers": 1}, AGAINST),
    ("customers", {"stranger_stress": 3}, {"customers": 0}, FOR),
    ("noise", {"noise_stress": 2}, {"noise": 2}, AGAINST),
    ("noise", {"noise_stress": 3}, {"noise": 1}, FOR),
    ("noise", {"noise_stress": 1}, {}, NEUTRAL),
    ("crowd", {"crowd_stress": 2}, {"crowd": 3}, AGAINST),
    ("crowd", {"crowd_stress": 2}, {"crowd": 1}, FOR),
    ("smell", {"smell_stress": 2}, {"smell": 2}, AGAINST),
    ("smell", {"smell_stress": 0}, {"smell": 3}, NEUTRAL),
    ("pace", {"pace_stress": 2}, {"pace": 2}, AGAINST),
    ("pace", {"pace_stress": 2}, {"pace": 0}, FOR),
    ("reading", {"reading_stress": 3}, {"reading": 2}, AGAINST),
    ("reading", {"reading_stress": 3}, {"reading": 1}, FOR),
    ("winter", {"winter_ok": 0}, {"months": 0, "pick_up": 0}, AGAINST),
    ("winter", {"winter_ok": 0}, {"months": JULY, "pick_up": 0}, NEUTRAL),
    ("winter", {"winter_ok": 0}, {"months": DECEMBER, "pick_up": 1}, NEUTRAL),
    (
        "winter_commute",
        {"travel_modes": WALK, "area": 0},
        FAR_BY_BUS[1] | {"reach_modes": WALK, "months": 0},
        AGAINST,
    ),
    ("winter_commute", FAR_BY_BUS[0], FAR_BY_BUS[1] | {"months": 0}, NEUTRAL),
    (
        "last_service",
        {"travel_modes": BUS},
        {"reach_modes": BUS, "last_service_gap": 19, "pick_up": 0},
        AGAINST,
    ),
    ("last_service", {"travel_modes": BUS}, {"reach_modes": BUS, "last_service_gap": 20}, NEUTRAL),
    (
        "last_service",
        {"travel_modes": BUS | WALK},
        {"reach_modes": BUS | WALK, "last_service_gap": 5},
        NEUTRAL,
    ),
    ("quiet_place", {"needs_quiet_place": 1}, {"quiet_place": 0}, AGAINST),
    ("quiet_place", {"needs_quiet_place": 1}, {"quiet_place": 1}, FOR),
    ("pay_day", {"pay_day_need": 2}, {"pay_every": 3}, AGAINST),
    ("pay_day", {"pay_day_need": 3}, {"pay_every": 0}, AGAINST),
    ("pay_day", {"pay_day_need": 2}, {"pay_every": 1}, FOR),
    ("pay_day", {"pay_day_need": 0}, {"pay_every": 0}, NEUTRAL),
    ("supporter_ratio", {}, {"supporter_ratio": 6}, AGAINST),
    ("supporter_ratio", {}, {"supporter_ratio": 5}, NEUTRAL),
    ("early_ends", {}, {"early_ends_12m": 3}, AGAINST),
    ("early_ends", {}, {"early_ends_12m": 2}, NEUTRAL),
    ("stale_opening", {}, {"info_age_days": 61}, AGAINST),
    ("stale_opening", {}, {"info_age_days": 60}, NEUTRAL),
    ("stale_conditions", {"info_age_days": 61}, {}, AGAINST),
    ("stale_conditions", {"info_age_days": 60}, {}, NEUTRAL),
    ("interests", {"interests": 0b100}, {"interests": 0b011}, AGAINST),
    ("interests", {"interests": 0b110}, {"interests": 0b011}, FOR),
    ("interests", {"interests": 0}, {"interests": 0b011}, NEUTRAL),
    ("strengths", {"strengths": 0b10}, {"strengths": 0b01}, AGAINST),
    ("strengths", {"strengths": 0b10}, {"strengths": 0b11}, FOR),
    ("company", {"wish_company": 1}, {"company": 2}, AGAINST),
    ("company", {"wish_company": 1}, {"company": 3}, FOR),
    ("company", {"wish_company": 0}, {"company": 2}, NEUTRAL),
    ("posture", {"wish_posture": 1}, {"sitting_possible": 0}, AGAINST),
    ("posture", {"wish_posture": 1}, {"sitting_possible": 1}, FOR),
    ("posture", {"wish_posture": 2}, {"sitting_possible": 0}, FOR),
    ("posture", {"wish_posture": 2}, {"sitting_possible": 1}, UNKNOWN),
    ("surroundings", {"wish_place": 2}, {"indoor": 1}, AGAINST),
    ("surroundings", {"wish_place": 2}, {"indoor": 3}, FOR),
    ("pay", {"wish_pay": 1}, {"pay_kind": 1}, AGAINST),
    ("pay", {"wish_pay": 1}, {"pay_kind": 2}, FOR),
    ("pay", {"wish_pay": 2}, {"pay_kind": 4}, AGAINST),
    ("pay", {"wish_pay": 2}, {"pay_kind": 0}, FOR),
    ("stage", {"stage": 1}, {"stage_min": 3, "stage_max": 5}, AGAINST),
    ("stage", {"stage": 6}, {"stage_min": 3, "stage_max": 5}, AGAINST),
    ("stage", {"stage": 4}, {"stage_min": 3, "stage_max": 5}, FOR),
    ("stage", {"stage": 4}, {"stage_min": 0, "stage_max": 7}, NEUTRAL),
    ("stage", {"stage": 7}, {"stage_min": 2, "stage_max": 3}, FOR),
    ("stage", {"stage": 7}, {"stage_min": 0, "stage_max": 2}, AGAINST),
    ("near", FAR_BY_BUS[0], FAR_BY_BUS[1], AGAINST),
    ("near", {"travel_modes": CAR, "area": 0}, {"reach_modes": CAR, "area": 1, "pick_up": 0}, FOR),
    ("same_day_absence", {"needs_same_day_absence": 1}, {"same_day_absence_ok": 0}, AGAINST),
    ("same_day_absence", {"needs_same_day_absence": 1}, {"same_day_absence_ok": 1}, FOR),
    ("time_of_day", {"good_time": 2, "slots": 3}, {"slots": MONDAY_MORNING}, AGAINST),
    ("time_of_day", {"good_time": 2, "slots": 3}, {"slots": MONDAY_AFTERNOON}, FOR),
    ("instruction", {"instruction_style": 4}, {"instruction_style": 1}, AGAINST),
    ("instruction", {"instruction_style": 6}, {"instruction_style": 4}, FOR),
    ("plain_japanese", {"plain_japanese": 1}, {"plain_japanese_ok": 0}, AGAINST),
    ("plain_japanese", {"plain_japanese": 1}, {"plain_japanese_ok": 1}, FOR),
    ("season", {"available_from": OCTOBER}, {"months": DECEMBER}, AGAINST),
    ("season", {"available_from": OCTOBER + 60}, {"months": DECEMBER}, FOR),
    ("season", {"available_from": OCTOBER}, {"months": 4095}, NEUTRAL),
    ("peers", {}, {"peers_there": 2}, FOR),
    ("peers", {}, {"peers_there": 0}, NEUTRAL),
    ("welcome", {}, {"welcome_note": 1}, FOR),
    ("welcome", {}, {"welcome_note": 0}, NEUTRAL),
]


@pytest.mark.parametrize(("code", "person", "opening", "expected"), EXAMPLES)
def test_a_rule_says(code: str, person: dict[str, Any], opening: dict[str, Any], expected: Verdict) -> None:
    assert Verdict(pair(person, opening).verdict(code)[0, 0]) is expected


def test_every_rule_has_an_example_that_breaks_it_and_one_that_does_not() -> None:
    by_pairs_of_the_world = {"consent", "doctor", "age_law", "safety", "familiar"}
    never_broken = {"peers", "welcome"}
    broken = {code for code, *_, verdict in EXAMPLES if verdict in (BLOCK, AGAINST)}
    kept = {code for code, *_, verdict in EXAMPLES if verdict in (FOR, NEUTRAL)}
    assert set(CODES) - broken == by_pairs_of_the_world | never_broken
    assert set(CODES) - kept == by_pairs_of_the_world


@pytest.mark.parametrize("code", ["consent", "doctor", "age_law"])
def test_a_barred_pair_is_blocked_and_its_neighbour_is_not(code: str) -> None:
    world = World(today=OCTOBER, barred={code: [(0, 1)]})
    board = assess(People.from_rows([{}]), Openings.from_rows([{}, {}]), world)
    assert board.verdict(code)[0].tolist() == [NEUTRAL, BLOCK]
    assert code not in board.not_checked


def test_what_was_not_looked_at_is_named() -> None:
    board = assess(People.from_rows([{}]), Openings.from_rows([{}]), World(today=OCTOBER))
    assert {"consent", "doctor", "age_law", "familiar", "benefit"} <= set(board.not_checked)


def test_a_person_is_kept_from_a_partner_they_avoid_and_from_no_other() -> None:
    openings = Openings.from_rows([{"partner": 7}, {"partner": 8}, {}])
    board = assess(People.from_rows([{}, {}]), openings, World(today=OCTOBER, avoid=[(0, 7)]))
    assert board.verdict("safety").tolist() == [[BLOCK, NEUTRAL, UNKNOWN], [NEUTRAL, NEUTRAL, NEUTRAL]]


def test_a_familiar_face_speaks_for_and_its_absence_against_nothing() -> None:
    openings = Openings.from_rows([{"partner": 7}, {"partner": 8}])
    board = assess(People.from_rows([{}]), openings, World(today=OCTOBER, familiar=[(0, 7)]))
    assert board.verdict("familiar").tolist() == [[FOR, NEUTRAL]]


@pytest.mark.parametrize(
    ("code", "person", "opening", "have", "need", "distance"),
    [
        ("lift", {"lift_kg": 5}, {"lift_kg": 10}, 5, 10, -5),
        ("lift", {"lift_kg": 12}, {"lift_kg": 10}, 12, 10, 2),
        ("lift", {}, {"lift_kg": 10}, None, 10, None),
        ("hours", {"max_hours_now": 10}, {"hours_min": 20, "starts_from_hours": 12}, 10, 12, -2),
        ("days", {"slots": 1}, {"slots": 7, "slots_needed": 3}, 1, 3, -2),
        ("qualification", {"qualifications": 1}, {"qualifications_required": 7}, 1, 7, -2),
        ("commute", FAR_BY_BUS[0] | {"max_commute_minutes": 30}, FAR_BY_BUS[1], 30, 40, -10),
        ("start", {"available_from": OCTOBER + 9}, {"starts_on": OCTOBER + 2}, OCTOBER + 9, OCTOBER + 2, -7),
        ("noise", {"noise_stress": 2}, {"noise": 3}, 2, 3, -1),
        ("phone", {"phone_stress": 3}, {"phone": 3}, 3, 3, -1),
        ("stage", {"stage": 1}, {"stage_min": 3, "stage_max": 5}, 1, 3, -2),
        ("stage", {"stage": 7}, {"stage_min": 0, "stage_max": 2}, 7, 2, -1),
        ("season", {"available_from": OCTOBER}, {"months": JULY}, 10, 7, -9),
        ("stale_opening", {}, {"info_age_days": 75}, 75, 60, -15),
    ],
)
def test_a_reason_tells_the_distance_to_the_limit(
    code: str, person: Any, opening: Any, have: int | None, need: int | None, distance: int | None
) -> None:
    reasons = {reason.code: reason for reason in pair(person, opening).reasons(0, 0)}
    verdict = reasons[code].verdict
    assert reasons[code] == Reason(code, verdict, have, need, distance)


def test_reasons_come_blocks_first_then_against_then_questions_then_for() -> None:
    found = pair(
        {"lift_kg": 5, "noise_stress": 3, "stage": 3, "slots": 1},
        {"lift_kg": 9, "noise": 3, "stage_min": 3, "stage_max": 3, "slots": 1},
    ).reasons(0, 0)
    order = [BLOCK, AGAINST, UNKNOWN, FOR]
    assert [order.index(reason.verdict) for reason in found] == sorted(order.index(r.verdict) for r in found)
    assert found[0].code == "lift"


def test_a_cleared_block_is_shown_and_no_longer_blocks() -> None:
    person, opening = {"lift_kg": 5, "cold_ok": 0}, {"lift_kg": 9, "cold": 1}
    half = pair(person, opening, cleared=[(0, 0, "lift")])
    assert half.blocked[0, 0]
    whole = pair(person, opening, cleared=[(0, 0, "lift"), (0, 0, "cold"), (0, 0, "night")])
    assert not whole.blocked[0, 0]
    assert whole.band[0, 0] != Band.GOOD_FIT
    marks = {reason.code: reason.cleared for reason in whole.reasons(0, 0)}
    assert marks["lift"]
    assert marks["cold"]
    assert not marks["night"], "a clearance of what does not block says nothing"


WELL_SUITED = (
    dict.fromkeys(People.columns(), 0)
    | {
        "lift_kg": 9,
        "max_hours_now": 9,
        "slots": 1,
        "travel_modes": 31,
        "max_commute_minutes": 60,
        "interests": 1,
    }
    | {"winter_ok": 1, "available_from": OCTOBER, "first_placement": 0, "stage": 3}
)
WELCOMING = (
    dict.fromkeys(Openings.columns(), 0)
    | {
        "slots": 1,
        "reach_modes": 31,
        "supporter_named": 1,
        "papers_complete": 1,
        "places_left": 1,
        "interests": 1,
    }
    | {
        "valid_until": OCTOBER,
        "indoor": 1,
        "company": 3,
        "last_service_gap": 60,
        "stage_min": 3,
        "stage_max": 3,
    }
)


def test_a_good_fit_needs_no_warning_and_no_open_question_about_limits() -> None:
    assert pair(WELL_SUITED, WELCOMING).band[0, 0] == Band.GOOD_FIT
    assert pair(WELL_SUITED, WELCOMING | {"supporter_ratio": 6}).band[0, 0] == Band.TALK
    assert pair(WELL_SUITED, WELCOMING | {"night": None}).band[0, 0] == Band.TALK
    many = {"supporter_ratio": 6, "early_ends_12m": 3, "info_age_days": 61}
    assert pair(WELL_SUITED, WELCOMING | many).band[0, 0] == Band.DIFFICULT
    assert pair(WELL_SUITED, WELCOMING | {"cold": 1}).band[0, 0] == Band.BLOCKED


def test_fit_is_the_weighted_share_of_wishes_met_and_unknown_counts_half() -> None:
    only = dict.fromkeys(EVERYTHING_ON, 0.0)

    def fit(person: dict[str, Any], opening: dict[str, Any], **weights: float) -> float:
        score: float = pair(person, opening, weights=only | weights).score[0, 0]
        return score

    one_of_two = {"wish_company": 1, "wish_place": 1}, {"company": 1, "indoor": 2}
    assert fit(*one_of_two, company=3, surroundings=1) == 0.75
    assert fit(one_of_two[0], {"company": 1}, company=1, surroundings=1) == 0.75
    assert fit({"wish_company": 1, "wish_place": 0}, one_of_two[1], company=1, surroundings=1) == 1
    assert fit(*one_of_two) == 0.5, "without any criterion everything is in the middle"


def test_who_is_further_from_a_stage_or_a_place_fits_less() -> None:
    stages = [pair({"stage": s}, {"stage_min": 4, "stage_max": 4}).score[0, 0] for s in (4, 3, 2, 1)]
    assert stages[0] > stages[1] > stages[2] == stages[3]


def test_a_switched_off_criterion_says_nothing() -> None:
    board = pair({"interests": 1}, {"interests": 2}, weights={"interests": 0})
    assert board.verdict("interests")[0, 0] == NEUTRAL
    assert "interests" in board.not_checked


def test_openings_for_a_person_go_by_band_blocks_fit_and_then_row() -> None:
    openings = Openings.from_rows(
        [
            {"lift_kg": 50, "cold": 1},
            {"lift_kg": 50},
            {"company": 2},
            {"company": 1},
            {"company": 1},
        ]
    )
    people = People.from_rows([{"lift_kg": 5, "cold_ok": 0, "wish_company": 1}])
    board = assess(people, openings, World(today=OCTOBER))
    assert board.openings_for(0).tolist() == [3, 4, 2, 1, 0]


def test_people_for_an_opening_are_never_ordered_by_fit() -> None:
    people = People.from_rows([{"wish_company": 1}, {"lift_kg": 1}, {"wish_company": 2}, {"wish_company": 1}])
    board = assess(people, Openings.from_rows([{"company": 2, "lift_kg": 9}]), World(today=OCTOBER))
    assert len(set(board.score[:, 0].tolist())) > 1
    assert board.people_for(0).tolist() == [0, 2, 3, 1]
