"""Sets of days and months as people say them."""

from collections.abc import Sequence
from functools import reduce

from django.utils.translation import gettext as _

from base.masks import parts
from base.vocabulary import DayPart, Month, Weekday, slot


def listed(words: Sequence[object]) -> str:
    """Words side by side: "Mon, Wed"."""
    return _joined(words, _("%(one)s, %(other)s"))


def slots_in_words(mask: int | None) -> str:
    """Half-days of the week, days with the same times together; "" when none is known."""
    by_times: dict[tuple[DayPart, ...], list[int]] = {}
    for day in Weekday:
        times = tuple(part for part in DayPart if (mask or 0) & slot(day, part))
        if times:
            by_times.setdefault(times, []).append(day)
    groups = [
        _("%(days)s %(times)s") % {"days": _days(days), "times": listed([part.label for part in times])}
        for times, days in by_times.items()
    ]
    return _joined(groups, _("%(one)s; %(other)s"))


def months_in_words(mask: int | None) -> str:
    """The season, "April to October" also over the turn of the year; "" when not known."""
    months = [month.value.bit_length() - 1 for month in parts(mask, Month)]
    if len(months) == len(Month):
        return _("All year round")
    runs = _runs(months)
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][-1] == len(Month) - 1:
        runs[0] = runs.pop() + runs[0]
    return listed([_from_to([Month.labels[month] for month in run]) for run in runs])


def _days(days: list[int]) -> str:
    """Three or more days in a row are said as "Mon to Fri"."""
    said: list[object] = []
    for run in _runs(days):
        names = [Weekday.labels[day] for day in run]
        said += [_from_to(names)] if len(names) > 2 else names
    return listed(said)


def _runs(numbers: list[int]) -> list[list[int]]:
    """Neighbouring numbers together: [0, 1, 4] -> [[0, 1], [4]]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _from_to(names: Sequence[object]) -> str:
    if len(names) == 1:
        return str(names[0])
    return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}


def _joined(words: Sequence[object], between: str) -> str:
    if not words:
        return ""
    return str(reduce(lambda one, other: between % {"one": one, "other": other}, words))
