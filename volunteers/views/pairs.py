"""A person beside the openings, an opening beside the people: what blocks, speaks for, speaks against, is not known."""

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from base.audit import AuditAction
from base.desk import desk_page, posted_token, said_by_rule, tell
from partners.wording import change_in_words, could_be_in_words
from projects.models import Opening
from volunteers.actions import suggest as suggest_match
from volunteers.actions import tell_what_could_be
from volunteers.board import (
    Doorway,
    Pair,
    invitations,
    openings_and_doors,
    openings_for,
    people_and_doors,
)
from volunteers.matching import TITLES
from volunteers.models import Match, Person

from .caseload import live_matches
from .reasons import BANDS, Told, band_in_words, told_of
from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, person_or_404, reader


@dataclass(frozen=True)
class Card:
    """One pair as the page shows it. `match` is the live match of the two, if there is one; `doors` are sets of changes."""

    pair: Pair
    match: Match | None
    band: Any
    told: Told
    doors: list[list[str]] = field(default_factory=list)
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
    pairs, doorways = openings_and_doors(person)
    cards = [
        replace(
            card,
            doors=[_door(doorway).changes for doorway in doorways.get(card.pair.opening.pk, [])][
                :DOORS_A_CARD
            ],
        )
        for card in _cards(pairs, live, "opening")
    ]
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


BESIDE_AT_MOST = 4


@for_supporters
@require_safe
def beside(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two to four openings side by side for one person, criterion by criterion."""
    doing(AuditAction.MATCH)
    person = person_or_404(public_id)
    asked = {number for number in request.GET.getlist("opening") if number.isascii() and number.isdigit()}
    if not 2 <= len(asked) <= BESIDE_AT_MOST:
        messages.error(request, _("Tick two to four openings, then put them side by side."))
        return redirect("desk_openings_for_person", public_id)
    pairs = [pair for pair in openings_for(person) if str(pair.opening.pk) in asked]
    return desk_page(
        request,
        "volunteers/desk/beside.html",
        title=_("Openings side by side"),
        icon="table",
        crumbs=[people_crumb(), person_crumb(public_id)],
        person=person,
        columns=[{"opening": pair.opening, "band": band_in_words(pair)} for pair in pairs],
        rows=_side_by_side(pairs),
    )


def _side_by_side(pairs: list[Pair]) -> list[dict[str, Any]]:
    """One row a criterion on which there is something to say, in the engine's order: title, and a cell an opening."""
    told = [{said.code: said for said in pair.said} for pair in pairs]
    return [
        {"title": title, "cells": [by_code.get(code) for by_code in told]}
        for code, title in TITLES.items()
        if any(code in by_code for by_code in told)
    ]


DOORS_SHOWN, MORE_DOORS = 6, 12
NAMES_SHOWN = 4
DOORS_A_CARD = 3


@dataclass(frozen=True)
class Door:
    """What would open a door, as the page shows it: changes in words, whom they let in, how many more than are named."""

    changes: list[str]
    people: list[Person]
    others: int

    @property
    def count(self) -> int:
        return len(self.people) + self.others


def _door(doorway: Doorway) -> Door:
    named = doorway.people[:NAMES_SHOWN]
    return Door(
        changes=[change_in_words(lever, value) for lever, value in doorway.changes],
        people=named,
        others=len(doorway.people) - len(named),
    )


def _one_of_each_first(doorways: list[Doorway]) -> list[Doorway]:
    """The best of every kind of change before the next best of any: six half-days are one idea, not six."""
    seen: Counter[tuple[str, ...]] = Counter()
    ranked = []
    for doorway in doorways:
        kind = tuple(lever for lever, _value in doorway.changes)
        ranked.append((seen[kind] > 0, doorway))
        seen[kind] += 1
    return [doorway for is_another, doorway in sorted(ranked, key=lambda pair: pair[0])]


@for_supporters
@require_safe
def people_for_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Who might welcome this opening. In the order of registration: nobody is ranked for an employer."""
    doing(AuditAction.MATCH)
    return _people_for(request, _opening(pk))


@for_supporters
@require_POST
def tell_employer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write into the portal what would let more people come, in round numbers and of nobody in particular."""
    doing(AuditAction.MATCH)
    opening = _opening(pk)
    try:
        made = tell_what_could_be(opening)
    except ValidationError as error:
        return _people_for(request, opening, refused=said_by_rule(error))
    tell(
        request,
        _("The employer can read it in the portal.") if made else _("The employer was told this already."),
    )
    return redirect("desk_people_for_opening", pk)


def _people_for(request: HttpRequest, opening: Opening, *, refused: list[str] | None = None) -> HttpResponse:
    live = _live_by(live_matches().filter(opening=opening), "person_id")
    pairs, doorways = people_and_doors(opening)
    cards = _cards(pairs, live, "person")
    doors = [_door(doorway) for doorway in _one_of_each_first(doorways)]
    return desk_page(
        request,
        "volunteers/desk/people_for_opening.html",
        title=_("Who might welcome this?"),
        icon="group",
        crumbs=[people_crumb()],
        status=409 if refused else 200,
        opening=opening,
        free=[card for card in cards if not card.pair.blocked],
        blocked=[card for card in cards if card.pair.blocked],
        doors=doors[:DOORS_SHOWN],
        more_doors=doors[DOORS_SHOWN : DOORS_SHOWN + MORE_DOORS],
        doors_left_out=max(0, len(doors) - DOORS_SHOWN - MORE_DOORS),
        for_employer=[
            could_be_in_words(offer.change.lever, offer.change.value, offer.at_least)
            for offer in invitations(opening)
        ],
        refused=refused or [],
    )


def _opening(pk: int) -> Opening:
    return get_object_or_404(Opening.objects.select_related("partner", "workplace__area", "need"), pk=pk)


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
