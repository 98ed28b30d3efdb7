"""A demo of the tests' own, prepared by bin/prepare.py and served by gunicorn as `make run` does it.

Preparing takes a while, so what was prepared is kept until the day or the code changes; every worker of a run
serves a copy, which goes when the run ends.
"""

import fcntl
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.utils import timezone

ROOT: Path = settings.ROOT
MADE_BY = ("bin", "partners", "projects", "site", "volunteers")
"""Folders whose code decides what the demo holds."""
PATIENCE = 20
"""Seconds that a server gets to end in."""


def served(folder: Path, *, name: str) -> Iterator[str]:
    """The address of a server with a fresh copy of the demo in `folder`; `name` tells the copies of a run apart."""
    with _copy_of_demo(folder, name) as environment, _listening() as listener:
        site = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with (folder / "server.log").open("w") as log:
            server = subprocess.Popen(
                _gunicorn(listener),
                cwd=ROOT,
                env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "BASE_URL": site},
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
            )
            try:
                yield site
            finally:
                server.terminate()
                server.wait(PATIENCE)


def _gunicorn(listener: socket.socket) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--pythonpath=site", "--threads=4"]
    return [*command, f"--bind=fd://{listener.fileno()}", "--log-level=warning", "--no-control-socket"]


@contextmanager
def _listening() -> Iterator[socket.socket]:
    """A socket on a free port, handed to the server: nobody can take the port in between, nobody has to wait."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@contextmanager
def _copy_of_demo(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The environment in which the product works on a copy of the demo."""
    kept = settings.VAR / f"demo-{_fingerprint()}"
    template, copy = f"{_own_name()}_{kept.name}", f"{_own_name()}_{kept.name}_{name}"
    with _one_at_a_time():
        _remove_older(kept)
        kept.mkdir(parents=True, exist_ok=True)
        _prepare(kept, template)
        shutil.copytree(kept / "static", folder / "static", copy_function=_link)
        if (kept / "media").exists():
            shutil.copytree(kept / "media", folder / "media")
        if _is_postgresql():
            _sql(
                f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)',
                f'CREATE DATABASE "{copy}" TEMPLATE "{template}"',
            )
        else:
            _copy_sqlite(kept / "db.sqlite3", folder / "db.sqlite3")
    try:
        yield _environment(folder, copy)
    finally:
        if _is_postgresql():
            _sql(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def _prepare(kept: Path, template: str) -> None:
    """Let bin/prepare.py do what is not done yet."""
    if _is_postgresql() and template not in _databases():
        _sql(f'CREATE DATABASE "{template}"')
    prepare = [sys.executable, str(ROOT / "bin" / "prepare.py")]
    done = subprocess.run(prepare, cwd=ROOT, env=_environment(kept, template), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"the demo could not be prepared:\n{done.stdout}\n{done.stderr}")


def _environment(folder: Path, database: str) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DEBUG")
    }
    url = {"DATABASE_URL": _beside(database)} if _is_postgresql() else {}
    return kept | url | {"KURASHIGOTO_VAR": str(folder)}


def _remove_older(kept: Path) -> None:
    """What earlier code or an earlier day prepared is of no use any more."""
    for older in kept.parent.glob("demo-*"):
        if older != kept:
            shutil.rmtree(older, ignore_errors=True)
    if _is_postgresql():
        mine, today = f"{_own_name()}_demo-", f"{_own_name()}_{kept.name}"
        for name in _databases():
            if name.startswith(mine) and not name.startswith(today):
                _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _fingerprint() -> str:
    """One hash over the day (the demo counts from today) and over all code that has a hand in the demo."""
    digest = hashlib.sha256(str(timezone.localdate()).encode())
    for path in sorted(path for folder in MADE_BY for path in (ROOT / folder).rglob("*.py")):
        if "tests" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _link(source: str, target: str) -> None:
    """Collected files never change: a second name will do, where the file system gives one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


def _is_postgresql() -> bool:
    return "DATABASE_URL" in os.environ and settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def _own_name() -> str:
    """The database that this run was told of: ours are named after it, so that other clones keep theirs."""
    return os.environ.get("DATABASE_URL", "").rsplit("/", 1)[-1].split("?")[0]


def _beside(database: str) -> str:
    """The address of another database on the server of DATABASE_URL."""
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + database


def _databases() -> list[str]:
    with psycopg.connect(_beside("postgres"), autocommit=True) as server:
        return [name for (name,) in server.execute("SELECT datname FROM pg_database")]


def _sql(*statements: str) -> None:
    with psycopg.connect(_beside("postgres"), autocommit=True) as server:
        for statement in statements:
            server.execute(statement)
