"""Jobs that only tests ask for. In a module that a worker can import by name."""

import os
import time

from django.utils import timezone

from base.jobs import job, one_effect
from base.models import Move

RAN: list[int] = []
"""Every start of a job in this process, with its argument."""
SECRET = "豊川の債務"
"""What an error's message holds and nobody may find again."""


def _leave_a_trace(number: int) -> None:
    Move.objects.create(subject_type="tests.job", subject_id=number, to_state="done", at=timezone.now())


def effects(number: int) -> int:
    """How often a job with this argument had its effect."""
    return Move.objects.filter(subject_type="tests.job", subject_id=number).count()


@job(label="leaves a trace")
def leave_a_trace(number: int) -> int:
    RAN.append(number)
    _leave_a_trace(number)
    return 1


@job(label="fails")
def fail(number: int) -> None:
    RAN.append(number)
    _leave_a_trace(number)
    raise ValueError(SECRET)


@job(label="slow", slow=True)
def slow(number: int) -> None:
    RAN.append(number)
    with one_effect():
        _leave_a_trace(number)


@job(label="says too much")
def say_too_much(number: int) -> str:
    return SECRET


@job(label="told of its start, hangs in the middle of its effect")
def hang(pipe: int) -> None:
    _leave_a_trace(pipe)
    os.write(pipe, b"x")
    time.sleep(60)


@job(label="the same outside of a transaction", slow=True)
def hang_slowly(pipe: int) -> None:
    os.write(pipe, b"x")
    time.sleep(60)


@job(label="a few moments, before and after its effect")
def take_a_moment(number: int) -> None:
    time.sleep(0.01)
    _leave_a_trace(number)
    time.sleep(0.01)


@job(label="the same with a transaction of its own", slow=True)
def take_a_moment_slowly(number: int) -> None:
    time.sleep(0.01)
    with one_effect():
        _leave_a_trace(number)
        time.sleep(0.01)
    time.sleep(0.01)
