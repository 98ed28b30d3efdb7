"""Keyed digests, so that a name can be found without standing anywhere: HMAC-SHA256 of the text that was folded."""

import hmac

from base.keyring import Key

from .current import ring

DIGEST_BYTES = 16


def digest(text: str, *, purpose: str) -> str:
    """What to keep for `text`; the same text for another `purpose` gives another digest."""
    return _digest(ring().current, text, purpose)


def digests(text: str, *, purpose: str) -> list[str]:
    """What to look for: the digest under every key of the ring, for while the keys are being changed."""
    return [_digest(key, text, purpose) for key in ring().keys]


def _digest(key: Key, text: str, purpose: str) -> str:
    message = f"{purpose}\0{text}".encode()
    return hmac.digest(key.searching, message, "sha256")[:DIGEST_BYTES].hex()
