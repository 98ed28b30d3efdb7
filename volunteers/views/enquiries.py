"""Enquiries of employers without an account: answer them, or make needs of partners out of them."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from base.desk import desk_page, said_by_rule, tell
from base.japanese.phones import format_phone
from base.states import MoveRefused
from partners.actions import make_need_of
from partners.models import EmployerEnquiry, Need
from partners.models.enquiries import OPEN_ENQUIRIES, EnquiryState
from projects.forms.needs import HeardNeedForm
from volunteers.forms import ENQUIRY_STEPS

from .caseload import moves_as_events
from .stepping import Tried, offered, try_step
from .wall import for_supporters, reader

ROWS = 40


def enquiries_crumb() -> tuple[str, str]:
    """The list of enquiries."""
    return _("Enquiries of employers"), reverse("desk_enquiries")


def enquiry_or_404(receipt: str) -> EmployerEnquiry:
    """An enquiry with who has it and what it became."""
    return get_object_or_404(EmployerEnquiry.objects.select_related("owner", "need"), receipt=receipt)


@for_supporters
@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    """Those that wait, whose answer is due first; or those that are finished."""
    finished = bool(request.GET.get("finished"))
    found = (
        EmployerEnquiry.objects.exclude(state__in=OPEN_ENQUIRIES)
        if finished
        else EmployerEnquiry.objects.waiting()
    )
    return desk_page(
        request,
        "volunteers/desk/enquiries.html",
        title=_("Enquiries of employers"),
        icon="mail",
        page=Paginator(found.select_related("owner", "need"), ROWS).get_page(request.GET.get("p")),
        finished=finished,
        today=clock.today(),
    )


@for_supporters
@require_safe
def enquiry(request: HttpRequest, receipt: str) -> HttpResponse:
    """One enquiry: what they wrote, how to answer, and the next step."""
    return _page(request, enquiry_or_404(receipt))


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, receipt: str, name: str) -> HttpResponse:
    """Take one step."""
    found = enquiry_or_404(receipt)
    if request.method != "POST":
        return redirect("desk_enquiry", receipt)
    tried = try_step(request, found, ENQUIRY_STEPS, name)
    if not tried.taken:
        return _page(request, enquiry_or_404(receipt), tried=tried)
    tell(request, str(tried.step.done))
    return redirect("desk_enquiry", receipt)


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def make_need(request: HttpRequest, receipt: str) -> HttpResponse:
    """The form for a need from the telephone, with what they wrote filled in."""
    found = enquiry_or_404(receipt)
    if found.need_id:
        return redirect("desk_need", found.need_id)
    if not found.may_move_to(EnquiryState.NEED_MADE):
        return redirect("desk_enquiry", receipt)
    form = HeardNeedForm(request.POST or None, initial=_known(found))
    del form.fields["source"]
    form.ABOUT_PARTNER = ("partner", "new_name", "new_phone")
    refused: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            need = _make(request, found, form)
        except MoveRefused as refusal:
            refused = said_by_rule(refusal)
        else:
            tell(request, _("It is a need now. The next step is to listen."))
            return redirect("desk_need", need.pk)
    return desk_page(
        request,
        "volunteers/desk/enquiry_need.html",
        title=_("Make it a need"),
        icon="comment",
        crumbs=[enquiries_crumb(), (found.receipt, reverse("desk_enquiry", args=[receipt]))],
        status=409 if refused else 200,
        enquiry=found,
        form=form,
        refused=refused,
    )


def _known(found: EmployerEnquiry) -> dict[str, Any]:
    ways = [format_phone(found.phone), found.email, found.contact_name, found.contact_hours]
    return {
        "trouble": found.trouble,
        "when_needed": found.when_needed,
        "new_name": found.organisation,
        "new_phone": found.phone,
        "reach_me": " ".join(way for way in ways if way)[:200],
        "token": uuid.uuid4(),
    }


def _make(request: HttpRequest, found: EmployerEnquiry, form: HeardNeedForm) -> Need:
    with transaction.atomic():
        partner = form.new_partner() or form.cleaned_data["partner"]
        answers = {name: form.cleaned_data[name] for name in HeardNeedForm.Meta.fields}
        return make_need_of(
            found,
            actor=reader(request),
            partner=partner,
            token=form.cleaned_data["token"],
            source=Need.Source.WEB,
            **answers,
        )


def _page(request: HttpRequest, found: EmployerEnquiry, *, tried: Tried | None = None) -> HttpResponse:
    steps, typed = offered(found, ENQUIRY_STEPS, tried)
    refused = tried.refused if tried else []
    return desk_page(
        request,
        "volunteers/desk/enquiry.html",
        title=_("Enquiry %(number)s") % {"number": found.receipt},
        icon="mail",
        crumbs=[enquiries_crumb()],
        status=409 if refused else 200,
        enquiry=found,
        is_late=found.state == EnquiryState.NEW and found.reply_due < clock.today(),
        steps=steps,
        typed=typed,
        refused=refused,
        may_be_need=found.may_move_to(EnquiryState.NEED_MADE),
        events=moves_as_events(found)[::-1],
    )
