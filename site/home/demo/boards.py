"""The whole board of the demo: put together a week ago for the meeting, and once more after it."""

from collections.abc import Generator

from base.models import User
from volunteers import actions
from volunteers.models import BoardLine, BoardOrder, BoardRun
from volunteers.whole_board import carry_out

from .records import Cast

Story = Generator[int, None, None]

A_WEEK_AGO, YESTERDAY = -7, -1


def play_boards(cast: Cast) -> list[Story]:
    """One story: the proposal, what the meeting settled, the proposal after it."""
    return [_two_proposals(cast)]


def _two_proposals(cast: Cast) -> Story:
    chief = cast.users["chief"]
    yield A_WEEK_AGO
    first = _put_together(actions.prepare_board(actor=chief)[0], chief)
    yield YESTERDAY
    after = actions.draft_after(first, actor=chief)
    lines = BoardLine.objects.filter(run=first, opening__isnull=False)
    placed = lines.select_related("person", "opening").first()
    if placed and placed.opening:
        actions.order_for(
            after,
            kind=BoardOrder.Kind.FORBID,
            person=placed.person,
            opening=placed.opening,
            reason="本人が、もう少し近いところを見てから決めたいとのこと",
            actor=chief,
        )
    _put_together(after, chief)


def _put_together(run: BoardRun, actor: User) -> BoardRun:
    """Without a worker: the demo is played through at once."""
    actions.start_board(run, actor=actor)
    carry_out(run)
    return run
