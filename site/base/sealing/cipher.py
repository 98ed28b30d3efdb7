"""AES-256-GCM (NIST SP 800-38D) with the key's name in front, bound to the place where the ciphertext stands."""

import base64
import binascii
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from base.keyring import Key, KeysMissing

from .current import key_named, ring

NONCE_BYTES = 12


class SealBroken(Exception):
    """What should be a seal was changed, moved from another place, or made with a key that is not on the ring."""


def seal(data: bytes, *, bound_to: str) -> tuple[str, bytes]:
    """(name of the key, nonce and ciphertext) of `data`; opens only with the same `bound_to`."""
    key = ring().current
    nonce = secrets.token_bytes(NONCE_BYTES)
    return key.name, nonce + _machine(key).encrypt(nonce, data, bound_to.encode())


def unseal(name: str, sealed: bytes, *, bound_to: str) -> bytes:
    """What was sealed. Raises SealBroken; never gives anything that was not sealed for this place."""
    try:
        return _machine(key_named(name)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode()
        )
    except (InvalidTag, KeysMissing, ValueError):
        raise SealBroken(f"The seal of {bound_to} does not open.") from None


@lru_cache(maxsize=16)
def _machine(key: Key) -> AESGCM:
    return AESGCM(key.sealing)


def seal_text(text: str, *, bound_to: str) -> str:
    """`text` as one word for a text column: name of the key, dot, base64."""
    name, sealed = seal(text.encode(), bound_to=bound_to)
    return f"{name}.{base64.b64encode(sealed).decode()}"


def unseal_text(token: str, *, bound_to: str) -> str:
    """The inverse. Raises SealBroken."""
    name, _dot, encoded = token.partition(".")
    try:
        sealed = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise SealBroken(f"The seal of {bound_to} does not open.") from None
    if base64.b64encode(sealed).decode() != encoded:  # base64 leaves bits that mean nothing
        raise SealBroken(f"The seal of {bound_to} does not open.")
    return unseal(name, sealed, bound_to=bound_to).decode()
