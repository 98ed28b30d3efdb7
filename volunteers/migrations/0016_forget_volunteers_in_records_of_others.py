"""The name of a volunteer who was erased may go from what was passed on to them of others. Nothing else of it changes.

And a column that was left empty cannot be filled in later: what is sealed anew was sealed before.
"""

from django.db import migrations

from base.append_only import protect, unprotect

TABLE = "volunteers_disclosurerecord"
SEALED = ("recipient_name", "fields", "reason", "shown")
REFUSED = f"{TABLE} is append-only"
ERASED = "SELECT 1 FROM volunteers_person WHERE id = OLD.person_id AND erased_at IS NOT NULL"
TOLD_IS_ERASED = (
    "SELECT 1 FROM volunteers_consentrecord c JOIN volunteers_person p ON p.id = c.volunteer_id "
    "WHERE c.id = OLD.consent_id AND p.erased_at IS NOT NULL"
)
SAME = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in SEALED if name != "recipient_name")


def anew(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _on_sqlite(apps, schema_editor)
    else:
        _on_postgresql(apps, schema_editor)


def _on_sqlite(apps, schema_editor):
    names = [f"{TABLE}_no_delete", f"{TABLE}_no_update", *(f"{TABLE}_{name}_only_resealed" for name in SEALED)]
    for name in names:
        schema_editor.execute(f"DROP TRIGGER {name}")
    protect(TABLE, sealed=SEALED)(apps, schema_editor)
    for name, unless in ((f"{TABLE}_no_delete", ERASED), (f"{TABLE}_recipient_name_only_resealed", TOLD_IS_ERASED)):
        _add_to_condition(schema_editor, name, f"NOT EXISTS ({unless})")


def _add_to_condition(schema_editor, name, condition):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        [statement] = cursor.fetchone()
    head, body = statement.split(" BEGIN ")
    head += f" AND {condition}" if " WHEN " in head else f" WHEN {condition}"
    schema_editor.execute(f"DROP TRIGGER {name}")
    schema_editor.execute(f"{head} BEGIN {body}", params=None)


def _on_postgresql(apps, schema_editor):
    unprotect(TABLE)(apps, schema_editor)
    protect(TABLE, sealed=SEALED)(apps, schema_editor)
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF EXISTS ({ERASED}) THEN RETURN OLD; END IF; END IF; "
        f"IF TG_NAME = '{TABLE}_only_resealed' THEN "
        f"IF {SAME} AND EXISTS ({TOLD_IS_ERASED}) THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{REFUSED}'; END $$",
        params=None,
    )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0015_names_of_old_accounts")]

    operations = [migrations.RunPython(anew, migrations.RunPython.noop)]
