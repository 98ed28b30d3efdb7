"""One match: the two side by side, and the next step."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base import clock
from base.desk import desk_page, said_by_rule, tell
from base.states import state_label
from base.vocabulary import PayKind
from partners.wording import sketch_in_words
from volunteers.actions import clear_block
from volunteers.board import Pair, pair_of
from volunteers.forms import MATCH_STEPS, VISITS, ClearanceForm
from volunteers.matching import Verdict
from volunteers.models import ConsentRecord, Match, Person
from volunteers.models.consents import ConsentState, RecipientKind, may_be_told
from volunteers.models.matches import LIVE_MATCH_STATES, MatchState
from volunteers.models.people import BenefitStatus
from volunteers.rules import reads_everyone
from volunteers.sheets import fields_in_words
from volunteers.snapshots import sketch_of

from .caseload import NEXT_STEP, history_of
from .reasons import band_in_words, told_of
from .stepping import Tried, offered, try_step
from .trail import person_crumb, progress_crumb
from .wall import for_supporters, match_or_404, reader


@for_supporters
@require_safe
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """The pair with its reasons, what was said, and what may come next."""
    return _page(request, match_or_404(pk))


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one step. Typed text is still there when it could not be taken."""
    found = match_or_404(pk)
    if request.method != "POST":  # an address that was reloaded or kept
        return redirect("desk_match", pk)
    tried = try_step(request, found, MATCH_STEPS, name)
    if not tried.taken:
        return _page(request, match_or_404(pk), tried=tried)
    tell(request, str(tried.step.done))
    if tried.step.to == MatchState.AGREED:
        return redirect("desk_placement", match_or_404(pk).placement.pk)
    return redirect("desk_match", pk)


@for_supporters
@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """A chief lifts one block with a reason."""
    found = match_or_404(pk)
    form = ClearanceForm(request.POST)
    refused: list[str] = []
    if form.is_valid():
        values = form.cleaned_data
        if found.state != values["seen"]:
            refused = [_was_moved(found)]
        elif values["code"] in {said.code for said in pair_of(found).blocks}:
            try:
                clear_block(found, values["code"], actor=reader(request), reason=values["reason"])
            except ValidationError as error:
                refused = said_by_rule(error)
        if not refused:
            tell(request, _("Noted. This no longer stands in the way."))
            return redirect("desk_match", pk)
    return _page(request, found, clearing=form, refused=refused)


def _was_moved(found: Match) -> str:
    last = found.moves().last()
    return _("Already moved to “%(state)s” by %(who)s. Nothing of yours was changed.") % {
        "state": state_label(found, found.state),
        "who": last.actor.shown_name if last and last.actor else _("the system"),
    }


def _page(
    request: HttpRequest,
    found: Match,
    *,
    tried: Tried | None = None,
    clearing: ClearanceForm | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    is_open = found.state in LIVE_MATCH_STATES and found.state != MatchState.AGREED
    pair = pair_of(found) if is_open else None
    steps, typed = offered(found, MATCH_STEPS, tried)
    placement = getattr(found, "placement", None)
    return desk_page(
        request,
        "volunteers/desk/match.html",
        title=_("Match #%(number)s") % {"number": found.pk},
        icon="link",
        crumbs=[progress_crumb(), person_crumb(found.person.public_id)],
        status=409 if (tried and tried.is_stale) or refused else 200,
        match=found,
        person=found.person,
        opening=found.opening,
        placement=placement,
        pair=pair,
        band=band_in_words(pair) if pair else "",
        told=told_of(pair) if pair else None,
        for_person=_for_person(pair) if pair else None,
        for_employer=pair.said_to_employer(may_hear_of(found)) if pair else None,
        agreed_fields=fields_in_words(may_hear_of(found)) if pair else "",
        blocks=_blocks(found, pair, clearing),
        reasons_then=[] if pair else found.reasons,
        may_clear=reads_everyone(request.user),
        next_step=NEXT_STEP.get(MatchState(found.state), ""),
        steps=steps,
        visit=VISITS.get(found.visit_kind, ""),
        typed=typed,
        refused=[*(tried.refused if tried else []), *(refused or [])],
        sketch=sketch_in_words(sketch_of(found.person.conditions)),
        must_report_income=must_report_income(found.person, found.opening.pay_kind),
        events=history_of([found], [placement] if placement else []),
    )


def _blocks(found: Match, pair: Pair | None, clearing: ClearanceForm | None) -> list[dict[str, Any]]:
    """Each block with the form in which a chief may lift it."""
    typed_for = clearing.data.get("code") if clearing else None
    return [
        {
            "said": said,
            "form": clearing if clearing and said.code == typed_for else _clearance(found, said.code, number),
            "was_tried": said.code == typed_for,
        }
        for number, said in enumerate(pair.blocks if pair else [])
    ]


def may_hear_of(found: Match) -> set[str]:
    """What the person agreed to have told to the employer of a match, of what an employer may ever be told."""
    given = ConsentRecord.objects.filter(
        person=found.person_id, partner=found.opening.partner_id, state=ConsentState.GIVEN
    )
    agreed = {field for consent in given if consent.holds_on(clock.today()) for field in consent.fields}
    return may_be_told(RecipientKind.PARTNER, agreed)


def _for_person(pair: Pair) -> list[dict[str, Any]]:
    """The person's own explanation in three parts: what fits, what to talk about, what is not known."""
    lines = pair.said_to_person
    parts = (
        (_("What suits you"), {Verdict.FOR}),
        (_("What we would talk about"), {Verdict.BLOCK, Verdict.AGAINST}),
        (_("What we do not know yet"), {Verdict.UNKNOWN}),
    )
    sorted_in = [(title, [line for line in lines if line.verdict in verdicts]) for title, verdicts in parts]
    return [{"title": title, "lines": chosen} for title, chosen in sorted_in if chosen]


def _clearance(found: Match, code: str, number: int) -> ClearanceForm:
    return ClearanceForm(initial={"seen": found.state, "code": code}, auto_id=f"id_clear{number}_%s")


def must_report_income(person: Person, pay_kind: int) -> bool:
    """Whether the desk reminds of the report of earnings (domain.md 9.4). It never advises on amounts."""
    return person.benefit_status == BenefitStatus.RECEIVING and pay_kind not in (
        PayKind.NONE,
        PayKind.EXPENSES,
    )
