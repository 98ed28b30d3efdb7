"""The queue: the table of django-tasks-db, with a guard at its door."""

import json
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django_tasks_db.backend import DatabaseBackend

from .declaring import Job, NotACode, check_arguments

ONCE = uuid.UUID("6f0d8c1e-3c5b-4b52-9a53-8e1d7d0a4c11")
"""The name space of the keys of jobs that happen once."""


class JobBackend(DatabaseBackend):
    """Takes jobs only, keys and codes only; a job with a word gets a key made of it, which the table keeps unique."""

    task_class: Any = Job
    supports_async_task = False

    def _task_to_db_task(self, task: Any, args: Any, kwargs: Any) -> Any:
        from django_tasks_db.models import DBTaskResult

        if kwargs:
            raise NotACode("arguments of jobs are given by position")
        check_arguments(args)
        if task.word is None:
            return super()._task_to_db_task(task, args, kwargs)
        row: Any = DBTaskResult(
            id=uuid.uuid5(ONCE, json.dumps([task.module_path, task.word, *args])),
            args_kwargs={"args": list(args), "kwargs": {}},
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=task.run_after,
            backend_name=self.alias,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return DBTaskResult.objects.get(pk=row.pk)
        return row
