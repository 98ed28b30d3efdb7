"""Workers that are killed while they work, again and again, until every job is done."""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass

from django.db import connections
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from base.jobs.worker import Worker, reap
from base.models import Move
from base.tests import jobs_of_tests


@dataclass(frozen=True)
class Outcome:
    """How many jobs were given back, and how many had one effect, none, or more."""

    given_back: int
    once: int
    never: int
    more: int


def kill_and_finish(*, jobs: int, kills: int, seed: int = 1) -> Outcome:
    """Kill a worker so many times at a moment of chance; then let one finish what is left."""
    chance, given_back = random.Random(seed), 0  # noqa: S311 - the same moments every time
    for number in range(jobs):
        (jobs_of_tests.take_a_moment, jobs_of_tests.take_a_moment_slowly)[number % 2].enqueue(number)
    for _ in range(kills):
        _work_and_die(chance.uniform(0.02, 0.12))
        given_back += reap()
        _forget_tries()
    while DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists():
        given_back += reap()  # a server takes a moment to notice that its client is gone
        _forget_tries()
        Worker().run_until_idle()
    traces = Counter(Move.objects.filter(subject_type="tests.job").values_list("subject_id", flat=True))
    effects = [traces[number] for number in range(jobs)]
    return Outcome(given_back, effects.count(1), effects.count(0), sum(count > 1 for count in effects))


def _forget_tries() -> None:
    """A job that was killed three times is tried on: here it is counted how often it has its effect."""
    left = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.FAILED))
    left.update(worker_ids=[], status=TaskResultStatus.READY)


def _work_and_die(seconds: float) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            while True:
                Worker().run_until_idle()
                time.sleep(0.01)
        finally:
            os._exit(1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "a worker ended by itself"
