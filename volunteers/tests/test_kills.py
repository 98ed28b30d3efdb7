"""A few rounds of `make kills`: what was acknowledged is there after a kill, and nothing is there in halves."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from base.backups import databases, making, restoring
from base.models import Move
from partners.models import Need
from volunteers.tests import killed_erasures, kills
from volunteers.tests.kills import Writers


@pytest.mark.django_db(transaction=True)
def test_killed_writers_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    writers = Writers.of(tmp_path, seed=20261122)
    writers.die_and_begin_anew(8, at_once=3)
    said = writers.acknowledged()
    assert {line["what"] for line in said} == {"need", "person", "move", "reading"}
    assert writers.lost(said) == []
    assert kills.half_written() == []


@pytest.mark.django_db(transaction=True)
def test_what_would_be_lost_or_half_written_is_found(tmp_path: Path) -> None:
    """The judge is not blind."""
    writers = Writers.of(tmp_path, seed=1)
    assert kills.half_written() == []
    never = [
        {"what": "need", "token": "x"},
        {"what": "person", "token": "x"},
        {"what": "reading", "number": 1, "digest": "x"},
        {"what": "move", "of": "partners.need", "pk": 10**9, "to": "hearing"},
    ]
    assert writers.lost(never) == never
    writers.opening.__class__.objects.update(places_taken=1)
    Need.objects.update(state="hearing")
    Move.objects.create(subject_type="x", subject_id=1, to_state="y", at=writers.opening.made_at)
    found = "\n".join(kills.half_written())
    assert "partners.Need" in found
    assert "1 of 6 taken, 0 placed" in found


@pytest.mark.django_db(transaction=True)
def test_a_backup_taken_while_others_write_holds_what_was_acknowledged_before(
    tmp_path: Path, settings: Any
) -> None:
    settings.VAR, settings.BACKUPS = tmp_path / "centre", tmp_path / "backups"
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = settings.VAR / "media", settings.VAR / "private"
    writers = Writers.of(tmp_path, seed=7)
    try:
        for _ in range(3):
            writers.start()
        while len(writers.acknowledged()) < 20:
            pass
        before = writers.acknowledged()
        made = making.make_backup(settings.BACKUPS)
    finally:
        writers.kill_all()
    assert len(writers.acknowledged()) > len(before), "they wrote meanwhile"
    assert restoring.drill(made).notes == []
    about = restoring.unpack(made, lambda name: tmp_path / "out" / name)
    with databases.of_this_place().stage(tmp_path / "out" / about.database) as (_staged, alias):
        assert writers.lost(before, using=alias) == []
        assert kills.half_written(using=alias) == []
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_killed_erasure_leaves_nobody_in_part(tmp_path: Path, settings: Any) -> None:
    settings.DISPOSALS_KEPT = tmp_path / "disposals.jsonl"  # given back afterwards
    done = killed_erasures.kill_erasures(tmp_path, people=12, kills=8, seed=20261122)
    assert done.halves == []
    assert done.gone
    assert done.cut_off
