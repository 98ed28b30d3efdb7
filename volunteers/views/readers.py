"""Who has looked at one person's record: a plain list that the person can be given."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base.audit import AuditAction
from base.desk import desk_page
from base.models import AuditSubject
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
    looks = AuditSubject.objects.filter(person_id=person.pk).select_related("entry__actor").order_by("-entry")
    page = Paginator(looks, LINES_A_PAGE).get_page(request.GET.get("p"))
    lines = [
        {
            "at": look.entry.at,
            "who": look.entry.actor.shown_name if look.entry.actor else _("the system"),
            "did": look.entry.get_action_display(),
            "what": what_was_read(look.entry.what),
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
