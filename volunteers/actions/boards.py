"""The whole board: preparing a proposal, settling things beforehand, starting, stopping, and making suggestions of it."""

import uuid
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import clock
from base.models import User
from base.states import MoveRefused, begin, move
from projects.models import Opening
from volunteers.jobs import work_out_board
from volunteers.models import BoardLine, BoardOrder, BoardRun, Match, Person, PlaceOrder
from volunteers.models.boards import USUAL_DIAL, BoardState
from volunteers.rules import may_stop_board
from volunteers.scopes import reading_everyone_unseen
from volunteers.whole_board import FAR_ALONG

from .matches import suggest


@transaction.atomic
def prepare_board(
    *,
    actor: User,
    dial: int = USUAL_DIAL,
    weights: dict[str, float] | None = None,
    earlier: BoardRun | None = None,
    token: uuid.UUID | str | None = None,
) -> tuple[BoardRun, bool]:
    """(run, made): a proposal to be worked out, with everything that was settled for the earlier one."""
    run, made = BoardRun.create_once(
        token=token,
        started_by=actor,
        made_at=clock.now(),
        dial=dial,
        weights=weights or {},
        earlier=earlier,
    )
    if made:
        begin(run, actor=actor)
        if earlier:
            _copy_orders(earlier, run)
    return run, made


def _copy_orders(earlier: BoardRun, run: BoardRun) -> None:
    """Everybody's, also those that the reader does not see: what was settled stays settled."""
    with reading_everyone_unseen():
        copies: list[Any] = [
            *BoardOrder.objects.filter(run=earlier).order_by("pk"),
            *earlier.place_orders.all(),
        ]
    for row in copies:
        row.pk, row.run = None, run
        row._state.adding = True
        row.save()


def draft_after(run: BoardRun, *, actor: User) -> BoardRun:
    """The proposal that this account prepares after a run, begun now if there is none."""
    if run.state == BoardState.DRAFT:
        return run
    own = run.later.filter(started_by=actor, state=BoardState.DRAFT).first()
    return own or prepare_board(actor=actor, dial=run.dial, weights=run.weights, earlier=run)[0]


@transaction.atomic
def set_board(run: BoardRun, *, dial: int, weights: dict[str, float]) -> None:
    """Who comes first, and what counts how much. Raises MoveRefused once the run has begun."""
    held = _draft(run)
    held.dial, held.weights = dial, weights
    held.save(update_fields=["dial", "weights"])


@transaction.atomic
def order_for(
    run: BoardRun, *, kind: str, person: Person, opening: Opening, reason: str, actor: User
) -> BoardOrder:
    """Somebody goes to an opening, does not, or has a place kept there. Raises ValidationError, MoveRefused."""
    _draft(run)
    return _saved(
        BoardOrder(run=run, kind=kind, person=person, opening=opening, reason=reason, ordered_by=actor)
    )


@transaction.atomic
def order_company(
    run: BoardRun, *, kind: str, one: Person, other: Person, reason: str, actor: User
) -> uuid.UUID:
    """Two go together only, or not to the same place. Gives the group. Raises ValidationError, MoveRefused."""
    _draft(run)
    if one == other:
        raise ValidationError({"other": _("Choose two different people.")})
    group = uuid.uuid4()
    for person in (one, other):
        _saved(BoardOrder(run=run, kind=kind, person=person, group=group, reason=reason, ordered_by=actor))
    return group


@transaction.atomic
def order_place(
    run: BoardRun,
    *,
    opening: Opening,
    reason: str,
    actor: User,
    closed: bool = False,
    more: int = 0,
    team: int = 0,
) -> PlaceOrder:
    """Nobody goes to an opening this time, or it has more places, or takes a team only. Raises as above."""
    _draft(run)
    run.place_orders.filter(opening=opening).delete()
    return _saved(
        PlaceOrder(
            run=run,
            opening=opening,
            closed=closed,
            more=0 if closed else more,
            team=0 if closed else team,
            reason=reason,
            ordered_by=actor,
        )
    )


def _saved(order: Any) -> Any:
    order.full_clean()
    order.save()
    return order


@transaction.atomic
def lift_order(run: BoardRun, order: BoardOrder) -> None:
    """It holds no longer for this run; of two people, for both."""
    _draft(run)
    if order.group:
        BoardOrder._base_manager.filter(run=run, group=order.group).delete()
    else:
        order.delete()


@transaction.atomic
def lift_place_order(run: BoardRun, order: PlaceOrder) -> None:
    """The opening is on the board again as it is."""
    _draft(run)
    order.delete()


@transaction.atomic
def start_board(run: BoardRun, *, actor: User) -> None:
    """Put it into the queue."""
    move(run, BoardState.WAITING, actor=actor)
    work_out_board.enqueue(run.pk)


def stop_board(run: BoardRun, *, actor: User) -> None:
    """Stop it, wherever it is; nothing of it is kept. Only who started it, and chiefs."""
    if not may_stop_board(actor, run):
        raise MoveRefused(_("Whoever started it can stop it, or a chief."))
    move(run, BoardState.STOPPED, actor=actor)


@dataclass(frozen=True)
class Suggested:
    """How many suggestions were made of a proposal, how many were there before, and how many places are gone since."""

    made: int
    before: int
    gone: int


@transaction.atomic
def suggest_from_board(run: BoardRun, *, actor: User) -> Suggested:
    """Make a suggestion of every line of the reader's people that has a place. Asked again, nothing is doubled.

    Left out is who is matched elsewhere by now, and an opening that is not open any more.
    """
    if run.state != BoardState.READY:
        raise MoveRefused(_("This proposal is not worked out."))
    lines = list(
        BoardLine.objects.filter(run=run, opening__isnull=False).select_related(
            "person__conditions", "opening"
        )
    )
    open_now = set(
        Opening.objects.open_on(clock.today())
        .filter(pk__in=[line.opening_id for line in lines])
        .values_list("pk", flat=True)
    )
    busy = _busy_elsewhere(lines)
    counts = {True: 0, False: 0}
    for line in lines:
        if line.opening_id in open_now and line.person_id not in busy:
            _match, made = suggest(line.person, cast(Opening, line.opening), actor=actor)
            counts[made] += 1
    return Suggested(counts[True], counts[False], len(lines) - counts[True] - counts[False])


def _busy_elsewhere(lines: list[BoardLine]) -> set[int]:
    """People of these lines who have got so far with an opening since that they look for no other."""
    far = Match.objects.filter(person__in=[line.person_id for line in lines], state__in=FAR_ALONG)
    return set(far.values_list("person", flat=True))


def _draft(run: BoardRun) -> BoardRun:
    """The run, locked, while it is being prepared."""
    held = BoardRun._base_manager.select_for_update().get(pk=run.pk)
    if held.state != BoardState.DRAFT:
        raise MoveRefused(_("This proposal has begun already. Prepare a new one after it."))
    return held
