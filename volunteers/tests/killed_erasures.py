"""A process that erases one person after the other, and is killed at any moment: each is there whole, or gone whole."""

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from base import audit, clock
from base.models import User
from base.sealing import digest
from volunteers import actions
from volunteers.actions.erasing import MARK
from volunteers.forgetting import GONE, WAYS
from volunteers.models import DisposalRecord, Person
from volunteers.scopes import reading_as
from volunteers.tests import scene

Rows = Counter[str]


@dataclass
class Erased:
    """What was found afterwards, in people; `halves` in sentences."""

    gone: int
    left: int
    halves: list[str]
    cut_off: int
    """Kills that hit a process while it still had somebody to erase."""


@transaction.atomic
def to_be_erased(number: int) -> tuple[list[Person], User]:
    """People with rows of several kinds, each proposed by a colleague; and the chief who approves."""
    owner, chief = scene.coordinator("proposes"), scene.chief("approves")
    people = [scene.person(owner, f"{n}さん", own_words="ことば", phone="0154001234") for n in range(number)]
    with reading_as(owner):
        for person in people:
            actions.note_request(person, actor=owner, kind="see", asked_on=clock.today(), words="見たい")
            actions.keep_address_apart(person, actor=owner, address="見本町1丁目")
            actions.ask_erasure(person, actor=owner, ground="wish")
    return people, chief


def kill_erasures(folder: Path, *, people: int, kills: int, seed: int, longest: float = 0.6) -> Erased:
    """Erase `people`, killed `kills` times at moments of chance of at most `longest` seconds."""
    settings.DISPOSALS_KEPT = folder / "disposals.jsonl"
    everybody, chief = to_be_erased(people)
    marks = {person.pk: digest(person.public_id, purpose=MARK) for person in everybody}
    whole = {person.pk: _rows(person) for person in everybody}
    chance = random.Random(seed)  # noqa: S311 - the same moments every time
    moments = sorted(
        chance.uniform(0.0, longest) for _ in range(kills)
    )  # early ones first, while all are there
    cut_off = sum(_begin_and_kill(chief, set(marks), after) for after in moments)
    now = list(Person._base_manager.filter(pk__in=marks))
    halves = [
        f"person {one.pk} in part" for one in now if not _is_whole_or_gone(one, whole[one.pk], marks[one.pk])
    ]
    gone = sum(one.erased_at is not None for one in now)
    _erase(set(marks), chief)  # what was killed can be done again
    ends = Person._base_manager.filter(pk__in=marks)
    halves += [
        f"person {one.pk} left" for one in ends if not _is_whole_or_gone(one, Counter(), marks[one.pk])
    ]
    return Erased(gone, len(now) - gone, [*halves, *audit.faults()], cut_off)


def _begin_and_kill(chief: User, people: set[int], after: float) -> bool:
    connections.close_all()  # a connection must not be shared with a child
    child = os.fork()
    if child == 0:
        try:
            _erase(people, chief)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _erase(people: set[int], chief: User) -> None:
    for person in Person._base_manager.filter(pk__in=people, erased_at__isnull=True).order_by("pk"):
        with reading_as(chief):
            actions.approve_erasure(person, actor=chief)


def _rows(person: Person) -> Rows:
    return +Counter({way.name: way.rows(person).count() for way in WAYS})


def _is_whole_or_gone(person: Person, whole: Rows, mark: str) -> bool:
    is_listed = DisposalRecord.objects.filter(mark=mark).count()
    if person.erased_at is None:
        return (
            person.call_name != GONE and bool(person.own_words) and _rows(person) == whole and not is_listed
        )
    left = {way.name for way in WAYS if way.becomes == "deleted" and way.rows(person).exists()}
    return (person.call_name, person.own_words, left, is_listed) == (GONE, "", set(), 1)
