"""A match from the first thought to the agreement, told through the verbs."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from base import clock
from base.models import Move, User
from base.states import AlreadyMoved, MoveRefused
from partners.models import NeedNews
from projects.actions import NoPlaceLeft, change_conditions, claim_place
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers import actions
from volunteers.models import BlockClearance, Match, Person, Placement
from volunteers.models.matches import LIVE_MATCH_STATES, MatchState
from volunteers.rules import PLANNED_LENGTH, REVIEW_WITHIN
from volunteers.scopes import reading_as
from volunteers.snapshots import SKETCH_FIELDS
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 21)
TOO_HEAVY = {"lift_kg": 20}  # the person of the scene lifts 5 kg


@pytest.fixture
def actor() -> Iterator[User]:
    """A coordinator, who is reading."""
    user = scene.coordinator()
    with reading_as(user):
        yield user


@pytest.fixture
def opening(actor: User) -> Opening:
    return scene.opening(actor)


@pytest.fixture
def person(actor: User) -> Person:
    return scene.person(actor)


def told(opening: Opening) -> list[str]:
    """What the employer has been told since the opening was made."""
    assert opening.need is not None
    kinds = [news.kind for news in opening.need.news.all()]
    return kinds[kinds.index(NeedNews.Kind.OPENING_MADE) + 1 :]


def agree(match: Match, actor: User, **values: Any) -> Placement:
    return actions.agree(
        match, actor=actor, **{"starts_on": TODAY, "workplace_supporter": "浜さん", **values}
    )


# --- suggesting -----------------------------------------------------------------------------------------------------


def test_a_suggestion_keeps_its_reasons_and_tells_the_employer_nothing(
    person: Person, opening: Opening, actor: User
) -> None:
    match, made = actions.suggest(person, opening, actor=actor)
    assert made
    assert (match.state, match.owner) == (MatchState.SUGGESTED, actor)
    assert {reason["verdict"] for reason in match.reasons} >= {"for", "unknown"}
    assert all(set(reason) == {"code", "verdict", "text"} and reason["text"] for reason in match.reasons)
    assert match.band is not None
    assert told(opening) == []


def test_the_reasons_stay_as_they_were_on_that_day(person: Person, opening: Opening, actor: User) -> None:
    match, _made = actions.suggest(person, opening, actor=actor)
    before = match.reasons
    actions.update_conditions(person, lift_kg=0)
    change_conditions(opening, actor=actor, **TOO_HEAVY)
    match.refresh_from_db()
    assert match.reasons == before


def test_a_live_match_is_not_doubled(person: Person, opening: Opening, actor: User) -> None:
    match, _made = actions.suggest(person, opening, actor=actor)
    assert actions.suggest(person, opening, actor=actor, token=uuid.uuid4()) == (match, False)
    assert Match.objects.count() == 1


@pytest.mark.parametrize("end", [actions.decline_for_person, actions.withdraw])
def test_after_a_no_the_two_may_be_thought_of_again(
    person: Person, opening: Opening, actor: User, end: Any
) -> None:
    match, _made = actions.suggest(person, opening, actor=actor)
    end(match, actor=actor)
    again, made = actions.suggest(person, opening, actor=actor)
    assert made
    assert again != match


def test_what_is_blocked_may_be_suggested_and_says_so(person: Person, actor: User) -> None:
    match, _made = actions.suggest(person, scene.opening(actor, **TOO_HEAVY), actor=actor)
    assert match.band is None
    assert [reason["code"] for reason in match.reasons if reason["verdict"] == "block"] == ["lift"]


# --- talking, proposing, saying no ----------------------------------------------------------------------------------


def test_the_employer_reads_work_conditions_and_nothing_else(
    person: Person, opening: Opening, actor: User
) -> None:
    scene.proposed(person, opening, actor)
    news = NeedNews.objects.get(kind=NeedNews.Kind.PROPOSED)
    assert set(news.sketch) <= set(SKETCH_FIELDS)
    assert news.sketch == {"max_hours_now": 6, "slots": person.conditions.slots, "lift_kg": 5}
    assert (news.opening_title, news.on) == (opening.title, None)


@pytest.mark.parametrize("words", ["", "今はやめておきます。"])
def test_a_no_of_the_person_before_the_proposal_tells_the_employer_nothing(
    person: Person, opening: Opening, actor: User, words: str
) -> None:
    match, _made = actions.suggest(person, opening, actor=actor)
    actions.talk_over(match, actor=actor, words="考えます。")
    actions.decline_for_person(match, actor=actor, words=words)
    assert match.person_words == (words or "考えます。")
    assert told(opening) == []


def test_a_no_of_the_person_after_the_proposal_is_told_without_a_reason(
    person: Person, opening: Opening, actor: User
) -> None:
    match = scene.proposed(person, opening, actor)
    actions.decline_for_person(match, actor=actor, words="上の人が苦手")
    assert told(opening) == ["proposed", "not_this_time"]
    news = NeedNews.objects.get(kind=NeedNews.Kind.NOT_THIS_TIME)
    assert (news.sketch, news.on, news.opening_title) == ({}, None, opening.title)


def test_a_match_that_is_taken_back_early_tells_the_employer_nothing(
    person: Person, opening: Opening, actor: User
) -> None:
    match, _made = actions.suggest(person, opening, actor=actor)
    actions.withdraw(match, actor=actor)
    assert told(opening) == []


def test_a_match_that_is_taken_back_late_is_told(person: Person, opening: Opening, actor: User) -> None:
    actions.withdraw(scene.proposed(person, opening, actor), actor=actor)
    assert told(opening) == ["proposed", "not_this_time"]


def test_a_no_of_the_employer_is_kept_in_their_words(person: Person, opening: Opening, actor: User) -> None:
    match = scene.proposed(person, opening, actor)
    actions.decline_for_employer(match, actor=actor, answer="教える人がいない")
    assert (match.state, match.employer_answer) == (MatchState.DECLINED_BY_EMPLOYER, "教える人がいない")
    assert told(opening) == ["proposed", "not_this_time"]


def test_a_visit_has_a_date_that_the_employer_reads(person: Person, opening: Opening, actor: User) -> None:
    match = scene.proposed(person, opening, actor)
    actions.set_visit(match, actor=actor, kind="visit", on=TODAY, accompanied_by="相談員", answer="どうぞ")
    assert (match.state, match.visit_on, match.employer_answer) == (MatchState.TRIAL, TODAY, "どうぞ")
    assert NeedNews.objects.get(kind=NeedNews.Kind.TRIAL).on == TODAY


def test_a_visit_without_a_date_is_refused_beside_its_field(
    person: Person, opening: Opening, actor: User
) -> None:
    match = scene.proposed(person, opening, actor)
    with pytest.raises(ValidationError) as refusal:
        actions.set_visit(match, actor=actor, kind="visit", on=None)
    assert list(refusal.value.message_dict) == ["visit_on"]
    assert match.state == MatchState.PROPOSED
    assert told(opening) == ["proposed"]


def test_the_employer_hears_nothing_before_the_person_has_been_asked(
    person: Person, opening: Opening, actor: User
) -> None:
    match, _made = actions.suggest(person, opening, actor=actor)
    with pytest.raises(MoveRefused):
        actions.propose(match, actor=actor)
    assert told(opening) == []


# --- agreeing -------------------------------------------------------------------------------------------------------


def test_an_agreement_takes_a_place_and_keeps_the_conditions_as_shown(
    person: Person, opening: Opening, actor: User
) -> None:
    placement = agree(scene.proposed(person, opening, actor), actor, hours_per_week=4, accommodations="椅子")
    opening.refresh_from_db()
    assert (opening.places_taken, opening.state) == (1, OpeningState.PUBLISHED)
    assert (placement.starts_on, placement.planned_end_on) == (TODAY, TODAY + PLANNED_LENGTH)
    assert (placement.review_on, placement.centre_supporter) == (TODAY + REVIEW_WITHIN, actor)
    change_conditions(opening, actor=actor, hours_max=4, title="網の片づけ")
    placement.refresh_from_db()
    assert placement.conditions_shown["title"] == "網の手入れ"
    assert placement.conditions_shown["hours_max"] == 8
    assert told(opening)[-1] == NeedNews.Kind.AGREED


def test_an_agreement_is_possible_straight_after_the_proposal_and_after_a_visit(actor: User) -> None:
    opening = scene.opening(actor, places=2)
    agree(scene.proposed(scene.person(actor, "いつき"), opening, actor), actor)
    match = scene.proposed(scene.person(actor, "ほたる"), opening, actor)
    actions.set_visit(match, actor=actor, kind="trial", on=TODAY)
    agree(match, actor)
    opening.refresh_from_db()
    assert opening.state == OpeningState.FILLED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"workplace_supporter": ""}, "workplace_supporter"),
        ({"planned_end_on": TODAY - dt.timedelta(days=1)}, "__all__"),
        ({"hours_per_week": 169}, "__all__"),
    ],
)
def test_an_agreement_that_cannot_be_leaves_nothing_half_done(
    person: Person, opening: Opening, actor: User, wrong: dict[str, Any], field: str
) -> None:
    match = scene.proposed(person, opening, actor)
    with pytest.raises(ValidationError) as refusal:
        agree(match, actor, **wrong)
    assert list(refusal.value.message_dict) == [field]
    _nothing_was_agreed(match)


def test_without_a_place_nothing_is_agreed_and_the_match_can_still_be_taken_back(
    person: Person, actor: User
) -> None:
    opening = scene.opening(actor, places=1)
    match = scene.proposed(person, opening, actor)
    claim_place(Opening.objects.get(pk=opening.pk), actor=actor)  # somebody else was faster
    with pytest.raises(NoPlaceLeft):
        agree(match, actor)
    _nothing_was_agreed(match, taken=1)
    actions.withdraw(match, actor=actor)
    assert match.state == MatchState.WITHDRAWN


def _nothing_was_agreed(match: Match, *, taken: int = 0) -> None:
    """Neither in the database nor in memory."""
    assert match.state == MatchState.PROPOSED == Match.objects.get(pk=match.pk).state
    assert match.opening.places_taken == 0
    assert Opening.objects.get(pk=match.opening_id).places_taken == taken
    assert not Placement.objects.exists()
    assert not Move.objects.into(Match, MatchState.AGREED).exists()
    assert NeedNews.Kind.AGREED not in told(match.opening)


def test_a_second_agreement_to_the_same_match_is_refused(
    person: Person, opening: Opening, actor: User
) -> None:
    match = scene.proposed(person, opening, actor)
    stale = Match.objects.get(pk=match.pk)
    agree(match, actor)
    with pytest.raises(AlreadyMoved, match=actor.shown_name):
        agree(stale, actor)
    assert Placement.objects.count() == 1
    opening.refresh_from_db()
    assert opening.places_taken == 1


# --- hard blocks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def blocked(person: Person, actor: User) -> Match:
    return scene.proposed(person, scene.opening(actor, **TOO_HEAVY), actor)


def test_a_hard_block_refuses_the_agreement_and_says_which(blocked: Match, actor: User) -> None:
    with pytest.raises(MoveRefused) as refusal:
        agree(blocked, actor)
    assert "20" in str(refusal.value)
    assert "5" in str(refusal.value)
    _nothing_was_agreed(blocked)


def test_a_chief_clears_a_block_with_a_reason_and_the_agreement_stands(blocked: Match, actor: User) -> None:
    chief = scene.chief()
    actions.clear_block(blocked, "lift", actor=chief, reason="重い物は二人で持つ")
    clearance = BlockClearance.objects.get()
    assert (clearance.match, clearance.cleared_by, clearance.reason) == (blocked, chief, "重い物は二人で持つ")
    assert agree(blocked, actor).match == blocked


@pytest.mark.parametrize("who", ["coordinator", "administrator", "editor"])
def test_nobody_else_clears_a_block(blocked: Match, actor: User, who: str) -> None:
    accounts = {
        "coordinator": lambda: actor,
        "administrator": lambda: scene.user("root", is_superuser=True),
        "editor": scene.editor,
    }
    with pytest.raises(PermissionDenied):
        actions.clear_block(blocked, "lift", actor=accounts[who](), reason="大丈夫")
    with pytest.raises(MoveRefused):
        agree(blocked, actor)


@pytest.mark.parametrize("reason", ["", " ", "　"])
def test_a_block_is_not_cleared_without_a_reason(blocked: Match, reason: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.clear_block(blocked, "lift", actor=scene.chief(), reason=reason)
    assert list(refusal.value.message_dict) == ["reason"]
    assert not BlockClearance.objects.exists()


def test_clearing_one_block_leaves_the_others_standing(person: Person, actor: User) -> None:
    actions.update_conditions(person, stand_minutes=10)
    match = scene.proposed(person, scene.opening(actor, stand_minutes=60, **TOO_HEAVY), actor)
    actions.clear_block(match, "lift", actor=scene.chief(), reason="重い物は二人で持つ")
    with pytest.raises(MoveRefused) as refusal:
        agree(match, actor)
    assert "60" in str(refusal.value)
    assert "20" not in str(refusal.value)


def test_a_clearance_counts_for_its_own_match_only(blocked: Match, person: Person, actor: User) -> None:
    actions.clear_block(blocked, "lift", actor=scene.chief(), reason="重い物は二人で持つ")
    other = scene.proposed(person, scene.opening(actor, title="箱はこび", **TOO_HEAVY), actor)
    with pytest.raises(MoveRefused):
        agree(other, actor)


def test_clearing_again_keeps_the_latest_reason(blocked: Match) -> None:
    chief = scene.chief()
    for reason in ("台車がある", "重い物は二人で持つ"):
        actions.clear_block(blocked, "lift", actor=chief, reason=reason)
    assert BlockClearance.objects.get().reason == "重い物は二人で持つ"


def test_a_block_that_is_no_longer_there_no_longer_stands(
    blocked: Match, person: Person, actor: User
) -> None:
    actions.update_conditions(person, lift_kg=20)
    fresh = Match.objects.select_related("person__conditions", "opening").get(pk=blocked.pk)
    assert agree(fresh, actor).match == blocked


def test_live_states_are_those_from_which_something_may_still_come() -> None:
    assert {state for state, goes in Match.MOVES.items() if goes} == set(LIVE_MATCH_STATES)


def test_the_day_of_the_agreement_is_the_day_it_happened(
    person: Person, opening: Opening, actor: User
) -> None:
    match = scene.proposed(person, opening, actor)
    with clock.happened_at(dt.datetime(2026, 11, 20, 15, 0, tzinfo=dt.UTC)):
        assert agree(match, actor).agreed_on == TODAY  # midnight in Kushiro
