"""Sealed bytes, for small files and secrets: documents about people, keys of second factors."""

from .cipher import SealBroken, seal, unseal

MARK = b"KS1"


def seal_bytes(data: bytes, *, bound_to: str) -> bytes:
    """`data` sealed for the place that `bound_to` names, e.g. "volunteers.PersonDocument#12"."""
    name, sealed = seal(data, bound_to=bound_to)
    return MARK + bytes([len(name)]) + name.encode() + sealed


def open_bytes(data: bytes, *, bound_to: str) -> bytes:
    """The inverse. Raises SealBroken."""
    data = bytes(data)
    if data[:3] != MARK or len(data) < 4:
        raise SealBroken(f"The seal of {bound_to} does not open.")
    end = 4 + data[3]
    return unseal(data[4:end].decode("ascii", "replace"), data[end:], bound_to=bound_to)


def key_of(data: bytes) -> str:
    """The name of the key that sealed `data`."""
    return bytes(data)[4 : 4 + data[3]].decode("ascii", "replace")
