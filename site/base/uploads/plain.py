"""Plain text: words and nothing else, kept as UTF-8."""

import unicodedata

from django.utils.translation import gettext as _

from .refusing import Refused

ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ALLOWED_CONTROLS = frozenset("\t\n\r\f")


def words_only(data: bytes) -> bytes:
    """The text as UTF-8. Raises Refused for anything that is not text through and through."""
    text = _decoded(data)
    if text is None or any(
        unicodedata.category(c) in ("Cc", "Cs") and c not in ALLOWED_CONTROLS for c in text
    ):
        raise Refused(
            _(
                "This file could not be read. PDF, JPEG, PNG, WebP, HEIC, Word (.docx), Excel (.xlsx) and plain text are taken."
            ),
            code="unknown",
        )
    return text.encode("utf-8")


def _decoded(data: bytes) -> str | None:
    encodings = (MARKS[data[:2]],) if data[:2] in MARKS else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
