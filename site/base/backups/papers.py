"""The private store of a backup: does every sealed file open with the ring of this machine, for the record it belongs to?"""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from base.sealing import SealBroken
from base.uploads import store

from .failing import Refused


@dataclass
class Papers:
    """What was found in the private store, in files."""

    opened: int = 0
    missing: int = 0
    """Records whose file is not there: lost before, or removed while the backup was made."""
    strays: int = 0
    """Files that no record knows: left by an upload that was broken off. Nothing can be said of their seals."""


def open_all(alias: str, folder: Path) -> Papers:
    """Open every sealed file of `folder` that a record of the database `alias` names. Raises Refused, naming the file."""
    found = Papers()
    left = {path.name for path in folder.glob(f"*{store.ENDING}")}
    for holder in store.holders:
        for name, bound_to in holder(alias):
            path = folder / f"{name}{store.ENDING}"
            if path.name not in left:
                found.missing += 1
                continue
            _opens(path, bound_to)
            left.remove(path.name)
            found.opened += 1
    found.strays = len(left)
    return found


def _opens(path: Path, bound_to: str) -> None:
    try:
        store.open_file(path, bound_to=bound_to)
    except SealBroken as error:
        raise Refused(
            _("The file %(name)s does not open with the keys of this machine: %(why)s")
            % {"name": path.name, "why": str(error)}
        ) from error
