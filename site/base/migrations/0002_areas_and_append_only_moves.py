"""The ten areas, and triggers that keep the log of moves as it was written."""

from django.db import migrations

from base.append_only import protect, unprotect

AREAS = [
    ("kushiro", "釧路", "kushiro_city"),
    ("akan", "阿寒", "kushiro_city"),
    ("onbetsu", "音別", "kushiro_city"),
    ("kushiro-cho", "釧路町", "hokkaido"),
    ("akkeshi", "厚岸町", "hokkaido"),
    ("hamanaka", "浜中町", "hokkaido"),
    ("shibecha", "標茶町", "hokkaido"),
    ("teshikaga", "弟子屈町", "hokkaido"),
    ("tsurui", "鶴居村", "hokkaido"),
    ("shiranuka", "白糠町", "hokkaido"),
]


def add_areas(apps, schema_editor):
    area = apps.get_model("base", "Area")
    for order, (code, name, authority) in enumerate(AREAS):
        area.objects.get_or_create(
            code=code, defaults={"name": name, "authority": authority, "sort_order": order}
        )


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]

    operations = [
        migrations.RunPython(add_areas, migrations.RunPython.noop),
        migrations.RunPython(protect("base_move"), unprotect("base_move")),
    ]
