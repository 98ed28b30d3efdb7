"""Triggers that keep what was told to whom as it was written; only the seal may be renewed with another key."""

from django.db import migrations

from base.append_only import protect, unprotect

TABLE = "volunteers_disclosurerecord"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0009_consents_and_disclosures")]

    operations = [
        migrations.RunPython(
            protect(TABLE, sealed=("recipient_name", "fields", "reason", "shown")), unprotect(TABLE)
        ),
    ]
