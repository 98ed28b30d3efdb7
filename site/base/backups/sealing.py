"""A file sealed piece by piece (AES-256-GCM), so that any size passes through a megabyte of memory.

    header   8 bytes that name the format, 24 the key, 32 of chance (from which the file's own key is derived)
    pieces   a megabyte each; the nonce is the piece's number and whether it is the last; the header is authenticated

A piece that was changed, moved, left out, repeated, taken from another file, or cut off at the end does not open.
The construction is that of STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption, 2015).
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from . import keys
from .failing import Refused

MAGIC = b"KURASHI1"
NAME, CHANCE = 24, 32
HEADER = len(MAGIC) + NAME + CHANCE
PIECE, TAG = 1024 * 1024, 16


def _cipher(key: bytes, header: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=header[-CHANCE:], info=b"one file").derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Sealing(io.RawIOBase):
    """Writes plain bytes as sealed pieces into `target`. Only `finish` writes the last piece."""

    def __init__(self, target: BinaryIO) -> None:
        name, key = keys.newest()
        self._header = MAGIC + name.encode().ljust(NAME, b"\0") + os.urandom(CHANCE)
        self._cipher, self._target, self._number, self._waiting = (
            _cipher(key, self._header),
            target,
            0,
            bytearray(),
        )
        target.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece may be full, and is not known to be the last yet
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece. Without it nobody opens the file."""
        self._put(bytes(self._waiting), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._target.write(self._cipher.encrypt(nonce, piece, self._header))
        self._number += 1


class Opening(io.RawIOBase):
    """Reads the plain bytes out of `source`. Raises Refused at the first byte that is not as it was written."""

    def __init__(self, source: BinaryIO) -> None:
        self._header, self._source, self._number = source.read(HEADER), source, 0
        if len(self._header) < HEADER or not self._header.startswith(MAGIC):
            raise Refused(_("This is not a backup of this product."))
        name = self._header[len(MAGIC) : len(MAGIC) + NAME].rstrip(b"\0").decode("ascii", "replace")
        self._cipher = _cipher(keys.named(name), self._header)
        self._next, self._plain, self._is_over = source.read(PIECE + TAG), memoryview(b""), False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self._plain and not self._is_over:
            self._open_next()
        taken = min(len(buffer), len(self._plain))
        buffer[:taken] = self._plain[:taken]
        self._plain = self._plain[taken:]
        return taken

    def drain(self) -> None:
        """Look at everything up to the end: only then has the whole file been found unchanged."""
        while self.read(PIECE):
            pass

    def _open_next(self) -> None:
        sealed, self._next = self._next, self._source.read(PIECE + TAG)
        self._is_over = not self._next
        try:
            nonce = _nonce(self._number, is_last=self._is_over)
            self._plain = memoryview(self._cipher.decrypt(nonce, sealed, self._header))
        except InvalidTag as error:
            raise Refused(
                _("The file is damaged, was changed, or is not complete (piece %(number)d).")
                % {"number": self._number + 1}
            ) from error
        self._number += 1
