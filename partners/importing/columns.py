"""Which row is the header, and what its columns are about, however the prefecture words them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from base.japanese.text import fold_width
from partners.importing.rows import Column, Field, Table
from partners.importing.tables import CellValue, Merge, RawRow, Sheet

LONGEST_LABEL = 40
MOST_HEADER_ROWS = 3

_ORGANISATION = "(?:運営|設置|実施|経営|申請)?法人|運営(?:主体|会社|団体|者)|設置(?:者|主体)|事業者|実施(?:主体|者)|経営(?:主体|者)|行う者|本社|本部|主たる事務所|申請者|会社|企業|団体"
_SITE = "事業所|施設|作業所|店舗|訓練場所|訓練先|受入(?:れ)?先"

# The first pattern that is found in a label decides. The narrow ones stand before the wide ones.
_PATTERNS: tuple[tuple[Field, str], ...] = (
    (Field.REVOKED_ON, r"(廃止|取消し?|取り消し|辞退).*(日|年月)"),
    (Field.CORPORATE_NUMBER, r"法人番号"),
    (Field.NUMBER, r"(認定|指定|承認|登録)(の)?(番号|No\.?)$"),
    (Field.ACCREDITED_ON, r"(認定|指定|承認|登録).*(日$|年月|期日)"),
    (
        Field.AUTHORITY,
        r"(認定|所管)(を行う|を行った|した|する)?(主体|自治体|行政庁|機関|都道府県|権者|者|庁)",
    ),
    (Field.NOT_KEPT, r"FAX|ファックス|ファクス|ファクシミリ"),
    (Field.NOT_KEPT, r"メール|e-?mail"),
    (Field.NOT_KEPT, r"代表者|理事長|責任者|担当|管理者(名|氏名)|氏名|役職"),
    (Field.LEGAL_NAME_KANA, rf"({_ORGANISATION}).*(フリガナ|ふりがな|カナ|かな)"),
    (Field.NOT_KEPT, r"フリガナ|ふりがな|(名称?|所)(カナ|かな)"),
    (Field.URL, r"URL|ホームページ|^HP$|ウェブ|webサイト"),
    (Field.PARTNER_ADDRESS, rf"({_ORGANISATION}).*(所在地|住所)"),
    (Field.NOT_KEPT, rf"({_ORGANISATION}).*(電話|TEL|連絡先|郵便)"),
    (Field.LEGAL_NAME, rf"({_ORGANISATION})(の|等の)?(正式)?(名|名称)$|^({_ORGANISATION})$"),
    (Field.CAPACITY_NON_EMPLOYMENT, r"(定員|受入|人数).*非雇用|非雇用.*(定員|人数)"),
    (
        Field.FORMS,
        r"非雇用.+雇用|(?<!非)雇用.*非雇用|雇用形態|(訓練|事業|就労)(の)?(類型|形態|種類|種別|区分)",
    ),
    (Field.FORMS, r"^(類型|形態|種類|種別|区分|型)$"),
    (Field.CAPACITY_EMPLOYMENT, r"(定員|受入|人数).*雇用|雇用.*(定員|人数)"),
    (Field.COVERS_NON_EMPLOYMENT, r"非雇用"),
    (Field.COVERS_EMPLOYMENT, r"雇用型|支援付き?雇用|^雇用$|雇用契約の有無"),
    (Field.CAPACITY, r"定員|受入.*(人|数|枠)|^(利用)?人数$|利用者数"),
    (Field.POSTAL_CODE, r"郵便|^〒$"),
    (Field.MUNICIPALITY, r"^(所在)?(市区町村|市町村|区市町村)名?$|^所在市町村$"),
    (Field.ADDRESS, r"所在地|住所|所在場所|^所在$"),
    (Field.PHONE, r"電話|TEL|連絡先|問い?合わ?せ先"),
    (Field.SECTOR, r"業種|産業分類"),
    (
        Field.NAME,
        rf"({_SITE})(の)?(名|名称)$|^(認定)?(就労訓練|生活困窮者)?.*({_SITE})$|^(名称|事業名|事業の名称|事業名称)$",
    ),
    (Field.WORK, r"作業|業務|仕事|職種|(訓練|事業|支援|活動|就労)(の|等の)?(主な)?内容"),
    (Field.NOT_KEPT, r"備考|特記|摘要|^その他$|コメント|PR$"),
    (Field.SEQUENCE, r"^(No\.?|番号|#|連番|通番|整理番号|項番|通し番号)$"),
)
_COMPILED = tuple((target, re.compile(pattern, re.IGNORECASE)) for target, pattern in _PATTERNS)
# Words over a group of columns that mean nothing by themselves: 認定 over 番号 and 年月日.
_GROUP = re.compile(
    rf"^(認定|指定|連絡先|就労訓練(事業)?|訓練|内容|{_ORGANISATION}|{_SITE})(に関する事項|の概要|情報|等)?$"
)
_MAY_REPEAT = {Field.WORK, Field.NOT_KEPT}
# Words such as 作業 also stand in data rows. These do not.
_ONLY_IN_HEADERS = {
    Field.ADDRESS,
    Field.MUNICIPALITY,
    Field.NUMBER,
    Field.ACCREDITED_ON,
    Field.CAPACITY,
    Field.PHONE,
}
_LONG_NUMBER = re.compile(r"\d{3}")
_NOT_TELLING = {Field.SEQUENCE, Field.NOT_KEPT}


@dataclass(frozen=True)
class _Label:
    """A column's header cells from top to bottom, as written."""

    parts: tuple[str, ...]

    @property
    def shown(self) -> str:
        return " / ".join(self.parts)

    @property
    def field(self) -> Field | None:
        """Meaning of all parts together (法人 + 名称), else of the lowest, else of one above it."""
        plain = [plain_label(part) for part in self.parts]
        for wording in ("".join(plain), *reversed(plain)):
            if found := field_of(wording):
                return found
        return None


def plain_label(text: str) -> str:
    """A header without spaces, remarks in brackets and footnote marks: 定　員（人）※1 -> 定員."""
    plain = re.sub(r"\s", "", fold_width(text)).translate(str.maketrans("[]【】〔〕", "()()()"))
    without = re.sub(r"\([^()]*\)|[※*]\d*|^[\d.]+(?=\D)|[:■●○◎・]$|^[■●○◎・]", "", plain)
    return without or plain.strip("()")


def field_of(label: str) -> Field | None:
    """What a single plain label is about; None where nothing fits."""
    if not label or len(label) > LONGEST_LABEL:
        return None
    return next((target for target, pattern in _COMPILED if pattern.search(label)), None)


def find_header(sheet: Sheet, start: int) -> tuple[int, Table] | None:
    """(index of the first row under it, table) for the header that begins at `sheet.rows[start]`, if one does.

    A header may go over several rows: group names with their parts under them (類型 over 雇用型 | 非雇用型).
    The tallest reading that understands more columns wins.
    """
    best: tuple[int, Table] | None = None
    if not _may_begin_header(sheet.rows[start]):
        return None
    for height in range(1, MOST_HEADER_ROWS + 1):
        rows = sheet.rows[start : start + height]
        if len(rows) < height or not _is_header(rows, sheet.merges):
            continue
        table = Table(
            sheet=sheet.name,
            header_rows=tuple(row.number for row in rows),
            columns=tuple(_columns(_labels(rows, sheet.merges))),
        )
        if best is None or _understood(table) > _understood(best[1]):
            best = start + height, table
    return best


def _may_begin_header(row: RawRow) -> bool:
    """Cheap, for it is asked of every row: all cells are short words without numbers, and a title stands alone."""
    filled = [cell for cell in row.cells if cell is not None]
    return len(filled) >= 2 and all(isinstance(cell, str) and _may_be_label(cell) for cell in filled)


def _is_header(rows: Sequence[RawRow], merges: Sequence[Merge]) -> bool:
    if not all(_is_label_row(row, last=row is rows[-1]) for row in rows[1:]):
        return False
    labels = _labels(rows, merges)
    if any(label is None for label in labels.values()):
        return False
    fields = [label.field for label in labels.values() if label]
    if not {Field.NAME, Field.LEGAL_NAME} & set(fields) or not _ONLY_IN_HEADERS & set(fields):
        return False
    return sum(found is not None for found in fields) >= 0.5 * len(fields)


def _is_label_row(row: RawRow, *, last: bool) -> bool:
    """Whether a row under a header's first still belongs to it: every cell of it is a word of headers."""
    return all(
        isinstance(cell, str)
        and (
            field_of(plain_label(cell)) is not None
            or _GROUP.match(plain_label(cell)) is not None
            or (last and plain_label(cell) in {"年月日", "日", "有無"})
        )
        for cell in row.cells
        if cell is not None
    )


def _labels(rows: Sequence[RawRow], merges: Sequence[Merge]) -> dict[int, _Label | None]:
    """The header of every column by index; None where a cell is no possible header."""
    width = max(len(row.cells) for row in rows)
    grid = [list(row.cells) + [None] * (width - len(row.cells)) for row in rows]
    for upper, lower in pairwise(grid):
        _carry_groups(upper, lower)
    _fill_merged(grid, rows, merges)
    labels: dict[int, _Label | None] = {}
    for index in range(width):
        cells = [row[index] for row in grid if row[index] is not None]
        if not cells:
            continue
        words = [" ".join(cell.split()) for cell in cells if isinstance(cell, str)]
        possible = len(words) == len(cells) and all(map(_may_be_label, words))
        labels[index] = _Label(tuple(dict.fromkeys(words))) if possible else None
    return labels


def _may_be_label(word: str) -> bool:
    plain = plain_label(word)
    return len(plain) <= LONGEST_LABEL and not _LONG_NUMBER.search(plain)


def _carry_groups(upper: list[CellValue], lower: list[CellValue]) -> None:
    """A group name stands over its first column only: give it to the columns beside it that have parts below."""
    group: CellValue = None
    for index, cell in enumerate(upper):
        if cell is not None:
            group = cell if lower[index] is not None else None
        elif lower[index] is not None and group is not None:
            upper[index] = group
        else:
            group = None


def _fill_merged(grid: list[list[CellValue]], rows: Sequence[RawRow], merges: Sequence[Merge]) -> None:
    """Give a header cell merged over several columns to each of them."""
    places = {row.number: cells for row, cells in zip(rows, grid, strict=True)}
    for merge in merges:
        top = places.get(merge.top)
        if top is None or merge.left >= len(top) or top[merge.left] is None:
            continue
        for index in range(merge.left, min(merge.right + 1, len(top))):
            top[index] = top[merge.left]


def _columns(labels: dict[int, _Label | None]) -> Iterator[Column]:
    """Each column with its field. Only the first of a kind counts, but work may be told in several columns,
    and a header 所在地 may lie over postal code and address."""
    taken: dict[Field, str] = {}
    for index, label in labels.items():
        if label is None:
            continue
        found = label.field
        beside = found is Field.ADDRESS and taken.get(found) == label.shown
        if found in taken and found not in _MAY_REPEAT and not beside:
            found = None
        if found:
            taken[found] = label.shown
        yield Column(index, label.shown, found)


def _understood(table: Table) -> int:
    return len(
        {column.field for column in table.columns if column.field and column.field not in _NOT_TELLING}
    )
