"""What time it is, for everything that records events.

Facts are counted by the date of the event and not of its entry (domain.md section 6), so whoever enters
what happened last week, and the demo data, can say when it happened.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_moment: ContextVar[dt.datetime | None] = ContextVar("clock_moment", default=None)


def now() -> dt.datetime:
    """The aware moment to record: the one set by `happened_at`, else the real one."""
    return _moment.get() or timezone.now()


def today() -> dt.date:
    """The date in Asia/Tokyo of `now()`."""
    return timezone.localdate(now())


@contextmanager
def happened_at(moment: dt.datetime) -> Iterator[None]:
    """Record everything inside as having happened at the aware `moment`."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
