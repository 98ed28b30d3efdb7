"""Uploaded lists wait in the database; an accreditation whose number is not known yet may be kept."""

import base.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uploaded_at", models.DateTimeField(default=base.clock.now, verbose_name="uploaded at")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("content", models.BinaryField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Looked through, not yet imported"),
                            ("imported", "Imported"),
                            ("set_aside", "Set aside"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("outcome", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name": "uploaded list of partners",
                "verbose_name_plural": "uploaded lists of partners",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.AlterField(
            model_name="accreditation",
            name="number",
            field=models.CharField(blank=True, max_length=40, verbose_name="accreditation number"),
        ),
        migrations.AddConstraint(
            model_name="accreditation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="accreditation_number_once",
                violation_error_message="Another workplace already has this accreditation number.",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uploaded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "waiting"), _negated=True),
                    models.Q(("content", b""), _negated=True),
                    _connector="OR",
                ),
                name="import_waiting_has_its_file",
                violation_error_message="The uploaded file is empty.",
            ),
        ),
    ]
