"""Tables that only grow: triggers that refuse UPDATE and DELETE, on SQLite and PostgreSQL.

A migration calls `migrations.RunPython(protect("base_move"), unprotect("base_move"))` after creating the table.
"""

from collections.abc import Callable, Sequence
from typing import Any

TABLES = (
    "base_accountevent",
    "base_auditentry",
    "base_auditsubject",
    "base_move",
    "volunteers_disclosurerecord",
    "volunteers_disposalrecord",
    "volunteers_stagechange",
)


def protect(table: str, *, sealed: Sequence[str] = ()) -> Callable[[Any, Any], None]:
    """A RunPython step that installs the triggers on `table`.

    `sealed` columns may be sealed anew with another key and be changed in no other way: who has no key of the ring
    cannot make a seal that opens, and one of the same key is refused. What was empty stays empty.
    """

    def install(_apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        statements = _install_sealed(schema_editor, table, sealed) if sealed else _install(table, vendor)
        for statement in statements:
            schema_editor.execute(statement, params=None)

    return install


def unprotect(table: str) -> Callable[[Any, Any], None]:
    """The reverse step."""

    def remove(_apps: Any, schema_editor: Any) -> None:
        for statement in _remove(table, schema_editor.connection.vendor):
            schema_editor.execute(statement)

    return remove


def _install(table: str, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ]


def _install_sealed(schema_editor: Any, table: str, sealed: Sequence[str]) -> list[str]:
    with schema_editor.connection.cursor() as cursor:
        described = schema_editor.connection.introspection.get_table_description(cursor, table)
    plain = ", ".join(column.name for column in described if column.name not in sealed)
    if schema_editor.connection.vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {plain} ON {table} {refuse}",
            *(
                f"CREATE TRIGGER {table}_{name}_only_resealed BEFORE UPDATE OF {name} ON {table} "
                f"WHEN NEW.{name} IS NOT OLD.{name} AND NOT coalesce(instr(NEW.{name}, '.') > 0 AND instr(OLD.{name}, '.') > 0 "
                f"AND substr(NEW.{name}, 1, instr(NEW.{name}, '.')) "
                f"<> substr(OLD.{name}, 1, instr(OLD.{name}, '.')), 0) {refuse}"
                for name in sealed
            ),
        ]
    same_or_no_seal = " OR ".join(
        f"(NEW.{name} IS DISTINCT FROM OLD.{name} AND (strpos(coalesce(NEW.{name}, ''), '.') = 0 "
        f"OR strpos(coalesce(OLD.{name}, ''), '.') = 0 OR split_part(NEW.{name}, '.', 1) = split_part(OLD.{name}, '.', 1)))"
        for name in sealed
    )
    return [
        *_install(table, "postgresql")[:1],
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OF {plain} OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_only_resealed BEFORE UPDATE ON {table} "
        f"FOR EACH ROW WHEN ({same_or_no_seal}) EXECUTE FUNCTION {table}_refuse()",
    ]


def _remove(table: str, vendor: str) -> list[str]:
    # What hangs on single columns goes with the table, which is the only reason to take any of this away.
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
    return [
        f"DROP TRIGGER IF EXISTS {table}_only_resealed ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_refuse()",
    ]
