"""Dates: every usual spelling is read, every impossible one is answered with a sentence that helps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from base.japanese import dates
from base.japanese.errors import UnreadableInputError

NOVEMBER_21 = date(2026, 11, 21)
DAYS = st.dates(date(1868, 1, 1), date(2199, 12, 31))
DAYS_WITH_ERA = st.dates(date(1912, 7, 30), date(2199, 12, 31))
TO_KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
TO_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-21", NOVEMBER_21),
        ("2026/11/21", NOVEMBER_21),
        ("2026.11.21", NOVEMBER_21),
        ("2026年11月21日", NOVEMBER_21),
        ("20261121", NOVEMBER_21),
        ("２０２６年１１月２１日", NOVEMBER_21),
        ("2026ー11ー21", NOVEMBER_21),
        ("2026−11‐21", NOVEMBER_21),
        ("2026 11 21", NOVEMBER_21),
        ("2026/11/21 0:00", NOVEMBER_21),
        ("2026-11-21 00:00:00", NOVEMBER_21),
        ("二〇二六年十一月二十一日", NOVEMBER_21),
        ("二千二十六年十一月二十一日", NOVEMBER_21),
        ("令和八年十一月二十一日", NOVEMBER_21),
        ("令和　８ 年 11 月 21 日", NOVEMBER_21),
        ("令和8年(2026年)11月21日", NOVEMBER_21),
        ("2026年11月21日（令和8年11月21日・土）", NOVEMBER_21),
        ("2026年11月21日(土曜日)", NOVEMBER_21),
        ("R8.11.21", NOVEMBER_21),
        ("r8-11-21", NOVEMBER_21),
        ("R081121", NOVEMBER_21),
        ("H28.4.1", date(2016, 4, 1)),
        ("H.28.4.1", date(2016, 4, 1)),
        ("㍻28年4月1日付け", date(2016, 4, 1)),
        ("平成二八年四月一日", date(2016, 4, 1)),
        ("S55.3.1", date(1980, 3, 1)),
        ("昭和五十五年三月一日", date(1980, 3, 1)),
        ("令和元年五月一日", date(2019, 5, 1)),
        ("㋿元年５月１日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("R1/5/1", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("大正元年7月30日", date(1912, 7, 30)),
    ],
)
def test_usual_spellings_are_read(typed: str, day: date) -> None:
    assert dates.parse_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "code", "helps_with"),
    [
        ("平成32年4月1日", "date_after_era", "令和2年4月1日"),
        ("平成32年", "date_after_era", "令和2年"),
        ("H31.5.1", "date_after_era", "令和元年5月1日"),
        ("昭和64年1月8日", "date_after_era", "平成元年1月8日"),
        ("令和元年4月30日", "date_before_era", "平成31年4月30日"),
        ("平成元年1月7日", "date_before_era", "昭和64年1月7日"),
        ("大正元年7月29日", "date_before_era", "1912年7月29日"),
        ("令和0年1月1日", "date_era_zero", "令和元年"),
        ("令和999年1月1日", "date_year", "令和999年"),
        ("明治33年4月1日", "date_meiji", "1900年"),
        ("2月30日", "date_day", "2月"),
        ("2026年2月29日", "date_day", "28"),
        ("2026/13/1", "date_month", "13"),
        ("2026/0/1", "date_month", "0"),
        ("4月1日", "date_year_missing", "2026年4月1日"),
        ("28.4.1", "date_era_missing", "平成28年（2016年）"),
        ("202-1-1", "date_year", "202"),
        ("1980年3月", "date_incomplete", "1980年3月1日"),
        ("2026年11月21日(日)", "date_weekday", "2026年11月21日（土）"),
        ("令和8年(2025年)11月21日", "date_contradiction", "not the same day"),
        ("20206-1-1", "date", "2026年11月21日"),
        ("あした", "date", "2026年11月21日"),
        ("令和7年度", "date", "R8.11.21"),
        ("", "date", "2026-11-21"),
    ],
)
def test_impossible_dates_are_answered_helpfully(typed: str, code: str, helps_with: str) -> None:
    with translation.override("en"), pytest.raises(UnreadableInputError) as refusal:
        dates.parse_date(typed)
    assert refusal.value.code == code
    with translation.override("en"):
        assert helps_with in str(refusal.value)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(typed: str) -> None:
    try:
        day = dates.parse_date(typed)
    except UnreadableInputError:
        return
    assert dates.FIRST_YEAR <= day.year <= dates.LAST_YEAR


@given(DAYS)
def test_what_is_shown_can_be_typed_back(day: date) -> None:
    for shown in (
        dates.japanese_date(day),
        dates.japanese_date_short(day),
        dates.western_date(day),
        dates.era_date_dotted(day),
        dates.western_date(day).translate(TO_FULL_WIDTH),
        day.isoformat(),
    ):
        assert dates.parse_date(shown) == day


@given(DAYS_WITH_ERA)
def test_era_dates_can_be_typed_back_in_kanji(day: date) -> None:
    assert dates.parse_date(dates.era_date(day)) == day
    assert dates.parse_date(dates.era_date(day).translate(TO_KANJI)) == day


@given(DAYS_WITH_ERA)
def test_the_offered_era_date_is_the_same_day(day: date) -> None:
    """Every day counted in an era before its own is refused, with its right name as the offer."""
    right = dates.era_of(day)
    for era in dates.ERAS:
        if right is None or era.begins >= right.begins:
            continue
        typed = f"{era.name}{day.year - era.begins.year + 1}年{day.month}月{day.day}日"
        with pytest.raises(UnreadableInputError) as refusal:
            dates.parse_date(typed)
        assert dates.parse_date(str(refusal.value.params["offer"])) == day


def test_eras_follow_each_other_without_a_gap() -> None:
    newest_first = [era.begins for era in dates.ERAS]
    assert newest_first == sorted(newest_first, reverse=True)
    for later, earlier in zip(dates.ERAS, dates.ERAS[1:], strict=False):
        assert earlier.ends + timedelta(days=1) == later.begins


def test_partial_dates_keep_what_is_known() -> None:
    assert dates.parse_partial_date("1980年3月") == dates.PartialDate(1980, 3, None)
    assert dates.parse_partial_date("S55") == dates.PartialDate(1980, None, None)
    assert dates.parse_partial_date("昭和64年") == dates.PartialDate(1989, None, None)
    assert dates.parse_partial_date("2026年11月21日") == dates.PartialDate(2026, 11, 21)


def test_dates_are_shown_in_both_calendars() -> None:
    assert dates.japanese_date(NOVEMBER_21) == "2026年11月21日（令和8年11月21日・土）"
    assert dates.japanese_date(date(2019, 5, 1)) == "2019年5月1日（令和元年5月1日・水）"
    assert dates.japanese_date(date(1900, 1, 1)) == "1900年1月1日（月）"
    assert dates.japanese_date_short(NOVEMBER_21) == "2026年11月21日（土）"
    assert dates.japanese_month_day(NOVEMBER_21) == "11月21日（土）"
    assert dates.japanese_month(NOVEMBER_21) == "2026年11月（令和8年）"
    assert dates.era_date_dotted(NOVEMBER_21) == "R8.11.21"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 4, 1), 2026),
        (date(2027, 3, 31), 2026),
        (date(2012, 4, 1), 2012),
        (date(2013, 3, 31), 2012),
    ],
)
def test_fiscal_years_begin_in_april(day: date, year: int) -> None:
    assert dates.fiscal_year(day) == year


@given(DAYS)
def test_a_day_lies_in_its_fiscal_year(day: date) -> None:
    year = dates.fiscal_year(day)
    assert dates.first_day_of_fiscal_year(year) <= day <= dates.last_day_of_fiscal_year(year)


def test_fiscal_years_are_named_by_the_era_they_begin_in() -> None:
    assert dates.fiscal_year_label(2026) == "令和8年度（2026年度）"
    assert dates.fiscal_year_label(2018) == "平成30年度（2018年度）"
    assert dates.fiscal_year_label(2019) == "令和元年度（平成31年度・2019年度）"
    assert dates.fiscal_year_label(1988) == "昭和63年度（1988年度）"
    assert dates.fiscal_year_label(1900) == "1900年度"
