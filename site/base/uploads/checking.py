"""The one door: what a file is, whether it is safe, and what of it is kept."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import kinds, viruses
from .kinds import Kind
from .office import looked_through
from .papers import pdf_looked_through
from .pictures import drawn_anew
from .plain import words_only
from .reading import LARGEST
from .refusing import Refused


@dataclass(frozen=True)
class Checked:
    """What is kept of a file: its kind by content, and the bytes, which for a picture are new ones."""

    kind: Kind
    data: bytes

    @property
    def content_type(self) -> str:
        return kinds.CONTENT_TYPES[self.kind]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def _as_office(kind: Kind) -> Callable[[bytes], tuple[Kind, bytes]]:
    return lambda data: (kind, looked_through(data, kind))


_KEEP: dict[Kind, Callable[[bytes], tuple[Kind, bytes]]] = {
    **{kind: lambda data, kind=kind: drawn_anew(data, kind) for kind in kinds.PICTURES},  # type: ignore[misc]
    Kind.PDF: lambda data: (Kind.PDF, pdf_looked_through(data)),
    Kind.XLSX: _as_office(Kind.XLSX),
    Kind.DOCX: _as_office(Kind.DOCX),
    Kind.TXT: lambda data: (Kind.TXT, words_only(data)),
}


def check(data: bytes, *, allowed: Collection[Kind] = kinds.ALL) -> Checked:
    """What to keep of `data`. Raises Refused with a sentence when it is not one of `allowed`, not whole, or not safe."""
    if len(data) > LARGEST:
        raise Refused(
            _(
                "This file is larger than %(mb)s MB. Please make it smaller, for example by taking the photo again."
            )
            % {"mb": LARGEST // 1024 // 1024},
            code="too_large",
        )
    kind = kinds.kind_of(data)
    if kind not in allowed:
        raise Refused(_("Files of this kind are not taken here."), code="not_here")
    viruses.look_for(data)
    kept_kind, kept = _KEEP[kind](data)
    if len(kept) > LARGEST:  # a picture may grow when it is drawn anew
        raise Refused(
            _("This picture is too large. Please take it again in a smaller size."), code="too_large"
        )
    return Checked(kept_kind, kept)
