"""ClamAV, where the centre runs it (setting CLAMD_SOCKET): asked before anything else opens the file.

The protocol is INSTREAM of clamd(8): "zINSTREAM\\0", chunks with their length before them, a zero length, one answer.
A library for these forty lines would bring more than it saves. Where it is set and cannot be asked, nothing is taken.
"""

import logging
import socket
import struct

from django.conf import settings
from django.utils.translation import gettext as _

from .refusing import Refused

log = logging.getLogger(__name__)
SECONDS = 30
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
CLEAN = b"stream: OK"


def look_for(data: bytes) -> None:
    """Ask clamd about `data`, if there is one. Raises Refused when it finds something or cannot be asked."""
    where = settings.CLAMD_SOCKET
    if not where:
        return
    try:
        answer = _ask(where, data)
    except (OSError, ValueError) as error:
        log.error("clamd could not be asked: %s", type(error).__name__)
        raise Refused(_not_now(), code="no_scanner") from error
    if answer == CLEAN:
        return
    if answer.endswith(b"FOUND"):
        raise Refused(
            _(
                "The virus check found something in this file, so it was not taken. Please tell the administrator."
            ),
            code="virus",
        )
    log.error("clamd answered with something else than a finding")
    raise Refused(_not_now(), code="no_scanner")


def _not_now() -> str:
    return _(
        "Files cannot be checked for viruses just now, so none is taken. Please try again later, or tell the administrator."
    )


def _ask(where: str, data: bytes) -> bytes:
    with _connected(where) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
        clamd.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            part = clamd.recv(LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\n")


def _connected(where: str) -> socket.socket:
    """`where` is a path of a unix socket, or host:port."""
    if where.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(SECONDS)
        try:
            clamd.connect(where)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
