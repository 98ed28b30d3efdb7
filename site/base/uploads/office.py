"""Word and Excel: archives that are opened with limits and looked through, part by part."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from .kinds import OLD_OFFICE, ZIP, Kind, is_program
from .refusing import Refused

MOST_PARTS = 2_000
MOST_BYTES = 60 * 1024 * 1024
"""All parts together, unpacked."""
MOST_OF_ONE = 40 * 1024 * 1024
HIGHEST_RATIO = 120
RATIO_COUNTS_FROM = 1024 * 1024
"""Small parts may be packed as tightly as they like."""
CHUNK = 64 * 1024
MAIN_PART = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/workbook.xml"}
ACTING_PARTS = re.compile(r"vbaproject|vbadata|activex|macrosheets|customui|dialogsheets", re.IGNORECASE)
CARRIED_PARTS = re.compile(
    r"(^|/)(embeddings|oleobjects?|externallinks)(/|$)|\.(exe|dll|js|vbs|scr|bat|cmd|hta|lnk|html?|svg|jar|ps1)$",
    re.IGNORECASE,
)
PACKED = {ZIP_STORED, ZIP_DEFLATED}
EXTERNAL = "External"
LINK_ONE_CLICKS = "/hyperlink"
SAFE_LINKS = ("http://", "https://", "mailto:", "tel:", "#")
END_OF_ARCHIVE = b"PK\x05\x06"
END_BYTES = 22
OTHER_THINGS = (ZIP, OLD_OFFICE, b"%PDF-")
DDE = re.compile(rb"\bDDE(?:AUTO)?\b")


def looked_through(data: bytes, kind: Kind) -> bytes:
    """The same bytes. Raises Refused for a file that is damaged, locked, packed too tightly, acts, links or carries."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            _is_one_archive(data, archive)
            entries = _entries(archive)
            if MAIN_PART[kind] not in {entry.filename for entry in entries}:
                raise _refuse_archive()
            left = MOST_BYTES
            for entry in entries:
                part = _unpacked(archive, entry, min(left, MOST_OF_ONE))
                left -= len(part)
                _look(entry.filename, part)
    except (
        BadZipFile,
        LargeZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as broken:
        raise Refused(
            _(
                "This file is damaged, locked, or was cut off on the way. Please save it once more and choose it again."
            ),
            code="broken_office",
        ) from broken
    return data


def _refuse_archive() -> Refused:
    return Refused(
        _("This is an archive (ZIP). Please take the papers out of it and choose them one by one."),
        code="archive",
    )


def _is_one_archive(data: bytes, archive: ZipFile) -> None:
    """Nothing before the first part, nothing after the end, no words in between."""
    first = min((entry.header_offset for entry in archive.infolist()), default=-1)
    if first != 0 or data[-END_BYTES : -END_BYTES + 4] != END_OF_ARCHIVE or archive.comment:
        raise Refused(
            _("There is something else hidden in this file. Please save it once more with Word or Excel."),
            code="polyglot",
        )


def _entries(archive: ZipFile) -> list[ZipInfo]:
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    odd = (
        len(entries) > MOST_PARTS
        or len(set(names)) != len(names)
        or any(
            name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name or "\0" in name
            for name in names
        )
        or any(entry.compress_type not in PACKED or entry.flag_bits & 1 for entry in entries)
        or sum(entry.file_size for entry in entries) > MOST_BYTES
    )
    if odd:
        raise _too_tight()
    return entries


def _too_tight() -> Refused:
    return Refused(
        _(
            "This file is packed in an unusual way and could not be opened safely. Please save it once more with Word or Excel, or as PDF."
        ),
        code="bomb",
    )


def _unpacked(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """The part, counted as it comes out and not as the archive says."""
    parts, size = [], 0
    for chunk in _chunks(archive, entry):
        size += len(chunk)
        is_tight = size > RATIO_COUNTS_FROM and size > HIGHEST_RATIO * max(1, entry.compress_size)
        if size > most or is_tight:
            raise _too_tight()
        parts.append(chunk)
    return b"".join(parts)


def _chunks(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            yield chunk


def _look(name: str, part: bytes) -> None:
    if ACTING_PARTS.search(name) or (b"macroEnabled" in part[:CHUNK] and name == "[Content_Types].xml"):
        raise Refused(
            _("There is a macro in this file. Please save it without macros (.docx or .xlsx), or as PDF."),
            code="macro",
        )
    if CARRIED_PARTS.search(name) or is_program(part) or part.startswith(OTHER_THINGS):
        raise Refused(
            _(
                "There is another file or a link to another file inside. Please take it out, or save it as PDF."
            ),
            code="carrying",
        )
    if name.lower().endswith((".xml", ".rels")):
        _look_at_words(name, part)


def _look_at_words(name: str, part: bytes) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise _too_tight()
    if b"instrText" in part and DDE.search(part):
        raise Refused(
            _(
                "There is another file or a link to another file inside. Please take it out, or save it as PDF."
            ),
            code="carrying",
        )
    if name.lower().endswith(".rels"):
        _look_at_links(part)


def _look_at_links(part: bytes) -> None:
    """Links that somebody may click stay; what is fetched by itself when the file is opened does not."""
    try:
        links = fromstring(part, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as broken:
        raise ValueError("relations that are no XML") from broken
    for link in links:
        if link.get("TargetMode") != EXTERNAL:
            continue
        is_click = str(link.get("Type", "")).endswith(LINK_ONE_CLICKS)
        if not is_click or not str(link.get("Target", "")).lower().startswith(SAFE_LINKS):
            raise Refused(
                _(
                    "There is another file or a link to another file inside. Please take it out, or save it as PDF."
                ),
                code="linking",
            )
