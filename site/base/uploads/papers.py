"""PDF: opened and looked through. What acts by itself, or carries something else inside, is not taken."""

import re
from io import BytesIO
from typing import Any
from zipfile import is_zipfile

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from .kinds import MARKUP
from .refusing import Refused

ACTING = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/RichMedia",
    "/XFA",
    "/Rendition",
    "/Movie",
    "/Sound",
}
"""Names, as keys or as kinds of action, of what a paper does by itself."""
CARRYING = {"/EmbeddedFile", "/EmbeddedFiles", "/FileAttachment", "/AF"}
"""Names of what a paper carries inside."""
REMOTE = {"/GoToR", "/GoToE"}
MOST_OBJECTS = 60_000
DEEPEST = 40
TAIL = 2048
HIDDEN = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def pdf_looked_through(data: bytes) -> bytes:
    """The same bytes. Raises Refused for a PDF that is damaged, locked, acts by itself, carries files, or is two things."""
    if b"%%EOF" not in data[-TAIL:]:
        raise Refused(
            _("This PDF is damaged or was cut off on the way. Please choose it again."), code="broken_pdf"
        )
    if is_zipfile(BytesIO(data)) or MARKUP.search(data[:1024]):
        raise Refused(
            _("There is something else hidden in this PDF. Please print it anew as PDF and choose that one."),
            code="polyglot",
        )
    unescaped = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    found = {name.decode() for name in HIDDEN.findall(unescaped)}
    _refuse(found & (ACTING | {"/JavaScript", "/Launch", "/RichMedia"}), found & CARRYING)
    try:
        _walk(data)
    except Refused:
        raise
    except (
        PyPdfError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RuntimeError,
        OverflowError,
        OSError,
        AssertionError,
    ) as broken:
        raise Refused(
            _("This PDF is damaged or was cut off on the way. Please choose it again."), code="broken_pdf"
        ) from broken
    return data


def _walk(data: bytes) -> None:
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Refused(
            _("This PDF is locked with a password. Please choose one without a lock."), code="locked"
        )
    if not len(reader.pages):
        raise Refused(_("There is no page in this PDF. Please choose another."), code="no_pages")
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MOST_OBJECTS:
        raise Refused(_("This PDF is too complicated. Please print it anew as PDF."), code="too_complicated")
    acting: set[str] = set()
    carrying: set[str] = set()
    things: list[Any] = [reader.trailer]
    things += [IndirectObject(number, 0, reader).get_object() for number in sorted(numbers) if number]
    for thing in things:
        _note(thing, acting, carrying, depth=0)
    _refuse(acting, carrying)


def _note(thing: Any, acting: set[str], carrying: set[str], *, depth: int) -> None:
    """Gather the names in one object; references are not followed, because every object comes by itself."""
    if depth > DEEPEST:
        raise Refused(_("This PDF is too complicated. Please print it anew as PDF."), code="too_complicated")
    if isinstance(thing, (DictionaryObject, StreamObject)):
        for name in thing:
            value = thing.raw_get(name)
            names = {str(name)} | ({str(value)} if isinstance(value, NameObject) else set())
            acting |= names & (ACTING | REMOTE)
            carrying |= names & CARRYING
            _note(value, acting, carrying, depth=depth + 1)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            _note(value, acting, carrying, depth=depth + 1)


def _refuse(acting: set[str], carrying: set[str]) -> None:
    if acting:
        raise Refused(
            _(
                "This PDF does something by itself (a script, or it starts a program). Please print it anew as PDF and choose that one."
            ),
            code="acting",
        )
    if carrying:
        raise Refused(
            _("There are other files inside this PDF. Please take them out, or print it anew as PDF."),
            code="carrying",
        )
