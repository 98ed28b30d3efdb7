"""The one mover: check the map, lock, save, log, in one transaction.

A stateful model declares `MOVES`, a mapping of each state to the states it may go to, and mixes in `Stateful`.
Nothing else writes `state`.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import clock
from .models.accounts import User
from .models.moves import Move


class MoveRefused(Exception):
    """A transition that the map or a guard does not allow. `str()` is a sentence for the person at the desk."""


class AlreadyMoved(MoveRefused):
    """Somebody else moved the record since the caller saw it."""


class Stateful(models.Model):
    """A record that carries a state. Subclasses define `state` and `MOVES`."""

    MOVES: ClassVar[Mapping[str, Collection[str]]]
    state: Any

    class Meta:
        abstract = True

    def may_move_to(self, to: str) -> bool:
        return to in self.MOVES.get(self.state, ())

    def moves(self) -> models.QuerySet[Move]:
        """The record's history, oldest first."""
        return Move.objects.of(self)


def move(
    record: Stateful,
    to: str,
    *,
    actor: User | None,
    reason: str = "",
    seen: str | None = None,
    **changes: Any,
) -> Move:
    """Move `record` to state `to`, save the named `changes` with it, and log the move.

    `seen` is the state that the actor was looking at (default: the one in memory). The row is locked and read
    anew before anything is decided, so of two movers at once one gets `AlreadyMoved` and nothing half done.
    `actor` None is the system itself. Raises MoveRefused, AlreadyMoved, or what the database's constraints say.
    """
    seen = record.state if seen is None else seen
    with transaction.atomic():
        locked = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if locked.state != seen:
            raise AlreadyMoved(_already_moved(locked))
        if not locked.may_move_to(to):
            raise MoveRefused(_not_on_the_map(locked, to))
        locked.state = to
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.save(update_fields=["state", *changes])  # type: ignore[misc]  # every subclass has `state`
        for name in ("state", *changes):  # only once the database has agreed
            setattr(record, name, getattr(locked, name))
        return Move.objects.log(record, from_state=seen, actor=actor, reason=reason)


def as_seen(record: Stateful, seen: str) -> Stateful:
    """The record read anew and locked, for a change that moves no state. Raises AlreadyMoved if it is not as `seen`.

    Inside a transaction.
    """
    locked: Stateful = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if locked.state != seen:
        raise AlreadyMoved(_already_moved(locked))
    return locked


@contextmanager
def all_or_nothing(*records: models.Model) -> Iterator[None]:
    """One transaction; what it takes back in the database it takes back in these `records` in memory as well.

    A verb of several steps may be refused at the last one. Whoever asked still holds the records, and must not read
    a state there that never was.
    """
    before = [(record, record.__dict__.copy()) for record in records]
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for record, values in before:
            record.__dict__.clear()
            record.__dict__.update(values)
        raise


def begin(record: Stateful, *, actor: User | None, reason: str = "") -> Move:
    """Log the first state of a record that was just made."""
    return Move.objects.log(record, from_state="", actor=actor, reason=reason)


def state_label(record_or_model: Any, state: str) -> str:
    """The shown name of a state of this model."""
    choices = record_or_model._meta.get_field("state").flatchoices
    return str(dict(choices).get(state, state))


def _already_moved(record: Stateful) -> str:
    last = record.moves().last()
    return _("Already moved to “%(state)s” by %(who)s at %(when)s. Nothing of yours was changed.") % {
        "state": state_label(record, record.state),
        "who": (last and last.actor and last.actor.shown_name) or _("the system"),
        "when": date_format(timezone.localtime(last.at if last else clock.now()), "DATETIME_FORMAT"),
    }


def _not_on_the_map(record: Stateful, to: str) -> str:
    return _("From “%(here)s” it is not possible to go to “%(to)s”.") % {
        "here": state_label(record, record.state),
        "to": state_label(record, to),
    }
