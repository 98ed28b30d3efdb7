"""The employer portal: a partner's needs, and what became of each. Nothing here is kept by a browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.defaults import page_not_found

from base.models import User
from base.sheets import one_sheet, sheet_of
from partners.actions import submit_need
from partners.forms import NeedForm
from partners.models import Partner
from partners.rules import partner_of, waits_for_confirmation
from partners.wording import line_of, steps_of

NEEDS_A_PAGE = 20
LATEST_LINES = 8

View = Callable[..., HttpResponseBase]


def not_kept(view: View) -> View:
    """No answer of the portal stays on a shared computer, not even that something is not there."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as missing:
            response = page_not_found(request, missing)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return answer


def for_members(view: View) -> View:
    """Hand the view the partner that the visitor acts for; anybody else is told kindly what to do."""

    @not_kept
    @login_required
    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        partner = partner_of(request.user)
        if partner is None:
            waits = waits_for_confirmation(request.user)
            return render(request, "portal/waiting.html" if waits else "portal/no_partner.html", status=403)
        return view(request, partner, *args, **kwargs)

    return enter


@for_members
@require_safe
def needs(request: HttpRequest, partner: Partner) -> HttpResponse:
    """Everything the partner ever told us, the newest first, each with its latest news."""
    told = partner.needs.prefetch_related("news")
    page_obj = Paginator(told, NEEDS_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"need": need, "latest": line_of(list(need.news.all())[-1]) if need.news.all() else None}
        for need in page_obj
    ]
    return portal_page(request, "portal/needs.html", partner, page_obj=page_obj, rows=rows)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
@one_sheet
def new_need(request: HttpRequest, partner: Partner) -> HttpResponse:
    """The eight questions. Sent twice, they make one need."""
    if request.method != "POST":
        return portal_page(
            request, "portal/new_need.html", partner, form=NeedForm(initial={"token": sheet_of(request)})
        )
    form = NeedForm(request.POST)
    if not form.is_valid():
        return portal_page(request, "portal/new_need.html", partner, form=form, status=422)
    need, made = submit_need(
        partner, actor=cast(User, request.user), token=form.cleaned_data["token"], **form.answers()
    )
    if not made:
        messages.info(
            request,
            _("You had sent this once already, and we have it once. If something changed, please call us."),
        )
    return redirect("portal:received", need.pk)


@for_members
@require_safe
def received(request: HttpRequest, partner: Partner, pk: int) -> HttpResponse:
    """Thanks, and what happens next."""
    need = get_object_or_404(partner.needs, pk=pk)
    return portal_page(request, "portal/received.html", partner, need=need)


@for_members
@require_safe
def need(request: HttpRequest, partner: Partner, pk: int) -> HttpResponse:
    """One need: where it stands, what happened, and what the partner wrote."""
    need = get_object_or_404(partner.needs, pk=pk)
    news = list(need.news.all())
    lines = [line_of(line) for line in reversed(news)]
    return portal_page(
        request,
        "portal/need.html",
        partner,
        need=need,
        steps=steps_of(need, news),
        news=lines[:LATEST_LINES],
        earlier=lines[LATEST_LINES:],
    )


def portal_page(
    request: HttpRequest, template: str, partner: Partner, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the portal in its frame."""
    entries = [
        (_("What we told you"), reverse("portal:home")),
        (_("Tell us of a trouble"), reverse("portal:new_need")),
    ]
    menu = [{"title": title, "url": url, "current": url == request.path} for title, url in entries]
    frame = {"portal_menu": menu, "partner_name": partner.shown_name}
    return render(request, template, {**frame, **context}, status=status)
