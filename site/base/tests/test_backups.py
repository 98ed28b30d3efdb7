"""Backups: whole, sealed, for nobody else to read; and a restore that believes nothing it has not verified."""

import datetime as dt
import os
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from base.backups import databases, making, place, restoring
from base.backups.failing import BackupFailed, Refused
from base.backups.progress import Progress
from base.jobs import schedule
from base.models import Area, Move, User
from base.sealing.current import ring
from base.tests.centres import SECRET, databases_like, elsewhere, everything_in, unpacked

# --- there and back -------------------------------------------------------------------------------------------------


def test_everything_comes_back_as_it_was(backup: Path, centre: Path, tmp_path: Path, settings: Any) -> None:
    with elsewhere(tmp_path / "new", settings):
        done = restoring.restore(backup)
        assert User.objects.get().display_name == "浜みなと"
        assert Area.objects.count() == done.manifest.tables["base_area"] > 0
        Move.objects.create(subject_type="x", subject_id=1, to_state="y", at=timezone.now())
        with pytest.raises(DatabaseError, match="append-only"):
            Move.objects.all().delete()
    for kind in ("media", "private"):
        assert everything_in(tmp_path / "new" / kind) == everything_in(centre / kind)
    assert (tmp_path / "new" / "private" / "0f3c").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new" / "private").stat().st_mode & 0o777 == 0o700
    assert [path for path in (tmp_path / "new").iterdir() if path.name.startswith(".")] == []
    assert (done.notes, done.kept_aside) == ([], [])


def test_a_backup_is_for_its_owner_and_nothing_of_it_can_be_read(backup: Path, settings: Any) -> None:
    sealed = backup.read_bytes()
    assert (backup.stat().st_mode & 0o777, backup.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    for clear in (
        SECRET,
        b"minato-hama",
        "浜みなと".encode(),
        b"manifest",
        b"0f3c",
        b"base_user",
        b"SQLite format",
    ):
        assert clear not in sealed
    assert ring().current.backing_up not in unpacked(backup)[0]
    assert settings.SEALING_KEYS.partition(":")[2].encode() not in unpacked(backup)[0]


def test_a_backup_taken_twice_of_the_same_things_looks_different(backup: Path, settings: Any) -> None:
    later = making.make_backup(settings.BACKUPS, moment=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    one, two = backup.read_bytes(), later.read_bytes()
    same = sum(a == b for a, b in zip(one[64:], two[64:], strict=False))
    assert same / len(one) < 0.02


def test_the_manifest_names_hashes_rows_schema_version_and_time(backup: Path) -> None:
    about = restoring.read_through(backup)
    assert about.members["private/0f3c"]["size"] == len(SECRET) * 100
    assert about.tables["base_user"] == 1
    assert ["base", "0001_initial"] in [[app, name[:12]] for app, name in about.migrations]
    assert about.product_version
    assert abs(dt.datetime.now(dt.UTC) - about.made_on) < dt.timedelta(minutes=5)


def test_a_drill_says_that_it_would_go_and_leaves_nothing(backup: Path, centre: Path) -> None:
    before, users = everything_in(centre), User.objects.count()
    done = restoring.drill(backup)
    assert done.manifest.rows > 100
    assert (everything_in(centre), User.objects.count()) == (before, users)
    assert databases_like("%_restoring_%") == []


# --- the place ------------------------------------------------------------------------------------------------------


def test_a_place_with_something_in_it_is_left_alone_unless_its_name_is_said(
    backup: Path, tmp_path: Path, settings: Any
) -> None:
    with elsewhere(tmp_path / "new", settings):
        restoring.restore(backup)
        User.objects.create_user("written-since")
        (settings.MEDIA_ROOT / "since.jpg").write_bytes(b"since")
        name = databases.of_this_place().name()
        for wrong in ("", "else", name.upper()):
            with pytest.raises(Refused, match=name):
                restoring.restore(backup, over=wrong)
        assert User.objects.count() == 2

        connections.close_all()
        done = restoring.restore(backup, over=name)
        assert User.objects.count() == 1
        assert not (settings.MEDIA_ROOT / "since.jpg").exists()
        assert len(done.kept_aside) == 3
        before = next((tmp_path / "new").glob("media.before-*"))
        assert (before / "since.jpg").read_bytes() == b"since"


def test_an_empty_database_that_is_there_already_is_an_empty_place(
    backup: Path, tmp_path: Path, settings: Any
) -> None:
    with elsewhere(tmp_path / "new", settings, exists=True):
        (tmp_path / "new" / "media").mkdir(parents=True)
        if connection.vendor == "sqlite":
            (tmp_path / "new" / "db.sqlite3").touch()
        assert restoring.restore(backup).kept_aside == []
        assert User.objects.count() == 1


def test_where_one_step_fails_the_others_are_taken_back(backup: Path, tmp_path: Path, settings: Any) -> None:
    with elsewhere(tmp_path / "new", settings, exists=True):
        media = tmp_path / "new" / "media"
        media.mkdir(parents=True)
        (media / "old.jpg").write_bytes(b"old")
        (tmp_path / "new" / "private").symlink_to("/mnt/a-disk-that-is-not-there")
        with pytest.raises(OSError, match="private"):
            restoring.restore(backup, over=databases.of_this_place().name())
        assert everything_in(tmp_path / "new") == {"media/old.jpg": b"old"}
        assert databases.of_this_place().is_empty()


@contextmanager
def in_use() -> Iterator[None]:
    """Somebody else is connected to the database of this place."""
    name = databases.of_this_place().name()
    with databases.PostgreSQL()._connect(name) if connection.vendor == "postgresql" else ExitStack():
        yield


def test_a_database_that_is_in_use_keeps_its_place(backup: Path, tmp_path: Path, settings: Any) -> None:
    """A server does not rename a database under its users; a file is renamed whoever reads it, and kept aside."""
    with elsewhere(tmp_path / "new", settings, exists=True), in_use():
        if connection.vendor == "postgresql":
            with pytest.raises(Refused):
                restoring.restore(backup)
            assert everything_in(tmp_path / "new") == {}
        else:
            assert restoring.restore(backup).kept_aside == []


# --- making one -----------------------------------------------------------------------------------------------------


def interrupted_at(step: int) -> Progress:
    steps = iter(range(100))

    def write(_line: str) -> None:
        if next(steps) == step:
            raise KeyboardInterrupt

    return Progress(write)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", range(5))
def test_a_backup_that_is_stopped_leaves_nothing(step: int, centre: Path, settings: Any) -> None:
    before = everything_in(centre)
    with pytest.raises(KeyboardInterrupt):
        making.make_backup(settings.BACKUPS, progress=interrupted_at(step))
    assert [path.name for path in settings.BACKUPS.iterdir()] == [".lock"]
    assert everything_in(centre) == before


def test_a_restore_that_is_stopped_leaves_nothing(backup: Path, tmp_path: Path, settings: Any) -> None:
    for step in range(3):
        with elsewhere(tmp_path / "new", settings):
            with pytest.raises(KeyboardInterrupt):
                restoring.restore(backup, progress=interrupted_at(step))
            assert databases.of_this_place().is_empty()
        assert everything_in(tmp_path / "new") == {}


@pytest.mark.django_db
def test_backups_beside_the_data_are_refused(centre: Path) -> None:
    with pytest.raises(BackupFailed):
        making.make_backup(centre / "backups")


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_backup_left_goes_with_the_next_one(centre: Path, settings: Any) -> None:
    settings.BACKUPS.mkdir()
    (settings.BACKUPS / ".kurashigoto-20261122-030000.part").write_bytes(b"half")
    (settings.BACKUPS / "notes.txt").write_text("somebody's own")
    (centre / ".backup-dead").mkdir()
    (centre / ".backup-dead" / "database.sqlite3").write_bytes(b"clear text")
    made = making.make_backup(settings.BACKUPS)
    assert {path.name for path in settings.BACKUPS.iterdir()} == {".lock", "notes.txt", made.name}
    assert not (centre / ".backup-dead").exists()


@pytest.mark.django_db(transaction=True)
def test_two_backups_at_once_do_not_meet(centre: Path, settings: Any) -> None:
    with place.locked(settings.BACKUPS), pytest.raises(BackupFailed):
        making.make_backup(settings.BACKUPS)


@pytest.mark.django_db(transaction=True)
def test_links_are_not_followed(centre: Path, tmp_path: Path, settings: Any) -> None:
    (tmp_path / "outside").write_bytes(b"outside")
    (centre / "media" / "link").symlink_to(tmp_path / "outside")
    assert "media/link" not in restoring.read_through(making.make_backup(settings.BACKUPS)).members


@pytest.mark.django_db(transaction=True)
def test_large_files_pass_through_little_memory(centre: Path, settings: Any) -> None:
    with (centre / "media" / "large").open("wb") as file:
        for _ in range(48):
            file.write(os.urandom(1024 * 1024))
    tracemalloc.start()
    made = making.make_backup(settings.BACKUPS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.stat().st_size > 48 * 1024 * 1024
    assert peak < 24 * 1024 * 1024


@pytest.mark.django_db(transaction=True)
def test_a_missing_pg_dump_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupFailed, match=r"pg_dump.*postgresql-client"):
        databases.PostgreSQL()._program("pg_dump", [], "x", BackupFailed)


# --- the commands and the daily duty --------------------------------------------------------------------------------


def test_the_commands_say_what_they_did(
    backup: Path, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("restore", drill=True)
    assert "行" in capsys.readouterr().out
    with elsewhere(tmp_path / "new", settings):
        call_command("restore", str(backup))
        with pytest.raises(CommandError, match="--over"):
            call_command("restore", str(backup))
    with pytest.raises(CommandError, match=backup.name):
        call_command("restore")
    with pytest.raises(CommandError):
        call_command("restore", str(tmp_path / "nothing.backup"))


@pytest.mark.django_db(transaction=True)
def test_a_daily_backup_is_made_where_somebody_said_where_to(centre: Path, settings: Any) -> None:
    schedule.find_duties()
    duty, settings.BACKUPS_DAILY = schedule.DUTIES["base.backup"], False
    assert not duty.is_wanted()
    settings.BACKUPS_DAILY = True
    assert duty.is_wanted()
    assert duty.call(dt.date(2026, 11, 22)) == 1
    assert len(place.backups_in(settings.BACKUPS)) == 1
