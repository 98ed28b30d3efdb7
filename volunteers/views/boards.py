"""The whole board at the desk: start it, see it being worked out, read it, settle things, run it again, suggest."""

import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from base.audit import AuditAction
from base.desk import desk_page, posted_token, tell, warn
from base.states import MoveRefused
from projects.models import Opening
from volunteers import actions
from volunteers.board import blocks_today, in_words
from volunteers.forms.boards import SETTLING, BoardForm, SettlingForm
from volunteers.models import BoardLine, BoardOrder, BoardPlace, BoardRun, Person, PlaceOrder
from volunteers.models.boards import UNDER_WAY, BoardState
from volunteers.rules import BOARD_TAKES_AT_MOST
from volunteers.whole_board import comes_out_the_same, reason_of

from .reasons import BANDS
from .wall import doing, for_supporters, reader

SHOWN = 30
ASKED_NEXT = 5
HINDRANCES = {
    "forbidden": gettext_lazy("Not this time: it was settled so, or one side said no before."),
    "closed": gettext_lazy("Nobody goes here this time."),
    "no places": gettext_lazy("There is no place left."),
    "reserved": gettext_lazy("The last place is kept for somebody else."),
    "full": gettext_lazy("It would be possible; the places went to others."),
    "team": gettext_lazy("The smallest team did not come together."),
    "care": gettext_lazy("Those who support people there have their hands full."),
    "company": gettext_lazy("Because of who goes together, or does not."),
}
CLASHES = {
    "twice": gettext_lazy("Somebody is to go to two openings."),
    "blocked": gettext_lazy("Somebody is to go where something stands in the way that no chief has cleared."),
    "forbidden": gettext_lazy("Somebody is to go to an opening, and not to go there."),
    "closed": gettext_lazy("Somebody is to go to an opening that is closed this time."),
    "overfull": gettext_lazy("More people are to go to an opening than it has places."),
    "together": gettext_lazy("Two who go together only are to go to different openings."),
    "apart": gettext_lazy("Two who do not go to the same place are to be in one."),
    "care": gettext_lazy("More people are to go than can be supported there."),
    "team": gettext_lazy("Somebody is to go to a team that cannot come together."),
    "at once": gettext_lazy("Each of these would be possible, but not all of them at once."),
}


@dataclass(frozen=True)
class Placed:
    """One of the reader's people with a place in the proposal. `blocks`: what stands in the way by now."""

    line: BoardLine
    band: Any
    blocks: list[str]


@dataclass(frozen=True)
class OnePlace:
    """An opening of the board: the reader's people there, and how many of colleagues' people."""

    place: BoardPlace
    placed: list[Placed]
    others: int
    left: int


@dataclass(frozen=True)
class Unplaced:
    """Somebody without a place, and the nearest doors: (opening, sentences)."""

    line: BoardLine
    doors: list[tuple[Opening, list[str]]]


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def boards(request: HttpRequest) -> HttpResponse:
    """The dated proposals, and the start of a new one."""
    form = BoardForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        run, _made = actions.prepare_board(
            actor=reader(request),
            dial=form.cleaned_data["dial"],
            weights=form.weights(),
            token=posted_token(request),
        )
        if "begin" in request.POST and run.state == BoardState.DRAFT:
            actions.start_board(run, actor=reader(request))
        return redirect("desk_board", run.key)
    runs = BoardRun.objects.exclude(Q(state=BoardState.DRAFT) & ~Q(started_by=reader(request)))
    return desk_page(
        request,
        "volunteers/desk/boards.html",
        title=_("The whole board"),
        icon="table",
        status=422 if form.is_bound else 200,
        form=form,
        token=uuid.uuid4(),
        runs=runs.select_related("started_by")[:SHOWN],
    )


def board_or_404(key: uuid.UUID) -> BoardRun:
    """A proposal. It names nobody: its lines are found past the wall."""
    return get_object_or_404(BoardRun.objects.select_related("started_by", "earlier"), key=key)


@for_supporters
@require_safe
def board(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One proposal as far as it has got."""
    doing(AuditAction.MATCH)
    return _page(request, board_or_404(key))


def _page(
    request: HttpRequest,
    run: BoardRun,
    *,
    bound: SettlingForm | None = None,
    settings: BoardForm | None = None,
) -> HttpResponse:
    forms = {name: form() for name, form in SETTLING.items()}
    if bound is not None:
        forms[bound.order] = bound
    may_settle = run.state in (BoardState.DRAFT, BoardState.READY, BoardState.REFUSED)
    refused = bound is not None or settings is not None
    return desk_page(
        request,
        "volunteers/desk/board.html",
        title=_("The whole board"),
        icon="table",
        crumbs=[boards_crumb()],
        status=422 if refused else 200,
        run=run,
        is_draft=run.state == BoardState.DRAFT,
        is_under_way=run.state in UNDER_WAY,
        is_stuck=run.state in UNDER_WAY and _is_stuck(run),
        forms=forms if may_settle else {},
        settings=settings or BoardForm(run=run),
        orders=_orders(run),
        place_orders=run.place_orders.select_related("opening__partner", "ordered_by"),
        result=_result(run) if run.state == BoardState.READY else None,
        clashes=_clashes(run),
    )


def _is_stuck(run: BoardRun) -> bool:
    last = run.moves().last()
    return last is not None and timezone.now() - last.at > BOARD_TAKES_AT_MOST


def boards_crumb() -> tuple[str, str]:
    """The list of proposals."""
    return _("The whole board"), reverse("desk_boards")


def _orders(run: BoardRun) -> list[dict[str, Any]]:
    """What was settled about the reader's people; two of one group in one line."""
    found: dict[Any, dict[str, Any]] = {}
    for order in BoardOrder.objects.filter(run=run).select_related(
        "person", "opening__partner", "ordered_by"
    ):
        line = found.setdefault(order.group or order.pk, {"order": order, "people": []})
        line["people"].append(order.person)
    return list(found.values())


def _result(run: BoardRun) -> dict[str, Any]:
    lines = list(BoardLine.objects.filter(run=run).select_related("person", "opening__partner"))
    places = list(run.places.select_related("opening__partner"))
    openings = {place.opening_id: place.opening for place in places}
    placed = _placed([line for line in lines if line.opening_id])
    unplaced = [_unplaced(line, openings) for line in lines if not line.opening_id]
    people = run.people or 0
    return {
        "places": [_one_place(place, placed) for place in places if place.taken],
        "empty": [place for place in places if not place.taken],
        "unplaced": sorted(unplaced, key=lambda one: (-one.line.waiting, one.line.row)),
        "hidden": people - len(lines),
        "without": people - (run.placed or 0),
        "ask_next": _ask_next(places),
        "gap_percent": (run.gap or 0) * 100,
        "is_proven": not run.more_possible and not run.gap,
        "own_placed": len(placed),
    }


def _placed(lines: list[BoardLine]) -> list[Placed]:
    pairs = [(line.person, cast(Opening, line.opening)) for line in lines]
    blocks = blocks_today(pairs)
    return [
        Placed(line=line, band=BANDS.get(line.band or 0, ""), blocks=blocks[person.pk, opening.pk])
        for line, (person, opening) in zip(lines, pairs, strict=True)
    ]


def _one_place(place: BoardPlace, placed: list[Placed]) -> OnePlace:
    own = [one for one in placed if one.line.opening_id == place.opening_id]
    return OnePlace(place, own, place.taken - len(own), place.capacity - place.taken)


def _unplaced(line: BoardLine, openings: dict[int, Opening]) -> Unplaced:
    doors = []
    for door in line.doors:
        sentences = [said.text for said in in_words([reason_of(kept) for kept in door["reasons"]])]
        doors.append((openings[door["opening"]], sentences or [str(HINDRANCES.get(door["hindrance"], ""))]))
    return Unplaced(line, doors)


def _ask_next(places: list[BoardPlace]) -> list[BoardPlace]:
    """Where one more place would help most, by the prices of the plan."""
    helpful = [place for place in places if place.one_more_people or place.one_more_fit]
    helpful.sort(key=lambda place: (-(place.one_more_people or 0), -(place.one_more_fit or 0), place.row))
    return helpful[:ASKED_NEXT]


def _clashes(run: BoardRun) -> list[dict[str, Any]]:
    """Orders against each other in words. People whom the reader may not see are only counted."""
    keys = {person for clash in run.clashes for person in _people_in(clash)}
    people = {person.pk: person for person in Person.objects.filter(pk__in=keys)} if keys else {}
    wanted = {opening for clash in run.clashes for opening in _openings_in(clash)}
    openings = {one.pk: one for one in Opening.objects.filter(pk__in=wanted).select_related("partner")}
    return [
        {
            "sentence": CLASHES.get(clash["clash"], ""),
            "people": [people[pk] for pk in _people_in(clash) if pk in people],
            "others": sum(pk not in people for pk in _people_in(clash)),
            "openings": [openings[pk] for pk in _openings_in(clash) if pk in openings],
        }
        for clash in run.clashes
    ]


def _people_in(clash: dict[str, Any]) -> list[int]:
    return list(dict.fromkeys([*(person for person, _opening in clash["pins"]), *clash["people"]]))


def _openings_in(clash: dict[str, Any]) -> list[int]:
    return list(dict.fromkeys([*(opening for _person, opening in clash["pins"]), *clash["openings"]]))


@for_supporters
@require_POST
def settle(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Settle something for this proposal while it is prepared, or for the next one after it."""
    run = board_or_404(key)
    if name not in SETTLING:
        raise Http404
    form = SETTLING[name](request.POST)
    if not form.is_valid():
        return _page(request, run, bound=form)
    draft = actions.draft_after(run, actor=reader(request))
    try:
        _settle(form, draft, request)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return _page(request, draft, bound=form)
    except MoveRefused as refusal:
        warn(request, refusal)
    return redirect("desk_board", draft.key)


def _settle(form: SettlingForm, draft: BoardRun, request: HttpRequest) -> None:
    typed, actor = form.cleaned_data, reader(request)
    if form.order == "place":
        actions.order_place(
            draft,
            opening=typed["opening"],
            reason=typed["reason"],
            actor=actor,
            **form.settled(),  # type: ignore[attr-defined]
        )
    elif form.order == "company":
        actions.order_company(draft, actor=actor, **typed)
    else:
        actions.order_for(draft, actor=actor, **typed)


@for_supporters
@require_POST
def lift(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """What was settled about somebody holds no longer."""
    run = board_or_404(key)
    order: BoardOrder = get_object_or_404(BoardOrder.objects.filter(run=run), pk=pk)
    return _tried(request, run, lambda: actions.lift_order(run, order))


@for_supporters
@require_POST
def lift_place(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """What was settled about an opening holds no longer."""
    run = board_or_404(key)
    order: PlaceOrder = get_object_or_404(run.place_orders.all(), pk=pk)
    return _tried(request, run, lambda: actions.lift_place_order(run, order))


@for_supporters
@require_POST
def begin(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put it together, under the settings of the form; after a proposal that is done, a new one."""
    run, form = board_or_404(key), BoardForm(request.POST)
    if not form.is_valid():
        return _page(request, run, settings=form)
    actor = reader(request)

    def start() -> BoardRun:
        draft = actions.draft_after(run, actor=actor)
        actions.set_board(draft, dial=form.cleaned_data["dial"], weights=form.weights())
        draft.refresh_from_db()
        actions.start_board(draft, actor=actor)
        return draft

    return _tried(request, run, start)


@for_supporters
@require_POST
def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Nothing of it is kept."""
    run = board_or_404(key)
    return _tried(request, run, lambda: actions.stop_board(run, actor=reader(request)))


def _tried(request: HttpRequest, run: BoardRun, act: Any) -> HttpResponse:
    """Do it and go to the proposal it leads to; say why where it cannot be done."""
    try:
        led_to = act()
    except MoveRefused as refusal:
        warn(request, refusal)
        led_to = run
    return redirect("desk_board", led_to.key if isinstance(led_to, BoardRun) else run.key)


@for_supporters
@require_POST
def suggest(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Suggestions of all lines of the reader's people, in one step."""
    run = board_or_404(key)
    try:
        done = actions.suggest_from_board(run, actor=reader(request))
    except MoveRefused as refusal:
        warn(request, refusal)
        return redirect("desk_board", key)
    tell(request, ngettext("%(n)d suggestion made.", "%(n)d suggestions made.", done.made) % {"n": done.made})
    if done.before:
        tell(request, _("There before, and left as they are: %(n)d.") % {"n": done.before})
    if done.gone:
        tell(
            request,
            _("Left out, because the opening or the person is taken by now: %(n)d.") % {"n": done.gone},
        )
    return redirect("desk_progress")


@for_supporters
@require_POST
def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Work a kept proposal out again from what it kept."""
    run = board_or_404(key)
    if comes_out_the_same(run):
        tell(request, _("Worked out again from what was kept: the same result."))
    else:
        warn(request, MoveRefused(_("It cannot be worked out again: somebody on it was erased since.")))
    return redirect("desk_board", key)


@for_supporters
@require_safe
def compare(request: HttpRequest, key: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Two proposals side by side: who is placed otherwise."""
    doing(AuditAction.MATCH)
    now, before = board_or_404(key), board_or_404(other)
    if BoardState.READY not in (now.state, before.state) or now.state != before.state:
        raise Http404
    return desk_page(
        request,
        "volunteers/desk/board_compare.html",
        title=_("Two proposals side by side"),
        icon="table",
        crumbs=[boards_crumb()],
        now=now,
        before=before,
        changed=_changed(now, before),
    )


def _changed(now: BoardRun, before: BoardRun) -> list[dict[str, Any]]:
    """The reader's people whose place differs."""
    here, there = (
        {
            line.person_id: line
            for line in BoardLine.objects.filter(run=run).select_related("person", "opening__partner")
        }
        for run in (now, before)
    )
    rows = []
    for pk in {**here, **there}:
        new, old = here.get(pk), there.get(pk)
        if (new and new.opening_id) != (old and old.opening_id):
            rows.append({"person": (new or old).person, "new": new, "old": old})  # type: ignore[union-attr]
    return rows
