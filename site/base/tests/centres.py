"""A small centre to back up, and another, empty one to restore it into."""

import gzip
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections
from psycopg import sql

from base.backups import databases, sealing

SECRET = "豊川さんの支援計画".encode()


@contextmanager
def elsewhere(folder: Path, settings: Any, *, exists: bool = False) -> Iterator[None]:
    """Another installation, empty, with the same keys."""
    values, before = connection.settings_dict, (connection.settings_dict["NAME"], settings.VAR)
    connections.close_all()
    _into(folder, settings)
    values["NAME"] = (
        str(folder / "db.sqlite3") if connection.vendor == "sqlite" else f"kurashigoto_else_{os.getpid()}"
    )
    try:
        if exists and connection.vendor == "postgresql":
            _on_server("CREATE DATABASE {}", values["NAME"])
        yield
    finally:
        connections.close_all()
        if connection.vendor == "postgresql":
            for name in databases_like(f"kurashigoto_else_{os.getpid()}%"):
                _on_server("DROP DATABASE {} WITH (FORCE)", name)
        values["NAME"] = before[0]
        _into(before[1], settings)


def _into(folder: Path, settings: Any) -> None:
    settings.VAR, settings.MEDIA_ROOT, settings.PRIVATE_ROOT = folder, folder / "media", folder / "private"


def _server() -> Any:
    return databases.PostgreSQL()._connect("postgres")


def _on_server(statement: str, name: str) -> None:
    with _server() as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(name)))


def databases_like(pattern: str) -> list[str]:
    if connection.vendor == "sqlite":
        return []
    with _server() as server:
        found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]).fetchall()
    return [row[0] for row in found]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def unpacked(file: Path) -> tuple[bytes, dict[str, bytes]]:
    """(the plain stream, its members)."""
    with file.open("rb") as sealed:
        plain = gzip.decompress(sealing.Opening(sealed).read())
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        return plain, {info.name: archive.extractfile(info).read() for info in archive}
