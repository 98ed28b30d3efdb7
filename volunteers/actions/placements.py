"""The work: begun, looked after, ended."""

import datetime as dt
from typing import Any

from django.db import transaction
from django_scopes import scopes_disabled

from base.models import User
from base.states import move
from partners.actions import tell_partner
from partners.models import NeedNews
from projects.actions import release_place
from volunteers.models import Placement, Review
from volunteers.models.matches import MatchState
from volunteers.models.placements import PlacementState
from volunteers.rules import REVIEW_WITHIN


@transaction.atomic
def begin_work(placement: Placement, *, actor: User, on: dt.date, seen: str | None = None) -> None:
    """The first day."""
    move(
        placement,
        PlacementState.ACTIVE,
        actor=actor,
        seen=seen,
        begun_on=on,
        review_on=on + REVIEW_WITHIN,
    )
    _tell(placement, NeedNews.Kind.BEGUN, on=on)


@transaction.atomic
def call_off(placement: Placement, *, actor: User, seen: str | None = None) -> None:
    """It was agreed but did not begin; the place is free again."""
    move(placement, PlacementState.CALLED_OFF, actor=actor, seen=seen)
    _conclude(placement, actor=actor, news=NeedNews.Kind.NOT_THIS_TIME)


def mark_reviews_due(today: dt.date) -> int:
    """Mark the placements whose date to look together has come (the system's own move). Returns how many."""
    with scopes_disabled():
        due = list(Placement.objects.filter(state=PlacementState.ACTIVE, review_on__lte=today))
        for placement in due:
            move(placement, PlacementState.REVIEW_DUE, actor=None)
    return len(due)


@transaction.atomic
def review(
    placement: Placement,
    *,
    actor: User,
    held_on: dt.date,
    decision: str,
    hours_per_week: int | None = None,
    person_words: str = "",
    next_review_on: dt.date | None = None,
    seen: str | None = None,
) -> Review:
    """Look together: go on, more hours or fewer. The next date is set at once, within three months.

    The same look noted again by the same hand (a form posted twice) gives the one that is there.
    """
    Placement._base_manager.select_for_update().get(pk=placement.pk)
    earlier = placement.reviews.filter(held_on=held_on, decision=decision, actor=actor).first()
    if earlier:
        return earlier
    record = Review(
        placement=placement,
        held_on=held_on,
        decision=decision,
        hours_per_week=hours_per_week or placement.hours_per_week,
        person_words=person_words,
        next_review_on=next_review_on or held_on + REVIEW_WITHIN,
        actor=actor,
    )
    record.full_clean(exclude=["placement"])
    changes: dict[str, Any] = {
        "hours_per_week": record.hours_per_week,
        "review_on": record.next_review_on,
    }
    if placement.state == PlacementState.ACTIVE and seen in (None, PlacementState.ACTIVE):
        move(placement, PlacementState.REVIEW_DUE, actor=actor, seen=seen)
        seen = None
    move(placement, PlacementState.ACTIVE, actor=actor, seen=seen, **changes)
    record.save()
    return record


def pause(placement: Placement, *, actor: User, seen: str | None = None) -> None:
    """A rest; the place stays theirs."""
    move(placement, PlacementState.PAUSED, actor=actor, seen=seen)


def resume(placement: Placement, *, actor: User, seen: str | None = None) -> None:
    """Back from a rest."""
    move(placement, PlacementState.ACTIVE, actor=actor, seen=seen)


@transaction.atomic
def complete(
    placement: Placement, *, actor: User, on: dt.date, outcome: str, note: str = "", seen: str | None = None
) -> None:
    """It came to something: which of the five."""
    move(
        placement,
        PlacementState.COMPLETED,
        actor=actor,
        seen=seen,
        ended_on=on,
        outcome=outcome,
        end_note=note,
    )
    _conclude(placement, actor=actor, news=NeedNews.Kind.ENDED, on=on)


@transaction.atomic
def end_early(
    placement: Placement,
    *,
    actor: User,
    on: dt.date,
    end_reason: str,
    note: str = "",
    seen: str | None = None,
) -> None:
    """It ended before its time. Not a failure: what was learnt is kept for the next try."""
    move(
        placement,
        PlacementState.ENDED_EARLY,
        actor=actor,
        seen=seen,
        ended_on=on,
        end_reason=end_reason,
        end_note=note,
    )
    _conclude(placement, actor=actor, news=NeedNews.Kind.ENDED, on=on)


def _conclude(placement: Placement, *, actor: User, news: NeedNews.Kind, on: dt.date | None = None) -> None:
    move(placement.match, MatchState.CONCLUDED, actor=actor)
    release_place(placement.match.opening, actor=actor)
    _tell(placement, news, on=on)


def _tell(placement: Placement, kind: NeedNews.Kind, *, on: dt.date | None = None) -> None:
    opening = placement.match.opening
    tell_partner(opening.need, kind, opening_title=opening.title, on=on)
