"""From raw rows to understood rows: every row that is not blank is listed, none is dropped silently."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from base.japanese.errors import UnreadableInputError
from base.japanese.text import address_key, fold_number, fold_width, organisation_key, search_key
from partners.importing.columns import find_header
from partners.importing.rows import (
    FIELD_LABELS,
    Column,
    Field,
    Problem,
    Reading,
    Row,
    RowKind,
    Severity,
    Table,
)
from partners.importing.tables import CellValue, RawRow, Sheet
from partners.importing.values import area_code, cell_text, read_value, split_postal_code

# A list merges these over the workplaces of one organisation; saved as CSV, only the first row keeps them.
_OF_THE_ORGANISATION = (
    Field.LEGAL_NAME,
    Field.LEGAL_NAME_KANA,
    Field.CORPORATE_NUMBER,
    Field.PARTNER_ADDRESS,
)
_NAMES = (Field.NAME, Field.LEGAL_NAME, Field.LEGAL_NAME_KANA, Field.AUTHORITY, Field.SECTOR)
_NAMING = (Field.NAME, Field.LEGAL_NAME, Field.NUMBER, Field.ADDRESS)
_NOTE_START = re.compile(r"^(※|\*|注\d*[):.]|注意|注記|\(注|\(※|備考|出典|合計|総計|小計|計$|以上$)")
SECOND_CLASS_CAPACITY = 10
"""From this capacity on a non-employment site owes a notice of social welfare business (domain.md 7.2)."""


def understand(sheets: Iterable[Sheet], *, today: dt.date) -> Reading:
    """Everything that the sheets say. `today` tells which dates lie ahead."""
    reading = Reading(tables=[], rows=[], sheets_without_table=[])
    for sheet in sheets:
        reader = _SheetReader(sheet, today)
        reading.rows += reader.rows()
        reading.tables += reader.tables
        if sheet.rows and not reader.tables:
            reading.sheets_without_table.append(sheet.name)
    _compare_rows(reading.of_kind(RowKind.DATA))
    return reading


class _SheetReader:
    """Goes through one sheet from top to bottom, remembering the header and the organisation above."""

    def __init__(self, sheet: Sheet, today: dt.date) -> None:
        self.sheet = sheet
        self.today = today
        self.tables: list[Table] = []
        self.above: Row | None = None
        self.by_number = {raw.number: raw.cells for raw in sheet.rows}

    def rows(self) -> list[Row]:
        found: list[Row] = []
        index = 0
        while index < len(self.sheet.rows):
            header = find_header(self.sheet, index)
            if header:
                end, table = header
                found += [self._plain(raw, RowKind.HEADER) for raw in self.sheet.rows[index:end]]
                self._begin(table)
                index = end
                continue
            found.append(self._row(self.sheet.rows[index]))
            index += 1
        return found

    def _begin(self, table: Table) -> None:
        """A header repeated for the printer is no second table."""
        if not self.tables or self.tables[-1].columns != table.columns:
            self.tables.append(table)
        self.above = None

    def _row(self, raw: RawRow) -> Row:
        if not self.tables:
            return self._plain(raw, RowKind.TITLE)
        table = self.tables[-1]
        cells = self._with_merged(raw)
        if _is_note(cells, table):
            self.above = None
            return self._plain(raw, RowKind.NOTE)
        row = self._data_row(raw.number, cells, table)
        self.above = row
        return row

    def _plain(self, raw: RawRow, kind: RowKind) -> Row:
        cells = {
            get_column_letter(index + 1): cell_text(cell)
            for index, cell in enumerate(raw.cells)
            if cell is not None
        }
        return Row(number=raw.number, sheet=self.sheet.name, kind=kind, raw=cells)

    def _data_row(self, number: int, cells: Mapping[int, CellValue], table: Table) -> Row:
        labels = {column.index: column.label for column in table.columns}
        row = Row(
            number=number,
            sheet=self.sheet.name,
            kind=RowKind.DATA,
            raw=_raw_by_header(cells, labels),
            unkept=set(table.unkept_columns),
        )
        for column in table.columns:
            if column.index in cells and column.field not in (None, Field.SEQUENCE, Field.NOT_KEPT):
                self._read_cell(row, column, cells[column.index])
        _report_cells_without_header(row, cells, labels)
        self._take_from_above(row, table)
        _Completion(row, table, self.today).run()
        return row

    def _with_merged(self, raw: RawRow) -> dict[int, CellValue]:
        """The row's filled cells, with those merged from a row above."""
        cells: dict[int, CellValue] = {
            index: cell for index, cell in enumerate(raw.cells) if cell is not None
        }
        for merge in self.sheet.merges:
            if merge.top < raw.number <= merge.bottom and merge.left not in cells:
                above = self.by_number.get(merge.top, ())
                if merge.left < len(above) and above[merge.left] is not None:
                    cells[merge.left] = above[merge.left]
        return cells

    def _read_cell(self, row: Row, column: Column, cell: CellValue) -> None:
        assert column.field is not None  # noqa: S101 - for the type checker; the caller leaves unknown columns out
        fault = self.sheet.faults.get((row.number, column.index))
        if fault:
            row.problems.append(Problem(column.label, fault, code="cell_fault"))
            row.unread.add(column.field)
            return

        def warn(message: Any, **params: object) -> None:
            row.problems.append(Problem(column.label, message, params, Severity.WARNING))

        try:
            value = read_value(column.field, cell, warn=warn, counts_from_1904=self.sheet.counts_from_1904)
        except UnreadableInputError as refusal:
            row.problems.append(Problem(column.label, refusal.message, refusal.params, code=refusal.code))
            row.unread.add(column.field)
            return
        if value is not None:
            _keep(row.understood, column.field, value)

    def _take_from_above(self, row: Row, table: Table) -> None:
        """An empty legal name under a filled one means the same organisation, as merged cells do."""
        if not table.has(Field.LEGAL_NAME) or Field.LEGAL_NAME in row.understood or self.above is None:
            return
        above = self.above.understood
        if Field.LEGAL_NAME not in above:
            return
        for target in _OF_THE_ORGANISATION:
            if target in above:
                row.understood.setdefault(target, above[target])
        row.problems.append(
            Problem(
                _label_of(table, Field.LEGAL_NAME),
                _("Empty here, so “%(name)s” of row %(row)s was taken."),
                {"name": above[Field.LEGAL_NAME], "row": self.above.number},
                Severity.WARNING,
                "from_above",
            )
        )


def _raw_by_header(cells: Mapping[int, CellValue], labels: Mapping[int, str]) -> dict[str, str]:
    """The text of every filled cell; where two columns have one header, the later is told by its letter."""
    raw: dict[str, str] = {}
    for index, cell in sorted(cells.items()):
        letter = get_column_letter(index + 1)
        header = labels.get(index, letter)
        raw[f"{header} ({letter})" if header in raw else header] = cell_text(cell)
    return raw


def _label_of(table: Table, wanted: Field) -> str:
    return next(
        (column.label for column in table.columns if column.field is wanted), str(FIELD_LABELS[wanted])
    )


def _is_note(cells: Mapping[int, CellValue], table: Table) -> bool:
    """Remarks under the table, headings within it and sums are no workplaces."""
    first = fold_width(cell_text(cells[min(cells)]))
    if len(cells) == 1 or _NOTE_START.match(first):
        return True
    if any(column.index in cells for column in table.columns if column.field in _NAMING):
        return False
    # A lone capacity or a remark beside a running number: a sum, a footnote, an empty line of the form.
    telling = (c for c in table.columns if c.field not in (None, Field.SEQUENCE, Field.NOT_KEPT))
    return sum(column.index in cells for column in telling) < 2


def _keep(understood: dict[str, Any], target: Field, value: Any) -> None:
    """Put a value to its field; words of several columns of one kind are joined."""
    if target in understood and isinstance(value, str):
        glue = "\n" if target is Field.WORK else " "
        value = f"{understood[target]}{glue}{value}"
    understood[str(target)] = value


def _report_cells_without_header(row: Row, cells: Mapping[int, CellValue], labels: Mapping[int, str]) -> None:
    for index in cells:
        if index not in labels:
            row.problems.append(
                Problem(
                    get_column_letter(index + 1),
                    _("This column has no header, so “%(text)s” is not imported."),
                    {"text": cell_text(cells[index])[:40]},
                    Severity.WARNING,
                    "no_header",
                )
            )


class _Completion:
    """Draws together what several cells of one row say, and judges the row as a whole."""

    def __init__(self, row: Row, table: Table, today: dt.date) -> None:
        self.row = row
        self.said = row.understood
        self.table = table
        self.today = today

    def run(self) -> None:
        self._names()
        self._address()
        self._area()
        self._forms()
        self._capacity()
        self._dates()
        self._number()

    def _problem(
        self, target: Field, severity: Severity, message: Any, code: str = "", **params: object
    ) -> None:
        self.row.problems.append(Problem(_label_of(self.table, target), message, params, severity, code))

    def _warn(self, target: Field, message: Any, code: str = "", **params: object) -> None:
        self._problem(target, Severity.WARNING, message, code, **params)

    def _unread(self, *targets: Field) -> bool:
        """Whether a cell of these was there but could not be read: its own sentence is enough."""
        return not self.row.unread.isdisjoint(targets)

    def _names(self) -> None:
        if Field.NAME not in self.said and not self._unread(Field.NAME):
            if Field.LEGAL_NAME in self.said and not self.table.has(Field.NAME):
                self.said[Field.NAME] = self.said[Field.LEGAL_NAME]
            else:
                self._problem(
                    Field.NAME, Severity.ERROR, _("The name of the workplace is missing."), "no_name"
                )
        if (
            Field.LEGAL_NAME not in self.said
            and Field.NAME in self.said
            and not self._unread(Field.LEGAL_NAME)
        ):
            self.said[Field.LEGAL_NAME] = self.said[Field.NAME]
            self._warn(
                Field.LEGAL_NAME,
                _("No organisation is named, so the workplace's name is taken for it."),
                "no_legal_name",
            )

    def _address(self) -> None:
        municipality = self.said.pop(Field.MUNICIPALITY, "")
        address = self.said.get(Field.ADDRESS)
        if address is None:
            if municipality:
                self.said[Field.ADDRESS] = municipality
            return
        code, rest = split_postal_code(address)
        if code:
            self.said.setdefault(Field.POSTAL_CODE, code)
        if municipality and municipality not in rest:
            rest = f"{municipality}{rest}"
        self.said[Field.ADDRESS] = rest

    def _area(self) -> None:
        if self._unread(Field.ADDRESS):
            return
        address = self.said.get(Field.ADDRESS)
        if address is None:
            self._warn(Field.ADDRESS, _("There is no address, so the area stays open."), "no_address")
            return
        code = area_code(address)
        if code is None:
            self._warn(
                Field.ADDRESS,
                _("From this address the area cannot be told, or it lies outside our region. It stays open."),
                "area_unknown",
            )
        else:
            self.said[Field.AREA] = code

    def _forms(self) -> None:
        both = self.said.pop(Field.FORMS, None)
        if both is not None:
            self.said[Field.COVERS_EMPLOYMENT], self.said[Field.COVERS_NON_EMPLOYMENT] = both
        for capacity, covers in (
            (Field.CAPACITY_EMPLOYMENT, Field.COVERS_EMPLOYMENT),
            (Field.CAPACITY_NON_EMPLOYMENT, Field.COVERS_NON_EMPLOYMENT),
        ):
            if self.said.get(capacity):
                self.said.setdefault(covers, True)
        self._unmarked_forms()

    def _unmarked_forms(self) -> None:
        """With a column for each form, an empty one beside a marked one means no."""
        pair = (Field.COVERS_EMPLOYMENT, Field.COVERS_NON_EMPLOYMENT)
        if self._unread(*pair, Field.FORMS):
            return
        if any(self.said.get(covers) for covers in pair):
            for covers in pair:
                self.said.setdefault(covers, False)
        elif any(self.table.has(covers) for covers in (*pair, Field.FORMS)):
            for covers in pair:
                self.said.pop(covers, None)
            if not any(problem.column == _label_of(self.table, Field.FORMS) for problem in self.row.problems):
                self._warn(
                    next(t for t in (Field.FORMS, *pair) if self.table.has(t)),
                    _("It is not said whether with or without employment."),
                    "no_forms",
                )

    def _capacity(self) -> None:
        parts = [
            self.said.pop(target, None)
            for target in (Field.CAPACITY_EMPLOYMENT, Field.CAPACITY_NON_EMPLOYMENT)
        ]
        known = [part for part in parts if part is not None]
        if known:
            self.said.setdefault(Field.CAPACITY, sum(known))
        if self.said.get(Field.CAPACITY, 0) >= SECOND_CLASS_CAPACITY:
            self._warn(
                Field.CAPACITY,
                _(
                    "From %(people)s people on, a notice of social welfare business may be due. Please ask the organisation."
                ),
                "second_class",
                people=SECOND_CLASS_CAPACITY,
            )

    def _dates(self) -> None:
        given, revoked = self.said.get(Field.ACCREDITED_ON), self.said.get(Field.REVOKED_ON)
        if given and revoked and revoked < given:
            self._problem(
                Field.REVOKED_ON,
                Severity.ERROR,
                _("It cannot have been revoked before it was given."),
                "dates_order",
            )
        for target, day in ((Field.ACCREDITED_ON, given), (Field.REVOKED_ON, revoked)):
            if day and day > self.today:
                self._warn(target, _("This date lies ahead."), "date_ahead")

    def _number(self) -> None:
        if self.table.has(Field.NUMBER) and Field.NUMBER not in self.said and not self._unread(Field.NUMBER):
            self._warn(
                Field.NUMBER,
                _("There is no accreditation number. The accreditation is kept without it."),
                "no_number",
            )


def number_key(number: str) -> str:
    """A key under which spellings of one accreditation number meet: 第１２号 and 12 -> 12."""
    return re.sub(r"[第号\s]", "", fold_number(number)).casefold()


def place_key(name: str, address: str, legal_name: str) -> tuple[str, str]:
    """A key of name and address under which spellings of one workplace meet.

    Without an address the organisation stands in for it: two organisations may each have a 本店.
    """
    return search_key(name), address_key(address) or f"({organisation_key(legal_name)})"


def row_place(row: Row) -> tuple[str, str]:
    """`place_key` of a data row."""
    said = row.understood
    return place_key(said[Field.NAME], said.get(Field.ADDRESS, ""), said.get(Field.LEGAL_NAME, ""))


def _compare_rows(rows: Iterable[Row]) -> None:
    """Find rows about the same workplace: a warning where they agree, errors on both where they do not."""
    by_number: dict[str, Row] = {}
    by_place: dict[tuple[str, str], Row] = {}
    for row in rows:
        if Field.NAME not in row.understood:
            continue
        number = number_key(row.understood.get(Field.NUMBER, ""))
        place = row_place(row)
        earlier = (by_number.get(number) if number else None) or by_place.get(place)
        if earlier is not None:
            _compare(earlier, row)
        if number:
            by_number.setdefault(number, row)
        by_place.setdefault(place, row)


def _compare(earlier: Row, later: Row) -> None:
    differing = sorted(
        str(FIELD_LABELS[Field(key)]) for key in _differences(earlier.understood, later.understood)
    )
    if not differing:
        later.problems.append(
            Problem(
                "",
                _("The same workplace stands in %(row)s already."),
                {"row": row_name(earlier)},
                Severity.WARNING,
                "repeat",
            )
        )
        return
    for row, other in ((earlier, later), (later, earlier)):
        row.problems.append(
            Problem(
                "",
                _("%(row)s is about the same workplace, but says something else about: %(fields)s."),
                {"row": row_name(other), "fields": "、".join(differing)},
                code="conflict",
            )
        )


def _differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    for key in one.keys() & other.keys():
        if comparable(key, one[key]) != comparable(key, other[key]):
            yield key


def comparable(key: str, value: Any) -> Any:
    """A value as it is compared: spellings of one name, address, phone or number are no difference."""
    if not isinstance(value, str):
        return value
    if key in (Field.ADDRESS, Field.PARTNER_ADDRESS):
        return address_key(value)
    if key in (Field.PHONE, Field.POSTAL_CODE):
        return re.sub(r"\D", "", value)
    if key == Field.NUMBER:
        return number_key(value)
    return search_key(value) if key in _NAMES else fold_width(value)


def row_name(row: Row) -> str:
    """How a row is called in sentences: 3行目, or with its sheet."""
    name = str(_("row %(number)s")) % {"number": row.number}
    return f"{row.sheet} {name}" if row.sheet else name
