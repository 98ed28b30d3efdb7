"""The private store: sealed files of documents about people, apart from media, served by no address of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from base.sealing import open_bytes, seal_bytes

FILE, FOLDER = 0o600, 0o700
ENDING = ".sealed"

Holder = Callable[[str], Iterator[tuple[str, str]]]
"""Gives (name, bound_to) of every file that the records of a database, named by its alias, say is here."""
holders: list[Holder] = []
"""Rooms above say here what they keep in the store."""


def put(name: str, data: bytes, *, bound_to: str) -> None:
    """Seal `data` for the record that `bound_to` names, and keep it under `name` (letters, digits and hyphens)."""
    write(name, seal_bytes(data, bound_to=bound_to))


def get(name: str, *, bound_to: str) -> bytes:
    """The bytes again. Raises FileNotFoundError, or SealBroken for a file that is not the one of this record."""
    return open_file(path_of(name), bound_to=bound_to)


def open_file(path: Path, *, bound_to: str) -> bytes:
    """What is sealed in a file, which may lie in a restored store. Raises as `get`."""
    return open_bytes(path.read_bytes(), bound_to=bound_to)


def beginning_of(name: str) -> bytes:
    """The first bytes of the sealed file, which name its key."""
    with path_of(name).open("rb") as file:
        return file.read(64)


def erase(name: str) -> None:
    """The bytes are gone; a file that is not there is no error."""
    with suppress(FileNotFoundError):
        path_of(name).unlink()


def names() -> Iterator[str]:
    """What is in the store."""
    for path in sorted(folder().glob(f"*{ENDING}")):
        yield path.name.removesuffix(ENDING)


def folder() -> Path:
    """Made at first use, readable by nobody else."""
    place = Path(settings.PRIVATE_ROOT)
    place.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    return place


def path_of(name: str) -> Path:
    """Where a name lies. Raises ValueError for one that could lead elsewhere."""
    if not name or not all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in name):
        raise ValueError("not a name of the private store")
    return folder() / f"{name}{ENDING}"


def write(name: str, sealed: bytes) -> None:
    """Put sealed bytes in place: whole or not at all, on the disk before this returns."""
    path = path_of(name)
    half_written = path.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        half_written.replace(path)
    except BaseException:
        half_written.unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
