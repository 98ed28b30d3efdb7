"""From the bytes of a file to rows of cells, with nothing understood yet: XLSX, or text in UTF-8, UTF-16 or CP932.

Every refusal is an UnreadableInputError whose sentence says what to do with the file.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base.japanese.errors import UnreadableInputError
from base.japanese.text import is_blank

MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60

CellValue = str | int | float | bool | dt.date | dt.datetime | None
"""What one cell holds; blank cells are None, midnight moments are dates."""


@dataclass(frozen=True)
class RawRow:
    """One row that is not blank: its number as the spreadsheet shows it, and its cells from column A on."""

    number: int
    cells: tuple[CellValue, ...]


@dataclass(frozen=True)
class Merge:
    """Cells merged into one: row numbers as shown, columns counted from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet, merges not yet filled. `faults` says of (row number, column) why a cell has no value."""

    name: str
    rows: tuple[RawRow, ...]
    merges: tuple[Merge, ...] = ()
    faults: Mapping[tuple[int, int], str | Promise] = field(default_factory=dict)
    counts_from_1904: bool = False


def read_tables(content: bytes, file_name: str) -> list[Sheet]:
    """The sheets of an uploaded file; a text file is one sheet. `file_name` only helps to tell tabs from commas."""
    if len(content) > MOST_BYTES:
        raise _refusal(
            _("This file is larger than %(most)s MB. Please split the list into smaller files."),
            code="file_too_large",
            most=MOST_BYTES // 1024 // 1024,
        )
    if not content.strip():
        raise _refusal(_("This file is empty. Please choose the file with the list."), code="file_empty")
    _refuse_other_kinds(content)
    sheets = _read_workbook(content) if content.startswith(b"PK") else [_read_text(content, file_name)]
    rows = sum(len(sheet.rows) for sheet in sheets)
    if rows == 0:
        raise _refusal(_("This file has no rows. Please choose the file with the list."), code="file_empty")
    if rows > MOST_ROWS:
        raise _too_many_rows()
    return sheets


def _refuse_other_kinds(content: bytes) -> None:
    head = content[:4096].lstrip().lower()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refusal(
                _("This workbook is locked with a password. Please save it without one and choose it again."),
                code="file_password",
            )
        raise _refusal(
            _("This is an Excel file of the old kind (.xls). Please open it and save it as .xlsx."),
            code="file_old_excel",
        )
    if head.startswith(b"%pdf"):
        raise _refusal(
            _("This is a PDF. Please ask for the list as an Excel or CSV file, or copy its table into one."),
            code="file_pdf",
        )
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        raise _refusal(
            _("This is a web page, not a table file. Please open it in Excel and save it as .xlsx."),
            code="file_html",
        )


def _refusal(message: Promise | str, *, code: str, **params: object) -> UnreadableInputError:
    return UnreadableInputError(message, code=code, params=params)  # type: ignore[arg-type]


def _too_many_rows() -> UnreadableInputError:
    return _refusal(
        _("This list has more than %(most)s rows. Please split it into smaller files."),
        code="file_too_many_rows",
        most=f"{MOST_ROWS:,}",
    )


def _too_many_columns() -> UnreadableInputError:
    return _refusal(
        _("This list has more than %(most)s columns. Please delete the columns that are not needed."),
        code="file_too_many_columns",
        most=MOST_COLUMNS,
    )


# Workbooks


def _read_workbook(content: bytes) -> list[Sheet]:
    has_formulas = _inspect_package(content)
    values = _load(content, values=True)
    written = _load(content, values=False) if has_formulas else None
    sheets = []
    for sheet in values.worksheets:
        formulas = _formula_cells(written[sheet.title]) if written else set()
        sheets.append(_read_sheet(sheet, formulas, counts_from_1904=values.epoch.year == 1904))
    return sheets


def _inspect_package(content: bytes) -> bool:
    """Refuse what is no workbook or would unpack into too much; say whether any sheet has formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            _check_parts(package, parts)
            formulas = [_inspect_part(package, p) for p in parts if p.filename.endswith((".xml", ".rels"))]
            return any(formulas)
    except UnreadableInputError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as fault:
        raise _broken() from fault


def _check_parts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    # The directory's sizes are binding: zipfile stops reading a part there.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
        raise _refusal(
            _("This workbook unpacks into far too much. Please copy the list alone into a new workbook."),
            code="file_unpacks_too_large",
        )
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        return
    if "mimetype" in names and b"opendocument" in package.read("mimetype"):
        raise _refusal(
            _("This is an OpenDocument file. Please open it and save it as .xlsx."), code="file_opendocument"
        )
    if "xl/workbook.bin" in names:
        raise _refusal(
            _("This is a binary workbook (.xlsb). Please save it as .xlsx."), code="file_binary_excel"
        )
    raise _refusal(
        _("This is not an Excel workbook. Please choose the list as an .xlsx or .csv file."),
        code="file_other",
    )


def _inspect_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether this XML part holds formulas. No workbook program writes a DOCTYPE; entity bombs need one."""
    xml = package.read(part)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _broken()
    return part.filename.startswith("xl/worksheets/") and re.search(rb"<(\w+:)?f[ >]", xml) is not None


def _load(content: bytes, *, values: bool) -> Any:
    """The workbook with the values last computed, or with its formulas."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and drawings that openpyxl leaves out
            return openpyxl.load_workbook(io.BytesIO(content), data_only=values, keep_links=False)
    # A parser fed with somebody else's broken file: whatever it stumbles over, the answer is the same sentence.
    except Exception as fault:
        raise _broken() from fault


def _broken() -> UnreadableInputError:
    return _refusal(
        _(
            "This workbook is damaged. Please open it in Excel or LibreOffice, save it once more as .xlsx and try again."
        ),
        code="file_broken",
    )


def _formula_cells(sheet: Any) -> set[tuple[int, int]]:
    return {place for place, cell in sheet._cells.items() if cell.data_type == "f"}


def _read_sheet(sheet: Any, formulas: set[tuple[int, int]], *, counts_from_1904: bool) -> Sheet:
    # `_cells` holds only what the file holds. Iterating the sheet would make a cell for every place of a used
    # range that a stray format can stretch over a million rows.
    rows: dict[int, dict[int, CellValue]] = {}
    faults: dict[tuple[int, int], str | Promise] = {}
    for (number, column), cell in sheet._cells.items():
        value = _cell_value(cell.value)
        if cell.data_type == "e":
            faults[number, column - 1] = _("The cell shows an error of Excel instead of a value.")
        elif value is None and (number, column) in formulas:
            faults[number, column - 1] = _(
                "The cell holds a formula without its result. Please open the file in Excel and save it once more."
            )
            value = "="
        if value is not None:
            rows.setdefault(number, {})[column - 1] = value
    return Sheet(
        name=sheet.title,
        rows=tuple(_raw_row(number, rows[number]) for number in sorted(rows)),
        merges=tuple(
            Merge(area.min_row, area.min_col - 1, area.max_row, area.max_col - 1)
            for area in sheet.merged_cells.ranges
        ),
        faults=faults,
        counts_from_1904=counts_from_1904,
    )


def _raw_row(number: int, cells: Mapping[int, CellValue]) -> RawRow:
    width = max(cells) + 1
    if width > MOST_COLUMNS:
        raise _too_many_columns()
    return RawRow(number, tuple(cells.get(column) for column in range(width)))


def _cell_value(value: Any) -> CellValue:
    if isinstance(value, str):
        return None if is_blank(value) else value
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    if value is None or isinstance(value, bool | int | float | dt.date):
        return value
    return str(value)


# Text


def _read_text(content: bytes, file_name: str) -> Sheet:
    text = _decode(content)
    delimiter = _delimiter(text, file_name)
    return Sheet(
        name="",
        rows=tuple(_text_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))),
    )


def _decode(content: bytes) -> str:
    """Text by its byte order mark, else strict UTF-8, else CP932 as Excel in Japan writes it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp932"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refusal(
        _("The letters of this file cannot be read. Please save it in Excel as .xlsx, or as CSV in UTF-8."),
        code="file_encoding",
    )


def _delimiter(text: str, file_name: str) -> str:
    sample = "\n".join(text.splitlines()[:50])
    counts = {mark: sample.count(mark) for mark in (",", "\t", ";")}
    if file_name.lower().endswith((".tsv", ".tab")) and counts["\t"]:
        return "\t"
    return max(counts, key=lambda mark: counts[mark])


def _text_rows(lines: Iterable[list[str]]) -> Iterator[RawRow]:
    count = 0
    for number, cells in _numbered(lines):
        filled = {column: cell for column, cell in enumerate(cells) if not is_blank(cell)}
        if not filled:
            continue
        count += 1
        if count > MOST_ROWS:
            raise _too_many_rows()
        yield _raw_row(number, filled)


def _numbered(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Lines with the row numbers that a spreadsheet gives them: a quoted cell of several lines is in one row."""
    number = 0
    try:
        for number, cells in enumerate(lines, start=1):
            yield number, cells
    except csv.Error as fault:
        raise _refusal(
            _(
                "After row %(row)s the quotation marks of this file do not close. Please save it in Excel as .xlsx."
            ),
            code="file_quotes",
            row=number,
        ) from fault
