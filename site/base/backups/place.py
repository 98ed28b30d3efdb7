"""Where this installation keeps what a backup holds, and where its backups go."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .failing import BackupFailed

NAME = re.compile(r"kurashigoto-(\d{8})-(\d{6})\.backup")
PRIVATE = "private"
LEFTOVER = re.compile(r"\.kurashigoto-[\w-]+\.part")


@dataclass(frozen=True)
class Folder:
    """A folder that is backed up: its name in the backup, where it is, and the modes of what is restored."""

    name: str
    path: Path
    file_mode: int
    folder_mode: int


def folders() -> list[Folder]:
    """Public media, and the private store of documents about people."""
    private = Path(getattr(settings, "PRIVATE_ROOT", settings.VAR / "private"))
    return [
        Folder("media", Path(settings.MEDIA_ROOT), 0o644, 0o755),
        Folder(PRIVATE, private, 0o600, 0o700),
    ]


def files_of(folder: Folder) -> Iterator[tuple[str, Path]]:
    """(name in the backup, path) of every file, in order. Links are not followed: they may lead anywhere."""
    for top, names, files in os.walk(folder.path):
        names.sort()
        for name in sorted(files):
            path = Path(top) / name
            if path.is_file() and not path.is_symlink():
                yield f"{folder.name}/{path.relative_to(folder.path).as_posix()}", path


def backups_in(folder: Path) -> list[Path]:
    """The finished backups in a folder, the oldest first."""
    return sorted(path for path in folder.glob("*.backup") if NAME.fullmatch(path.name))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder for this account alone, and let nobody else write backups there meanwhile.

    Raises BackupFailed for a folder inside the data folder: whoever loses the one would lose the other.
    """
    if folder.resolve().is_relative_to(settings.VAR.resolve()):
        raise BackupFailed(
            _("The folder for backups must lie outside the data folder: %(folder)s") % {"folder": folder}
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (folder / ".lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise BackupFailed(_("Another backup is being made in this folder.")) from error
        for path in folder.iterdir():
            if LEFTOVER.fullmatch(path.name):  # of a backup that was killed
                path.unlink()
        yield


@contextmanager
def private_folder(beside: Path, purpose: str) -> Iterator[Path]:
    """A folder for this account alone that is gone afterwards. What a killed one left is taken away first."""
    import shutil
    import tempfile

    beside.mkdir(parents=True, exist_ok=True)
    for old in beside.glob(f".{purpose}-*"):
        if not _is_in_use(old):
            shutil.rmtree(old, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=f".{purpose}-", dir=beside))  # mode 0700
    try:
        with (path / "in-use").open("w") as sign:
            flock(sign, LOCK_EX)
            yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _is_in_use(folder: Path) -> bool:
    with suppress(OSError), (folder / "in-use").open("w") as sign:
        flock(sign, LOCK_EX | LOCK_NB)
        return False
    return True
