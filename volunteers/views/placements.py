"""One placement: begun, looked after, ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base.desk import desk_page, tell
from volunteers.forms import PLACEMENT_STEPS
from volunteers.models import Placement
from volunteers.wording import snapshot_in_words

from .caseload import history_of
from .matches import must_report_income
from .stepping import Tried, offered, try_step
from .trail import person_crumb, progress_crumb
from .wall import for_supporters, placement_or_404


@for_supporters
@require_safe
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """The work, its conditions as they were shown, what was found when looking together, and the next step."""
    return _page(request, placement_or_404(pk))


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one step. Typed text is still there when it could not be taken."""
    found = placement_or_404(pk)
    if request.method != "POST":  # an address that was reloaded or kept
        return redirect("desk_placement", pk)
    tried = try_step(request, found, PLACEMENT_STEPS, name)
    if not tried.taken:
        return _page(request, placement_or_404(pk), tried=tried)
    tell(request, str(tried.step.done))
    return redirect("desk_placement", pk)


def _page(request: HttpRequest, found: Placement, *, tried: Tried | None = None) -> HttpResponse:
    steps, typed = offered(found, PLACEMENT_STEPS, tried)
    person = found.match.person
    return desk_page(
        request,
        "volunteers/desk/placement.html",
        title=_("Placement #%(number)s") % {"number": found.pk},
        icon="calendar-check",
        crumbs=[progress_crumb(), person_crumb(person.public_id)],
        status=409 if tried and tried.is_stale else 200,
        placement=found,
        match=found.match,
        person=person,
        opening=found.match.opening,
        conditions=snapshot_in_words(found.conditions_shown),
        reviews=list(found.reviews.select_related("actor").order_by("-held_on", "-pk")),
        steps=steps,
        typed=typed,
        refused=tried.refused if tried else [],
        must_report_income=must_report_income(person, found.pay_kind),
        events=history_of([found.match], [found]),
    )
