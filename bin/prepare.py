"""Brings catalogues, database, static files and demo data up to date; does only what is not done yet.

usage: .venv/bin/python bin/prepare.py      settings: config.settings.dev, data: var/ or DATABASE_URL
"""

import fcntl
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import django
from dj_database_url import UnknownSchemeError
from django.core.management import call_command, get_commands
from django.db import DatabaseError

ROOT = Path(__file__).resolve().parents[1]


def say(japanese: str, english: str) -> None:
    print(japanese, english, sep="\n", flush=True)


def load() -> None:
    """Sets Django up. The catalogues come first, because the first lookup reads them once and for all."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from base.catalogues import compile_all

    compile_all()
    django.setup()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two preparations of one folder would migrate and fill one database at once."""
    from django.conf import settings

    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fill_database() -> None:
    """Migrates; a database in which nobody has an account yet gets the demo data."""
    from django.contrib.auth import get_user_model

    call_command("migrate", verbosity=0, interactive=False)
    if get_user_model().objects.exists() or "seed_demo" not in get_commands():
        return
    say("見本データを入れています…", "Filling in the demo data …")
    call_command("seed_demo", verbosity=0, stdout=StringIO())


def collect_static() -> None:
    """Collects the static files, unless none of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    files = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
    seen = "\n".join(f"{path} {os.stat(path).st_size} {os.stat(path).st_mtime_ns}" for path in files)
    fingerprint = hashlib.sha256(seen.encode()).hexdigest()
    note = settings.VAR / "collected"
    if note.exists() and note.read_text() == fingerprint and Path(settings.STATIC_ROOT).is_dir():
        return
    say("画像や書式をまとめています…", "Collecting pictures and styles …")
    note.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    note.write_text(fingerprint)


def prepare() -> bool:
    """Does all of it; says what is in the way and returns False where something is."""
    try:
        load()
        say("データベースを整えています…", "Preparing the database …")
        with one_at_a_time():
            fill_database()
            collect_static()
    except (DatabaseError, UnknownSchemeError) as error:
        reason = str(error).strip().split("\n", maxsplit=1)[0][:200]
        say(
            f"データベースを使えません。DATABASE_URL と var/ をご確認ください: {reason}",
            f"The database cannot be used. Please look at DATABASE_URL and var/: {reason}",
        )
        return False
    except OSError as error:
        say(
            f"ファイルに書き込めません: {error.filename}（{error.strerror}）",
            f"A file cannot be written: {error.filename} ({error.strerror})",
        )
        return False
    return True


if __name__ == "__main__":
    try:
        if not prepare():
            sys.exit(1)
    except KeyboardInterrupt:
        say("準備を途中で止めました。", "Preparation was stopped.")
        sys.exit(130)
    say("準備ができました。make run で始まります。", "All is ready. Start it with: make run")
