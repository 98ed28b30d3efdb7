"""Who is there, what is going on with them, and what waits: the questions that several pages ask."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import clock
from base.models.moves import Move
from base.states import Stateful, state_label
from volunteers.models import BlockClearance, Match, Person, Placement, StageChange
from volunteers.models.matches import LIVE_MATCH_STATES, MatchState
from volunteers.models.placements import LIVE_PLACEMENT_STATES, PlacementState
from volunteers.waiting import with_waiting_since

SOON = dt.timedelta(days=14)
"""How long before its date a placement is brought to the desk's attention."""

NEXT_STEP = {
    MatchState.SUGGESTED: gettext_lazy("Talk it over with the person"),
    MatchState.DISCUSSED: gettext_lazy("Propose it to the employer"),
    MatchState.PROPOSED: gettext_lazy("Hear what the employer says"),
    MatchState.TRIAL: gettext_lazy("Go along, then decide together"),
}
WAITING_STATES = tuple(NEXT_STEP)


def people_by_wait() -> QuerySet[Any]:
    """The reader's people, each with `waiting_since` (a date, None while something is going on), longest wait first.

    Waiting counts from the registration, or from the end of the last work.
    """
    people = Person.objects.annotate(is_busy=Exists(live_matches().filter(person=OuterRef("pk"))))
    return (
        with_waiting_since(people)
        .select_related("area", "main_supporter")
        .order_by("is_busy", "waiting_since", "pk")
    )


def live_matches() -> QuerySet[Match]:
    """Matches of the reader's people that are going on, work under way included."""
    return Match.objects.filter(state__in=LIVE_MATCH_STATES).order_by("suggested_at", "pk")


def going_on() -> Prefetch:
    """For lists of people: what is going on with each, as `person.going_on`."""
    return Prefetch(
        "matches", queryset=live_matches().select_related("opening", "placement"), to_attr="going_on"
    )


def waiting_matches() -> QuerySet[Match]:
    """Matches in which somebody has to take the next step."""
    return (
        live_matches()
        .filter(state__in=WAITING_STATES)
        .select_related(
            "person__main_supporter", "person__conditions", "opening__partner", "opening__workplace", "owner"
        )
    )


def live_placements() -> QuerySet[Placement]:
    """Work that was agreed and has not ended, the next date first."""
    return (
        Placement.objects.filter(state__in=LIVE_PLACEMENT_STATES)
        .select_related("match__person__main_supporter", "match__opening__partner", "match__owner")
        .order_by(Coalesce("review_on", "starts_on"), "pk")
    )


def placements_to_look_at() -> QuerySet[Placement]:
    """Work about to begin, and work whose date to look together has come or is near."""
    soon = clock.today() + SOON
    work = live_placements()
    return (
        work.filter(state=PlacementState.REVIEW_DUE)
        | work.filter(state=PlacementState.ACTIVE, review_on__lte=soon)
        | work.filter(state=PlacementState.AGREED, starts_on__lte=soon)
    )


def last_moved(model: type[Any], records: list[Any]) -> dict[int, dt.datetime]:
    """Record to the moment of its last move, in one query."""
    moves = Move.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=[record.pk for record in records]
    ).order_by("pk")
    return dict(moves.values_list("subject_id", "at"))


@dataclass(frozen=True)
class Event:
    """One line of a history: when, who, what."""

    at: dt.datetime
    who: str
    what: str
    subject: str = ""


def history_of(
    matches: list[Match], placements: list[Placement], *, stages: list[StageChange] | None = None
) -> list[Event]:
    """Everything that happened to these records, newest first, in a constant number of queries."""
    events = [*_moves_of([*matches, *placements]), *_clearances_of(matches)]
    events += [_stage_event(change) for change in stages or []]
    return sorted(events, key=lambda event: event.at)[::-1]  # of one moment, the later one first


def _moves_of(records: list[Any]) -> list[Event]:
    by_subject = {(record._meta.label_lower, record.pk): record for record in records}
    if not by_subject:
        return []
    chosen = Q(pk__in=[])
    for kind in {kind for kind, _pk in by_subject}:
        chosen |= Q(subject_type=kind, subject_id__in=[pk for one, pk in by_subject if one == kind])
    moves = Move.objects.filter(chosen).select_related("actor").order_by("pk")
    return [_move_event(move, by_subject[move.subject_type, move.subject_id]) for move in moves]


def _move_event(move: Move, record: Any) -> Event:
    opening = record.opening if isinstance(record, Match) else record.match.opening
    what = state_label(record, move.to_state)
    return Event(
        at=move.at,
        who=move.actor.shown_name if move.actor else _("the system"),
        what=f"{what}（{move.reason}）" if move.reason else what,
        subject=opening.title,
    )


def moves_as_events(record: Stateful) -> list[Event]:
    """The moves of one record, oldest first."""
    return [
        Event(
            at=move.at,
            who=move.actor.shown_name if move.actor else _("the system"),
            what=state_label(record, move.to_state),
        )
        for move in record.moves().select_related("actor")
    ]


def _clearances_of(matches: list[Match]) -> list[Event]:
    if not matches:
        return []
    by_pk = {match.pk: match for match in matches}
    return [
        Event(
            at=clearance.cleared_at,
            who=clearance.cleared_by.shown_name,
            what=_("Cleared a block: %(reason)s") % {"reason": clearance.reason},
            subject=by_pk[clearance.match_id].opening.title,
        )
        for clearance in BlockClearance.objects.filter(match__in=by_pk).select_related("cleared_by")
    ]


def _stage_event(change: StageChange) -> Event:
    return Event(
        at=change.at,
        who=change.actor.shown_name,
        what=_("Stage: %(stage)s") % {"stage": change.get_to_stage_display()},
    )
