"""Reading one cell of a known column: typed values out, or a sentence that says what is wrong with it.

Names, addresses and words are kept as written, but for line breaks and outer spaces (domain.md section 11).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base.japanese import dates, phones
from base.japanese.corporate_number import parse_corporate_number
from base.japanese.errors import UnreadableInputError
from base.japanese.text import fold_number, fold_width, parse_integer, parse_postal_code
from partners.importing.rows import Field
from partners.importing.tables import CellValue

Warn = Callable[..., None]
"""warn(message, **params): a sentence that wants to be seen but does not keep the row out."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YES = set("○〇◯●◎◉✓✔☑✅レ有可1") | {"あり", "はい", "TRUE", "有り", "実施", "yes"}
_NO = set("×✕✖☓-無不否0☐") | {"なし", "無し", "不可", "FALSE", "いいえ", "no", "対象外"}
_NOTHING = {
    "-",
    "--",
    "なし",
    "無し",
    "無",
    "未定",
    "不明",
    "若干名",
    "若干",
    "適宜",
    "応相談",
    "要相談",
    "随時",
    "調整中",
    "非公表",
    "非公開",
}

_BETWEEN_PHONES = re.compile(
    r"(?<=\d)\)?\s*(?:[/、,・;](?=\s*[(\d])|(?=FAX|ファックス|ファクス|携帯))", re.IGNORECASE
)

LONGEST: Mapping[Field, int] = {
    Field.LEGAL_NAME: 120,
    Field.LEGAL_NAME_KANA: 160,
    Field.NAME: 120,
    Field.ADDRESS: 200,
    Field.PARTNER_ADDRESS: 200,
    Field.MUNICIPALITY: 40,
    Field.NUMBER: 40,
    Field.AUTHORITY: 60,
    Field.SECTOR: 60,
    Field.WORK: 4_000,
    Field.URL: 200,
}
"""Letters that a record holds (partners.models.records)."""


def read_value(target: Field, cell: CellValue, *, warn: Warn, counts_from_1904: bool = False) -> Any:
    """The typed value of a filled cell in a column about `target`; None where the cell says "nothing".

    Raises UnreadableInputError where the cell cannot be read.
    """
    if target in (Field.ACCREDITED_ON, Field.REVOKED_ON):
        return _read_date(cell, warn, counts_from_1904=counts_from_1904)
    reader = _READERS.get(target)
    return reader(cell, warn) if reader else _read_words(target, cell)


def cell_text(cell: CellValue) -> str:
    """A cell as a person reads it: 3.0 -> 3, dates as 2026年11月21日."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.date):
        return dates.western_date(cell)
    return "" if cell is None else str(cell)


def _refuse(message: str | Promise, code: str, **params: object) -> UnreadableInputError:
    return UnreadableInputError(message, code=code, params=params)  # type: ignore[arg-type]


def _read_words(target: Field, cell: CellValue) -> str | None:
    """Text as written. Line breaks become spaces, except in the description of work."""
    words = _CONTROL.sub("", cell_text(cell)).strip()
    words = words.replace("\r\n", "\n") if target is Field.WORK else re.sub(r"\s*[\r\n]+\s*", " ", words)
    longest = LONGEST[target]
    if len(words) > longest:
        raise _refuse(
            _("This has more than %(longest)s letters. Please shorten it."), "too_long", longest=longest
        )
    return words or None


def _read_date(cell: CellValue, warn: Warn, *, counts_from_1904: bool) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    plain = fold_number(cell_text(cell))
    if plain in _NOTHING:
        return None
    if re.fullmatch(r"\d{4,5}", plain, re.ASCII) and not 1900 <= int(plain) <= 2100:
        day = _from_serial(int(plain), counts_from_1904=counts_from_1904)
        warn(
            _("%(number)s was read as Excel's number for %(date)s."),
            number=plain,
            date=dates.japanese_date(day),
        )
        return day
    return dates.parse_date(plain)


def _from_serial(serial: int, *, counts_from_1904: bool) -> dt.date:
    """Excel counts days from 1900, with a 29 February 1900 that never was, or from 1904."""
    if counts_from_1904:
        return dt.date(1904, 1, 1) + dt.timedelta(days=serial)
    return dt.date(1899, 12, 30) + dt.timedelta(days=serial)


def _read_phone(cell: CellValue, warn: Warn) -> str | None:
    lines = [fold_number(line) for line in cell_text(cell).splitlines()]
    typed = "".join(f"/{line}" if re.match(r"[(\d]", line) else line for line in lines).removeprefix("/")
    if typed in _NOTHING:
        return None
    first, *others = _BETWEEN_PHONES.split(typed, maxsplit=1)
    if others:
        warn(_("Only the first number is kept: %(kept)s."), kept=first)
    if re.fullmatch(r"[1-9]\d{8,9}", first, re.ASCII):
        first = f"0{first}"
        warn(
            _("The 0 in front, which Excel takes away, was put back: %(kept)s."),
            kept=phones.format_phone(first),
        )
    return phones.parse_phone(first) or None


def _read_postal_code(cell: CellValue, warn: Warn) -> str | None:
    typed = fold_number(cell_text(cell))
    if typed in _NOTHING:
        return None
    if not isinstance(cell, str) and re.fullmatch(r"\d{5,6}", typed, re.ASCII):
        typed = typed.zfill(7)
        warn(_("The 0 in front, which Excel takes away, was put back: %(kept)s."), kept=typed)
    return parse_postal_code(typed) or None


def _read_capacity(cell: CellValue, warn: Warn) -> int | None:
    plain = fold_number(cell_text(cell)).replace(" ", "")
    if plain in _NOTHING:
        if plain.strip("-"):
            warn(_("“%(typed)s” is no number, so the capacity stays open."), typed=plain)
        return None
    bare = re.sub(r"^(定員|約)|(名|人)?(程度|以内|まで|前後)?$", "", plain)
    number = parse_integer(bare)
    if number > 32_767:
        raise _refuse(_("%(number)s people cannot be right."), "capacity", number=f"{number:,}")
    return number


def _read_mark(cell: CellValue, warn: Warn) -> bool | None:
    if isinstance(cell, bool):
        return cell
    plain = fold_number(cell_text(cell))
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise _refuse(
        _("The mark “%(typed)s” could mean yes or no. Please write ○ or leave the cell empty."),
        "mark",
        typed=plain[:20],
    )


def _read_forms(cell: CellValue, warn: Warn) -> tuple[bool, bool] | None:
    """(with employment, without employment) from words such as 雇用型・非雇用型, 非雇用, 両方."""
    plain = fold_width(cell_text(cell)).replace(" ", "")
    if fold_number(plain) in _NOTHING:
        return None
    if re.search(r"両方|双方|両型|いずれも|どちらも", plain):
        return True, True
    without = "非雇用" in plain
    employed = "雇用" in plain.replace("非雇用", "")
    if not (without or employed):
        warn(
            _("“%(typed)s” does not say whether with or without employment, so it stays open."),
            typed=plain[:40],
        )
        return None
    return employed, without


def _read_corporate_number(cell: CellValue, warn: Warn) -> str | None:
    typed = cell_text(cell)
    return None if fold_number(typed) in _NOTHING else parse_corporate_number(typed) or None


def _read_number(cell: CellValue, warn: Warn) -> str | None:
    """An accreditation number as written. Excel makes dates of numbers such as 8-1."""
    if isinstance(cell, dt.date):
        raise _refuse(
            _(
                "Excel made a date of this number (%(date)s). Please format the cell as text and type the number again."
            ),
            "number_is_date",
            date=dates.western_date(cell),
        )
    words = _read_words(Field.NUMBER, cell)
    return None if words is None or fold_number(words) in _NOTHING else words


def _read_url(cell: CellValue, warn: Warn) -> str | None:
    address = fold_width(cell_text(cell))
    if fold_number(address) in _NOTHING:
        return None
    if address.startswith("www."):
        address = f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as fault:
        raise _refuse(_("This is no address of a website. It should begin with https://."), "url") from fault
    return address if len(address) <= LONGEST[Field.URL] else None


_READERS: Mapping[Field, Callable[[CellValue, Warn], Any]] = {
    Field.PHONE: _read_phone,
    Field.POSTAL_CODE: _read_postal_code,
    Field.CAPACITY: _read_capacity,
    Field.CAPACITY_EMPLOYMENT: _read_capacity,
    Field.CAPACITY_NON_EMPLOYMENT: _read_capacity,
    Field.COVERS_EMPLOYMENT: _read_mark,
    Field.COVERS_NON_EMPLOYMENT: _read_mark,
    Field.FORMS: _read_forms,
    Field.CORPORATE_NUMBER: _read_corporate_number,
    Field.NUMBER: _read_number,
    Field.URL: _read_url,
}


# The wider names come last: 釧路市阿寒町 before 釧路市.
_AREAS = (
    ("akan", r"^(釧路市阿寒町|阿寒郡阿寒町|阿寒町)"),
    ("onbetsu", r"^(釧路市音別町|白糠郡音別町|音別町)"),
    ("kushiro", r"^釧路市"),
    ("kushiro-cho", r"^(釧路郡)?釧路町"),
    ("akkeshi", r"^(厚岸郡)?厚岸町"),
    ("hamanaka", r"^(厚岸郡)?浜中町"),
    ("shibecha", r"^(川上郡)?標茶町"),
    ("teshikaga", r"^(川上郡)?弟子屈町"),
    ("tsurui", r"^(阿寒郡)?鶴居村"),
    ("shiranuka", r"^(白糠郡)?白糠町"),
)


def area_code(address: str) -> str | None:
    """The code of the area that an address lies in (base.models.Area); None outside the region or where unclear."""
    plain = re.sub(r"^〒?\d{3}-?\d{4}", "", fold_number(address).replace(" ", "")).removeprefix("北海道")
    return next((code for code, pattern in _AREAS if re.match(pattern, plain)), None)


def split_postal_code(address: str) -> tuple[str | None, str]:
    """(postal code, the rest as written) of an address that begins with its postal code."""
    match = re.match(r"\s*〒?\s*([0-9０-９]{3}[-‐‑–—−ー－][0-9０-９]{4})\s*", address)
    if not match:
        return None, address
    return parse_postal_code(match[1]), address[match.end() :]
