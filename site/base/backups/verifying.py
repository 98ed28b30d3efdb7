"""Is this database whole? Asked of every restored one before it is put in place."""

from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from base import audit
from base.sealing import SealBroken
from base.sealing.cipher import unseal_text
from base.sealing.fields import Sealed, SealedField
from base.sealing.rotation import sealed_models

from . import facts
from .failing import Refused
from .manifest import Manifest
from .papers import Papers, open_all


def verify(alias: str, manifest: Manifest, private: Path) -> tuple[list[str], Papers | None]:
    """(what somebody should know besides, what the private store holds); the second None where it cannot be read.

    `private` is the restored private store. Raises Refused at the first thing that is not as the manifest says.
    """
    try:
        return _verify(alias, manifest, private)
    except DatabaseError as error:
        raise Refused(
            _("The database in the backup is damaged: %(said)s") % {"said": type(error).__name__}
        ) from error


def _verify(alias: str, manifest: Manifest, private: Path) -> tuple[list[str], Papers | None]:
    is_sound(alias)
    found = facts.tables(alias)
    if found != manifest.tables:
        names = sorted(
            name for name in found.keys() | manifest.tables if found.get(name) != manifest.tables.get(name)
        )
        raise Refused(
            _("The number of rows is not as in the backup: %(tables)s") % {"tables": ", ".join(names[:5])}
        )
    if facts.migrations(alias) != manifest.migrations:
        raise Refused(_("The schema is not as in the backup."))
    if facts.audit_head(alias) != manifest.audit_head:
        raise Refused(_("The audit log does not end as in the backup."))
    notes = _schema_notes(manifest)
    if notes:  # columns of another version cannot be read as those of this one
        return notes, None
    _seals_open(alias)
    _log_is_whole(alias, manifest)
    return [], open_all(alias, private)


def is_sound(alias: str) -> None:
    """The database's own tests: its pages and indexes, and that every foreign key leads somewhere."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            said = [row[0] for row in cursor.fetchall()]
            cursor.execute("PRAGMA foreign_key_check")
            astray = cursor.fetchall()
        else:
            said = ["ok"]  # every row was read and every index built anew when it was restored
            cursor.execute("SELECT conrelid::regclass FROM pg_constraint WHERE NOT convalidated")
            astray = cursor.fetchall()
    if said != ["ok"]:
        raise Refused(_("The database in the backup is damaged: %(said)s") % {"said": str(said[0])[:100]})
    if astray:
        raise Refused(_("Foreign keys lead nowhere in: %(tables)s") % {"tables": str(astray[0][0])})


def _log_is_whole(alias: str, manifest: Manifest) -> None:
    """The log of readings, entry by entry, up to the end that the manifest names."""
    known = audit.Head(**manifest.audit_head) if manifest.audit_head else None
    for fault in audit.faults(known, using=alias):
        raise Refused(_("The log of readings is not whole: %(fault)s") % {"fault": fault})


def _seals_open(alias: str) -> None:
    """Every sealed field opens in its own row, with the keys of this machine."""
    for model, columns in sealed_models():
        names = [column.attname for column in columns]
        for pk, *values in model._base_manager.using(alias).order_by().values_list("pk", *names).iterator():
            for column, value in zip(columns, values, strict=True):
                _opens(column, pk, value)


def _opens(column: SealedField, pk: Any, value: Any) -> None:
    try:
        if isinstance(value, Sealed):
            unseal_text(value.token, bound_to=column.bound_to(pk))
    except SealBroken as error:
        raise Refused(
            _("What is sealed in the backup does not open: %(why)s") % {"why": str(error)}
        ) from error


def _schema_notes(manifest: Manifest) -> list[str]:
    known = set(MigrationLoader(None).disk_migrations)
    applied = {(app, name) for app, name in manifest.migrations}
    if applied - known:
        raise Refused(
            _("This backup was made by a newer version of the product. Bring the product up to date first.")
        )
    if known - applied:
        return [_("The backup is of an older version: run “manage.py migrate” before the site is started.")]
    return []
