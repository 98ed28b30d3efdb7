"""Working days of a Japanese office, by a dated table that says when it ends."""

import datetime as dt

import pytest

from base import clock
from base.working_days import holidays, holidays_are_known, is_working_day, next_working_day


@pytest.mark.parametrize(
    ("day", "next_one"),
    [
        (dt.date(2026, 11, 20), dt.date(2026, 11, 24)),  # a weekend, and then 勤労感謝の日
        (dt.date(2026, 9, 18), dt.date(2026, 9, 24)),  # 敬老の日, 国民の休日, 秋分の日 in a row
        (dt.date(2026, 5, 1), dt.date(2026, 5, 7)),  # with the day off in place of a Sunday
        (dt.date(2026, 12, 28), dt.date(2027, 1, 4)),  # the turn of the year
        (dt.date(2026, 11, 25), dt.date(2026, 11, 26)),
    ],
)
def test_the_next_working_day(day: dt.date, next_one: dt.date) -> None:
    assert next_working_day(day) == next_one


def test_2026_has_eighteen_holidays() -> None:
    """As two libraries count them (domain.md 11), 国民の休日 and 振替休日 included."""
    assert sum(day.year == 2026 for day in holidays().days) == 18


def test_every_year_up_to_the_end_of_the_table_is_named() -> None:
    table = holidays()
    assert {day.year for day in table.days} == set(range(2026, table.known_until.year + 1))
    assert all(not is_working_day(day) for day in table.days)


def test_the_table_asks_to_be_brought_up_to_date_before_it_ends() -> None:
    end = dt.datetime.combine(holidays().known_until, dt.time(12), tzinfo=dt.UTC)
    with clock.happened_at(end - dt.timedelta(days=61)):
        assert holidays_are_known() == []
    with clock.happened_at(end - dt.timedelta(days=59)):
        assert [warning.id for warning in holidays_are_known()] == ["base.W001"]
