"""From bytes to rows: every encoding and kind of file, and a sentence for every file that cannot be read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from base.japanese.errors import UnreadableInputError
from partners.importing import tables
from partners.importing.tables import read_tables
from partners.tests.lists import HEADER, ROWS, csv_bytes, grouped_workbook, whole_list, xlsx_bytes

WORKBOOK = xlsx_bytes({"一覧": [HEADER, *ROWS]})


def read_or_code(content: bytes, name: str) -> str:
    """How the reading ended: "read" with at least one row, or the code of the refusal."""
    try:
        sheets = read_tables(content, name)
    except UnreadableInputError as refused:
        return refused.code
    return "read" if any(sheet.rows for sheet in sheets) else "nothing"


def refusal(content: bytes, name: str = "list.xlsx") -> UnreadableInputError:
    with translation.override("en"), pytest.raises(UnreadableInputError) as caught:
        read_tables(content, name)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_in_every_encoding(encoding: str, delimiter: str) -> None:
    (sheet,) = read_tables(csv_bytes(whole_list(), encoding=encoding, delimiter=delimiter), "list.csv")
    header = next(row for row in sheet.rows if row.number == 4)
    assert list(header.cells) == HEADER
    assert [row.number for row in sheet.rows] == [1, 3, 4, 5, 6, 7, 8, 10, 11]
    assert sheet.rows[3].cells[1] == "社会福祉法人みなもの会"


def test_a_quoted_line_break_stays_in_its_row() -> None:
    (sheet,) = read_tables(
        csv_bytes([["事業所名", "所在地"], ["みなも\n工房", "釧路市"], ["はまなす", "釧路市"]]), "a.csv"
    )
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [
        (1, "事業所名"),
        (2, "みなも\n工房"),
        (3, "はまなす"),
    ]


def test_a_tab_file_may_hold_commas() -> None:
    (sheet,) = read_tables("事業所名\t作業\nみなも\t箱折り,清掃,草取り,配膳".encode(), "list.tsv")
    assert sheet.rows[1].cells == ("みなも", "箱折り,清掃,草取り,配膳")


def test_a_workbook_gives_values_merges_and_real_dates() -> None:
    first, second = read_tables(grouped_workbook(), "list.xlsx")
    assert (first.name, second.name) == ("令和8年度", "追加分")
    assert dt.date(2016, 4, 1) in first.rows[3].cells
    assert tables.Merge(4, 1, 5, 1) in first.merges


def test_computed_values_are_read_and_missing_ones_are_told() -> None:
    book = openpyxl.Workbook()
    book.active.append(["事業所名", "定員"])
    book.active.append(["みなも", "=2+3"])
    stream = io.BytesIO()
    book.save(stream)
    (sheet,) = read_tables(stream.getvalue(), "list.xlsx")
    assert list(sheet.faults) == [(2, 1)]
    with translation.override("en"):
        assert "formula without its result" in str(sheet.faults[2, 1])


def test_an_error_of_excel_is_no_value() -> None:
    content = xlsx_bytes({"一覧": [["事業所名", "定員"], ["みなも", "#REF!"]]})
    (sheet,) = read_tables(content, "list.xlsx")
    assert list(sheet.faults) == [(2, 1)]


def test_a_format_that_reaches_the_last_row_of_excel_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active.append(["事業所名", "所在地"])
    book.active.cell(1_048_576, 60).number_format = "0.00"
    stream = io.BytesIO()
    book.save(stream)
    (sheet,) = read_tables(stream.getvalue(), "list.xlsx")
    assert [row.number for row in sheet.rows] == [1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (b",,\r\n,,", "file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_excel"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"), "file_password"),
        (b"%PDF-1.7 ...", "file_pdf"),
        (b"\n<html><table></table></html>", "file_html"),
        (b"PK\x03\x04broken", "file_broken"),
        (b"\xff\xfe\xfd\xfc\x80", "file_encoding"),
        (b"a\0b,c", "file_encoding"),
        (b'"never closed,1\r\n2,3\r\n', "file_quotes"),
        (b"x" * (tables.MOST_BYTES + 1), "file_too_large"),
        (b"a\n" * (tables.MOST_ROWS + 1), "file_too_many_rows"),
        (b"," * tables.MOST_COLUMNS + b"x", "file_too_many_columns"),
    ],
)
def test_unreadable_files_are_refused_with_a_reason(content: bytes, code: str) -> None:
    assert refusal(content, "list.csv").code == code


def test_the_sentence_for_an_old_workbook_says_what_to_do() -> None:
    refused = refusal(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "list.xls")
    with translation.override("en"):
        assert "save it as .xlsx" in str(refused)


def test_too_many_rows_over_several_sheets_are_refused() -> None:
    half = [["x"]] * (tables.MOST_ROWS // 2 + 1)
    assert refusal(xlsx_bytes({"a": half, "b": half})).code == "file_too_many_rows"


def package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = package(
        {
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": b"\0" * (tables.MOST_BYTES_UNPACKED + 1),
        }
    )
    assert len(bomb) < tables.MOST_BYTES
    assert refusal(bomb).code == "file_unpacks_too_large"


def test_a_bomb_of_many_parts_is_refused() -> None:
    assert (
        refusal(package({f"xl/{n}.xml": b"" for n in range(tables.MOST_PARTS + 1)})).code
        == "file_unpacks_too_large"
    )


def test_an_entity_bomb_is_refused() -> None:
    content = xlsx_bytes({"一覧": [["事業所名"]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts["xl/worksheets/sheet1.xml"]
    )
    assert refusal(package(parts)).code == "file_broken"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "file_opendocument"),
        ({"xl/workbook.bin": b""}, "file_binary_excel"),
        ({"word/document.xml": b"<x/>"}, "file_other"),
        ({"xl/workbook.xml": b"not xml"}, "file_broken"),
    ],
)
def test_other_packages_are_named(parts: dict[str, bytes], code: str) -> None:
    assert refusal(package(parts)).code == code


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(len(content) // 2, len(content))) :]
    ended = read_or_code(bytes(content), "list.xlsx")
    assert ended == "read" or ended.startswith("file_")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    ended = read_or_code(content, "list.csv")
    assert ended == "read" or ended.startswith("file_")
