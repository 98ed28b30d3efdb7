"""From the database to the engine and back to words."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes.exceptions import ScopeError

from base import clock
from base.models import Area, TravelTime, User
from base.vocabulary import TravelMode
from partners.models import Workplace
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers import actions, board
from volunteers.board import OPENING_COLUMNS, PERSON_COLUMNS, openings_for, pair_of, people_for
from volunteers.matching import Openings, People
from volunteers.matching.rules import CODES
from volunteers.models import Match, Person, PersonRole, WorkConditions
from volunteers.models.placements import EndReason
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Iterator[User]:
    """A coordinator, who is reading."""
    user = scene.coordinator()
    with reading_as(user):
        yield user


@pytest.fixture
def person(actor: User) -> Person:
    return scene.person(actor)


def codes(pair: board.Pair, verdict: str) -> set[str]:
    return {said.code for said in pair.with_verdict(verdict)}


def pair(person: Person, opening: Opening) -> board.Pair:
    """The two as they are in the database now."""
    [found] = [
        pair
        for pair in openings_for(Person.objects.select_related("conditions").get(pk=person.pk))
        if pair.opening == opening
    ]
    return found


# --- one person before all openings ---------------------------------------------------------------------------------


def test_openings_stand_by_fit_and_what_is_blocked_comes_last_with_the_fewest_blocks_first(
    actor: User, person: Person
) -> None:
    actions.update_conditions(person, stand_minutes=10, interests=1)
    two_blocks = scene.opening(actor, title="二つ", lift_kg=20, stand_minutes=60)
    one_block = scene.opening(actor, title="一つ", lift_kg=20)
    plain = scene.opening(actor, title="ふつう", interests=2)
    liked = scene.opening(actor, title="すき", interests=1)
    person.refresh_from_db()
    pairs = openings_for(person)
    assert [pair.opening for pair in pairs] == [liked, plain, one_block, two_blocks]
    assert [pair.blocked for pair in pairs] == [False, False, True, True]
    assert [pair.band is None for pair in pairs] == [False, False, True, True]


@pytest.mark.parametrize("state", [state for state in OpeningState if state != OpeningState.PUBLISHED])
def test_only_what_is_open_today_is_thought_of(actor: User, person: Person, state: str) -> None:
    opening = scene.opening(actor)
    Opening.objects.filter(pk=opening.pk).update(state=state)
    assert openings_for(person) == []


def test_nothing_open_is_no_error(person: Person) -> None:
    assert openings_for(person) == []


def test_what_is_not_known_is_neither_for_nor_against(actor: User) -> None:
    opening = scene.opening(actor, lift_kg=20, noise=3, cold=True)
    person = scene.person(actor, conditions={"lift_kg": None, "noise_stress": None, "cold_ok": None})
    found = pair(person, opening)
    assert {"lift", "noise", "cold"} <= codes(found, "unknown")
    assert not found.blocked
    assert not {"lift", "noise", "cold"} & (codes(found, "for") | codes(found, "against"))


def test_an_opening_that_says_nothing_is_asked_about_too(actor: User, person: Person) -> None:
    assert "lift" in codes(pair(person, scene.opening(actor, lift_kg=None)), "unknown")


def test_a_partner_to_avoid_is_a_block(actor: User) -> None:
    opening = scene.opening(actor)
    person = scene.person(actor, conditions={"avoid_partners": [opening.partner]})
    assert codes(pair(person, opening), "block") == {"safety"}


def test_every_reason_is_a_sentence_in_japanese_with_its_numbers(actor: User, person: Person) -> None:
    found = pair(person, scene.opening(actor, lift_kg=20))
    [block] = found.blocks
    assert "20" in block.text
    assert "5" in block.text
    for said in found.said:
        assert said.code in CODES
        assert not said.text.isascii()


# --- one opening before all people ----------------------------------------------------------------------------------


def test_people_stand_by_how_long_they_are_registered_and_never_by_fit(actor: User) -> None:
    opening = scene.opening(actor, interests=1, lift_kg=20)
    with clock.happened_at(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)):
        longest = scene.person(actor, "さいしょ", conditions={"interests": 2, "lift_kg": 20})
    with clock.happened_at(dt.datetime(2026, 2, 1, tzinfo=dt.UTC)):
        blocked = scene.person(actor, "できない", conditions={"lift_kg": 1})
    with clock.happened_at(dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
        fits_best = scene.person(actor, "ぴったり", conditions={"interests": 1, "lift_kg": 20})
    pairs = people_for(opening)
    assert [pair.person for pair in pairs] == [longest, fits_best, blocked]
    assert pairs[1].score > pairs[0].score


def test_only_those_who_look_for_a_place_or_volunteer_are_thought_of(actor: User) -> None:
    opening = scene.opening(actor)
    seeker = scene.person(actor, "さがす人", roles=[PersonRole.Kind.SEEKER])
    both = scene.person(actor, "両方の人", roles=[PersonRole.Kind.SEEKER, PersonRole.Kind.VOLUNTEER])
    scene.person(actor, "支える人", roles=[PersonRole.Kind.SUPPORTER])
    ended = scene.person(actor, "やめた人")
    ended.roles.update(until=clock.today())
    assert [pair.person for pair in people_for(opening)] == [seeker, both]


def test_a_coordinator_thinks_of_their_own_people_only(actor: User, person: Person) -> None:
    opening = scene.opening(actor)
    with reading_as(scene.coordinator("stranger")):
        assert people_for(opening) == []
    with reading_as(scene.chief()):
        assert [pair.person for pair in people_for(opening)] == [person]


def test_nobody_is_thought_of_before_it_is_said_who_reads(db: None) -> None:
    opening = scene.opening(scene.coordinator())
    with pytest.raises(ScopeError):
        people_for(opening)


# --- what the history adds ------------------------------------------------------------------------------------------


def test_hours_at_work_count_and_those_of_work_that_has_ended_do_not(actor: User, person: Person) -> None:
    opening = scene.opening(actor, hours_min=30, starts_from_hours=30, hours_max=30)
    actions.update_conditions(person, max_hours_now=38)
    assert "first_hours" in codes(pair(person, opening), "against")
    scene.working(person, scene.opening(actor, title="ほかの仕事"), actor)
    assert "first_hours" not in codes(pair(person, opening), "against")


def test_work_that_did_not_begin_is_still_a_first_time(actor: User, person: Person) -> None:
    opening = scene.opening(actor, hours_min=30, starts_from_hours=30, hours_max=30)
    actions.update_conditions(person, max_hours_now=38)
    actions.call_off(scene.agreed(person, scene.opening(actor, title="ほかの仕事"), actor), actor=actor)
    assert "first_hours" in codes(pair(person, opening), "against")


@pytest.mark.parametrize(("days_ago", "is_said"), [(10, True), (400, False)])
def test_early_ends_of_the_last_year_speak_against_a_partner(
    actor: User, person: Person, days_ago: int, is_said: bool
) -> None:
    opening = scene.opening(actor, places=9)
    on = clock.today() - dt.timedelta(days=days_ago)
    for number in range(3):
        someone = scene.person(actor, f"{number}さん")
        placement = scene.working(someone, opening, actor, since=on)
        actions.end_early(placement, actor=actor, on=on, end_reason=EndReason.RELATIONS)
    assert ("early_ends" in codes(pair(person, opening), "against")) is is_said


def test_early_ends_of_other_coordinators_people_count_too(actor: User, person: Person) -> None:
    colleague, opening = scene.coordinator("colleague"), scene.opening(actor, places=9)
    for number in range(3):
        placement = scene.working(scene.person(colleague, f"{number}さん"), opening, colleague)
        with reading_as(colleague):
            actions.end_early(placement, actor=colleague, on=clock.today(), end_reason=EndReason.RELATIONS)
    assert "early_ends" in codes(pair(person, opening), "against")


def test_the_table_of_ways_is_read_by_area_and_means(actor: User, person: Person) -> None:
    kushiro, akan = Area.objects.get(code="kushiro"), Area.objects.get(code="akan")
    opening = scene.opening(actor, pick_up=False)
    Workplace.objects.filter(pk=opening.workplace_id).update(area=akan, walk_minutes=5)
    actions.update_conditions(person, max_commute_minutes=30)
    assert "commute" in codes(pair(person, opening), "unknown")
    TravelTime.objects.create(
        origin=kushiro,
        destination=akan,
        mode=TravelMode.BUS_OR_TRAIN,
        minutes=55,
        source="見本",
        confirmed_on=clock.today(),
    )
    assert "commute" in codes(pair(person, opening), "block")
    TravelTime.objects.update(minutes=25)
    assert "commute" in codes(pair(person, opening), "for")


def test_a_way_that_is_known_by_another_means_does_not_help(actor: User, person: Person) -> None:
    kushiro = Area.objects.get(code="kushiro")
    opening = scene.opening(actor, pick_up=False)
    actions.update_conditions(person, max_commute_minutes=30)
    TravelTime.objects.create(
        origin=kushiro,
        destination=kushiro,
        mode=TravelMode.OWN_CAR,
        minutes=5,
        source="見本",
        confirmed_on=clock.today(),
    )
    assert "commute" in codes(pair(person, opening), "unknown")


# --- a match --------------------------------------------------------------------------------------------------------


def test_a_cleared_block_is_marked_and_no_longer_blocks(actor: User, person: Person) -> None:
    match = scene.proposed(person, scene.opening(actor, lift_kg=20), actor)
    assert pair_of(match).blocked
    actions.clear_block(match, "lift", actor=scene.chief(), reason="二人で持つ")
    found = pair_of(match)
    assert not found.blocked
    assert [said.code for said in found.cleared] == ["lift"]
    assert found.blocks == []


def test_a_clearance_of_what_never_stood_in_the_way_clears_nothing(actor: User, person: Person) -> None:
    match = scene.proposed(person, scene.opening(actor), actor)
    actions.clear_block(match, "lift", actor=scene.chief(), reason="念のため")
    assert pair_of(match).cleared == []


# --- columns and queries --------------------------------------------------------------------------------------------


def test_every_column_of_the_engine_is_fed() -> None:
    """By a column of the same name, or by the board itself. A column added to the engine alone fails here."""
    by_hand = {"area", "stage", "available_from", "first_placement", "current_hours", "info_age_days"}
    not_asked = set(People.columns()) - set(PERSON_COLUMNS) - by_hand
    assert not_asked == {"good_time", "plain_japanese", "strengths"}, "their rules have weight 0"
    assert {*PERSON_COLUMNS} <= {field.name for field in WorkConditions._meta.get_fields()}
    assert {*OPENING_COLUMNS} <= {*Openings.columns()}


@pytest.mark.parametrize("look", ["openings", "people"])
def test_questions_to_the_database_do_not_grow_with_the_rows(actor: User, look: str) -> None:
    asked = []
    for number in (1, 3):
        while Person.objects.count() < number:
            scene.person(actor, f"{Person.objects.count()}さん")
            scene.opening(actor)
        person, opening = Person.objects.select_related("conditions").first(), Opening.objects.first()
        assert person is not None
        assert opening is not None
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found: list[Any] = openings_for(person) if look == "openings" else people_for(opening)
        assert len(found) == number
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8


def test_what_a_match_keeps_is_plain(actor: User, person: Person) -> None:
    match, _made = actions.suggest(person, scene.opening(actor), actor=actor)
    kept = Match.objects.get(pk=match.pk)
    assert kept.reasons == match.reasons
    assert kept.band == match.band in (0, 1, 2)
