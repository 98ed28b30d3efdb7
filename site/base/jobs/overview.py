"""What waits, runs and failed, for the system administrator: names, times and kinds of error. No arguments, no content."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from .declaring import BACKEND, Job
from .schedule import DUTIES, find_duties

PATIENCE = dt.timedelta(minutes=5)
"""A job that is ready for longer than this, and nobody takes it: no worker runs."""
A_DAY = dt.timedelta(hours=26)
SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One job as it is shown."""

    key: str
    name: str
    state: str
    tries: int
    since: dt.datetime
    error: str
    where: str
    is_failed: bool


def counts() -> dict[str, int]:
    """How many jobs are in each state, by the state's shown name, in the order of their life."""
    found = dict(_jobs().order_by().values_list("status").annotate(Count("pk")))
    return {label: found.get(value, 0) for value, label in state_labels().items()}


def troubled() -> list[Line]:
    """Failed jobs and those that are being tried again, the newest first."""
    rows = _jobs().exclude(status=TaskResultStatus.SUCCESSFUL).exclude(exception_class_path="")
    return [_line(row) for row in rows.order_by("-enqueued_at")[:SHOWN]]


def warnings(now: dt.datetime | None = None) -> list[str]:
    """What looks wrong with the worker itself, in sentences."""
    now = now or timezone.now()
    said = []
    waiting = _jobs().ready().filter(enqueued_at__lt=now - PATIENCE)
    if waiting.exclude(run_after__lt=get_date_max(), run_after__gt=now - PATIENCE).exists():
        said.append(_("Jobs are waiting, and nobody takes them. Is the worker running?"))
    last = _jobs().filter(finished_at__isnull=False).order_by("-finished_at").first()
    if last is None or now - last.finished_at > A_DAY:
        said.append(_("No job was finished within a day. Is the worker running?"))
    return said


def last_duties() -> list[tuple[str, dt.datetime | None]]:
    """(name, when it was last done) of every daily duty."""
    find_duties()
    done = _jobs().filter(status=TaskResultStatus.SUCCESSFUL, task_path__startswith="base.jobs.schedule.")
    newest: dict[str, dt.datetime] = {}
    for ids, at in done.order_by("finished_at").values_list("args_kwargs__args", "finished_at"):
        newest[ids[0]] = at
    return [(str(duty.label), newest.get(code)) for code, duty in sorted(DUTIES.items()) if duty.is_wanted()]


def try_again(key: Any) -> bool:
    """Give a failed job three new tries. False when there is no failed job of this key."""
    with transaction.atomic():
        row = _jobs().select_for_update().filter(pk=key, status=TaskResultStatus.FAILED).first()
        if row is None:
            return False
        row.status, row.run_after, row.finished_at = TaskResultStatus.READY, timezone.now(), None
        row.worker_ids, row.exception_class_path, row.traceback = [], "", ""
        row.save()
    return True


def state_labels() -> dict[str, str]:
    """Shown names of a job's states."""
    return {
        TaskResultStatus.READY: _("Waiting"),
        TaskResultStatus.RUNNING: _("Running now"),
        TaskResultStatus.SUCCESSFUL: _("Done"),
        TaskResultStatus.FAILED: _("Failed after three tries"),
    }


def _jobs() -> Any:
    return DBTaskResult.objects.filter(backend_name=BACKEND)


def _line(row: DBTaskResult) -> Line:
    return Line(
        key=str(row.pk),
        name=_name(row),
        state=state_labels()[row.status],
        tries=len(row.worker_ids),
        since=row.enqueued_at,
        error=row.exception_class_path.rpartition(".")[2],
        where=row.traceback.rpartition("\n")[2],
        is_failed=row.status == TaskResultStatus.FAILED,
    )


def _name(row: DBTaskResult) -> str:
    find_duties()
    if row.task_path.startswith("base.jobs.schedule."):
        duty = DUTIES.get(row.args_kwargs["args"][0])
        return str(duty.label) if duty else row.task_name
    try:
        job = row.task
    except ImportError:
        return row.task_name
    return str(job.label) if isinstance(job, Job) and job.label else row.task_name
