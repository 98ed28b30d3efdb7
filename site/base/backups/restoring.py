"""Putting a backup back: stage, verify, and one step at the end. Before that step nothing in the place was touched."""

import gzip
import hashlib
import os
import signal
import tarfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from . import databases, place, verifying
from .failing import Refused
from .manifest import MEMBER, Manifest
from .papers import Papers
from .progress import SILENT, Progress
from .sealing import PIECE, Opening

Keep = Callable[[str], Path | None]
"""Where a member goes; None when it is only looked at."""


@dataclass
class Restored:
    """What was restored or tried, for the closing words."""

    manifest: Manifest
    seconds: float
    notes: list[str] = field(default_factory=list)
    kept_aside: list[str] = field(default_factory=list)
    papers: Papers | None = None


def read_through(file: Path, *, progress: Progress = SILENT) -> Manifest:
    """Open the whole backup and hold every member against the manifest. Raises Refused."""
    return unpack(file, lambda name: None, progress)


def drill(file: Path, *, progress: Progress = SILENT) -> Restored:
    """Restore into a place of its own, verify everything, and take it away again. Raises Refused."""
    began = time.monotonic()
    with place.private_folder(settings.VAR, "drill") as work:
        about = unpack(file, lambda name: work / name, progress)
        with databases.of_vendor(about.vendor).stage(work / about.database) as (_staged, alias):
            progress.step(_("Verifying the database …"))
            notes, papers = verifying.verify(alias, about, work / place.PRIVATE)
    return Restored(about, time.monotonic() - began, notes, papers=papers)


def restore(file: Path, *, over: str = "", progress: Progress = SILENT) -> Restored:
    """Put a backup in the place that the settings name. Raises Refused, and then nothing there has changed.

    The place must be empty, unless `over` is its name; what was there is then kept aside, and named in the result.
    """
    began, stamp = time.monotonic(), f"{timezone.localtime():%Y%m%d-%H%M%S}"
    database = databases.of_this_place()
    _may_be_put_here(database, over)
    with ExitStack() as until_done:
        staged = {
            folder.name: until_done.enter_context(place.private_folder(folder.path.parent, "restoring"))
            for folder in place.folders()
        }
        work = until_done.enter_context(place.private_folder(database.staging, "restoring-database"))

        def target(name: str) -> Path:
            top = PurePosixPath(name).parts[0]
            return staged.get(top, work) / name

        about = unpack(file, target, progress)
        if about.vendor != database.vendor:
            raise Refused(
                _("This backup is of another kind of database (%(vendor)s).") % {"vendor": about.vendor}
            )
        dump, alias = until_done.enter_context(database.stage(work / about.database))
        progress.step(_("Verifying the database …"))
        notes, papers = verifying.verify(alias, about, target(place.PRIVATE))
        progress.step(_("Putting everything in place …"))
        aside = _put_in_place(database, dump, staged, stamp)
    return Restored(about, time.monotonic() - began, notes, aside, papers)


def _may_be_put_here(database: databases.SQLite | databases.PostgreSQL, over: str) -> None:
    taken = [folder.name for folder in place.folders() if next(place.files_of(folder), None)]
    taken += [] if database.is_empty() else ["database"]
    if taken and over != database.name():
        raise Refused(
            _(
                "Here is something already: %(what)s. A backup goes into an empty place. If this one is to be "
                "replaced, say its name: --over %(name)s"
            )
            % {"what": ", ".join(taken), "name": database.name()}
        )


# --- reading --------------------------------------------------------------------------------------------------------


def unpack(file: Path, target: Keep, progress: Progress = SILENT) -> Manifest:
    """Read the sealed stream to its very end, keep what `target` wants, and hold all of it against the manifest."""
    progress.step(_("Opening %(name)s …") % {"name": file.name})
    found: dict[str, dict[str, Any]] = {}
    about = None
    try:
        with file.open("rb") as sealed:
            opened = Opening(sealed)
            with gzip.GzipFile(fileobj=opened, mode="rb") as packed:
                with tarfile.open(fileobj=packed, mode="r|") as archive:
                    for info in archive:
                        member = _content(archive, info)
                        if info.name == MEMBER:
                            about = Manifest.from_json(member.read())
                        else:
                            found[info.name] = _keep(member, target(_safe(info.name)), progress)
                while packed.read(PIECE):  # what follows the archive's end mark
                    pass
            opened.drain()
    except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, ValueError, TypeError) as error:
        raise Refused(_("The inside of the file is not that of a backup.")) from error
    if about is None or found != about.members or about.database not in found:
        raise Refused(_("What the file holds is not what its manifest says."))
    return about


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(info) if info.isreg() else None
    if content is None:
        raise Refused(_("The inside of the file is not that of a backup."))
    return content


def _safe(name: str) -> str:
    """The name, if it stays inside the folder that it is put into."""
    path = PurePosixPath(name)
    tops = {folder.name for folder in place.folders()}
    is_inside = (
        not path.is_absolute() and ".." not in path.parts and (len(path.parts) == 1 or path.parts[0] in tops)
    )
    if not is_inside:
        raise Refused(_("The inside of the file is not that of a backup."))
    return name


def _keep(member: IO[bytes], target: Path | None, progress: Progress) -> dict[str, Any]:
    """Size and hash of a member, which is written to `target` on the way."""
    digest, size = hashlib.sha256(), 0
    with ExitStack() as opened:
        file = None
        if target:
            target.parent.mkdir(parents=True, exist_ok=True)
            number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            file = opened.enter_context(os.fdopen(number, "wb"))
        while piece := member.read(PIECE):
            digest.update(piece)
            size += len(piece)
            progress.passed(len(piece))
            if file:
                file.write(piece)
        if file:
            file.flush()
            os.fsync(file.fileno())
    return {"sha256": digest.hexdigest(), "size": size}


# --- the last step --------------------------------------------------------------------------------------------------


def _put_in_place(
    database: databases.SQLite | databases.PostgreSQL, dump: str, staged: dict[str, Path], stamp: str
) -> list[str]:
    """Move everything in at once; where one move fails the others are taken back. Returns what was kept aside."""
    moved: list[_Moved] = []
    with _undisturbed():
        try:
            for folder in place.folders():
                moved.append(_move_in(folder, staged[folder.name] / folder.name, stamp))
            aside = database.put_in_place(dump, stamp)
        except BaseException:
            for each in reversed(moved):
                each.take_back()
            raise
    return [name for name in [*(str(each.aside or "") for each in moved), aside] if name]


@dataclass(frozen=True)
class _Moved:
    """A folder that was put in place, and where the former one is."""

    path: Path
    staged: Path
    aside: Path | None

    def take_back(self) -> None:
        self.path.rename(self.staged)
        if self.aside:
            self.aside.rename(self.path)


def _move_in(folder: place.Folder, staged: Path, stamp: str) -> _Moved:
    staged.mkdir(parents=True, exist_ok=True)
    _set_modes(staged, folder)
    if folder.path.exists():
        with suppress(OSError):
            folder.path.rmdir()  # an empty one is nothing to keep
    aside = folder.path.with_name(f"{folder.path.name}.before-{stamp}") if folder.path.exists() else None
    if aside:
        folder.path.rename(aside)
    try:
        staged.rename(folder.path)
    except OSError:
        if aside:
            aside.rename(folder.path)
        raise
    return _Moved(folder.path, staged, aside)


def _set_modes(top: Path, folder: place.Folder) -> None:
    for path in [top, *top.rglob("*")]:
        path.chmod(folder.folder_mode if path.is_dir() else folder.file_mode)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C has to wait for the fraction of a second in which things change places."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    heard: list[int] = []
    before = {
        number: signal.signal(number, lambda received, _frame: heard.append(received)) for number in numbers
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
