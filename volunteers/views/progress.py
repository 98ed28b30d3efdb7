"""All that is under way, by step; and what of it calls for somebody today."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from base import clock
from base.audit import AuditAction
from base.desk import desk_page
from partners.models import EmployerEnquiry
from partners.models.enquiries import EnquiryState
from volunteers.board import blocks_today
from volunteers.models import ConsentRecord, ConsultationRequest, Match, Person, Placement
from volunteers.models.consultations import OPEN_STATES, ConsultationState
from volunteers.models.matches import MatchState
from volunteers.models.placements import PlacementState
from volunteers.rules import supports_people
from volunteers.scopes import keep, reading_as

from .caseload import (
    NEXT_STEP,
    last_moved,
    live_placements,
    people_by_wait,
    placements_to_look_at,
    waiting_matches,
)
from .wall import doing, for_supporters, reader

LINES_ON_HOME = 8
WAITING_ON_HOME = 5
ASK_ANEW = dt.timedelta(days=30)
"""How long before its end a consent is brought to the desk's attention."""

CARE = {
    PlacementState.AGREED: gettext_lazy("Note the first day"),
    PlacementState.ACTIVE: gettext_lazy("Look together on the agreed day"),
    PlacementState.REVIEW_DUE: gettext_lazy("Look together how it goes"),
    PlacementState.PAUSED: gettext_lazy("Ask how the rest is going"),
}


@dataclass(frozen=True)
class Line:
    """One match or placement in a list. `on` is the date that matters next, `since` when it last moved."""

    person: Person
    opening: Any
    url: str
    state: str
    todo: Any
    since: dt.date | None
    on: dt.date | None
    is_late: bool
    blocks: tuple[str, ...] = ()
    """What stands in the way by now, where the two could be brought together before."""


@for_supporters
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Matches and placements under way, step by step."""
    doing(AuditAction.LIST)
    mine = bool(request.GET.get("mine"))
    matches, placements = waiting_matches(), live_placements()
    if mine:
        matches = matches.filter(person__main_supporter=reader(request))
        placements = placements.filter(match__person__main_supporter=reader(request))
    return desk_page(
        request,
        "volunteers/desk/progress.html",
        title=_("Matches and placements"),
        icon="tasks",
        steps=_by_step(lines_of_matches(list(matches)), lines_of_placements(list(placements))),
        mine=mine,
    )


def _by_step(matches: list[Line], placements: list[Line]) -> list[dict[str, Any]]:
    return [
        *_columns(MatchState, tuple(NEXT_STEP), matches, "match"),
        *_columns(PlacementState, tuple(CARE), placements, "placement"),
    ]


def _columns(states: Any, shown: tuple[Any, ...], lines: list[Line], kind: str) -> list[dict[str, Any]]:
    return [
        {
            "key": f"{kind}-{state.value}",
            "title": states(state).label,
            "lines": [line for line in lines if line.state == state],
        }
        for state in shown
    ]


def lines_of_matches(matches: list[Match]) -> list[Line]:
    """Matches as lines, in their order, each with what stands in its way by now. As many queries for one as for many."""
    moved, today = last_moved(Match, matches), clock.today()
    blocks = blocks_today([(match.person, match.opening) for match in matches])
    return [
        Line(
            person=match.person,
            opening=match.opening,
            url=reverse("desk_match", args=[match.pk]),
            state=match.state,
            todo=NEXT_STEP[MatchState(match.state)],
            since=_day(moved.get(match.pk)),
            on=match.visit_on if match.state == MatchState.TRIAL else None,
            is_late=bool(match.state == MatchState.TRIAL and match.visit_on and match.visit_on < today),
            blocks=tuple(blocks[match.person_id, match.opening_id]),
        )
        for match in matches
    ]


def lines_of_placements(placements: list[Placement]) -> list[Line]:
    """Placements as lines, in their order, with one query for when they last moved."""
    moved, today = last_moved(Placement, placements), clock.today()
    lines = []
    for placement in placements:
        on = placement.starts_on if placement.state == PlacementState.AGREED else placement.review_on
        lines.append(
            Line(
                person=placement.match.person,
                opening=placement.match.opening,
                url=reverse("desk_placement", args=[placement.pk]),
                state=placement.state,
                todo=CARE[PlacementState(placement.state)],
                since=_day(moved.get(placement.pk)),
                on=on,
                is_late=bool(on and on < today and placement.state != PlacementState.PAUSED),
            )
        )
    return lines


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None


class TodayPanel(Component):
    """Today at the desk, on the first page of the admin: what waits for whom, and who must not be forgotten."""

    name = "today_at_the_desk"
    template_name = "volunteers/desk/today.html"
    order = 10

    class Media:
        css = {"all": ["css/desk.css"]}

    def render_html(self, parent_context: Any = None) -> Any:
        """Rendered inside the reader's scope, so that no query runs outside it; nothing for anybody else."""
        user = parent_context["request"].user
        if not supports_people(user):
            return ""
        with reading_as(user) as reading:
            shown = super().render_html(parent_context)
        keep(reading, user=user, action=AuditAction.LIST, what=self.name)
        return shown

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        waiting = sorted(lines_of_matches(list(waiting_matches())), key=_longest_first)
        due = lines_of_placements(list(placements_to_look_at()))
        alone = people_by_wait().filter(is_busy=False)
        return {
            "waiting": waiting[:LINES_ON_HOME],
            "more_waiting": max(0, len(waiting) - LINES_ON_HOME),
            "due": due[:LINES_ON_HOME],
            "more_due": max(0, len(due) - LINES_ON_HOME),
            "alone": list(alone[:WAITING_ON_HOME]),
            "alone_total": alone.count(),
            **_consents_ending(),
            "today": clock.today(),
            "asked": _asked(),
        }


def _consents_ending() -> dict[str, Any]:
    """Consents that end soon: early enough to ask anew. Two queries."""
    today = clock.today()
    ending = ConsentRecord.objects.ending(first=today, last=today + ASK_ANEW).select_related("person")
    return {
        "ending": list(ending[:LINES_ON_HOME]),
        "more_ending": max(0, ending.count() - LINES_ON_HOME),
    }


def _asked() -> list[dict[str, Any]]:
    """What came in through the open forms and waits, with where to find it. Two queries."""
    today = clock.today()
    new = Q(state=ConsultationState.NEW)
    talks = ConsultationRequest.objects.aggregate(
        new=Count("pk", filter=new),
        urgent=Count("pk", filter=new & Q(is_urgent=True)),
        late=Count("pk", filter=new & Q(reply_due__lt=today)),
        mine=Count("pk", filter=Q(state__in=OPEN_STATES) & ~new),
    )
    enquiries = EmployerEnquiry.objects.aggregate(
        new=Count("pk", filter=Q(state=EnquiryState.NEW)),
        late=Count("pk", filter=Q(state=EnquiryState.NEW, reply_due__lt=today)),
    )
    to_talks, to_enquiries = reverse("desk_consultations"), reverse("desk_enquiries")
    return [
        {
            "n": talks["new"],
            "label": _("new requests for a talk"),
            "url": to_talks,
            "late": talks["late"],
            "urgent": talks["urgent"],
        },
        {"n": talks["mine"], "label": _("requests being answered"), "url": to_talks, "late": 0, "urgent": 0},
        {
            "n": enquiries["new"],
            "label": _("new enquiries of employers"),
            "url": to_enquiries,
            "late": enquiries["late"],
            "urgent": 0,
        },
    ]


def _longest_first(line: Line) -> tuple[bool, dt.date]:
    return not line.is_late, line.since or dt.date.max
