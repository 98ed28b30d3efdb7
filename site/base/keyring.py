"""The key ring: where keys come from, which one seals today, and which may still open what was sealed before.

A ring is text, one key a line, the current one first: `name:base64 of 32 bytes`. It comes from the environment
(KURASHIGOTO_KEYS) or from a file that only its owner can read (KURASHIGOTO_KEY_FILE), which lies neither beside the
data nor in a backup. Knows nothing of Django, so that settings can ask it whether a production may start.
"""

import base64
import binascii
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
NOT_FOR_PEOPLE = ("demo-", "tests-")
"""Beginnings of the names of keys that a production refuses."""


class KeysMissing(Exception):
    """No ring, an unreadable one, or a key that is not on it. The sentence names no secret."""


@dataclass(frozen=True)
class Key:
    """One master key. What is done with it is done with a key derived for that purpose (HKDF, RFC 5869)."""

    name: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.name!r})"

    @cached_property
    def sealing(self) -> bytes:
        return self._derived("seal")

    @cached_property
    def searching(self) -> bytes:
        return self._derived("search")

    @cached_property
    def chaining(self) -> bytes:
        return self._derived("audit")

    @cached_property
    def backing_up(self) -> bytes:
        return self._derived("backup")

    def _derived(self, purpose: str) -> bytes:
        info = f"kurashigoto/{purpose}".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self.secret)


@dataclass(frozen=True)
class Ring:
    """Keys by name, the current one first."""

    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        return self.keys[0]

    def named(self, name: str) -> Key:
        """Raises KeysMissing for a key that is not on the ring."""
        for key in self.keys:
            if key.name == name:
                return key
        raise KeysMissing(f"The key “{name}” is not on the ring.")

    @property
    def is_for_people(self) -> bool:
        """Whether real people's data may be sealed with it: no key of the demo or of the tests."""
        return not any(key.name.startswith(NOT_FOR_PEOPLE) for key in self.keys)

    def as_text(self) -> str:
        return "".join(f"{key.name}:{base64.b64encode(key.secret).decode()}\n" for key in self.keys)

    def with_new_key(self, name: str) -> "Ring":
        """The ring with a fresh current key before all others."""
        return Ring((new_key(name), *self.keys))


def new_key(name: str) -> Key:
    """A random key."""
    return Key(name, secrets.token_bytes(KEY_BYTES))


def parse(text: str) -> Ring:
    """The ring in `text`. Raises KeysMissing with a sentence that quotes nothing of it."""
    keys: list[Key] = []
    for number, line in enumerate(re.split(r"[\s,]+", text.strip()), 1):
        name, _colon, encoded = line.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not NAME.fullmatch(name) or len(secret) != KEY_BYTES or name in {key.name for key in keys}:
            raise KeysMissing(f"Key {number} of the ring is not written as name:base64 of 32 bytes.")
        keys.append(Key(name, secret))
    return Ring(tuple(keys))


def read(path: Path) -> Ring:
    """The ring in a file. Raises KeysMissing when it is not there, or when others than its owner may read it."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise KeysMissing(f"The key file {path} cannot be read: {error.strerror}.") from None
    if stat.S_IMODE(mode) & 0o077:
        raise KeysMissing(f"Others may read the key file {path}. Do: chmod 600 {path}")
    return parse(text)


def write(path: Path, ring: Ring) -> None:
    """Keep a ring: mode 0600 in a folder of 0700, in one step, so that a reader never meets half a ring."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(ring.as_text())
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def make_once(path: Path, name: str) -> Ring:
    """The ring in `path`, made with one key called `name` when there is none yet; of two makers one wins."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
        write(own, Ring((new_key(name),)))
        try:
            os.link(own, path)  # fails when somebody was first
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return read(path)


def key_file(environment: Mapping[str, str]) -> Path:
    """Where the ring lies unless the environment holds it: outside the product's folder."""
    chosen = environment.get("KURASHIGOTO_KEY_FILE")
    if chosen:
        return Path(chosen).expanduser()
    home = environment.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(home) / "kurashigoto" / "keys"


def for_production(environment: Mapping[str, str], data: Path) -> Ring:
    """The ring of a real centre. Raises KeysMissing without one, with the demo's, or with one beside the data."""
    if environment.get("KURASHIGOTO_KEYS"):
        ring = parse(environment["KURASHIGOTO_KEYS"])
    else:
        path = key_file(environment)
        if path.resolve().is_relative_to(data.resolve()):
            raise KeysMissing(
                f"The key file {path} lies in the data folder {data}; whoever takes one has both."
            )
        ring = read(path)
    if not ring.is_for_people:
        raise KeysMissing(
            "Keys of the demo or of the tests are not for real people. Make a ring of your own."
        )
    return ring
