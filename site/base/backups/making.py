"""Making a backup."""

import datetime as dt
import gzip
import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from base import audit

from . import databases, facts, keys, manifest, place
from .failing import BackupFailed
from .manifest import Manifest
from .progress import SILENT, Progress
from .restoring import read_through
from .sealing import Sealing


def make_backup(folder: Path, *, progress: Progress = SILENT, moment: dt.datetime | None = None) -> Path:
    """Write a backup into `folder` (made 0700) and return the file (0600).

    It is read again from beginning to end before it gets its name, so a file of that name was whole once. Whatever
    happens before that (an error, Ctrl-C), nothing stays. Raises BackupFailed or OSError.
    """
    moment = timezone.localtime(moment)
    with place.locked(folder):
        target = folder / f"kurashigoto-{moment:%Y%m%d-%H%M%S}.backup"
        if target.exists():
            raise BackupFailed(
                _("A backup of this second is already there: %(name)s") % {"name": target.name}
            )
        part = folder / f".{target.stem}.part"
        keys.newest()  # without keys nothing is begun
        audit.record(actor=None, action=audit.AuditAction.EXPORT, what="backup")
        try:
            with _for_me_alone(part) as file:
                _write(file, moment, progress)
            progress.step(_("Reading it again …"))
            read_through(part, progress=progress)
            part.rename(target)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(folder)
    return target


@contextmanager
def _for_me_alone(path: Path) -> Iterator[BinaryIO]:
    """A new file that is mode 0600 from its first byte on, and on the disk when it is closed."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _write(file: BinaryIO, moment: dt.datetime, progress: Progress) -> None:
    """Database first, files afterwards: a file is kept before its row is, so every row finds its file."""
    database = databases.of_this_place()
    sealing = Sealing(file)
    packed = gzip.GzipFile(fileobj=sealing, mode="wb", compresslevel=1, mtime=0)
    with (
        place.private_folder(settings.VAR, "backup") as work,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        progress.step(_("Taking a snapshot of the database …"))
        with database.snapshot(work) as (dump, alias):
            about = Manifest(
                vendor=database.vendor,
                database=database.member,
                migrations=facts.migrations(alias),
                tables=facts.tables(alias),
                audit_head=facts.audit_head(alias),
                made_at=moment.isoformat(),
                product_version=manifest.product_version(),
            )
        _add(archive, about, database.member, dump, progress)
        for folder in place.folders():
            progress.step(_("Copying %(folder)s …") % {"folder": folder.name})
            for name, path in place.files_of(folder):
                _add(archive, about, name, path, progress)
        _add_bytes(archive, manifest.MEMBER, about.to_json())
    packed.close()
    sealing.finish()


def _add(archive: tarfile.TarFile, about: Manifest, name: str, path: Path, progress: Progress) -> None:
    """Add one file. One that is deleted at this moment was not meant to stay."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        info = tarfile.TarInfo(name)
        info.size = os.fstat(
            file.fileno()
        ).st_size  # what is added to it meanwhile belongs to the next backup
        hashed = _Hashed(file, progress)
        try:
            archive.addfile(info, hashed)
        except OSError as error:
            if hashed.count >= info.size:
                raise
            raise BackupFailed(
                _("A file became shorter while it was read: %(name)s") % {"name": name}
            ) from error
    about.members[name] = {"sha256": hashed.digest.hexdigest(), "size": info.size}


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self._file, self._progress, self.digest, self.count = file, progress, hashlib.sha256(), 0

    def read(self, size: int = -1) -> Any:
        data = self._file.read(size)
        self.digest.update(data)
        self.count += len(data)
        self._progress.passed(len(data))
        return data


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
