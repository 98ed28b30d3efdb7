"""A restore believes nothing that it has not verified."""

import datetime as dt
import gzip
import io
import json
import random
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from base.backups import databases, making, restoring, sealing, verifying
from base.backups.failing import BackupFailed, Refused
from base.keyring import Ring, new_key
from base.sealing.current import ring
from base.tests.centres import databases_like, elsewhere, everything_in, unpacked

FLIPS = 12
"""Bytes flipped one by one; `make kills` flips a hundred."""


# --- what is refused ------------------------------------------------------------------------------------------------


def refused(file: Path, folder: Path, settings: Any) -> str:
    """The sentence with which a restore into an empty place is refused; the place is as empty as before."""
    with elsewhere(folder, settings):
        with pytest.raises(Refused) as error:
            restoring.restore(file)
        assert databases.of_this_place().is_empty()
    assert everything_in(folder) == {}
    assert databases_like("%_restoring_%") == []
    return str(error.value)


def test_any_flipped_byte_is_refused_and_leaves_nothing(backup: Path, tmp_path: Path, settings: Any) -> None:
    chance, whole = random.Random(20261122), backup.read_bytes()  # noqa: S311 - the same places every time
    for position in [0, 8, 32, 64, len(whole) - 1, *chance.sample(range(len(whole)), FLIPS)]:
        flipped = bytearray(whole)
        flipped[position] ^= 1 << chance.randrange(8)
        damaged = tmp_path / "damaged.backup"
        damaged.write_bytes(flipped)
        assert refused(damaged, tmp_path / "new", settings), position


@pytest.fixture
def in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sealing, "PIECE", 4096)
    return 4096 + sealing.TAG


@pytest.mark.parametrize(
    "harm",
    [
        lambda head, pieces, other: head + b"".join(pieces[:-1]),
        lambda head, pieces, other: head + b"".join(pieces[:1]),
        lambda head, pieces, other: head,
        lambda head, pieces, other: head + b"".join([pieces[1], pieces[0], *pieces[2:]]),
        lambda head, pieces, other: head + b"".join([pieces[0], pieces[0], *pieces[1:]]),
        lambda head, pieces, other: head + b"".join([pieces[0], *pieces[2:]]),
        lambda head, pieces, other: head + b"".join([pieces[0], other[1], *pieces[2:]]),
        lambda head, pieces, other: head + b"".join(pieces) + b"x",
        lambda head, pieces, other: head + b"".join([*pieces, pieces[-1]]),
        lambda head, pieces, other: head[:-1],
        lambda head, pieces, other: b"",
    ],
    ids=[
        "cut",
        "beginning",
        "head-only",
        "reordered",
        "repeated",
        "left-out",
        "swapped",
        "trailing",
        "last-twice",
        "short-head",
        "empty",
    ],
)
def test_pieces_that_are_not_all_there_in_order_are_refused(
    in_small_pieces: int, harm: Callable[..., bytes], backup: Path, tmp_path: Path, settings: Any
) -> None:
    other = making.make_backup(settings.BACKUPS, moment=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    head, pieces = _pieces(backup, in_small_pieces)
    backup.write_bytes(harm(head, pieces, _pieces(other, in_small_pieces)[1]))
    assert refused(backup, tmp_path / "new", settings)


def _pieces(file: Path, size: int) -> tuple[bytes, list[bytes]]:
    whole = file.read_bytes()
    body = whole[sealing.HEADER :]
    return whole[: sealing.HEADER], [body[at : at + size] for at in range(0, len(body), size)]


def test_a_place_with_other_keys_says_which_key_is_missing(backup: Path, settings: Any) -> None:
    here = Ring((new_key("another"),))
    settings.SEALING_KEYS = here.as_text()
    with pytest.raises(Refused, match="tests-1"):
        restoring.drill(backup)
    settings.SEALING_KEYS = Ring((new_key("tests-1"),)).as_text()  # the same name, another key
    with pytest.raises(Refused):
        restoring.drill(backup)


def test_a_backup_from_before_the_keys_were_changed_still_opens(backup: Path, settings: Any) -> None:
    settings.SEALING_KEYS = ring().with_new_key("next").as_text()
    assert restoring.drill(backup).manifest.rows > 0
    later = making.make_backup(settings.BACKUPS, moment=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    assert (backup.read_bytes()[8:32].rstrip(b"\0"), later.read_bytes()[8:32].rstrip(b"\0")) == (
        b"tests-1",
        b"next",
    )


def test_without_keys_no_backup_is_begun(centre: Path, transactional_db: None, settings: Any) -> None:
    settings.SEALING_KEYS, settings.DEMO = "", False
    settings.SEALING_KEY_FILE = centre / "no-such-file"
    with pytest.raises(BackupFailed):
        making.make_backup(settings.BACKUPS)
    assert [path.name for path in settings.BACKUPS.iterdir()] == [".lock"]


def forged(file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> None:
    """Somebody who has the key writes another content: what the seal cannot know, the verification must find."""
    _plain, members = unpacked(file)
    about = json.loads(members.pop("manifest.json"))
    change(about, members)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in {**members, "manifest.json": json.dumps(about).encode()}.items():
            making._add_bytes(archive, name, content)
    with file.open("wb") as target:
        sealed = sealing.Sealing(target)
        sealed.write(gzip.compress(packed.getvalue()))
        sealed.finish()


def rehashed(about: dict[str, Any], members: dict[str, bytes]) -> None:
    import hashlib

    for name, content in members.items():
        about["members"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def _one_row_more(about: dict[str, Any], members: dict[str, bytes]) -> None:
    about["tables"]["base_area"] += 1


def _from_the_future(about: dict[str, Any], members: dict[str, bytes]) -> None:
    about["migrations"].append(["base", "9999_tomorrow"])


def _another_file(about: dict[str, Any], members: dict[str, bytes]) -> None:
    members["private/0f3c"] = b"another"


def _a_file_too_many(about: dict[str, Any], members: dict[str, bytes]) -> None:
    members["media/b.jpg"] = b""


def _a_file_too_few(about: dict[str, Any], members: dict[str, bytes]) -> None:
    del members["media/empty.txt"]


def _out_of_the_folder(about: dict[str, Any], members: dict[str, bytes]) -> None:
    members["media/../../evil"] = b"x"
    rehashed(about, members)


def _at_the_root(about: dict[str, Any], members: dict[str, bytes]) -> None:
    members["/etc/evil"] = b"x"
    rehashed(about, members)


def _another_audit_log(about: dict[str, Any], members: dict[str, bytes]) -> None:
    about["audit_head"] = {"number": 10**9, "hash": "0" * 64}


def _another_format(about: dict[str, Any], members: dict[str, bytes]) -> None:
    about["format"] = 2


@pytest.mark.parametrize(
    "change",
    [
        _one_row_more,
        _from_the_future,
        _another_file,
        _a_file_too_many,
        _a_file_too_few,
        _out_of_the_folder,
        _at_the_root,
        _another_audit_log,
        _another_format,
    ],
)
def test_what_is_not_as_the_manifest_says_is_refused(
    change: Callable[..., None], backup: Path, tmp_path: Path, settings: Any
) -> None:
    forged(backup, change)
    assert refused(backup, tmp_path / "new", settings)
    assert not (tmp_path / "evil").exists()


def test_a_file_forged_without_a_change_is_accepted(backup: Path, tmp_path: Path, settings: Any) -> None:
    """So that the test above fails for its reasons and not for the forger's clumsiness."""
    forged(backup, lambda about, members: None)
    assert restoring.drill(backup).manifest.tables["base_user"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("harm", ["none", "a foreign key", "a page"])
def test_a_damaged_sqlite_database_is_refused(harm: str, tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "harmed.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        database.execute("CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a, words TEXT)")
        database.execute("INSERT INTO a VALUES (1)")
        many = [(1 if harm != "a foreign key" else 2, "x" * 200) for _ in range(1000)]
        database.executemany("INSERT INTO b (a, words) VALUES (?, ?)", many)
    database.close()
    if harm == "a page":
        content = bytearray(path.read_bytes())
        content[40960:45056] = b"\x0d" * 4096
        path.write_bytes(content)
    with databases.SQLite().stage(path) as (_staged, alias):
        if harm == "none":
            verifying.is_sound(alias)
            return
        with pytest.raises((Refused, DatabaseError)):
            verifying.is_sound(alias)


def test_a_backup_of_an_older_version_says_that_it_must_be_migrated(backup: Path) -> None:
    known = restoring.read_through(backup)
    known.migrations = known.migrations[:-1]
    assert "migrate" in verifying._schema_notes(known)[0]
