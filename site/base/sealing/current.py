"""The ring that this process uses: read once, and again soon after its file has changed."""

import os
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from base import keyring as rings
from base.keyring import Key, KeysMissing, Ring

LOOKED_AT_EVERY = 0.2
"""Seconds between two looks at the file. A key that is not known here is looked for at once."""


@dataclass
class Known:
    """What was read, from which file, and when it was last looked at."""

    path: str = ""
    changed: tuple[int, int] = (0, 0)
    looked_at: float = float("-inf")
    ring: Ring | None = None


_known = Known()


def ring() -> Ring:
    """The ring in force. Raises KeysMissing."""
    if settings.SEALING_KEYS:
        return _parsed(settings.SEALING_KEYS)
    path = str(settings.SEALING_KEY_FILE)
    if _known.ring and path == _known.path and time.monotonic() - _known.looked_at < LOOKED_AT_EVERY:
        return _known.ring
    return _look(path)


def key_named(name: str) -> Key:
    """A key of the ring in force. Raises KeysMissing."""
    try:
        return ring().named(name)
    except KeysMissing:
        if settings.SEALING_KEYS:
            raise
        return _look(str(settings.SEALING_KEY_FILE)).named(name)


def _look(path: str) -> Ring:
    global _known
    if settings.DEMO and not os.path.exists(path):
        rings.make_once(Path(path), "demo-1")
    try:
        status = os.stat(path)
    except OSError:
        raise KeysMissing(f"The key file {path} is not there.") from None
    changed = (status.st_mtime_ns, status.st_ino)
    is_as_before = _known.ring and (path, changed) == (_known.path, _known.changed)
    found = _known.ring if is_as_before and _known.ring else rings.read(Path(path))
    _known = Known(
        path, changed, time.monotonic(), found
    )  # one assignment: other threads see all of it or none
    return found


_parsed = lru_cache(maxsize=4)(rings.parse)
