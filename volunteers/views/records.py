"""The record itself: what the person asks about it, its copy for them, its term, and its end."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base import clock
from base.audit import AuditAction
from base.desk import desk_page, said_by_rule, tell, warn
from base.states import MoveRefused
from base.vocabulary import Authority
from volunteers import actions, ownfile, ownfile_drawn
from volunteers.forms.records import (
    AnswerForm,
    AskErasureForm,
    HoldForm,
    OwnRequestForm,
    RuleForm,
    TypedNumberForm,
)
from volunteers.models import (
    DisposalRecord,
    ErasureCase,
    Person,
    PersonsRequest,
    RetentionHold,
    RetentionRule,
)
from volunteers.models.retention import Kept
from volunteers.other_terms import past_their_term
from volunteers.rules import reads_everyone
from volunteers.terms import due_requests, in_force, proposed_requests

from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, person_or_404, reader

LAST_DISPOSALS = 30


@for_supporters
@require_safe
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was asked about the record, its copy for the person, and its end."""
    return _page(request, person_or_404(public_id))


def _page(
    request: HttpRequest, person: Person, *, refused: list[str] | None = None, **forms: Any
) -> HttpResponse:
    case = ErasureCase.objects.filter(person=person).select_related("asked_by").first()
    is_chief = reads_everyone(request.user)
    asked = bool(case and case.asked_at)
    held = RetentionHold.objects.filter(person=person, ended_at__isnull=True).select_related("set_by").first()
    may_approve = (
        asked and is_chief and case is not None and case.asked_by_id != reader(request).pk and not held
    )
    return desk_page(
        request,
        "volunteers/desk/record.html",
        title=_("The record of %(number)s") % {"number": person.public_id},
        icon="folder-open-inverse",
        crumbs=[people_crumb(), person_crumb(person.public_id)],
        status=409 if refused else 200,
        refused=refused or [],
        person=person,
        case=case,
        asked=asked,
        held=held,
        is_chief=is_chief,
        may_approve=may_approve,
        goes=[(name, number) for name, becomes, number in _what_goes(person) if becomes == "deleted"],
        stays=[(name, number) for name, becomes, number in _what_goes(person) if becomes != "deleted"],
        requests=list(PersonsRequest.objects.filter(person=person)),
        own_form=forms.get("own") or OwnRequestForm(initial={"asked_on": clock.today()}),
        answer_form=forms.get("answer") or AnswerForm(initial={"answered_on": clock.today()}),
        hold_form=forms.get("hold") or HoldForm(),
        ask_form=forms.get("ask") or AskErasureForm(initial={"ground": case.ground if case else "due"}),
        approve_form=forms.get("approve") or TypedNumberForm(number=person.public_id),
    )


_what_goes = actions.what_goes


@for_supporters
@require_POST
def step(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """One of the small forms of the page."""
    person = person_or_404(public_id)
    form = _form(request, person, name)
    if form is not None and not form.is_valid():
        return _page(request, person, **{name: form})
    try:
        said = _do(request, person, name, form.cleaned_data if form else {})
    except (MoveRefused, ValidationError) as refusal:
        return _page(request, person, refused=said_by_rule(refusal), **({name: form} if form else {}))
    except PermissionDenied:
        raise Http404 from None
    tell(request, said)
    return redirect("desk_retention") if name == "approve" else redirect("desk_record", public_id)


def _form(request: HttpRequest, person: Person, name: str) -> Any:
    makers: dict[str, Any] = {
        "own": lambda: OwnRequestForm(request.POST),
        "answer": lambda: AnswerForm(request.POST),
        "hold": lambda: HoldForm(request.POST),
        "ask": lambda: AskErasureForm(request.POST),
        "approve": lambda: TypedNumberForm(request.POST, number=person.public_id),
        "release": lambda: None,
        "keep": lambda: None,
    }
    if name not in makers:
        raise Http404
    return makers[name]()


def _do(request: HttpRequest, person: Person, name: str, given: dict[str, Any]) -> str:
    """Do it, and say so."""
    actor = reader(request)
    if name == "own":
        actions.note_request(person, actor=actor, **given)
        return _("Noted what the person asks.")
    if name == "answer":
        asked: PersonsRequest = get_object_or_404(
            PersonsRequest.objects.filter(person=person), pk=request.POST.get("pk") or 0
        )
        actions.answer_request(asked, **given)
        return _("Noted what was done.")
    if name == "hold":
        actions.hold(person, actor=actor, **given)
        return _("This record stays until a chief ends the hold.")
    if name == "release":
        actions.end_hold(person, actor=actor)
        return _("The hold is ended.")
    if name == "ask":
        actions.ask_erasure(person, actor=actor, **given)
        return _("Proposed. A chief who is somebody else looks at it and approves.")
    if name == "keep":
        actions.keep_after_all(person)
        return _("The record stays.")
    actions.approve_erasure(person, actor=actor)
    return _("Erased. Only numbers are left.")


@for_supporters
@require_POST
def own_file(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """The copy for the person. Made while they wait (a second or two), kept nowhere, written down before it goes out."""
    doing(AuditAction.EXPORT)
    makers = {
        "pdf": (ownfile_drawn.as_pdf, "application/pdf"),
        "xlsx": (ownfile_drawn.as_xlsx, ownfile_drawn.XLSX),
    }
    if kind not in makers:
        raise Http404
    make, content_type = makers[kind]
    content = make(ownfile.sections(person_or_404(public_id)))
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{public_id}.{kind}"'
    return answer


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """For chiefs: the table of terms, what is due, what is held, what has gone."""
    if not reads_everyone(request.user):
        raise Http404
    doing(AuditAction.LIST)
    form = RuleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        form.save()
        tell(request, _("The new line is in the table."))
        return redirect("desk_retention")
    today = clock.today()
    cases = ErasureCase.objects.select_related("person", "asked_by")
    held = RetentionHold.objects.filter(ended_at__isnull=True).select_related("person", "set_by")
    on_hold = {hold.person_id for hold in held}
    proposed = proposed_requests(today)
    return desk_page(
        request,
        "volunteers/desk/retention.html",
        title=_("Keeping and forgetting"),
        icon="history",
        form=form,
        rules=[
            in_force(today).get(what) for what, _label in RetentionRule._meta.get_field("what").choices or ()
        ],
        older=RetentionRule.objects.exclude(pk__in=[rule.pk for rule in in_force(today).values()]),
        asked=[case for case in cases if case.asked_at and case.person_id not in on_hold],
        due=[case for case in cases if not case.asked_at and case.person_id not in on_hold],
        held=held,
        requests=due_requests(today).count(),
        may_go=proposed.exclude(erasure_asked_by=reader(request)).count(),
        mine=proposed.filter(erasure_asked_by=reader(request)).count(),
        others=past_their_term(today),
        authorities=_authorities(),
        disposals=_disposals(),
    )


def _authorities() -> list[dict[str, Any]]:
    """What is kept for the city and for the prefecture, in records, and how many of them somebody proposed to erase."""
    people = Count("pk")
    asked = Count("pk", filter=Q(erasure_case__asked_at__isnull=False))
    counted = Person.objects.order_by().values("responsible_authority").annotate(people=people, asked=asked)
    by_authority = {row["responsible_authority"]: row for row in counted}
    return [
        {"authority": value, "label": label, "people": 0, "asked": 0} | by_authority.get(value, {})
        for value, label in Authority.choices
    ]


def _disposals() -> list[dict[str, Any]]:
    rows = DisposalRecord.objects.select_related("asked_by", "approved_by")[:LAST_DISPOSALS]
    return [
        {"row": row, "counts": [(_(name), number) for name, number in row.counts.items()]} for row in rows
    ]


@for_supporters
@require_POST
def erase_requests(request: HttpRequest) -> HttpResponse:
    """A chief lets the requests go whose day has come, and which somebody else proposed."""
    try:
        number = actions.erase_due_requests(clock.today(), actor=reader(request))
    except PermissionDenied:
        raise Http404 from None
    except MoveRefused as refusal:
        warn(request, refusal)
    else:
        tell(request, _("%(number)s requests were erased.") % {"number": number})
    return redirect(reverse("desk_retention"))


@for_supporters
@require_POST
def forget_accounts(request: HttpRequest, what: str) -> HttpResponse:
    """A chief lets the names of accounts go whose term is over."""
    if what not in (Kept.ACCOUNTS, Kept.SWITCHED_OFF):
        raise Http404
    try:
        number = actions.forget_accounts(what, clock.today(), actor=reader(request))
    except PermissionDenied:
        raise Http404 from None
    tell(request, _("%(number)s accounts and invitations lost their name.") % {"number": number})
    return redirect("desk_retention")


@for_supporters
@require_POST
def authority_file(request: HttpRequest, authority: str) -> HttpResponse:
    """Everything that is kept for an authority, as one workbook, to be given back. Everybody in it gets a line of it."""
    people = _people_of(request, authority).select_related("area", "main_supporter", "conditions")
    doing(AuditAction.EXPORT)
    answer = HttpResponse(
        ownfile_drawn.as_xlsx(ownfile.of_everybody(people)), content_type=ownfile_drawn.XLSX
    )
    answer["Content-Disposition"] = f'attachment; filename="{authority}-{clock.today()}.xlsx"'
    return answer


@for_supporters
@require_POST
def authority_erasure(request: HttpRequest, authority: str) -> HttpResponse:
    """Propose that all of it goes. Another chief approves each record."""
    _people_of(request, authority)
    proposed, in_the_way = actions.ask_erasure_of_all(authority, actor=reader(request))
    tell(
        request,
        _("%(proposed)s records proposed. %(in_the_way)s have to stay for now.")
        % {"proposed": proposed, "in_the_way": in_the_way},
    )
    return redirect("desk_retention")


def _people_of(request: HttpRequest, authority: str) -> QuerySet[Person]:
    """For chiefs; everybody else finds no such page."""
    if not reads_everyone(request.user) or authority not in Authority.values:
        raise Http404
    people: QuerySet[Person] = Person.objects.filter(responsible_authority=authority).order_by("pk")
    return people
