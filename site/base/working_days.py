"""Days on which the centre works: Monday to Friday without the turn of the year (29 December to 3 January).

National holidays are not known here yet: a date that falls on one is a day too early, and the desk says so.
"""

import datetime as dt

TURN_OF_THE_YEAR = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def is_working_day(day: dt.date) -> bool:
    """Whether somebody is at the desk on that day."""
    return day.weekday() < 5 and (day.month, day.day) not in TURN_OF_THE_YEAR


def next_working_day(day: dt.date) -> dt.date:
    """The first working day after `day`."""
    following = day + dt.timedelta(days=1)
    while not is_working_day(following):
        following += dt.timedelta(days=1)
    return following
