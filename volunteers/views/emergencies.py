"""Opening a record because a life is in danger, and the chief's look at it afterwards."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.ui.components import Component

from base.audit import AuditAction
from base.desk import desk_page, tell, warn
from base.states import MoveRefused
from volunteers.actions import look_at_emergency, open_in_emergency
from volunteers.forms.emergencies import EmergencyForm
from volunteers.models import EmergencyAccess, Person
from volunteers.rules import reads_everyone
from volunteers.scopes import keep, reading_as

from .trail import people_crumb
from .wall import doing, for_supporters, reader


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def open_record(request: HttpRequest) -> HttpResponse:
    """Whom, why, and that it is one. Every try is written down, found or not."""
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        doing(AuditAction.BREAK_GLASS)
    if form.is_bound and form.is_valid():
        person = form.cleaned_data["who"]
        if not Person.objects.filter(pk=person.pk).exists():
            open_in_emergency(person, actor=reader(request), reason=form.cleaned_data["reason"])
            tell(request, _("The record is open to you for a day. The chiefs have been told."))
        return redirect("desk_person", person.public_id)
    return desk_page(
        request,
        "volunteers/desk/emergency.html",
        title=_("Open a record in an emergency"),
        icon="warning",
        crumbs=[people_crumb()],
        form=form,
    )


@for_supporters
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """A chief has looked at it."""
    if not reads_everyone(request.user):
        raise Http404
    try:
        look_at_emergency(get_object_or_404(EmergencyAccess.objects.all(), pk=pk), actor=reader(request))
    except (MoveRefused, ValidationError) as refusal:
        warn(request, refusal)
    else:
        tell(request, _("Noted that you have looked at it."))
    return redirect("wagtailadmin_home")


class EmergenciesPanel(Component):
    """On the chief's first page until somebody has looked: whose record was opened, by whom, why."""

    name = "emergencies"
    template_name = "volunteers/desk/emergencies.html"
    order = 5

    class Media:
        css = {"all": ["css/desk.css"]}

    def render_html(self, parent_context: Any = None) -> Any:
        """Nothing for anybody but chiefs, and nothing while there is nothing to look at."""
        request = parent_context["request"]
        user = request.user
        if not reads_everyone(user):
            return ""
        with reading_as(user) as reading:
            waiting = EmergencyAccess.objects.filter(seen_by=None).exclude(actor=user)
            emergencies = list(waiting.select_related("person", "actor"))
            context = {"emergencies": emergencies}
            shown = render_to_string(self.template_name, context, request) if emergencies else ""
        keep(reading, user=user, action=AuditAction.LIST, what=self.name)
        return shown
