"""The work from its first day to its end, told through the verbs."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from base import clock
from base.models import User
from base.states import AlreadyMoved, MoveRefused
from partners.models import NeedNews
from projects.actions import close
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers import actions
from volunteers.models import Match, Placement, Review
from volunteers.models.matches import MatchState
from volunteers.models.placements import EndReason, Outcome, PlacementState
from volunteers.rules import REVIEW_WITHIN
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

BEGAN = dt.date(2026, 6, 1)
LATER = BEGAN + dt.timedelta(days=90)


@pytest.fixture
def actor() -> Iterator[User]:
    """A coordinator, who is reading."""
    user = scene.coordinator()
    with reading_as(user):
        yield user


@pytest.fixture
def opening(actor: User) -> Opening:
    """With one place only, so that it fills."""
    return scene.opening(actor, places=1)


@pytest.fixture
def agreed(opening: Opening, actor: User) -> Placement:
    return scene.agreed(scene.person(actor), opening, actor, starts_on=BEGAN)


@pytest.fixture
def working(agreed: Placement, actor: User) -> Placement:
    actions.begin_work(agreed, actor=actor, on=BEGAN)
    return agreed


def told(opening: Opening) -> list[tuple[str, dt.date | None]]:
    assert opening.need is not None
    return [(news.kind, news.on) for news in opening.need.news.all()]


def states(placement: Placement) -> list[str]:
    return [move.to_state for move in placement.moves()]


def test_the_whole_line_from_a_thought_to_the_end_is_told_step_by_step(actor: User) -> None:
    opening = scene.opening(actor, places=1)
    match = scene.proposed(scene.person(actor), opening, actor)
    actions.set_visit(match, actor=actor, kind="visit", on=BEGAN)
    placement = actions.agree(match, actor=actor, starts_on=BEGAN, workplace_supporter="浜さん")
    actions.begin_work(placement, actor=actor, on=BEGAN)
    actions.complete(placement, actor=actor, on=LATER, outcome=Outcome.OPEN_HERE)
    assert told(opening)[-5:] == [
        (NeedNews.Kind.PROPOSED, None),
        (NeedNews.Kind.TRIAL, BEGAN),
        (NeedNews.Kind.AGREED, BEGAN),
        (NeedNews.Kind.BEGUN, BEGAN),
        (NeedNews.Kind.ENDED, LATER),
    ]
    match.refresh_from_db()
    assert [move.to_state for move in match.moves()] == [
        "suggested",
        "discussed_with_person",
        "proposed_to_employer",
        "visit_or_trial",
        "agreed",
        "concluded",
    ]
    assert states(placement) == ["agreed", "active", "completed"]
    assert {move.actor for move in [*match.moves(), *placement.moves()]} == {actor}


def test_the_first_day_sets_the_day_to_look_together(agreed: Placement, actor: User) -> None:
    on = BEGAN + dt.timedelta(days=5)  # not the day that was planned
    actions.begin_work(agreed, actor=actor, on=on)
    assert (agreed.begun_on, agreed.review_on) == (on, on + REVIEW_WITHIN)


# --- ends -----------------------------------------------------------------------------------------------------------

End = Callable[[Placement, User], None]
ENDS: dict[str, End] = {
    **{
        outcome.value: lambda placement, actor, outcome=outcome: actions.complete(  # type: ignore[misc]
            placement, actor=actor, on=LATER, outcome=outcome, note="よく来た"
        )
        for outcome in Outcome
    },
    **{
        reason.value: lambda placement, actor, reason=reason: actions.end_early(  # type: ignore[misc]
            placement, actor=actor, on=LATER, end_reason=reason, note="休み方を先に決める"
        )
        for reason in EndReason
    },
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_every_end_frees_the_place_and_opens_the_opening_again(
    working: Placement, opening: Opening, actor: User, end: End
) -> None:
    opening.refresh_from_db()
    assert (opening.places_taken, opening.state) == (1, OpeningState.FILLED)
    end(working, actor)
    opening.refresh_from_db()
    assert (opening.places_taken, opening.state) == (0, OpeningState.PUBLISHED)
    assert Match.objects.get().state == MatchState.CONCLUDED
    assert told(opening)[-1] == (NeedNews.Kind.ENDED, LATER)


def test_staying_half_on_benefit_is_kept_as_what_it_came_to(working: Placement, actor: User) -> None:
    actions.complete(working, actor=actor, on=LATER, outcome=Outcome.HALF_HALF)
    kept = Placement.objects.get()
    assert (kept.state, kept.outcome, kept.ended_on, kept.end_reason) == (
        PlacementState.COMPLETED,
        Outcome.HALF_HALF,
        LATER,
        "",
    )


def test_the_employer_reads_that_it_ended_and_not_why(
    working: Placement, opening: Opening, actor: User
) -> None:
    actions.end_early(working, actor=actor, on=LATER, end_reason=EndReason.HEALTH, note="眠れない日が続いた")
    [news] = NeedNews.objects.filter(kind=NeedNews.Kind.ENDED)
    assert (news.sketch, news.opening_title) == ({}, opening.title)


def test_work_that_does_not_begin_gives_the_place_back(
    agreed: Placement, opening: Opening, actor: User
) -> None:
    actions.call_off(agreed, actor=actor)
    opening.refresh_from_db()
    assert (opening.places_taken, opening.state) == (0, OpeningState.PUBLISHED)
    assert told(opening)[-1] == (NeedNews.Kind.NOT_THIS_TIME, None)


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_what_has_ended_does_not_end_again(
    working: Placement, opening: Opening, actor: User, end: End
) -> None:
    """Nor does it free a second place."""
    stale = Placement.objects.get()
    end(working, actor)
    for again in (stale, working):
        with pytest.raises(MoveRefused):
            end(again, actor)
    opening.refresh_from_db()
    assert opening.places_taken == 0
    assert told(opening).count((NeedNews.Kind.ENDED, LATER)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda placement, actor: actions.complete(placement, actor=actor, on=LATER, outcome=""),
        lambda placement, actor: actions.end_early(placement, actor=actor, on=LATER, end_reason=""),
        lambda placement, actor: actions.complete(
            placement, actor=actor, on=BEGAN - dt.timedelta(days=1), outcome=Outcome.OPEN_HERE
        ),
    ],
    ids=["no outcome", "no reason", "ended before it began"],
)
def test_an_end_that_cannot_be_leaves_nothing_half_done(
    working: Placement, opening: Opening, actor: User, wrong: Any
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(working, actor)
    opening.refresh_from_db()
    assert opening.places_taken == 1
    assert Placement.objects.get().state == PlacementState.ACTIVE == working.state
    assert Match.objects.get().state == MatchState.AGREED
    assert told(opening)[-1][0] == NeedNews.Kind.BEGUN


def test_the_place_of_an_opening_that_was_closed_meanwhile_stays_closed(
    working: Placement, opening: Opening, actor: User
) -> None:
    opening.refresh_from_db()
    close(opening, actor=actor, reason="季節の終わり")
    working.refresh_from_db()
    actions.complete(working, actor=actor, on=LATER, outcome=Outcome.OPEN_HERE)
    opening.refresh_from_db()
    assert (opening.places_taken, opening.state) == (0, OpeningState.CLOSED)


# --- rests and looks ------------------------------------------------------------------------------------------------


def test_a_rest_keeps_the_place(working: Placement, opening: Opening, actor: User) -> None:
    actions.pause(working, actor=actor)
    opening.refresh_from_db()
    assert opening.places_taken == 1
    actions.resume(working, actor=actor)
    assert states(working) == ["agreed", "active", "paused", "active"]


def test_the_day_to_look_together_is_brought_up_by_the_calendar(working: Placement, actor: User) -> None:
    due = working.review_on
    assert due is not None
    assert actions.mark_reviews_due(due - dt.timedelta(days=1)) == 0
    assert actions.mark_reviews_due(due) == 1
    assert actions.mark_reviews_due(due) == 0
    working.refresh_from_db()
    assert working.state == PlacementState.REVIEW_DUE
    last = working.moves().last()
    assert last is not None
    assert last.actor is None


@pytest.mark.parametrize("decision", Review.Decision.values)
@pytest.mark.parametrize("is_due", [True, False])
def test_a_look_together_sets_hours_and_the_next_day_at_once(
    working: Placement, actor: User, decision: str, is_due: bool
) -> None:
    if is_due:
        actions.mark_reviews_due(LATER + dt.timedelta(days=30))
        working.refresh_from_db()
    review = actions.review(
        working, actor=actor, held_on=LATER, decision=decision, hours_per_week=6, person_words="続けたい"
    )
    assert (review.next_review_on, review.actor, review.person_words) == (
        LATER + REVIEW_WITHIN,
        actor,
        "続けたい",
    )
    working.refresh_from_db()
    assert (working.state, working.hours_per_week, working.review_on) == (
        PlacementState.ACTIVE,
        6,
        LATER + REVIEW_WITHIN,
    )
    assert states(working)[-2:] == ["review_due", "active"]


def test_a_look_that_changes_no_hours_keeps_them(working: Placement, actor: User) -> None:
    review = actions.review(working, actor=actor, held_on=LATER, decision="continue")
    assert review.hours_per_week == working.hours_per_week == 4


def test_the_same_look_posted_twice_is_one(working: Placement, actor: User) -> None:
    first = actions.review(working, actor=actor, held_on=LATER, decision="continue")
    assert actions.review(working, actor=actor, held_on=LATER, decision="continue") == first
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"next_review_on": LATER}, "__all__"),
        ({"decision": "sack"}, "decision"),
    ],
)
def test_a_look_that_cannot_be_is_refused_in_words(
    working: Placement, actor: User, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.review(working, actor=actor, **{"held_on": LATER, "decision": "continue", **wrong})
    assert list(refusal.value.message_dict) == [field]
    assert states(working) == ["agreed", "active"]


def test_of_two_who_look_at_the_same_page_the_second_is_told(working: Placement, actor: User) -> None:
    stale = Placement.objects.get()
    actions.pause(working, actor=actor)
    with pytest.raises(AlreadyMoved, match=actor.shown_name):
        actions.complete(stale, actor=actor, on=LATER, outcome=Outcome.OPEN_HERE)


def test_what_is_entered_later_is_counted_by_its_own_day(working: Placement, actor: User) -> None:
    moment = dt.datetime(2026, 8, 30, 1, 0, tzinfo=dt.UTC)
    with clock.happened_at(moment):
        actions.complete(working, actor=actor, on=LATER, outcome=Outcome.NEXT_TRAINING)
    last = working.moves().last()
    assert last is not None
    assert last.at == moment
