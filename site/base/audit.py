"""The log of readings: written before anything is shown, chained so that a change anywhere is found.

Each digest is an HMAC-SHA256 over the entry and the digest before it, with a key of the ring: whoever has the
database and not the ring can neither change an entry nor write the chain anew. Somebody who puts back an older
database whole is found by the head that was taken out of the house (`manage.py audit_head`, backups).
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from base.keyring import KeysMissing
from base.models.audit import AuditAction, AuditEntry, AuditHead, AuditSubject
from base.sealing.current import key_named, ring

ENTRIES_AT_ONCE = 1000

__all__ = ["AuditAction", "Head", "faults", "head", "record"]


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many entries, and the last one's digest."""

    number: int
    digest: str


def record(*, actor: Any, action: str, what: str, people: Iterable[tuple[int, str]] = ()) -> AuditEntry:
    """Add an entry: `actor` (None: nobody signed in, or the system) did `action` at the screen or file `what`.

    `people` are (key of the person, why the actor might). Raises DatabaseError or KeysMissing when it cannot be
    written; then nothing may be shown.
    """
    AuditAction(action)
    subjects = sorted(set(people))
    with transaction.atomic():
        head, _made = AuditHead.objects.select_for_update().get_or_create(pk=1)
        entry = AuditEntry(
            number=head.number + 1,
            at=timezone.now(),
            actor=actor if actor and actor.pk else None,
            action=action,
            what=what,
            key=ring().current.name,
        )
        entry.digest = _digest(entry, subjects, head.digest)
        entry.save(force_insert=True)
        AuditSubject.objects.bulk_create(
            AuditSubject(entry=entry, person_id=person, why=why) for person, why in subjects
        )
        head.number, head.digest = entry.number, entry.digest
        head.save()
    return entry


def head(*, using: str = DEFAULT_DB_ALIAS) -> Head:
    """Where the chain ends now; `using` may be a restored database that is looked at before it is served."""
    row = AuditHead.objects.using(using).filter(pk=1).first()
    return Head(row.number, row.digest) if row else Head(0, "")


def faults(known_head: Head | None = None, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """What is wrong with the log, one sentence each, first to last; nothing when it is whole.

    `known_head` is an end of the chain that was written down earlier: the log must still hold that entry.
    """
    previous, expected, known_is_there = "", 1, known_head is None or known_head.number == 0
    for entry, subjects in _entries(using):
        if entry.number != expected:
            yield f"Entries {expected} to {entry.number - 1} are missing."
        elif not _holds(entry, subjects, previous):
            yield f"Entry {entry.number} is not what was written, or not in its place."
        if known_head and entry.number == known_head.number:
            known_is_there = hmac.compare_digest(entry.digest, known_head.digest)
        previous, expected = entry.digest, entry.number + 1
    end = head(using=using)
    if end != Head(expected - 1, previous):
        yield f"The log ends after entry {expected - 1}, but {end.number} were written."
    if not known_is_there and known_head:
        yield f"Entry {known_head.number} is not the one that was written down."
    entries = AuditEntry.objects.using(using)
    if strays := AuditSubject.objects.using(using).exclude(entry__in=entries.all()).count():
        yield f"{strays} people stand in entries that are not there."


def _entries(using: str) -> Iterator[tuple[AuditEntry, list[tuple[int, str]]]]:
    last = -1
    while rows := list(
        AuditEntry.objects.using(using).filter(number__gt=last).order_by("number")[:ENTRIES_AT_ONCE]
    ):
        subjects: dict[int, list[tuple[int, str]]] = {}
        found = AuditSubject.objects.using(using).filter(entry__in=[row.number for row in rows])
        for entry, person, why in found.values_list("entry", "person_id", "why"):
            subjects.setdefault(entry, []).append((person, why))
        for row in rows:
            yield row, sorted(subjects.get(row.number, []))
        last = rows[-1].number


def _holds(entry: AuditEntry, subjects: list[tuple[int, str]], previous: str) -> bool:
    try:
        return hmac.compare_digest(entry.digest, _digest(entry, subjects, previous))
    except KeysMissing:
        return False


def _digest(entry: AuditEntry, subjects: list[tuple[int, str]], previous: str) -> str:
    content = json.dumps(
        [
            previous,
            entry.number,
            round(entry.at.timestamp() * 1_000_000),
            entry.actor_id,
            str(entry.action),
            entry.what,
            entry.key,
            subjects,
        ],
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return hmac.digest(key_named(entry.key).chaining, content.encode(), "sha256").hex()
