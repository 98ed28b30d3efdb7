"""One effect: what a job writes and the note that it is done are committed together, or not at all."""

import datetime as dt
import logging
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .declaring import LARGEST, Job, NotACode

log = logging.getLogger("base.jobs")


class Overtaken(Exception):
    """This attempt was taken for lost, and the job is somebody else's by now. Nothing of it may be kept."""


@dataclass
class Attempt:
    """One worker's try at one job."""

    key: uuid.UUID
    worker: str
    is_done: bool = field(default=False)

    def locked(self) -> DBTaskResult:
        """The job's row, locked for the open transaction. Raises Overtaken when it is not this attempt's any more."""
        row = DBTaskResult.objects.select_for_update().filter(pk=self.key).first()
        if row is None or row.status != TaskResultStatus.RUNNING or row.worker_ids[-1] != self.worker:
            raise Overtaken
        return row


_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


@contextmanager
def attempting(attempt: Attempt) -> Iterator[None]:
    """Let `one_effect` know whose effect it is."""
    token = _attempt.set(attempt)
    try:
        yield
    finally:
        _attempt.reset(token)


@contextmanager
def one_effect(count: list[int] | None = None) -> Iterator[None]:
    """Everything that a slow job writes, in one transaction with the note that the job is done.

    Outside a worker (a test, a shell) it is a plain transaction. `count`, if given, is a list whose only number is
    kept as the job's result. Raises Overtaken when the job went to another worker meanwhile.
    """
    attempt = _attempt.get()
    with transaction.atomic():
        row = attempt.locked() if attempt else None
        yield
        if row:
            _note_done(row, count[0] if count else None)
    if attempt:
        attempt.is_done = True


def run(row: DBTaskResult, worker: str) -> None:
    """Try the claimed job `row` once, and note what came of it. Never raises what the job raises."""
    attempt = Attempt(row.pk, worker)
    try:
        job = row.task
        with attempting(attempt):
            if isinstance(job, Job) and job.slow:
                _run_slow(attempt, job, row.args_kwargs["args"])
            else:
                count: list[int] = []
                with one_effect(count):
                    count.append(_number(job.call(*row.args_kwargs["args"])))
    except Overtaken:
        log.warning("job %s: overtaken", row.task_path)
    except Exception as error:  # noqa: BLE001 - whatever a job does wrong, the worker goes on
        _note_failure(attempt, error)
    else:
        log.info("job %s: done", row.task_path)


def _run_slow(attempt: Attempt, job: Any, ids: list[int | str]) -> None:
    result = _number(job.call(*ids))
    if not attempt.is_done:
        with transaction.atomic():
            _note_done(attempt.locked(), result)


def _number(result: Any) -> int:
    """A job's result lies open like its arguments: it is a count, or nothing."""
    if result is not None and not (type(result) is int and abs(result) <= LARGEST):
        raise NotACode(f"a job returns a count or nothing, not {type(result).__name__}")
    return result or 0


def _note_done(row: DBTaskResult, result: int | None) -> None:
    row.status, row.finished_at, row.return_value = TaskResultStatus.SUCCESSFUL, timezone.now(), result
    row.exception_class_path, row.traceback = "", ""
    row.save()


def _note_failure(attempt: Attempt, error: Exception) -> None:
    try:
        with transaction.atomic():
            give_back(attempt.locked(), reason=_class_path(error), where=places(error))
    except Overtaken:
        return


TRIES = 3
PAUSES = (60, 600)
"""Seconds before the second and before the third try of a job that raised an error."""


def give_back(row: DBTaskResult, *, reason: str, where: str = "", at_once: bool = False) -> None:
    """Put a locked job back into the queue, or mark it failed after its last try.

    The error's message is not kept: a database says in it what somebody's row holds.
    """
    tried, now = len(row.worker_ids), timezone.now()
    row.exception_class_path, row.traceback = reason, where
    if tried >= TRIES:
        row.status, row.finished_at = TaskResultStatus.FAILED, now
    else:
        pause = 0 if at_once else PAUSES[tried - 1]
        row.status, row.run_after = TaskResultStatus.READY, now + dt.timedelta(seconds=pause)
    row.save()
    log.warning("job %s: try %d of %d ended with %s", row.task_path, tried, TRIES, reason)


def _class_path(error: Exception) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def places(error: BaseException) -> str:
    """Where an error came from: files, lines and functions. No values and no message."""
    root = f"{settings.ROOT}{Path('/')}"
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join(f"{frame.filename.removeprefix(root)}:{frame.lineno} {frame.name}" for frame in frames)
