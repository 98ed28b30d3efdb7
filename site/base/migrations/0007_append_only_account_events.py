"""Triggers that keep the log of accounts as it was written."""

from django.db import migrations

from base.append_only import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("base", "0006_kept_sessions_invitations_account_events")]

    operations = [migrations.RunPython(protect("base_accountevent"), unprotect("base_accountevent"))]
