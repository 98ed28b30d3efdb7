"""The table of the cache (settings.CACHES): counts that every worker must see, such as how much one address sent."""

from django.core.management import call_command
from django.db import migrations

TABLE = "shared_cache"


def make(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("base", "0003_log_of_readings")]

    operations = [migrations.RunPython(make, drop)]
