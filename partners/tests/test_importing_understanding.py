"""From rows to typed values: many header spellings, merged cells, era dates; nothing is dropped silently."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from partners.importing.columns import field_of, plain_label
from partners.importing.rows import Field, Reading, Row, RowKind
from partners.importing.tables import read_tables
from partners.importing.understanding import understand
from partners.importing.values import area_code
from partners.tests.lists import (
    HEADER,
    NOTES,
    ROWS,
    TITLES,
    by_libreoffice,
    csv_bytes,
    grouped_workbook,
    whole_list,
    xlsx_bytes,
)

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(content: bytes, name: str = "list.csv") -> Reading:
    return understand(read_tables(content, name), today=TODAY)


def read_rows(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> list[Row]:
    return read(csv_bytes([header, *rows])).of_kind(RowKind.DATA)


def sample(**changed: str) -> list[str]:
    """The first good row with some cells changed, by header."""
    cells = dict(zip(HEADER, ROWS[0], strict=True))
    assert set(changed) <= set(cells)
    return [*{**cells, **changed}.values()]


def sentences(row: Row) -> list[str]:
    return [f"{problem.severity} {problem.column}: {problem.sentence}" for problem in row.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_published_list_is_understood(encoding: str) -> None:
    reading = read(csv_bytes(whole_list(), encoding=encoding))
    (table,) = reading.tables
    assert table.header_rows == (4,)
    assert table.unknown_columns == []
    assert table.unkept_columns == ["備考"]
    first, second, third, fourth = reading.of_kind(RowKind.DATA)
    assert first.number == 5
    assert first.problems == []
    assert first.understood == {
        "legal_name": "社会福祉法人みなもの会",
        "name": "みなも工房",
        "address": "釧路市北大通１２丁目１番地",
        "area": "kushiro",
        "phone": "0154000101",
        "capacity": 5,
        "covers_employment": False,
        "covers_non_employment": True,
        "work_description": "漁網の手入れ、箱折り",
        "number": "第１号",
        "accredited_on": dt.date(2016, 4, 1),
    }
    assert second.understood["area"] == "akan"
    assert second.understood["covers_employment"] is True
    assert third.understood["name"] == "はまなす清掃　釧路事業所"
    assert third.understood["accredited_on"] == dt.date(2019, 5, 1)
    assert third.understood["area"] == "kushiro-cho"
    assert fourth.understood["accredited_on"] == dt.date(1989, 1, 7)


def test_every_row_that_is_not_blank_is_listed() -> None:
    everything = [
        *TITLES,
        HEADER,
        *ROWS,
        ["【阿寒】"],
        ["5"],
        HEADER,
        sample(事業所名="", 法人名="", 所在地=""),
        ["", "合計", "", "", "", "18"],
        *NOTES,
    ]
    reading = read(csv_bytes(everything))
    expected = [number for number, cells in enumerate(everything, start=1) if any(cells)]
    assert [row.number for row in reading.rows] == expected
    kinds = [str(row.kind) for row in reading.rows]
    assert kinds == ["title"] * 2 + ["header"] + ["data"] * 4 + ["note"] * 2 + [
        "header",
        "data",
        "note",
        "note",
        "note",
    ]
    assert len(reading.tables) == 1


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("事業所名", Field.NAME),
        ("認定就労訓練事業所の名称", Field.NAME),
        ("就労訓練事業が行われる事業所の名称", Field.NAME),
        ("施 設 名", Field.NAME),
        ("名　称", Field.NAME),
        ("認定事業所", Field.NAME),
        ("法人名", Field.LEGAL_NAME),
        ("運営法人", Field.LEGAL_NAME),
        ("設置主体", Field.LEGAL_NAME),
        ("事業者名", Field.LEGAL_NAME),
        ("就労訓練事業を行う者の名称", Field.LEGAL_NAME),
        ("法人等の名称", Field.LEGAL_NAME),
        ("法人名（フリガナ）", Field.LEGAL_NAME),
        ("法人名フリガナ", Field.LEGAL_NAME_KANA),
        ("法人番号", Field.CORPORATE_NUMBER),
        ("法人所在地", Field.PARTNER_ADDRESS),
        ("主たる事務所の所在地", Field.PARTNER_ADDRESS),
        ("所在地", Field.ADDRESS),
        ("事業所の所在地", Field.ADDRESS),
        ("住　所", Field.ADDRESS),
        ("市町村名", Field.MUNICIPALITY),
        ("郵便番号", Field.POSTAL_CODE),
        ("〒", Field.POSTAL_CODE),
        ("電話番号", Field.PHONE),
        ("ＴＥＬ", Field.PHONE),
        ("連絡先(電話)", Field.PHONE),
        ("定員（人）", Field.CAPACITY),
        ("受入可能人数", Field.CAPACITY),
        ("利用定員※１", Field.CAPACITY),
        ("雇用型", Field.COVERS_EMPLOYMENT),
        ("支援付雇用", Field.COVERS_EMPLOYMENT),
        ("非雇用型", Field.COVERS_NON_EMPLOYMENT),
        ("定員雇用型", Field.CAPACITY_EMPLOYMENT),
        ("非雇用型の定員", Field.CAPACITY_NON_EMPLOYMENT),
        ("雇用型・非雇用型の別", Field.FORMS),
        ("雇用形態", Field.FORMS),
        ("類型", Field.FORMS),
        ("作業内容", Field.WORK),
        ("主な業務", Field.WORK),
        ("就労支援の内容", Field.WORK),
        ("認定番号", Field.NUMBER),
        ("認定No.", Field.NUMBER),
        ("認定年月日", Field.ACCREDITED_ON),
        ("認定日", Field.ACCREDITED_ON),
        ("認定取消年月日", Field.REVOKED_ON),
        ("認定自治体", Field.AUTHORITY),
        ("認定を行った都道府県", Field.AUTHORITY),
        ("ホームページ", Field.URL),
        ("業種", Field.SECTOR),
        ("ＦＡＸ", Field.NOT_KEPT),
        ("担当者氏名", Field.NOT_KEPT),
        ("代表者", Field.NOT_KEPT),
        ("法人電話番号", Field.NOT_KEPT),
        ("備　考", Field.NOT_KEPT),
        ("№", Field.SEQUENCE),
        ("番号", Field.SEQUENCE),
        ("交通手段", None),
    ],
)
def test_header_spellings(label: str, field: Field | None) -> None:
    assert field_of(plain_label(label)) == field


def test_a_workbook_with_grouped_headers_and_merged_names_is_understood() -> None:
    assert_grouped(read(grouped_workbook(), "list.xlsx"))


@pytest.mark.libreoffice
def test_workbooks_saved_by_libreoffice_are_understood_alike(tmp_path: Path) -> None:
    as_ods = by_libreoffice(grouped_workbook(), ".xlsx", tmp_path, to="ods")
    assert_grouped(read(by_libreoffice(as_ods, ".ods", tmp_path), "list.xlsx"))


@pytest.mark.libreoffice
def test_a_csv_that_libreoffice_turned_into_a_workbook_is_understood_alike(tmp_path: Path) -> None:
    from_text = read(csv_bytes(whole_list()))
    utf8_commas = "CSV:44,34,76,1"
    content = by_libreoffice(csv_bytes(whole_list()), ".csv", tmp_path, options=utf8_commas)
    from_workbook = read(content, "list.xlsx")
    assert [row.understood for row in from_workbook.rows] == [row.understood for row in from_text.rows]
    assert [row.kind for row in from_workbook.rows] == [row.kind for row in from_text.rows]


@pytest.mark.libreoffice
def test_formulas_computed_by_libreoffice_are_read(tmp_path: Path) -> None:
    content = xlsx_bytes(
        {
            "一覧": [
                ["事業所名", "所在地", "定員", "認定年月日"],
                ["みなも工房", '="釧路市"&"北大通1"', "=2+3", "=DATE(2016,4,1)"],
            ]
        }
    )
    (row,) = read(by_libreoffice(content, ".xlsx", tmp_path), "list.xlsx").of_kind(RowKind.DATA)
    assert not row.is_wrong
    assert (row.understood["address"], row.understood["capacity"]) == ("釧路市北大通1", 5)
    (unsaved,) = read(content, "list.xlsx").of_kind(RowKind.DATA)
    assert unsaved.is_wrong
    assert [problem.column for problem in unsaved.problems if problem.code == "cell_fault"] == [
        "所在地",
        "定員",
        "認定年月日",
    ]


def assert_grouped(reading: Reading) -> None:
    grouped, added = reading.tables
    assert grouped.header_rows == (2, 3)
    assert [column.label for column in grouped.columns][6:8] == ["類型 / 雇用型", "類型 / 非雇用型"]
    assert grouped.unknown_columns == added.unknown_columns == []
    first, second, third, fourth = reading.of_kind(RowKind.DATA)
    assert second.understood["legal_name"] == first.understood["legal_name"] == "社会福祉法人みなもの会"
    assert second.problems == []
    assert first.understood["accredited_on"] == dt.date(2016, 4, 1)
    assert (first.understood["covers_employment"], first.understood["covers_non_employment"]) == (False, True)
    assert third.understood["name"] == "はまなす 厚岸"
    assert third.understood["accredited_on"] == dt.date(2019, 5, 1)
    assert "43586 was read as Excel's number" in sentences(third)[0]
    assert [str(row.kind) for row in reading.rows] == [
        *("title", "header", "header", "data", "data", "data", "note"),
        *("header", "data"),
    ]
    assert "phone" not in fourth.understood
    assert "capacity" not in fourth.understood
    assert "若干名" in sentences(fourth)[0]


def test_text_without_merges_takes_the_organisation_from_above_and_says_so() -> None:
    _first, second = read_rows(sample(), sample(法人名="", 事業所名="みなも畑", 認定番号="第２号"))
    assert second.understood["legal_name"] == "社会福祉法人みなもの会"
    assert sentences(second) == [
        "warning 法人名: Empty here, so “社会福祉法人みなもの会” of row 2 was taken."
    ]


def test_a_header_over_postal_code_and_address_joins_both() -> None:
    content = xlsx_bytes(
        {
            "一覧": [
                ["事業所名", "所在地", "", "電話"],
                ["みなも工房", "〒085-0000", "釧路市北大通1", "0154-00-0101"],
            ]
        },
        merges={"一覧": ["B1:C1"]},
    )
    (row,) = read(content, "list.xlsx").of_kind(RowKind.DATA)
    assert (row.understood["postal_code"], row.understood["address"]) == ("0850000", "釧路市北大通1")
    assert list(row.raw.values()) == ["みなも工房", "〒085-0000", "釧路市北大通1", "0154-00-0101"]


@pytest.mark.parametrize(
    ("column", "typed", "sentence"),
    [
        ("認定年月日", "平成32年4月1日", "Do you mean 令和2年4月1日?"),
        ("認定年月日", "令和8年2月30日", "there is no day 30"),
        ("認定年月日", "8.4.1", "令和8年（2026年）"),
        ("電話番号", "00-0101", "area code"),
        ("定員", "五十人くらい", "whole number"),
        ("定員", "-3", "below zero"),
        ("定員", "99999", "cannot be right"),
        ("雇用型", "済", "could mean yes or no"),
        ("事業所名", "", "name of the workplace is missing"),
        ("事業所名", "あ" * 121, "more than 120 letters"),
    ],
)
def test_wrong_cells_keep_their_row_out_and_say_why(column: str, typed: str, sentence: str) -> None:
    (row,) = read_rows(sample(**{column: typed}))
    errors = [problem for problem in row.problems if problem.is_error]
    assert row.is_wrong
    assert [problem.column for problem in errors] == [column]
    assert sentence in errors[0].sentence


@pytest.mark.parametrize(
    ("column", "typed", "key", "value", "sentence"),
    [
        ("定員", "未定", "capacity", None, "stays open"),
        ("定員", "１２名程度", "capacity", 12, "notice of social welfare business"),
        ("所在地", "札幌市中央区北1条", "area", None, "outside our region"),
        ("所在地", "", "area", None, "no address"),
        ("電話番号", "154000101", "phone", "0154000101", "was put back: 0154-00-0101"),
        ("電話番号", "0154-00-0101／0154-00-0102", "phone", "0154000101", "Only the first number"),
        ("電話番号", "TEL 0154-00-0101 FAX 0154-00-0102", "phone", "0154000101", "Only the first number"),
        ("電話番号", "0154-00-0101\n0154-00-0102", "phone", "0154000101", "Only the first number"),
        ("認定年月日", "42461", "accredited_on", dt.date(2016, 4, 1), "read as Excel's number"),
        ("認定年月日", "R9.4.1", "accredited_on", dt.date(2027, 4, 1), "lies ahead"),
        ("認定番号", "", "number", None, "kept without it"),
        ("非雇用型", "", "covers_employment", None, "not said whether"),
        ("法人名", "", "legal_name", "みなも工房", "workplace's name is taken"),
    ],
)
def test_doubtful_cells_are_imported_with_a_warning(
    column: str, typed: str, key: str, value: Any, sentence: str
) -> None:
    (row,) = read_rows(sample(**{column: typed}))
    assert not row.is_wrong
    assert row.understood.get(key) == value
    assert any(sentence in said for said in sentences(row))


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("雇用型", (True, False)),
        ("非雇用型", (False, True)),
        ("雇用型・非雇用型", (True, True)),
        ("雇用／非雇用", (True, True)),
        ("両方", (True, True)),
        ("Ａ型", (None, None)),
    ],
)
def test_forms_in_words_are_understood(typed: str, forms: tuple[bool | None, bool | None]) -> None:
    (row,) = read_rows(["みなも工房", "釧路市北大通1", typed], header=["事業所名", "所在地", "類型"])
    assert (row.understood.get("covers_employment"), row.understood.get("covers_non_employment")) == forms
    assert bool(forms[0] is None) == any("does not say" in said for said in sentences(row))


def test_capacities_by_form_are_added_up_and_tell_the_forms() -> None:
    header = [["事業所名", "所在地", "定員", ""], ["", "", "雇用型", "非雇用型"]]
    (row,) = read(csv_bytes([*header, ["みなも工房", "釧路市北大通1", "２名", "0"]])).of_kind(RowKind.DATA)
    assert row.understood["capacity"] == 2
    assert (row.understood["covers_employment"], row.understood["covers_non_employment"]) == (True, False)


def test_numbers_that_excel_made_into_dates_are_noticed() -> None:
    content = xlsx_bytes(
        {"一覧": [["事業所名", "所在地", "認定番号"], ["みなも工房", "釧路市北大通1", dt.date(2026, 8, 1)]]}
    )
    (row,) = read(content, "list.xlsx").of_kind(RowKind.DATA)
    assert "Excel made a date of this number" in sentences(row)[0]
    assert row.is_wrong


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["事業所名", "所在地", "認定年月日"])
    book.active.append(["みなも工房", "釧路市北大通1", 42461 - 1462])
    stream = io.BytesIO()
    book.save(stream)
    (row,) = read(stream.getvalue(), "list.xlsx").of_kind(RowKind.DATA)
    assert row.understood["accredited_on"] == dt.date(2016, 4, 1)


def test_columns_nobody_knows_are_named_and_cells_without_header_too() -> None:
    reading = read(csv_bytes([[*HEADER, "最寄りのバス停"], [*sample(), "北大通", "はみ出し"]]))
    assert reading.tables[0].unknown_columns == ["最寄りのバス停"]
    (row,) = reading.of_kind(RowKind.DATA)
    assert row.raw["最寄りのバス停"] == "北大通"
    assert sentences(row) == ["warning N: This column has no header, so “はみ出し” is not imported."]


def test_work_told_in_several_columns_is_kept_whole() -> None:
    (row,) = read_rows(
        ["みなも", "釧路市", "箱折り", "清掃"], header=["事業所名", "所在地", "作業内容１", "作業内容２"]
    )
    assert row.understood["work_description"] == "箱折り\n清掃"


def test_the_same_workplace_twice_is_a_warning() -> None:
    first, second = read_rows(sample(), sample(所在地="北海道釧路市北大通12-1", 認定番号="1"))
    assert first.problems == []
    assert not second.is_wrong
    assert sentences(second) == ["warning : The same workplace stands in row 2 already."]


def test_the_same_workplace_said_differently_is_an_error_on_both_rows() -> None:
    first, second = read_rows(sample(), sample(定員="7"))
    assert first.is_wrong
    assert second.is_wrong
    assert (
        "row 3 is about the same workplace, but says something else about: Capacity." in sentences(first)[0]
    )
    assert "row 2" in sentences(second)[0]


def test_one_name_at_two_addresses_is_two_workplaces() -> None:
    first, second = read_rows(sample(), sample(所在地="厚岸郡厚岸町真栄2", 認定番号="第９号"))
    assert first.problems == second.problems == []


def test_a_sheet_without_a_table_is_named_and_its_rows_are_listed() -> None:
    reading = read(
        xlsx_bytes({"表紙": [["就労訓練事業について"], ["担当：見本課"]], "一覧": [HEADER, *ROWS]}),
        "list.xlsx",
    )
    assert reading.sheets_without_table == ["表紙"]
    assert [row.text for row in reading.rows if row.sheet == "表紙"] == [
        "就労訓練事業について",
        "担当：見本課",
    ]


def test_ordinary_rows_are_no_headers() -> None:
    reading = read(
        csv_bytes(
            [["くらし作業所", "清掃業務", "釧路市北大通1"], ["みなも施設", "配膳作業", "釧路市北大通2"]]
        )
    )
    assert reading.tables == []
    assert [row.kind for row in reading.rows] == [RowKind.TITLE] * 2


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("釧路市北大通１", "kushiro"),
        ("北海道釧路市阿寒町中央1", "akan"),
        ("釧路市音別町本町1", "onbetsu"),
        ("〒088-0000 釧路郡釧路町曙1", "kushiro-cho"),
        ("厚岸郡厚岸町真栄1", "akkeshi"),
        ("浜中町霧多布1", "hamanaka"),
        ("川上郡標茶町旭1", "shibecha"),
        ("川上郡弟子屈町美里1", "teshikaga"),
        ("阿寒郡鶴居村鶴居東1", "tsurui"),
        ("北海道 白糠郡白糠町東1条", "shiranuka"),
        ("札幌市北区", None),
        ("", None),
    ],
)
def test_areas_are_told_from_addresses(address: str, code: str | None) -> None:
    assert area_code(address) == code
