"""Who may know what until when: asking, the answer, taking back, the sheet on paper, and what was told so far."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base import clock
from base.audit import AuditAction
from base.desk import desk_page, posted_token, said_by_rule, tell
from base.sheets import one_sheet, sheet_of
from base.states import MoveRefused
from volunteers.actions import (
    NotShared,
    Sheet,
    ask_consent,
    note_given,
    note_refused,
    share,
    share_without_consent,
)
from volunteers.consent_forms import READY, letter_text
from volunteers.forms.consents import CONSENT_STEPS, LATER, REFUSED, AskForm, WithoutForm
from volunteers.models import ConsentRecord, DisclosureRecord, Person
from volunteers.models.consents import ConsentState
from volunteers.sheets import fields_in_words

from .stepping import Tried, offered, try_step
from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, person_or_404, reader

OVER = (ConsentState.WITHDRAWN, ConsentState.EXPIRED)


def consents_of(person: Person) -> dict[str, list[dict[str, Any]]]:
    """For the page of the person: what may be told now, what waits for an answer, what is over."""
    found = [line_of(consent) for consent in person.consents.all()]
    return {
        "given": [line for line in found if line["consent"].state == ConsentState.GIVEN],
        "asked": [line for line in found if line["consent"].state == ConsentState.REQUESTED],
        "over": [line for line in found if line["consent"].state in (*OVER, ConsentState.REFUSED)],
    }


def line_of(consent: ConsentRecord) -> dict[str, Any]:
    """A consent with its fields in words, and how many days are left."""
    return {
        "consent": consent,
        "fields": fields_in_words(consent.fields),
        "days_left": (consent.ends_on - clock.today()).days,
    }


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str, purpose: str) -> HttpResponse:
    """One screen: to whom, what, until when, and the answer if it is there already."""
    person = person_or_404(public_id)  # first of all: a stranger is not even sent on to a sheet
    if purpose not in READY:
        raise Http404
    return _ask(request, person, purpose)


@one_sheet
def _ask(request: HttpRequest, person: Person, purpose: str) -> HttpResponse:
    public_id = person.public_id
    form = AskForm(request.POST if request.method == "POST" else None, person=person, purpose=purpose)
    refused: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            consent = _asked(request, person, form)
        except (ValidationError, MoveRefused) as error:
            refused = said_by_rule(error)
        else:
            return redirect("desk_consent", public_id, consent.pk)
    return desk_page(
        request,
        "volunteers/desk/consent_form.html",
        title=_("Ask for a consent"),
        icon="form",
        crumbs=[people_crumb(), person_crumb(public_id)],
        person=person,
        form=form,
        ready=form.ready,
        token=request.POST.get("posted_token") or sheet_of(request),
        refused=refused,
    )


def _asked(request: HttpRequest, person: Person, form: AskForm) -> ConsentRecord:
    actor, answer = reader(request), form.cleaned_data["answer"]
    consent, made = ask_consent(
        person, actor=actor, token=posted_token(request) or sheet_of(request), **form.question()
    )
    if not made or answer == LATER:
        return consent
    if answer == REFUSED:
        note_refused(consent, actor=actor)
        tell(request, _("Noted. Nothing follows from a no."))
    else:
        note_given(consent, actor=actor, method=answer, witness=form.cleaned_data["witness"])
        tell(request, _("Noted that they agree."))
    return consent


def _consent_or_404(person: Person, pk: int) -> ConsentRecord:
    return get_object_or_404(person.consents.select_related("noted_by"), pk=pk)


@for_supporters
@require_safe
def consent(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """One consent: the form as shown, the answer, and what was told by it."""
    person = person_or_404(public_id)
    return _page(request, person, _consent_or_404(person, pk))


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, public_id: str, pk: int, name: str) -> HttpResponse:
    """The answer, or taking it back."""
    person = person_or_404(public_id)
    found = _consent_or_404(person, pk)
    if request.method != "POST":  # an address that was reloaded or kept
        return redirect("desk_consent", public_id, pk)
    tried = try_step(request, found, CONSENT_STEPS, name)
    if not tried.taken:
        return _page(request, person, _consent_or_404(person, pk), tried=tried)
    tell(request, str(tried.step.done))
    return redirect("desk_consent", public_id, pk)


def _page(
    request: HttpRequest, person: Person, found: ConsentRecord, *, tried: Tried | None = None
) -> HttpResponse:
    steps, typed = offered(found, CONSENT_STEPS, tried)
    told_so_far = list(found.disclosures.select_related("actor"))
    return desk_page(
        request,
        "volunteers/desk/consent.html",
        title=_("Consent of %(number)s") % {"number": person.public_id},
        icon="form",
        crumbs=[people_crumb(), person_crumb(person.public_id)],
        status=409 if tried and tried.is_stale else 200,
        person=person,
        line=line_of(found),
        consent=found,
        holds=found.holds_on(clock.today()),
        steps=steps,
        typed=typed,
        refused=tried.refused if tried else [],
        told=[_told(record) for record in told_so_far],
        letter=letter_text(found, told_so_far, today=clock.today())
        if found.state in OVER and told_so_far
        else "",
    )


def _told(record: DisclosureRecord) -> dict[str, Any]:
    return {"record": record, "fields": fields_in_words(record.fields)}


@for_supporters
@require_POST
def printed(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """The sheet for a recipient without an account, on one page of A4. Printing it is passing it on."""
    person = person_or_404(public_id)
    found = _consent_or_404(person, pk)
    try:
        sheet = share(
            found,
            actor=reader(request),
            purpose=found.purpose,
            partner=found.partner,
            way=DisclosureRecord.Way.PAPER,
            what="desk_consent_print",
        )
    except NotShared as refusal:
        found.refresh_from_db()
        tried = Tried(CONSENT_STEPS["take-back"], CONSENT_STEPS["take-back"].form(record=found))
        tried.refused = [str(refusal)]
        return _page(request, person, found, tried=tried)
    return _sheet(request, person, sheet)


def _sheet(request: HttpRequest, person: Person, sheet: Sheet) -> HttpResponse:
    doing(AuditAction.PRINT)
    return desk_page(
        request,
        "volunteers/desk/sheet.html",
        title=_("Sheet to be passed on"),
        icon="print",
        crumbs=[people_crumb(), person_crumb(person.public_id)],
        person=person,
        record=sheet.record,
        consent=sheet.consent,
        rows=sheet.rows,
    )


@for_supporters
@require_safe
def told(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was told to whom and when: a plain list that the person can be given."""
    doing(AuditAction.PRINT)
    person = person_or_404(public_id)
    records = person.disclosures.select_related("actor", "consent")
    return desk_page(
        request,
        "volunteers/desk/told.html",
        title=_("What was told of %(number)s") % {"number": public_id},
        icon="list-ul",
        crumbs=[people_crumb(), person_crumb(public_id)],
        person=person,
        lines=[_told(record) for record in records],
        today=clock.today(),
    )


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def without(request: HttpRequest, public_id: str) -> HttpResponse:
    """To an agency, because a law, a life in danger or a support meeting demands it; written down with the reason."""
    person = person_or_404(public_id)
    form = WithoutForm(request.POST if request.method == "POST" else None)
    refused: list[str] = []
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            return _sheet(
                request,
                person,
                share_without_consent(
                    person,
                    actor=reader(request),
                    basis=values["basis"],
                    agency=values["agency"],
                    fields=values["fields_told"],
                    reason=values["reason"],
                    what="desk_told_without",
                ),
            )
        except ValidationError as error:
            refused = said_by_rule(error)
    return desk_page(
        request,
        "volunteers/desk/told_without.html",
        title=_("Pass on without a consent"),
        icon="warning",
        crumbs=[people_crumb(), person_crumb(public_id)],
        person=person,
        form=form,
        refused=refused,
    )
