"""What waits for the desk, on the first page after signing in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from base import clock
from partners.models import Need
from partners.models.needs import NeedState
from projects.models import Opening
from projects.models.openings import OpeningState

SOON = dt.timedelta(days=7)
"""How long before its last day an opening is spoken of (domain.md 4.4)."""
ROWS = 5


class DeskPanel(Component):
    """Needs that wait, openings in review, openings that end within a week. Two queries and two lists."""

    name = "desk"
    template_name = "projects/desk/dashboard.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        today = clock.today()
        waiting = Need.objects.filter(state=NeedState.SUBMITTED).select_related("partner")
        ending = Opening.objects.filter(
            state__in=(OpeningState.PUBLISHED, OpeningState.PAUSED, OpeningState.FILLED),
            valid_until__range=(today, today + SOON),
        ).select_related("partner")
        return {
            "counts": _counts(today),
            "waiting": waiting.order_by("submitted_at")[:ROWS],
            "ending": ending.order_by("valid_until")[:ROWS],
        }


def _counts(today: dt.date) -> list[dict[str, Any]]:
    needs = Need.objects.aggregate(
        waiting=Count("pk", filter=Q(state=NeedState.SUBMITTED)),
        heard=Count("pk", filter=Q(state__in=(NeedState.HEARING, NeedState.CARVING))),
    )
    openings = Opening.objects.aggregate(
        review=Count("pk", filter=Q(state=OpeningState.IN_REVIEW)),
        draft=Count("pk", filter=Q(state__in=(OpeningState.DRAFT, OpeningState.RETURNED))),
        shown=Count("pk", filter=Q(state=OpeningState.PUBLISHED)),
    )
    to_needs, to_openings = reverse("desk_needs"), reverse("desk_openings")
    return [
        {
            "n": needs["waiting"],
            "label": _("Needs waiting to be heard"),
            "url": f"{to_needs}?state=submitted",
        },
        {"n": needs["heard"], "label": _("Needs being carved"), "url": f"{to_needs}?state=undone"},
        {"n": openings["review"], "label": _("Openings in review"), "url": f"{to_openings}?state=in_review"},
        {"n": openings["draft"], "label": _("Openings in draft"), "url": f"{to_openings}?state=draft"},
        {"n": openings["shown"], "label": _("Openings on the site"), "url": f"{to_openings}?state=published"},
    ]
