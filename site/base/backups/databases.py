"""The database in a backup: a snapshot out of a running one, and back into one that nobody uses yet."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.utils import load_backend
from django.utils.translation import gettext as _
from psycopg import sql

from .failing import BackupFailed, Refused

STAGED = "staged"
"""The alias of a database that is looked at and not served."""


@contextmanager
def alias(name: str, values: dict[str, Any]) -> Iterator[str]:
    """Let the ORM read another database under `name` for a while (`Model.objects.using(name)`)."""
    chosen = {**connections[DEFAULT_DB_ALIAS].settings_dict, "CONN_MAX_AGE": 0, **values}
    connections[name] = load_backend(chosen["ENGINE"]).DatabaseWrapper(chosen, name)
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name]


def of_this_place() -> "SQLite | PostgreSQL":
    """The database that the settings name."""
    return SQLite() if connections[DEFAULT_DB_ALIAS].vendor == "sqlite" else PostgreSQL()


def of_vendor(vendor: str) -> "SQLite | PostgreSQL":
    """The kind of database that a backup was made of."""
    here = of_this_place()
    if here.vendor == vendor:
        return here
    if vendor == "sqlite":
        return SQLite()
    raise Refused(
        _("This backup is of a PostgreSQL database. Set DATABASE_URL to a PostgreSQL server first.")
    )


class SQLite:
    """One file. `VACUUM INTO` reads one snapshot of it while others write."""

    vendor = "sqlite"
    member = "database.sqlite3"

    @property
    def path(self) -> Path:
        return Path(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])

    @property
    def staging(self) -> Path:
        """Where a restored file waits: on the disk where it will stay, so that a new name is all it needs."""
        return self.path.resolve().parent

    def name(self) -> str:
        """What somebody types who wants to put something over it: the data folder's name."""
        return self.path.resolve().parent.name

    def is_empty(self) -> bool:
        if not self.path.exists():
            return True
        with _closing(sqlite3.connect(self.path, timeout=20)) as database:
            return not database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table'").fetchall()

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """(dump, alias under which the same snapshot is read)."""
        copy = folder / self.member
        if not self.path.exists():
            raise BackupFailed(_("There is no database yet: %(name)s") % {"name": self.path})
        with _closing(sqlite3.connect(self.path, timeout=20)) as database:
            # Gives Python a moment now and then, so that Ctrl-C is heard.
            database.set_progress_handler(lambda: 0, 100_000)
            database.execute("VACUUM INTO ?", [str(copy)])
        copy.chmod(0o600)
        with self._read(copy) as name:
            yield copy, name

    @contextmanager
    def stage(self, dump: Path) -> Iterator[tuple[str, str]]:
        """(what `put_in_place` takes, alias to verify it under)."""
        with self._read(dump) as name:
            yield str(dump), name

    def put_in_place(self, staged: str, stamp: str) -> str:
        """The staged file takes the place of what is there. Returns where that is kept now, or nothing if it was empty.

        Where it fails, nothing has moved.
        """
        place, aside, was_empty = str(self.path), f"{self.path}.before-{stamp}", self.is_empty()
        connections[DEFAULT_DB_ALIAS].close()
        connections[STAGED].close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        _rename_database(place, aside)
        try:
            os.rename(staged, place)
        except OSError:
            _rename_database(aside, place)
            raise
        if was_empty:
            Path(aside).unlink(missing_ok=True)
        return "" if was_empty else aside

    def _read(self, path: Path) -> Any:
        return alias(
            STAGED, {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {"timeout": 20}}
        )


class PostgreSQL:
    """A database on a server. `pg_dump` reads the snapshot in which the rows were counted."""

    vendor = "postgresql"
    member = "database.pgdump"

    @property
    def staging(self) -> Path:
        """Where a dump waits on its way to the server."""
        return Path(settings.VAR)

    def name(self) -> str:
        """What somebody types who wants to put something over it: the database's name."""
        return str(self._settings["NAME"])

    @property
    def _settings(self) -> dict[str, Any]:
        return dict(connections[DEFAULT_DB_ALIAS].settings_dict)

    def is_empty(self) -> bool:
        try:
            with self._connect(self.name()) as database:
                query = "SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LIMIT 1"
                return database.execute(query).fetchone() is None
        except psycopg.OperationalError:
            with self._connect("postgres") as server:  # raises where the server itself does not answer
                known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name()])
                if known.fetchone():
                    raise
            return True

    @contextmanager
    def snapshot(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """(dump, alias under which the same snapshot is read)."""
        dump = folder / self.member
        with alias(STAGED, {}) as name, transaction.atomic(using=name), connections[name].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            options = [
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={cursor.fetchone()[0]}",
            ]
            self._program("pg_dump", [*options, f"--file={dump}"], self.name(), BackupFailed)
            dump.chmod(0o600)
            yield dump, name

    @contextmanager
    def stage(self, dump: Path) -> Iterator[tuple[str, str]]:
        """(what `put_in_place` takes, alias to verify it under): a database of its own on the same server."""
        staged = f"{self.name()[:40]}_restoring_{os.getpid()}"
        self._create(staged)
        try:
            options = ["--exit-on-error", "--no-owner", "--no-privileges", "--single-transaction"]
            self._program("pg_restore", [*options, f"--dbname={staged}", str(dump)], staged, Refused)
            with alias(STAGED, {"NAME": staged}) as name:
                yield staged, name
        finally:
            self._drop(staged)

    def put_in_place(self, staged: str, stamp: str) -> str:
        """The staged database takes the name of the one that is there. Returns that one's new name, or nothing if it
        was empty. Where it fails, every name is as before.
        """
        place, aside, was_empty = (
            self.name(),
            f"{self.name()[:40]}_before_{stamp.replace('-', '_')}",
            self.is_empty(),
        )
        connections[DEFAULT_DB_ALIAS].close()
        connections[STAGED].close()
        has_made_way = self._rename(place, aside)
        try:
            self._rename(staged, place)
        except (psycopg.Error, Refused):
            if has_made_way:
                self._rename(aside, place)
            raise
        if was_empty:
            self._drop(aside)
        return "" if was_empty else aside

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        values = self._settings
        given = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        options = {key: values[field] for key, field in given.items() if values.get(field)}
        ssl = {key: value for key, value in values.get("OPTIONS", {}).items() if key.startswith("ssl")}
        return psycopg.connect(dbname=name, autocommit=True, connect_timeout=10, **options, **ssl)

    def _create(self, name: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
            sql.Identifier(name)
        )
        try:
            with self._connect("postgres") as server:
                server.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            raise Refused(
                _(
                    "The account may not make databases, and a restore is tried in one of its own first. "
                    "Somebody who looks after PostgreSQL can allow it: ALTER ROLE … CREATEDB"
                )
            ) from error

    def _drop(self, name: str) -> None:
        with self._connect("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _rename(self, old: str, new: str) -> bool:
        """False when there is no database of the old name."""
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
        with self._connect("postgres") as server:
            try:
                server.execute(statement)
            except psycopg.errors.ObjectInUse as error:
                raise Refused(
                    _("Somebody is using the database. Stop the site and the worker first.")
                ) from error
            except psycopg.errors.InvalidCatalogName:
                return False
        return True

    def _program(self, name: str, options: list[str], database: str, failure: type[Exception]) -> None:
        """Run one of PostgreSQL's own programs. The password goes through the environment, which `ps` does not show."""
        program = shutil.which(name)
        if program is None:
            raise failure(
                _(
                    "%(program)s is missing on this machine. It comes with the client programs of PostgreSQL "
                    "(on Debian and Ubuntu: sudo apt install postgresql-client)."
                )
                % {"program": name}
            )
        values = self._settings
        given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        environment = {key: str(values[field]) for key, field in given.items() if values.get(field)}
        environment |= {
            f"PG{k.upper()}": str(v) for k, v in values.get("OPTIONS", {}).items() if k.startswith("ssl")
        }
        done = subprocess.run(  # noqa: S603 - a program found by its own name, options of ours
            [program, *options],
            env={**os.environ, **environment, "PGDATABASE": database},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            said = done.stderr.strip().split("\n")[0][:200]
            raise failure(_("%(program)s could not do it: %(said)s") % {"program": name, "said": said})


def _rename_database(old: str, new: str) -> None:
    """The file, and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.rename(f"{old}{ending}", f"{new}{ending}")


@contextmanager
def _closing(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield database
    finally:
        database.close()
