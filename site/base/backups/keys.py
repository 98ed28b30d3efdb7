"""The one place that knows where keys of backups come from: the ring, each with a key derived for this purpose.

A key that was replaced stays on the ring, because the backups of its time need it.
"""

from django.utils.translation import gettext as _

from base.sealing import KeysMissing
from base.sealing.current import key_named, ring

from .failing import BackupFailed, Refused


def newest() -> tuple[str, bytes]:
    """(name, key) that new backups are sealed with. The name is no secret: it says which key opens the file.

    Raises BackupFailed where this machine has no keys.
    """
    try:
        current = ring().current
    except KeysMissing as error:
        raise BackupFailed(str(error)) from error
    return current.name, current.backing_up


def named(name: str) -> bytes:
    """The key of this name. Raises Refused when it is not on this machine."""
    try:
        return key_named(name).backing_up
    except KeysMissing as error:
        raise Refused(
            _("The key “%(name)s”, which this backup was sealed with, is not on this machine.")
            % {"name": name}
        ) from error
