"""What a file is, by its first bytes and by nothing that its name says."""

import re
from enum import StrEnum

from django.utils.translation import gettext as _

from .refusing import Refused


class Kind(StrEnum):
    """What is taken; the value is the ending of the name."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    XLSX = "xlsx"
    DOCX = "docx"
    TXT = "txt"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC})
ALL = frozenset(Kind)
CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.TXT: "text/plain; charset=utf-8",
}

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
MARKUP = re.compile(
    rb"<\s*(?:!doctype|!--|html|head|body|script|svg|iframe|\?xml|\?php|meta|img|a\s)", re.IGNORECASE
)
HEAD = 2048


def kind_of(data: bytes) -> Kind:
    """The kind of what is in `data`. Raises Refused for everything that is not taken, saying what it is."""
    if not data:
        raise Refused(_("This file is empty. Please choose another."), code="empty")
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return Kind.HEIC
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(ZIP):
        return Kind.DOCX if b"word/" in data else Kind.XLSX if b"xl/" in data else _refuse_archive()
    _refuse_known(data)
    return Kind.TXT


def is_program(data: bytes) -> bool:
    """Whether a computer would run it."""
    return data.startswith(PROGRAMS)


def _refuse_archive() -> Kind:
    raise Refused(
        _("This is an archive (ZIP). Please take the papers out of it and choose them one by one."),
        code="archive",
    )


def _refuse_known(data: bytes) -> None:
    """Things that people choose by mistake, or that somebody dressed up."""
    if is_program(data):
        raise Refused(
            _("This is a program and not a document, whatever its name says. It was not taken."),
            code="program",
        )
    if data.startswith(OLD_OFFICE):
        raise Refused(
            _("This was written with an old Word or Excel. Please save it once more as .docx, .xlsx or PDF."),
            code="old_office",
        )
    head = data[:HEAD]
    if re.search(rb"<\s*(?:\w+:)?svg", data[: 64 * 1024], re.IGNORECASE):
        raise Refused(
            _("This is a drawing in the form of a program (SVG). Please save it as PNG or JPEG."), code="svg"
        )
    if MARKUP.search(head):
        raise Refused(_("This is a web page and not a document. Please save it as PDF."), code="html")
    if b"%PDF-" in head:
        raise Refused(
            _("Something stands before the beginning of this PDF. Please save it once more as PDF."),
            code="polyglot",
        )
    if head.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        raise Refused(
            _("Pictures of this kind are not taken. Please save it as JPEG or PNG."), code="other_picture"
        )
