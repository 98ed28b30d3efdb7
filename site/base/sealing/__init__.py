"""Sealed at rest: what is about a person stands in the database, in files and in backups as ciphertext only."""

from base.keyring import KeysMissing

from .bytes import open_bytes, seal_bytes
from .cipher import SealBroken
from .digests import digest, digests
from .fields import SealedCharField, SealedDateField, SealedJSONField, SealedTextField
from .rows import SealedRow

__all__ = [
    "KeysMissing",
    "SealBroken",
    "SealedCharField",
    "SealedDateField",
    "SealedJSONField",
    "SealedRow",
    "SealedTextField",
    "digest",
    "digests",
    "open_bytes",
    "seal_bytes",
]
