"""Requests for a talk at the desk: who waits for an answer, what they wrote, and what becomes of it."""

import uuid
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base import clock
from base.audit import AuditAction
from base.desk import desk_page, said_by_rule, tell, warn
from base.models import User
from base.models.moves import Move
from base.states import MoveRefused
from volunteers.actions import (
    ask_to_erase_requests,
    hand_over_consultation,
    link_to_person,
    note_attempt,
    receive_consultation,
)
from volunteers.actions.consultations import HANDED_TO
from volunteers.forms import CONSULTATION_STEPS, AttemptForm, HandOverForm, HeardForm, LinkForm
from volunteers.models import ConsultationRequest, Person, PersonRole
from volunteers.models.consultations import OPEN_STATES, ConsultationState
from volunteers.terms import due_requests, proposed_requests

from .caseload import Event, moves_as_events
from .people import registering
from .stepping import Tried, offered, try_step
from .wall import doing, for_supporters, person_or_404, reader, reading_about

ROWS = 40


def consultations_crumb() -> tuple[str, str]:
    """The list of requests."""
    return _("Requests for a talk"), reverse("desk_consultations")


def consultation_or_404(receipt: str) -> ConsultationRequest:
    """A request that the reader may see."""
    found = ConsultationRequest.objects.select_related("assigned", "area", "person")
    request: ConsultationRequest = get_object_or_404(found, receipt=receipt)
    if request.person_id is None:
        reading_about(receipt)
    return request


@for_supporters
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Who waits: urgent ones first, then whose answer is due first. Below, those that are finished."""
    finished = bool(request.GET.get("finished"))
    doing(AuditAction.LIST)
    reading_about("")
    page = Paginator(_shown(finished=finished), ROWS).get_page(request.GET.get("p"))
    return desk_page(
        request,
        "volunteers/desk/consultations.html",
        title=_("Requests for a talk"),
        icon="mail",
        page=page,
        finished=finished,
        today=clock.today(),
        past=_past_their_day().count(),
    )


def _past_their_day() -> QuerySet[Any]:
    """Of what the reader sees: requests whose day has come, and that nobody proposed to erase yet."""
    today = clock.today()
    due = due_requests(today).exclude(pk__in=proposed_requests(today).values("pk"))
    seen: QuerySet[Any] = ConsultationRequest.objects.filter(pk__in=due.values("pk"))
    return seen


@for_supporters
@require_POST
def propose_erasure(request: HttpRequest) -> HttpResponse:
    """Propose that requests past their day go. A chief who is somebody else approves."""
    reading_about("")
    number = ask_to_erase_requests(clock.today(), actor=reader(request))
    tell(
        request,
        _("%(number)s requests proposed. A chief who is somebody else looks at them and approves.")
        % {"number": number},
    )
    return redirect("desk_consultations")


def _shown(*, finished: bool) -> QuerySet[Any]:
    if finished:
        found = ConsultationRequest.objects.exclude(state__in=OPEN_STATES).order_by("-received_at", "-pk")
    else:
        found = ConsultationRequest.objects.waiting()
    return found.select_related("assigned", "area", "person")


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request: HttpRequest) -> HttpResponse:
    """What somebody said on the telephone or at the door, in the hands of who listened."""
    form = HeardForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        slip = form.read_slip()
        made, _is_new = receive_consultation(
            token=slip.token if slip else uuid.uuid4(), actor=reader(request), **form.answers()
        )
        tell(request, _("Written down. It is in your hands."))
        return redirect("desk_consultation", made.receipt)
    return desk_page(
        request,
        "volunteers/desk/consultation_new.html",
        title=_("Write down a request"),
        icon="mail",
        crumbs=[consultations_crumb()],
        form=form,
    )


@for_supporters
@require_safe
def consultation(request: HttpRequest, receipt: str) -> HttpResponse:
    """One request: their words, how to reach them safely, what was tried, and the next step."""
    return _page(request, consultation_or_404(receipt))


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, receipt: str, name: str) -> HttpResponse:
    """Take one step."""
    found = consultation_or_404(receipt)
    if request.method != "POST":
        return redirect("desk_consultation", receipt)
    tried = try_step(request, found, CONSULTATION_STEPS, name)
    if not tried.taken:
        return _not_taken(request, receipt, tried)
    tell(request, str(tried.step.done))
    return redirect("desk_consultation", receipt)


def _not_taken(request: HttpRequest, receipt: str, tried: Tried) -> HttpResponse:
    now = ConsultationRequest.objects.filter(receipt=receipt).first()
    if now is None:  # a colleague took it in the meantime: it is behind their wall now
        warn(request, ValidationError(tried.refused))
        return redirect("desk_consultations")
    return _page(request, consultation_or_404(receipt), tried=tried)


@for_supporters
@require_POST
def attempt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Note one try to reach them."""
    found = consultation_or_404(receipt)
    form = AttemptForm(request.POST)
    if found.assigned_id is None:
        return _page(request, found, attempt=form, refused=[_("Please take the request first.")])
    if form.is_valid():
        try:
            note_attempt(found, actor=reader(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            tell(request, _("Noted."))
            return redirect("desk_consultation", receipt)
    return _page(request, found, attempt=form)


@for_supporters
@require_POST
def hand_over(request: HttpRequest, receipt: str) -> HttpResponse:
    """Give it to a colleague."""
    found = consultation_or_404(receipt)
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            hand_over_consultation(found, to=form.cleaned_data["to"], actor=reader(request))
        except MoveRefused as refusal:
            return _page(request, found, refused=said_by_rule(refusal))
        tell(request, _("Given to %(name)s.") % {"name": form.cleaned_data["to"].shown_name})
    return redirect("desk_consultations")


@for_supporters
@require_POST
def link(request: HttpRequest, receipt: str) -> HttpResponse:
    """Somebody who is registered already wrote: the request becomes part of their record."""
    found = consultation_or_404(receipt)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, found, link=form)
    person = Person.objects.filter(public_id=form.cleaned_data["number"].strip().upper()).first()
    if person is None:
        form.add_error("number", _("There is nobody of this number among your people."))
        return _page(request, found, link=form)
    try:
        link_to_person(found, person, actor=reader(request))
    except MoveRefused as refusal:
        return _page(request, consultation_or_404(receipt), link=form, refused=said_by_rule(refusal))
    tell(request, _("The request is now part of this person's record."))
    return redirect("desk_person", person.public_id)


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, receipt: str) -> HttpResponse:
    """Register the person who wrote, with what they told filled in, and link the two in one step."""
    found = consultation_or_404(receipt)
    if found.person_id or not found.may_move_to(ConsultationState.CONVERTED):
        if request.method == "POST" and found.person:  # the button was pressed twice
            return redirect("desk_person", person_or_404(found.person.public_id).public_id)
        return redirect("desk_consultation", receipt)

    def kept(person: Person) -> None:
        link_to_person(found, person, actor=reader(request))

    return registering(
        request,
        initial=_known(found),
        hint=_about_whom(found),
        crumbs=[consultations_crumb(), (found.receipt, reverse("desk_consultation", args=[receipt]))],
        back=reverse("desk_consultation", args=[receipt]),
        kept=kept,
    )


def _known(found: ConsultationRequest) -> dict[str, Any]:
    """What was told, as the form for a new person takes it. Of somebody else's words nothing is put into a mouth."""
    is_own = found.for_whom in ("", ConsultationRequest.ForWhom.ME)
    helps = found.wish == ConsultationRequest.Wish.HELP
    return {
        "call_name": found.call_name,
        "own_words": found.text if is_own else "",
        "area": found.area_id,
        "phone": found.phone,
        "voicemail_ok": found.voicemail_ok,
        "contact_hours": found.contact_hours,
        "roles": [PersonRole.Kind.VOLUNTEER if helps else PersonRole.Kind.SEEKER],
    }


def _about_whom(found: ConsultationRequest) -> str:
    if found.for_whom in ("", ConsultationRequest.ForWhom.ME):
        return ""
    return _(
        "They wrote about somebody else, who may not know of it. Register the one who came to us; "
        "the other only after speaking with them."
    )


def _page(
    request: HttpRequest,
    found: ConsultationRequest,
    *,
    tried: Tried | None = None,
    attempt: AttemptForm | None = None,
    link: LinkForm | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    steps, typed = offered(found, CONSULTATION_STEPS, tried)
    said = [*(tried.refused if tried else []), *(refused or [])]
    return desk_page(
        request,
        "volunteers/desk/consultation.html",
        title=_("Request %(number)s") % {"number": found.receipt},
        icon="mail",
        crumbs=[consultations_crumb()],
        status=409 if said else 200,
        consultation=found,
        is_open=found.state in OPEN_STATES,
        is_late=found.state == ConsultationState.NEW and found.reply_due < clock.today(),
        steps=steps,
        typed=typed,
        refused=said,
        attempts=list(found.attempts.select_related("by").order_by("-at", "-pk")),
        attempt_form=attempt or AttemptForm(),
        link_form=link or LinkForm(),
        hand_over_form=HandOverForm(initial={"to": found.assigned_id}),
        may_be_registered=found.may_move_to(ConsultationState.CONVERTED),
        events=_events(found),
    )


def _events(found: ConsultationRequest) -> list[Event]:
    moves = list(found.moves())
    handed = _handed_to(moves)
    told = zip(moves, moves_as_events(found), strict=True)
    events = [replace(event, what=handed[move.pk]) if move.pk in handed else event for move, event in told]
    return events[::-1]


def _handed_to(moves: list[Move]) -> dict[int, str]:
    """For lines of the history that are a handing over: to whom."""
    keys = {
        move.pk: int(move.reason.removeprefix(HANDED_TO))
        for move in moves
        if move.reason.startswith(HANDED_TO)
    }
    accounts = User.objects.in_bulk(keys.values())
    return {move: _("Given to %(name)s.") % {"name": accounts[key].shown_name} for move, key in keys.items()}
