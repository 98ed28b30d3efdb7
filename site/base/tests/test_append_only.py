"""Tables that only grow: the database itself refuses to change or take away a row."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from base import append_only
from base.models import Move, User

pytestmark = pytest.mark.django_db

RESEALED = {"volunteers_disclosurerecord": 4}
"""Columns that may be sealed anew with another key, and be changed in no other way."""


@pytest.fixture
def move() -> Move:
    actor = User.objects.create_user("somebody")
    return Move.objects.create(subject_type="x.y", subject_id=1, to_state="z", actor=actor, at=timezone.now())


def _save(move: Move) -> None:
    move.reason = "something else"
    move.save()


def _rewrite_with_sql(move: Move) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_move SET reason = 'x' WHERE id = %s", [move.pk])


def _delete_with_sql(move: Move) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_move WHERE id = %s", [move.pk])


WAYS: dict[str, Callable[[Move], Any]] = {
    "save": _save,
    "update": lambda move: Move.objects.update(reason="x"),
    "delete": lambda move: move.delete(),
    "delete all": lambda move: Move.objects.all().delete(),
    "UPDATE": _rewrite_with_sql,
    "DELETE": _delete_with_sql,
}


@pytest.mark.parametrize("rewrite", WAYS.values(), ids=WAYS)
def test_the_history_cannot_be_rewritten(move: Move, rewrite: Callable[[Move], Any]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rewrite(move)
    assert Move.objects.get().reason == ""


def test_the_history_still_grows(move: Move) -> None:
    Move.objects.create(subject_type="x.y", subject_id=1, to_state="w", actor=move.actor, at=timezone.now())
    assert Move.objects.count() == 2


def test_who_did_it_stays_known(move: Move) -> None:
    """An account is switched off, not deleted: the line in the history would name nobody."""
    assert move.actor is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        move.actor.delete()


@pytest.mark.parametrize("table", append_only.TABLES)
def test_every_table_of_the_list_has_its_triggers(table: str) -> None:
    assert table in {model._meta.db_table for model in apps.get_models()}
    per_sealed_column = RESEALED.get(table, 0)
    if connection.vendor == "sqlite":
        assert len(_triggers_of(table)) == 2 + per_sealed_column
    else:
        assert len(_triggers_of(table)) == 1 + bool(per_sealed_column)


def _triggers_of(table: str) -> list[str]:
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [table])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_a_migration_can_be_taken_back_and_done_again(move: Move) -> None:
    """Not inside a transaction: SQLite changes no triggers there while rows are read."""
    with connection.schema_editor() as editor:
        append_only.unprotect("base_move")(apps, editor)
    assert _triggers_of("base_move") == []
    Move.objects.update(reason="x")
    with connection.schema_editor() as editor:
        append_only.protect("base_move")(apps, editor)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Move.objects.update(reason="y")
