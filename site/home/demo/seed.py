"""Plays three invented years in order, every step through the product's own verbs, the same every time.

A story is a generator that yields the day of its next step (days from today, negative is past) and acts when it
is resumed. Stories are woven together by date, so that a place is free or taken as it would have been.
"""

import datetime as dt
import heapq
import random
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from itertools import count

from django.db import transaction
from django.utils import timezone

from base import clock
from base.models import Area
from volunteers.scopes import reading_as

from . import pages
from .accounts import make_accounts
from .asked import play_requests
from .boards import play_boards
from .consents import play_consents
from .keeping import play_keeping
from .needs import NEEDS
from .records import Cast, make_partners, make_people, play_need, start_projects
from .work import play_matches, play_placements, play_stages

Story = Generator[int, None, None]
SEED = 946


@transaction.atomic
def seed(today: dt.date | None = None) -> None:
    """Fill an empty database with the demo, as it stands on `today`. All or nothing."""
    rng = random.Random(SEED)  # noqa: S311 - the same every time, not secret
    users = make_accounts()
    with reading_as(users["chief"]):
        cast = Cast(
            rng=rng,
            users=users,
            areas={area.code: area for area in Area.objects.all()},
            base=today or timezone.localdate(),
        )
        make_partners(cast)
        with _day(cast.base, -940):
            pages.make_pages(cast)
        weave(cast.base, _stories(cast))
        with _day(cast.base, 0):
            pages.show_partners_and_projects(cast)


def _stories(cast: Cast) -> list[Story]:
    return [
        start_projects(cast),
        *(play_need(cast, need) for need in NEEDS),
        *make_people(cast),
        *play_placements(cast),
        *play_matches(cast),
        *play_stages(cast),
        *play_consents(cast),
        *play_requests(cast),
        *play_keeping(cast),
        *play_boards(cast),
    ]


def weave(base: dt.date, stories: list[Story]) -> None:
    """Resume every story on the day that it asked for, oldest day first; ties by order of the list."""
    order = count()
    waiting: list[tuple[int, int, Story]] = []
    for story in stories:
        _wait(waiting, story, order)
    while waiting:
        day, _number, story = heapq.heappop(waiting)
        with _day(base, day):
            _wait(waiting, story, order, not_before=day)


def _wait(
    waiting: list[tuple[int, int, Story]], story: Story, order: Iterator[int], not_before: int = -10_000
) -> None:
    day = next(story, None)
    if day is not None:
        heapq.heappush(waiting, (max(day, not_before), next(order), story))


def _day(base: dt.date, offset: int) -> AbstractContextManager[None]:
    moment = dt.datetime.combine(
        base + dt.timedelta(days=min(offset, 0)), dt.time(10), timezone.get_current_timezone()
    )
    return clock.happened_at(min(moment, timezone.now()))
