"""What a job is, and what may be written into its arguments: they lie open in the database, in logs and on a screen."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NewType, Self

from django.utils.functional import Promise
from django_tasks import TaskResult, task_backends
from django_tasks.base import Task

BACKEND = "jobs"
"""The name in the setting TASKS. Wagtail's own tasks stay on `default`, which runs them at once."""

Code = NewType("Code", str)
"""A short word of the program's own vocabulary, such as `projects.expire`. Never something that somebody typed."""
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}(\.[a-z][a-z0-9_]{0,29})?")
LARGEST = 2**63 - 1


class NotACode(TypeError):
    """An argument, or a result, that is neither a key nor a code. The message says its type and not its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[..., Any]):
    """A task with a name for people, a limit, and a word that makes it happen once."""

    label: str | Promise = ""
    slow: bool = False
    minutes: int = 10
    """A job that is still running after so long is taken for lost and tried again."""
    word: str | None = None

    def once(self, word: str = "") -> Self:
        """The same job; enqueued again with the same arguments and this word it is still one.

        Remembered for as long as the queue remembers what is done (`schedule.REMEMBERED`).
        """
        return replace(self, word=word)

    def enqueue(self, *ids: int | str) -> TaskResult[Any]:
        """Put it into the queue as part of the open transaction. Raises NotACode for anything but keys and codes."""
        return task_backends[BACKEND].enqueue(self, ids, {})


def job(
    *, label: str | Promise, slow: bool = False, minutes: int = 10
) -> Callable[[Callable[..., Any]], Job]:
    """Declare a function of a module as a job. Its parameters are annotated `int` or `Code`; it returns a count or None.

    Raises NotACode while the module is imported if a parameter could be anything else.
    """

    def declare(function: Callable[..., Any]) -> Job:
        for parameter in inspect.signature(function).parameters.values():
            if parameter.annotation not in (int, Code):
                raise NotACode(f"{function.__qualname__}: {parameter.name} must be annotated int or Code")
        return Job(func=function, backend=BACKEND, label=label, slow=slow, minutes=minutes)

    return declare


def check_arguments(values: Any) -> None:
    """Raise NotACode unless every value is a key or a code."""
    for value in values:
        is_key = type(value) is int and 0 <= value <= LARGEST
        is_code = isinstance(value, str) and CODE.fullmatch(value)
        if not (is_key or is_code):
            raise NotACode(f"arguments of jobs are keys and codes, not {type(value).__name__}")
