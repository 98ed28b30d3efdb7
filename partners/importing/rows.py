"""What the reading of a list is made of: fields, problems, rows and tables. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Field(StrEnum):
    """What a column can be about. The values are the keys of `Row.understood`."""

    LEGAL_NAME = "legal_name"
    LEGAL_NAME_KANA = "legal_name_kana"
    CORPORATE_NUMBER = "corporate_number"
    PARTNER_ADDRESS = "partner_address"
    SECTOR = "sector"
    URL = "url"
    NAME = "name"
    POSTAL_CODE = "postal_code"
    MUNICIPALITY = "municipality"
    ADDRESS = "address"
    AREA = "area"
    PHONE = "phone"
    NUMBER = "number"
    ACCREDITED_ON = "accredited_on"
    REVOKED_ON = "revoked_on"
    AUTHORITY = "authority"
    CAPACITY = "capacity"
    CAPACITY_EMPLOYMENT = "capacity_employment"
    CAPACITY_NON_EMPLOYMENT = "capacity_non_employment"
    FORMS = "forms"
    COVERS_EMPLOYMENT = "covers_employment"
    COVERS_NON_EMPLOYMENT = "covers_non_employment"
    WORK = "work_description"
    SEQUENCE = "sequence"
    NOT_KEPT = "not_kept"


FIELD_LABELS: Mapping[Field, str | Promise] = {
    Field.LEGAL_NAME: _("Legal name"),
    Field.LEGAL_NAME_KANA: _("Reading of the legal name"),
    Field.CORPORATE_NUMBER: _("Corporate number"),
    Field.PARTNER_ADDRESS: _("Address of the organisation"),
    Field.SECTOR: _("Sector"),
    Field.URL: _("Website"),
    Field.NAME: _("Name of the workplace"),
    Field.POSTAL_CODE: _("Postal code"),
    Field.MUNICIPALITY: _("Municipality"),
    Field.ADDRESS: _("Address"),
    Field.AREA: _("Area"),
    Field.PHONE: _("Telephone"),
    Field.NUMBER: _("Accreditation number"),
    Field.ACCREDITED_ON: _("Accredited on"),
    Field.REVOKED_ON: _("Revoked on"),
    Field.AUTHORITY: _("Accredited by"),
    Field.CAPACITY: _("Capacity"),
    Field.CAPACITY_EMPLOYMENT: _("Capacity with employment"),
    Field.CAPACITY_NON_EMPLOYMENT: _("Capacity without employment"),
    Field.FORMS: _("With or without employment"),
    Field.COVERS_EMPLOYMENT: _("With employment"),
    Field.COVERS_NON_EMPLOYMENT: _("Without employment"),
    Field.WORK: _("Work done there"),
    Field.SEQUENCE: _("Running number"),
    Field.NOT_KEPT: _("Not kept"),
}


class Severity(StrEnum):
    """An error keeps its row out; a warning only wants to be seen."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """A sentence about one cell or row. `column` is the header as the file writes it, "" for the whole row."""

    column: str
    message: str | Promise
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    code: str = ""

    @property
    def sentence(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class RowKind(StrEnum):
    TITLE = "title"
    HEADER = "header"
    DATA = "data"
    NOTE = "note"


@dataclass
class Row:
    """One row of the file that is not blank, by its number in the spreadsheet.

    `raw` holds the text of every filled cell by its header (by column letter outside a table);
    `understood` the typed values of a data row by Field value. Unknown values are absent.
    """

    number: int
    sheet: str
    kind: RowKind
    raw: dict[str, str]
    understood: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unkept: set[str] = field(default_factory=set)
    """Headers in `raw` that we keep no place for: names of people, remarks."""
    unread: set[Field] = field(default_factory=set)
    """Fields whose cell is filled but could not be read; a problem says why."""

    @property
    def is_wrong(self) -> bool:
        return any(problem.is_error for problem in self.problems)

    @property
    def text(self) -> str:
        """The cells one after another, without those that we keep no place for."""
        return "　".join(text for header, text in self.raw.items() if header not in self.unkept)


@dataclass(frozen=True)
class Column:
    """One column of a table: its index from 0, its header as written, and the field it gives (None: unknown)."""

    index: int
    label: str
    field: Field | None


@dataclass(frozen=True)
class Table:
    """Where a header was found, and what its columns mean."""

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def has(self, wanted: Field) -> bool:
        return any(column.field is wanted for column in self.columns)

    @property
    def unknown_columns(self) -> list[str]:
        """Headers that nothing could be made of; their cells are not imported."""
        return [column.label for column in self.columns if column.field is None]

    @property
    def unkept_columns(self) -> list[str]:
        """Headers that are understood, but for which there is no place in our records."""
        return [column.label for column in self.columns if column.field is Field.NOT_KEPT]


@dataclass
class Reading:
    """All that a file says: its tables, every row of it, and the sheets without any table."""

    tables: list[Table]
    rows: list[Row]
    sheets_without_table: list[str]

    def of_kind(self, kind: RowKind) -> list[Row]:
        return [row for row in self.rows if row.kind is kind]
