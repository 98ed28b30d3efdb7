"""Days on which the centre works: Monday to Friday without national holidays and the turn of the year (29 December to 3 January).

Holidays are a dated table (`holidays.toml`, with its source). After its last day nothing is known of them: a date that
falls on one is a day too early, and a system check says that the table has to be brought up to date.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core import checks

from base import clock

TURN_OF_THE_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
TABLE = Path(__file__).with_name("holidays.toml")
LOOK_AHEAD = dt.timedelta(days=60)
"""So long before its end the table is asked for; a year's holidays are gazetted in the February before."""


@dataclass(frozen=True)
class Holidays:
    """National holidays by day, and the last day up to which they are all named."""

    days: dict[dt.date, str]
    known_until: dt.date


@cache
def holidays(path: Path = TABLE) -> Holidays:
    """The table. Raises ValueError for a day that there is not."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    known_until = table.pop("known_until")
    days = {
        dt.date.fromisoformat(f"{year}-{day}"): name
        for year, of_year in table.items()
        for day, name in of_year.items()
    }
    return Holidays(days, known_until)


def is_working_day(day: dt.date) -> bool:
    """Whether somebody is at the desk on that day."""
    is_holiday = day in holidays().days or (day.month, day.day) in TURN_OF_THE_YEAR
    return day.weekday() < 5 and not is_holiday


def next_working_day(day: dt.date) -> dt.date:
    """The first working day after `day`."""
    following = day + dt.timedelta(days=1)
    while not is_working_day(following):
        following += dt.timedelta(days=1)
    return following


@checks.register
def holidays_are_known(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn before the table ends."""
    if holidays().known_until >= clock.today() + LOOK_AHEAD:
        return []
    return [
        checks.Warning(
            f"National holidays are known until {holidays().known_until} only.",
            hint=f"Add the coming year to {TABLE.name}; the days are gazetted each February.",
            id="base.W001",
        )
    ]
