"""Who has looked at one person's record: a plain list that the person can be given."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.audit import AuditAction
from base.desk import desk_page
from volunteers.looks import looks_at
from volunteers.wording import WHY_READ, what_was_read

from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, person_or_404

LINES_A_PAGE = 200


@for_supporters
@require_safe
def readers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Newest first: when, who, what was done, at which screen, and why they might."""
    doing(AuditAction.PRINT)
    person = person_or_404(public_id)
    page = Paginator(looks_at(person), LINES_A_PAGE).get_page(request.GET.get("p"))
    lines = [
        {
            "at": look.at,
            "who": look.actor.shown_name if look.actor else _("the system"),
            "did": look.get_action_display(),
            "what": what_was_read(look.what),
            "why": WHY_READ.get(look.why, look.why),
        }
        for look in page
    ]
    return desk_page(
        request,
        "volunteers/desk/readers.html",
        title=_("Who has looked at %(number)s") % {"number": public_id},
        icon="view",
        crumbs=[people_crumb(), person_crumb(public_id)],
        lines=lines,
        page=page,
        person=person,
    )
