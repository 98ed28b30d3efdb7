"""The log of readings: it only grows, and whatever is done to it behind the product's back is found."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from base import audit, keyring
from base.audit import Head
from base.keyring import Ring, new_key
from base.models import AuditEntry, AuditHead, AuditSubject, User
from base.sealing import current
from base.sealing.current import ring

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return User.objects.create_user("reader")


@pytest.fixture
def log(reader: User) -> list[AuditEntry]:
    return [
        audit.record(
            actor=reader, action="view", what="desk_person", people=[(number, "team"), (number + 1, "chief")]
        )
        for number in range(1, 6)
    ]


def behind_the_back(*statements: str) -> None:
    """What somebody with the database, but without the ring, could do: triggers off, write, triggers on."""
    tables = ("base_auditentry", "base_auditsubject")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {table}_no_update")
                cursor.execute(f"DROP TRIGGER {table}_no_delete")
            else:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def test_an_entry_says_who_what_when_whom_and_why(log: list[AuditEntry], reader: User) -> None:
    entry = AuditEntry.objects.get(number=3)
    assert (entry.actor, entry.action, entry.what) == (reader, "view", "desk_person")
    assert list(entry.subjects.values_list("person_id", "why")) == [(3, "team"), (4, "chief")]
    assert entry.at is not None


def test_a_log_that_nobody_touched_is_whole(log: list[AuditEntry]) -> None:
    assert list(audit.faults()) == []
    assert audit.head() == Head(5, log[-1].digest)


def test_an_empty_log_is_whole(db: None) -> None:
    assert list(audit.faults()) == []


@pytest.mark.parametrize("model", [AuditEntry, AuditSubject])
def test_the_database_refuses_to_change_or_delete_entries(log: list[AuditEntry], model: type) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**{"what" if model is AuditEntry else "why": "x"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE base_auditentry SET actor_id = NULL WHERE number = 3", "Entry 3 is not"),
        ("UPDATE base_auditentry SET what = 'desk_people' WHERE number = 3", "Entry 3 is not"),
        ("UPDATE base_auditentry SET at = '2026-01-01 00:00:00+00' WHERE number = 3", "Entry 3 is not"),
        (
            "UPDATE base_auditsubject SET person_id = 99 WHERE entry_id = 3 AND person_id = 4",
            "Entry 3 is not",
        ),
        ("UPDATE base_auditsubject SET why = 'team' WHERE entry_id = 3", "Entry 3 is not"),
        ("DELETE FROM base_auditsubject WHERE entry_id = 3 AND person_id = 3", "Entry 3 is not"),
        ("INSERT INTO base_auditsubject (entry_id, person_id, why) VALUES (3, 77, 'team')", "Entry 3 is not"),
        ("INSERT INTO base_auditsubject (entry_id, person_id, why) VALUES (9, 77, 'team')", "1 people stand"),
        ("DELETE FROM base_auditentry WHERE number = 3", "Entries 3 to 3 are missing"),
        ("DELETE FROM base_auditentry WHERE number = 1", "Entries 1 to 1 are missing"),
        ("DELETE FROM base_auditentry WHERE number > 3", "ends after entry 3, but 5"),
        ("DELETE FROM base_auditentry", "ends after entry 0, but 5"),
        ("UPDATE base_audithead SET number = 4", "ends after entry 5, but 4"),
    ],
)
def test_a_change_behind_the_products_back_is_found(
    log: list[AuditEntry], statement: str, found: str
) -> None:
    behind_the_back(statement)
    assert any(found in fault for fault in audit.faults()), list(audit.faults())


def test_entries_that_changed_places_are_found(log: list[AuditEntry]) -> None:
    behind_the_back(
        "UPDATE base_auditentry SET number = 90 WHERE number = 2",
        "UPDATE base_auditentry SET number = 2 WHERE number = 3",
        "UPDATE base_auditentry SET number = 3 WHERE number = 90",
    )
    assert [fault[:7] for fault in audit.faults()][:2] == ["Entry 2", "Entry 3"]


def test_a_log_cut_off_together_with_its_end_is_found_by_a_head_kept_outside(log: list[AuditEntry]) -> None:
    outside = audit.head()
    behind_the_back(
        "DELETE FROM base_auditsubject WHERE entry_id > 3", "DELETE FROM base_auditentry WHERE number > 3"
    )
    AuditHead.objects.update(number=3, digest=log[2].digest)
    assert list(audit.faults()) == []
    assert list(audit.faults(outside)) == ["Entry 5 is not the one that was written down."]


def test_a_log_written_anew_without_the_ring_is_found(log: list[AuditEntry]) -> None:
    """Somebody who knows the program and not the key, and makes every digest again with a key of their own."""
    key = ring().current.name
    forged = Ring((new_key(key),))
    behind_the_back("UPDATE base_auditentry SET what = 'desk_people' WHERE number = 3")
    previous = ""
    for entry in AuditEntry.objects.order_by("number"):
        people = sorted(entry.subjects.values_list("person_id", "why"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(audit, "key_named", forged.named)
            previous = audit._digest(entry, people, previous)
        AuditEntry.objects.filter(number=entry.number).update(digest=previous)
    AuditHead.objects.update(digest=previous)
    assert len(list(audit.faults())) >= 5


def test_the_log_outlives_a_change_of_keys(
    log: list[AuditEntry], reader: User, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "LOOKED_AT_EVERY", -1.0)
    old, path = ring(), tmp_path / "keys"
    keyring.write(path, old.with_new_key("k2"))
    settings.SEALING_KEYS, settings.SEALING_KEY_FILE, settings.DEMO = "", path, False
    audit.record(actor=reader, action="view", what="desk_person", people=[(1, "team")])
    assert AuditEntry.objects.get(number=6).key == "k2"
    assert list(audit.faults()) == []
    keyring.write(path, Ring(keyring.read(path).keys[:1]))
    assert len(list(audit.faults())) == 5


def test_an_unknown_action_is_a_mistake_of_the_program(reader: User) -> None:
    with pytest.raises(ValueError, match="peek"):
        audit.record(actor=reader, action="peek", what="x")


def test_the_command_says_that_all_is_well_or_fails(log: list[AuditEntry], tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("audit_head", stdout=said)
    kept = tmp_path / "head"
    kept.write_text(said.getvalue())
    said = io.StringIO()
    call_command("verify_audit", head=str(kept), stdout=said)
    assert "whole: 5 entries" in said.getvalue()
    behind_the_back("DELETE FROM base_auditentry WHERE number = 5")
    with pytest.raises(CommandError, match="ends after entry 4"):
        call_command("verify_audit", head=str(kept))


def test_a_file_that_holds_no_head_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("なにか")
    with pytest.raises(CommandError, match="audit_head"):
        call_command("verify_audit", head=str(tmp_path / "x"))
