"""What can be said of a database, the same words for the one that is backed up and the one that was restored."""

from dataclasses import asdict
from typing import Any

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from base import audit
from base.models import AuditHead


def tables(alias: str) -> dict[str, int]:
    """Rows of every table."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        return {
            name: _rows(cursor, connection, name)
            for name in sorted(connection.introspection.table_names(cursor))
        }


def _rows(cursor: Any, connection: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name from the catalogue
    return int(cursor.fetchone()[0])


def migrations(alias: str) -> list[list[str]]:
    """[app, name] of every applied migration, in order."""
    return sorted([app, name] for app, name in MigrationRecorder(connections[alias]).applied_migrations())


def audit_head(alias: str) -> dict[str, Any] | None:
    """Number and digest of the last entry of the log of readings; None in a database of before there was one."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if AuditHead._meta.db_table not in connection.introspection.table_names(cursor):
            return None
    return asdict(audit.head(using=alias))
