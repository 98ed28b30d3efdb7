"""A person beside the openings, an opening beside the people: what blocks, speaks for, speaks against, is not known."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from base.audit import AuditAction
from base.desk import desk_page, posted_token, tell
from projects.models import Opening
from volunteers.actions import suggest as suggest_match
from volunteers.board import Pair, openings_for, people_for
from volunteers.models import Match

from .caseload import live_matches
from .reasons import BANDS, Told, band_in_words, told_of
from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, person_or_404, reader


@dataclass(frozen=True)
class Card:
    """One pair as the page shows it. `match` is the live match of the two, if there is one."""

    pair: Pair
    match: Match | None
    band: Any
    told: Told
    token: uuid.UUID = field(default_factory=uuid.uuid4)


def _cards(pairs: list[Pair], matches: dict[Any, Match], key: str) -> list[Card]:
    return [
        Card(
            pair=pair,
            match=matches.get(getattr(pair, key).pk),
            band=band_in_words(pair),
            told=told_of(pair),
        )
        for pair in pairs
    ]


def _live_by(matches: QuerySet[Match], name: str) -> dict[Any, Match]:
    return {getattr(match, name): match for match in matches}


@for_supporters
@require_safe
def openings(request: HttpRequest, public_id: str) -> HttpResponse:
    """Openings for one person: what fits first, what is blocked folded at the end."""
    doing(AuditAction.MATCH)
    person = person_or_404(public_id)
    live = _live_by(live_matches().filter(person=person), "opening_id")
    cards = _cards(openings_for(person), live, "opening")
    free = [card for card in cards if not card.pair.blocked]
    return desk_page(
        request,
        "volunteers/desk/openings_for_person.html",
        title=_("Openings for %(number)s") % {"number": public_id},
        icon="search",
        crumbs=[people_crumb(), person_crumb(public_id)],
        person=person,
        bands=[
            {"band": band, "title": title, "cards": [card for card in free if card.pair.band == band]}
            for band, title in BANDS.items()
        ],
        free=free,
        blocked=[card for card in cards if card.pair.blocked],
    )


@for_supporters
@require_safe
def people_for_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Who might welcome this opening. In the order of registration: nobody is ranked for an employer."""
    doing(AuditAction.MATCH)
    opening = get_object_or_404(Opening.objects.select_related("partner", "workplace__area"), pk=pk)
    live = _live_by(live_matches().filter(opening=opening), "person_id")
    cards = _cards(people_for(opening), live, "person")
    return desk_page(
        request,
        "volunteers/desk/people_for_opening.html",
        title=_("Who might welcome this?"),
        icon="group",
        crumbs=[people_crumb()],
        opening=opening,
        free=[card for card in cards if not card.pair.blocked],
        blocked=[card for card in cards if card.pair.blocked],
    )


@for_supporters
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """Put the two side by side. Nobody but the team sees anything of it yet."""
    person = person_or_404(request.POST.get("person", ""))
    opening = _opening_or_404(request.POST.get("opening", ""))
    match, made = suggest_match(person, opening, actor=reader(request), token=posted_token(request))
    if made:
        tell(request, _("Noted as a thought. Next: talk it over with the person."))
    return redirect("desk_match", match.pk)


def _opening_or_404(typed: str) -> Opening:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        raise Http404
    return get_object_or_404(Opening.objects.select_related("partner", "workplace__area"), pk=int(typed))
