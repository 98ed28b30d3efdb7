"""The test database: migrated once and kept, and put back in an instant after tests that commit.

Tests run inside a transaction that is rolled back. A few cannot (races between connections, a live server): what
they committed has to go, and what the migrations wrote (areas, groups, Wagtail's root page, the triggers of
append-only tables) has to be there for the next test. Django's own flush loses the second and, on SQLite, is
refused by the triggers; so both are done here by the databases' own means.
"""

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from base import append_only


class Kept:
    """A migrated SQLite file from an earlier run, valid while no migration changes. Saves half a minute a run."""

    def __init__(self) -> None:
        is_file = connection.vendor == "sqlite"
        self._path: Path | None = settings.VAR / f"migrated-{_migrations_hash()}.sqlite3" if is_file else None

    def lay_down(self, folder: Path) -> bool:
        """Let the tests run on a copy in `folder`, beside other runs; False where nothing is kept yet."""
        if self._path is None:
            return False
        test_database = folder / "test.sqlite3"
        settings.DATABASES["default"]["TEST"]["NAME"] = str(test_database)
        if not self._path.exists():
            return False
        shutil.copyfile(self._path, test_database)
        return True

    def keep(self) -> None:
        """Remember the test database as it is after its migrations; what older migrations left goes."""
        if self._path is None or self._path.exists():
            return
        for older in self._path.parent.glob("migrated-*.sqlite3"):
            older.unlink(missing_ok=True)
        half_written = self._path.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(half_written) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        copy.close()
        half_written.replace(self._path)


def _migrations_hash() -> str:
    """One hash over the source of every migration of every app."""
    digest = hashlib.sha256()
    for app in sorted(app.label for app in apps.get_app_configs()):
        module, _explicit = MigrationLoader.migrations_module(app)
        folder = Path(apps.get_app_config(app).path) / "migrations" if module else None
        for path in sorted(folder.glob("*.py")) if folder else ():
            digest.update(f"{app}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


class Blank:
    """What the database holds before any test: taken once, put back after every test that commits."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}
        self._copy: sqlite3.Connection | None = None

    def remember(self) -> None:
        """Take the copy, unless it was taken already."""
        if self._rows or self._copy:
            return
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self._copy = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self._copy)
        else:
            self._rows = _all_rows()

    def put_back(self) -> None:
        """Make the database what it was, whatever was committed."""
        connection.ensure_connection()
        if self._copy:
            self._copy.backup(connection.connection)
        else:
            _replace_changed_rows(self._rows)


def _all_rows() -> dict[str, bytes]:
    with transaction.atomic(), connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return {table: _copied_out(cursor, table) for table in tables}


def _copied_out(cursor: Any, table: str) -> bytes:
    with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
        return b"".join(bytes(row) for row in rows)


def _replace_changed_rows(rows: dict[str, bytes]) -> None:
    """Foreign keys are looked at when the transaction ends, so the order of tables does not matter.

    TRUNCATE fires no trigger for rows, but takes longer than DELETE: it is for the tables that refuse DELETE.
    """
    now = _all_rows()
    changed = sorted(table for table in rows if now[table] != rows[table])
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(changed, key=lambda table: table not in append_only.TABLES):
            verb = "TRUNCATE" if table in append_only.TABLES else "DELETE FROM"
            cursor.execute(f'{verb} "{table}"')
        for table in changed:
            if rows[table]:
                with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows[table])
