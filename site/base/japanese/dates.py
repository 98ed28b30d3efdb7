"""Dates as people in Japan write them: 2026年11月21日, R8.11.21, 令和八年十一月二十一日, and back (domain.md section 11)."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from base.japanese.errors import UnreadableInputError
from base.japanese.numerals import kanji_to_digits
from base.japanese.text import fold_number

WEEKDAYS = "月火水木金土日"
FIRST_YEAR, LAST_YEAR = 1868, 2199
"""Western years outside these are taken for mistyped."""


class Era(NamedTuple):
    """A reign by which years are counted; year 1 (元年) is the western year it begins in."""

    name: str
    letter: str
    begins: date

    @property
    def ends(self) -> date:
        """Its last day; for the present era the last day a date can have."""
        later = [era.begins for era in ERAS if era.begins > self.begins]
        return min(later) - timedelta(days=1) if later else date.max

    def western(self, year: int) -> int:
        """The western year of this era's `year`: 令和8 -> 2026."""
        return self.begins.year + year - 1


ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
)
_ERA_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.letter)}


class PartialDate(NamedTuple):
    """A date of which the day, or month and day, may be unknown (1980年3月)."""

    year: int
    month: int | None = None
    day: int | None = None


class _Typed(NamedTuple):
    """The numbers of one date as typed; `era` is None for western years."""

    era: Era | None
    year: int
    month: int | None
    day: int | None


_YEAR = r"(?P<year>元|\d{1,4})"
_ERA = r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM]\.?(?=[\d元]))?"
_DATE = re.compile(
    rf"{_ERA}{_YEAR}(?:年|[-/.])"
    r"(?:(?P<month>\d{1,2})(?:月|[-/.]|$)(?:(?P<day>\d{1,2})日?)?)?",
    re.ASCII | re.IGNORECASE,
)
_YEAR_ONLY = re.compile(rf"{_ERA}{_YEAR}年?", re.ASCII | re.IGNORECASE)
_COMPACT = re.compile(
    r"(?P<era>[RHSTM](?=\d{6}$))?(?P<year>\d{2}|\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII | re.I
)
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})(月|[-/.])(?P<day>\d{1,2})日?", re.ASCII)
_ANY_LEAP_YEAR = 2024
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_TRAILING = re.compile(r"(生まれ|生|付け|付)$")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def parse_date(text: str) -> date:
    """The day that `text` names, in any usual Japanese or ISO spelling.

    Raises UnreadableInputError with a helpful sentence: for no date at all, for a year without an era, for an
    era that had ended or not begun (平成32年 offers 令和2年), for a day that is not in the calendar.
    """
    parsed = parse_partial_date(text)
    if parsed.month is None or parsed.day is None:
        raise UnreadableInputError(
            _("Please write the day too, like %(example)s."),
            code="date_incomplete",
            params={"example": f"{parsed.year}年{parsed.month or 4}月1日"},
        )
    return date(parsed.year, parsed.month, parsed.day)


def parse_partial_date(text: str) -> PartialDate:
    """Like `parse_date`, but the day, or month and day, may be missing (1980年3月, S55)."""
    plain = _TRAILING.sub("", _MIDNIGHT.sub("", fold_number(text)))
    asides = _BRACKETS.findall(plain)
    parsed = _checked(_read(_BRACKETS.sub("", plain)))
    for aside in asides:
        _check_aside(parsed, aside)
    return parsed


def _check_aside(parsed: PartialDate, aside: str) -> None:
    """Brackets repeat the date in the other calendar or name the weekday (令和8年11月21日・土); they must agree."""
    for piece in filter(None, re.split(r"[・\s,]", aside)):
        weekday = re.fullmatch(f"([{WEEKDAYS}])(曜日?)?", piece)
        if weekday:
            _check_weekday(parsed, weekday[1])
            continue
        other = _checked(_read(piece))
        if any(a != b for a, b in zip(parsed, other, strict=True) if a is not None and b is not None):
            raise UnreadableInputError(
                _("The two dates written here are not the same day. Please write one of them."),
                code="date_contradiction",
            )


def _check_weekday(parsed: PartialDate, weekday: str) -> None:
    if parsed.month is None or parsed.day is None:
        return
    day = date(parsed.year, parsed.month, parsed.day)
    if WEEKDAYS[day.weekday()] != weekday:
        raise UnreadableInputError(
            _("%(date)s is not that day of the week. Please look at the calendar once more."),
            code="date_weekday",
            params={"date": japanese_date_short(day)},
        )


def _read(plain: str) -> _Typed:
    """The numbers in folded text, not yet checked against any calendar."""
    compact = kanji_to_digits(re.sub(r"(?<=\d) (?=\d)", "/", plain).replace(" ", ""))
    match = _COMPACT.fullmatch(compact) or _DATE.fullmatch(compact) or _YEAR_ONLY.fullmatch(compact)
    if not match:
        raise _not_a_date(compact)
    groups = match.groupdict()
    sign = (groups["era"] or "").rstrip(".").upper()
    year = 1 if groups["year"] == "元" else int(groups["year"])
    if sign in ("明治", "M"):
        raise _meiji(year)
    era = _ERA_BY_SIGN.get(sign)
    if era is None:
        _check_western_year(groups["year"], year)
    month, day = groups.get("month"), groups.get("day")
    return _Typed(era, year, int(month) if month else None, int(day) if day else None)


def _not_a_date(compact: str) -> UnreadableInputError:
    if not (match := _MONTH_DAY.fullmatch(compact)):
        return UnreadableInputError(
            _("This cannot be read as a date. Please write it like 2026-11-21, 2026年11月21日 or R8.11.21."),
            code="date",
        )
    _check_month_and_day(_ANY_LEAP_YEAR, int(match["month"]), int(match["day"]), shown_year="")
    return UnreadableInputError(_("Please write the year too, like 2026年4月1日."), code="date_year_missing")


def _meiji(year: int) -> UnreadableInputError:
    return UnreadableInputError(
        _(
            "Years of 明治 cannot be read here. Please write the western year: 明治%(year)s年 is %(western)s年."
        ),
        code="date_meiji",
        params={"year": year, "western": year + 1867},
    )


def _check_western_year(written: str, year: int) -> None:
    possible = [era for era in ERAS if year >= 1 and era.western(year) <= min(era.ends.year, LAST_YEAR)]
    if len(written) <= 2 and possible:
        raise UnreadableInputError(
            _("Please write which era is meant, or the western year with four digits: %(possible)s."),
            code="date_era_missing",
            params={
                "possible": "・".join(
                    f"{era.name}{year}年（{era.western(year)}年）" for era in reversed(possible)
                )
            },
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnreadableInputError(
            _("The year %(year)s cannot be right. Please write it with four digits, like 2026."),
            code="date_year",
            params={"year": written},
        )


def _checked(typed: _Typed) -> PartialDate:
    """The western date of what was typed, if that day ever was and was counted in that era."""
    if typed.era and typed.year < 1:
        raise UnreadableInputError(
            _("There is no year 0 of %(era)s. Its first year is %(era)s元年."),
            code="date_era_zero",
            params={"era": typed.era.name},
        )
    year = typed.era.western(typed.year) if typed.era else typed.year
    if typed.era and year > LAST_YEAR:
        raise UnreadableInputError(
            _("The year %(year)s cannot be right. Please write it with four digits, like 2026."),
            code="date_year",
            params={"year": f"{typed.era.name}{typed.year}年"},
        )
    _check_month_and_day(year, typed.month, typed.day)
    parsed = PartialDate(year, typed.month, typed.day)
    if typed.era:
        _check_era(typed.era, parsed)
    return parsed


def _check_month_and_day(
    year: int, month: int | None, day: int | None, *, shown_year: str | None = None
) -> None:
    if month is None:
        return
    if not 1 <= month <= 12:
        raise UnreadableInputError(
            _("There is no month %(month)s. Months go from 1 to 12."),
            code="date_month",
            params={"month": month},
        )
    last = calendar.monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        raise UnreadableInputError(
            _("%(month)s has %(last)s days, so there is no day %(day)s in it."),
            code="date_day",
            params={
                "month": f"{f'{year}年' if shown_year is None else shown_year}{month}月",
                "last": last,
                "day": day,
            },
        )


def _check_era(era: Era, parsed: PartialDate) -> None:
    """Refuse a date before its era began or after it ended, and say what it is really called."""
    earliest = date(parsed.year, parsed.month or 1, parsed.day or 1)
    latest = _latest_day(parsed)
    params = {"typed": _in_era(era, parsed), "era": era.name, "offer": _renamed(parsed)}
    if earliest > era.ends:
        raise UnreadableInputError(
            _("%(era)s ended on %(end)s, so there is no %(typed)s. Do you mean %(offer)s?"),
            code="date_after_era",
            params=params | {"end": western_date(era.ends)},
        )
    if latest < era.begins:
        raise UnreadableInputError(
            _("%(era)s began on %(begin)s, so there is no %(typed)s. Do you mean %(offer)s?"),
            code="date_before_era",
            params=params | {"begin": western_date(era.begins)},
        )


def _latest_day(parsed: PartialDate) -> date:
    month = parsed.month or 12
    return date(parsed.year, month, parsed.day or calendar.monthrange(parsed.year, month)[1])


def _renamed(parsed: PartialDate) -> str:
    """The same date in the era it belongs to, or in western years before 大正."""
    day = _latest_day(parsed)
    era = era_of(day)
    return _in_era(era, parsed) if era else _numbers(f"{parsed.year}年", parsed)


def _in_era(era: Era, parsed: PartialDate) -> str:
    return _numbers(_era_year(era, parsed.year), parsed)


def _numbers(year: str, parsed: PartialDate) -> str:
    month = f"{parsed.month}月" if parsed.month else ""
    return f"{year}{month}" + (f"{parsed.day}日" if parsed.day else "")


def _era_year(era: Era, western_year: int) -> str:
    number = western_year - era.begins.year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def era_of(day: date) -> Era | None:
    """The era of a day; None before 大正 (1912-07-30)."""
    return next((era for era in ERAS if day >= era.begins), None)


def western_date(day: date) -> str:
    """2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def era_date(day: date) -> str:
    """令和8年11月21日; the western date before 大正."""
    era = era_of(day)
    return _in_era(era, PartialDate(day.year, day.month, day.day)) if era else western_date(day)


def japanese_date(day: date) -> str:
    """2026年11月21日（令和8年11月21日・土）: how every date is shown."""
    weekday = WEEKDAYS[day.weekday()]
    if era_of(day) is None:
        return f"{western_date(day)}（{weekday}）"
    return f"{western_date(day)}（{era_date(day)}・{weekday}）"


def japanese_date_short(day: date) -> str:
    """2026年11月21日（土）: for tables and narrow places."""
    return f"{western_date(day)}（{WEEKDAYS[day.weekday()]}）"


def japanese_month_day(day: date) -> str:
    """11月21日（土）: where the year is plain from what stands around it."""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def japanese_month(day: date) -> str:
    """2026年11月（令和8年）."""
    era = era_of(day)
    return f"{day.year}年{day.month}月" + (f"（{_era_year(era, day.year)}）" if era else "")


def era_date_dotted(day: date) -> str:
    """R8.11.21: as on forms; the ISO date before 大正."""
    era = era_of(day)
    return f"{era.letter}{day.year - era.begins.year + 1}.{day.month}.{day.day}" if era else day.isoformat()


def fiscal_year(day: date) -> int:
    """The year in which the day's fiscal year (1 April to 31 March) begins: 2027-03-31 -> 2026."""
    return day.year - (day.month < 4)


def fiscal_year_label(year: int) -> str:
    """令和8年度（2026年度）; 2019, which began in 平成31年, is 令和元年度（平成31年度・2019年度）."""
    if year == 2019:
        return "令和元年度（平成31年度・2019年度）"
    era = era_of(first_day_of_fiscal_year(year))
    return f"{_era_year(era, year)}度（{year}年度）" if era else f"{year}年度"


def first_day_of_fiscal_year(year: int) -> date:
    """1 April of `year`."""
    return date(year, 4, 1)


def last_day_of_fiscal_year(year: int) -> date:
    """31 March of the following year."""
    return date(year + 1, 3, 31)
