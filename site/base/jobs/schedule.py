"""What happens every day. A day's duty is a job like any other, once a day: three tries, one effect, visible.

A duty's day is a date in Asia/Tokyo. After days without a worker only today's is done: duties look at everything
that is due by then.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .declaring import BACKEND, Code, job

REMEMBERED = dt.timedelta(days=30)
"""How long what is done stays in the queue."""
FAILURES_REMEMBERED = dt.timedelta(days=180)


@dataclass(frozen=True)
class Duty:
    """Something to do every day from `hour` o'clock on; `call` gets the date and returns how many records it touched."""

    code: Code
    label: str | Promise
    hour: int
    slow: bool
    call: Callable[[dt.date], int | None]
    is_wanted: Callable[[], bool]


DUTIES: dict[str, Duty] = {}


def daily(
    code: str,
    *,
    label: str | Promise,
    hour: int = 0,
    slow: bool = False,
    is_wanted: Callable[[], bool] = lambda: True,
) -> Callable[[Callable[[dt.date], int | None]], Callable[[dt.date], int | None]]:
    """Declare a function of a date as something to do every day, from `hour` o'clock in Asia/Tokyo on.

    `is_wanted` says whether this installation asks for it at all; where it does not, the duty is not spoken of.
    """

    def declare(function: Callable[[dt.date], int | None]) -> Callable[[dt.date], int | None]:
        DUTIES[code] = Duty(Code(code), label, hour, slow, function, is_wanted)
        return function

    return declare


def find_duties() -> None:
    """Import `jobs` and `daily` of every app."""
    autodiscover_modules("jobs", "daily")


@job(label=_("Daily duty"))
def do_duty(code: Code, day: int) -> int:
    """One duty on one day (its ordinal), in one transaction."""
    return DUTIES[code].call(dt.date.fromordinal(day)) or 0


@job(label=_("Daily duty"), slow=True, minutes=120)
def do_slow_duty(code: Code, day: int) -> int:
    """One duty that takes long and opens its own transactions."""
    return DUTIES[code].call(dt.date.fromordinal(day)) or 0


def enqueue_due(moment: dt.datetime | None = None) -> None:
    """Ask for every duty of today whose hour has come; asked again on the same day it is the same job."""
    local = timezone.localtime(moment)
    day = local.date().toordinal()
    for duty in DUTIES.values():
        if local.hour >= duty.hour and duty.is_wanted():
            (do_slow_duty if duty.slow else do_duty).once("daily").enqueue(duty.code, day)


@daily("base.forget_jobs", label=_("Forget jobs that were done long ago"), hour=4)
def forget_jobs(today: dt.date) -> int:
    """Delete finished jobs from the queue. Failed ones stay longer, for somebody to see."""
    ours, now = DBTaskResult.objects.filter(backend_name=BACKEND), timezone.now()
    done = ours.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - REMEMBERED)
    failed = ours.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - FAILURES_REMEMBERED)
    return done.delete()[0] + failed.delete()[0]
