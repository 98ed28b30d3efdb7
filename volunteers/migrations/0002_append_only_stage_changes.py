"""Triggers that keep the history of stages as it was written."""

from django.db import migrations

from base.append_only import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]

    operations = [
        migrations.RunPython(protect("volunteers_stagechange"), unprotect("volunteers_stagechange")),
    ]
