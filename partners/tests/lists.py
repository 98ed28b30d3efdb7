"""Invented lists of accredited workplaces, written the ways prefectures write them. Nobody here exists."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

HEADER = [
    "No.",
    "法人名",
    "事業所名",
    "所在地",
    "電話番号",
    "定員",
    "雇用型",
    "非雇用型",
    "作業内容",
    "認定番号",
    "認定年月日",
    "備考",
]
TITLES: list[list[Any]] = [
    ["生活困窮者自立支援法に基づく　認定就労訓練事業所一覧"],
    [],
    ["", "", "", "", "", "", "", "", "", "", "令和８年４月１日現在"],
]
NOTES: list[list[Any]] = [[], ["※　定員は就労訓練事業の利用者数です。"], ["（注）電話は平日のみ。"]]
ROWS: list[list[Any]] = [
    ["1", "社会福祉法人みなもの会", "みなも工房", "釧路市北大通１２丁目１番地", "０１５４－００－０１０１", "５名", "", "○", "漁網の手入れ、箱折り", "第１号", "H28.4.1", ""],
    ["2", "社会福祉法人みなもの会", "みなも畑", "釧路市阿寒町中央一丁目2-3", "0154-00-0102", "3", "○", "○", "畑の草取り", "第２号", "平成28年4月1日", ""],
    ["3", "㈱はまなす清掃", "はまなす清掃　釧路事業所", "釧路郡釧路町曙1丁目", "(0154)00-0103", "２", "○", "", "清掃", "第３号", "令和元年五月一日", "駐車場あり"],
    ["4", "特定非営利活動法人ゆきどけ", "ゆきどけ食堂", "北海道川上郡標茶町字旭一丁目", "0154-00-0104", "8", "", "○", "調理補助、配膳", "第４号", "昭和六十四年一月七日", ""],
]  # fmt: skip


def csv_bytes(rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """The rows as a text file; `encoding` utf-8-sig writes a byte order mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(
    sheets: dict[str, Iterable[Sequence[Any]]], *, merges: dict[str, Sequence[str]] | None = None
) -> bytes:
    """A workbook by openpyxl; merges by sheet as A1:B2. An empty text leaves its cell out."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                if value not in ("", None):
                    sheet.cell(number, column, value)
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def whole_list(rows: Iterable[Sequence[Any]] = ROWS) -> list[list[Any]]:
    """Title, header, rows and remarks as one sheet."""
    return [*TITLES, HEADER, *map(list, rows), *NOTES]


def grouped_workbook() -> bytes:
    """A header over two rows, the organisation merged over its workplaces, real dates of Excel, a second sheet."""
    rows: list[list[Any]] = [
        ["認定就労訓練事業所一覧（見本）"],
        ["番号", "法人", "", "事業所", "", "", "類型", "", "認定", "", "訓練内容"],
        ["", "名称", "法人番号", "名称", "所在地", "電話", "雇用型", "非雇用型", "番号", "年月日", ""],
        [1, "社会福祉法人みなもの会", "", "みなも工房", "釧路市北大通12-1", "0154-00-0101", "", "○", "道-1", dt.date(2016, 4, 1), "漁網の手入れ"],
        [2, "", "", "みなも畑", "釧路市音別町本町1", "0154-00-0102", "○", "○", "道-2", dt.date(2017, 4, 1), "畑"],
        [3, "有限会社はまなす", "", "はまなす\n厚岸", "厚岸郡厚岸町真栄1", "0154-00-0103", "○", "", "道-3", 43586, "清掃"],
        ["※令和8年の一覧です。"],
    ]  # fmt: skip
    merges = [
        "A1:K1", "A2:A3", "B2:C2", "D2:F2", "G2:H2", "I2:J2", "K2:K3", "B4:B5", "A7:K7",
    ]  # fmt: skip
    second = [
        HEADER,
        [
            "1",
            "医療法人社団とうろ",
            "とうろの家",
            "標茶町字塘路1",
            "なし",
            "若干名",
            "",
            "〇",
            "園芸",
            "道-4",
            "R2.4.1",
            "",
        ],
    ]
    return xlsx_bytes({"令和8年度": rows, "追加分": second}, merges={"令和8年度": merges})


def by_libreoffice(
    content: bytes, suffix: str, folder: Path, *, to: str = "xlsx", options: str = ""
) -> bytes:
    """The file opened and saved anew by LibreOffice. A missing soffice fails with words, never silently."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        pytest.fail(
            "LibreOffice is missing: apt-get install -y --no-install-recommends libreoffice-calc-nogui"
        )
    source = folder / f"list{suffix}"
    source.write_bytes(content)
    out = folder / "out"
    command = [
        program,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(out),
        *([f"--infilter={options}"] if options else []),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    target = out / f"list.{to.partition(':')[0]}"
    if not target.exists():
        pytest.fail(f"LibreOffice wrote nothing: {done.stdout} {done.stderr}")
    return target.read_bytes()
