"""Backups of people's records: what is sealed in a row stays sealed in the backup, and is opened row by row before a restore."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from base.backups import making, restoring
from base.backups.failing import Refused
from volunteers.models import Person
from volunteers.tests import scene


@pytest.fixture
def two_people(transactional_db: None, tmp_path: Path, settings: Any) -> list[Any]:
    settings.VAR, settings.BACKUPS = tmp_path / "centre", tmp_path / "backups"
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = settings.VAR / "media", settings.VAR / "private"
    with transaction.atomic():
        actor = scene.coordinator()
        return [scene.person(actor, name) for name in ("みなと", "あおい")]


def test_a_drill_opens_every_seal(two_people: list[Any], settings: Any) -> None:
    made = making.make_backup(settings.BACKUPS)
    assert restoring.drill(made).manifest.tables[Person._meta.db_table] == 2


def test_seals_that_were_exchanged_between_rows_are_refused(two_people: list[Any], settings: Any) -> None:
    one, other = two_people
    with connection.cursor() as cursor:
        cursor.execute("SELECT call_name FROM volunteers_person WHERE id = %s", [other.pk])
        [stolen] = cursor.fetchone()
        cursor.execute("UPDATE volunteers_person SET call_name = %s WHERE id = %s", [stolen, one.pk])
    with pytest.raises(Refused, match=r"call_name"):
        restoring.drill(making.make_backup(settings.BACKUPS))
