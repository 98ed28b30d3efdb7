"""The worker: takes jobs out of the queue one by one, gives back those of dead workers, and asks for the day's duties."""

import datetime as dt
import logging
import os
import secrets
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .declaring import BACKEND, Job
from .effects import give_back, run
from .schedule import enqueue_due, find_duties

log = logging.getLogger("base.jobs")

LOOK_AROUND = 15.0
"""Seconds between two looks for lost jobs and for duties whose hour has come."""
LOST = "base.jobs.worker.WorkerLost"
UNKNOWN_LIMIT = 10
"""Minutes for a running job that the program does not know any more."""


def _own_name() -> str:
    """Host, process and a word of chance: a process of the same number after a restart is another worker."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}"


@dataclass
class Worker:
    """Runs until asked to stop. Several may run at once, on one machine or on many."""

    pause: float = 1.0
    name: str = field(default_factory=_own_name)
    is_stopping: bool = False

    def run(self) -> None:
        """Work until SIGINT or SIGTERM; what is in hand then is finished first."""
        find_duties()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        looked = -LOOK_AROUND
        while not self.is_stopping:
            if time.monotonic() - looked >= LOOK_AROUND:
                looked = time.monotonic()
                self._safely(self.look_around)
            if not self._safely(self.step) and not self.is_stopping:
                time.sleep(self.pause)

    def run_until_idle(self) -> int:
        """Do what is ready now; how many jobs were tried."""
        find_duties()
        done = 0
        while self.step():
            done += 1
        return done

    def step(self) -> bool:
        """Try one job; False when none is ready."""
        row = self._claim()
        if row is None:
            return False
        run(row, self.name)
        return True

    def look_around(self) -> None:
        """Give back what dead workers left; ask for the duties of the day."""
        reap(self.name)
        enqueue_due()

    def _claim(self) -> DBTaskResult | None:
        ready = DBTaskResult.objects.ready().filter(backend_name=BACKEND)
        if not ready.exists():  # a look takes no write lock
            return None
        with transaction.atomic():
            row = ready.select_for_update(skip_locked=True).first()
            if row:
                row.claim(self.name)
        return row

    def _safely(self, do: Callable[[], bool | None]) -> bool:
        """A database that is away for a while comes back: the worker waits for it."""
        try:
            close_old_connections()
            return bool(do())
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database did not answer: %s", type(error).__name__)
            connection.close()
            return False

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True


def reap(own_name: str = "") -> int:
    """Give back the jobs whose worker is gone; how many. One that was alive after all finds itself overtaken."""
    running = DBTaskResult.objects.filter(backend_name=BACKEND, status=TaskResultStatus.RUNNING)
    lost = [row for row in running if is_lost(row, own_name)]
    return sum(_reap(row) for row in lost)


def _reap(seen: DBTaskResult) -> bool:
    with transaction.atomic():
        # A row that is locked is in the hands of a transaction, and so of a worker, that lives.
        rows = DBTaskResult.objects.select_for_update(skip_locked=True)
        row = rows.filter(pk=seen.pk, status=TaskResultStatus.RUNNING).first()
        if row is None or row.worker_ids != seen.worker_ids:
            return False
        give_back(row, reason=LOST, at_once=True)
    return True


def is_lost(row: DBTaskResult, own_name: str = "") -> bool:
    """Whether nobody works on this running job: its process is gone, or it took longer than it may."""
    worker = row.worker_ids[-1] if row.worker_ids else ""
    host, _, rest = worker.partition(":")
    process = rest.partition(":")[0]
    is_neighbour = worker != own_name and host == socket.gethostname()[:30] and process.isdigit()
    if is_neighbour and (int(process) == os.getpid() or not _is_alive(int(process))):
        return True
    return row.started_at is None or timezone.now() - row.started_at > dt.timedelta(minutes=_limit(row))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _limit(row: DBTaskResult) -> int:
    try:
        job = row.task
    except ImportError:
        return UNKNOWN_LIMIT
    return job.minutes if isinstance(job, Job) else UNKNOWN_LIMIT
