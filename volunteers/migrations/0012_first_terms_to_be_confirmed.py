"""The terms that domain.md L10, L13 and L23 propose, each to be confirmed by the centre, and the log of disposals shut."""

import datetime as dt

from django.db import migrations

from base.append_only import protect, unprotect

FROM = dt.date(2026, 4, 1)
TERMS = (
    ("requests", 12, "own", "提案（受けてから1年）。センターで確かめる"),
    ("case_files", 60, "contract", "市・道との契約による（終わってから5年が一般的）。契約書で確かめる"),
    ("registers", 24, "law", "職業安定法施行規則（求人・求職管理簿、完結から2年）。条文を確かめる"),
    ("disclosures", 36, "law", "個人情報の保護に関する法律施行規則（第三者提供の記録、3年）。条文を確かめる"),
    ("readings", 60, "own", "提案（記録本体と同じ5年。名前は入っていないので消さない）。センターで確かめる"),
    ("backups", 12, "own", "提案（毎日7・毎週5・毎月12を残して古いものから消える）。センターで確かめる"),
    ("accounts", 1, "own", "提案（使われなかった招待は1か月）。センターで確かめる"),
)


def fill(apps, _schema_editor):
    rule = apps.get_model("volunteers", "RetentionRule")
    for what, months, basis, source in TERMS:
        rule.objects.create(what=what, months=months, basis=basis, source=source, valid_from=FROM)


GONE = "SELECT 1 FROM volunteers_person WHERE id = OLD.person_id AND erased_at IS NOT NULL"
TABLE = "volunteers_disclosurerecord"


def go_with_the_person(_apps, schema_editor):
    """What was passed on of somebody stays unchanged for as long as they do, and goes when their record has gone."""
    refused = f"{TABLE} is append-only"
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_delete")
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} WHEN NOT EXISTS ({GONE}) "
            f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
        )
    else:
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF TG_OP = 'DELETE' THEN IF EXISTS ({GONE}) THEN RETURN OLD; END IF; END IF; "
            f"RAISE EXCEPTION '{refused}'; END $$"
        )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0011_terms_and_erasures")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(go_with_the_person, migrations.RunPython.noop),
        migrations.RunPython(
            protect("volunteers_disposalrecord"), unprotect("volunteers_disposalrecord")
        ),
    ]
