"""Bars for what is public, laid out on the server.

Lengths along the page are percent of its width, so that the drawing fits every screen while its words keep
their size; heights are pixels. A hidden number is a stub of one length, whatever is behind it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .disclosure import Figure, PublicYear

YEARS_DRAWN = 5
"""Older years are in the table only."""

LONGEST = 78
"""Percent of the width that the longest bar takes; the rest is for its number."""

_LINE_HEIGHT = 20
_TITLE_HEIGHT = 28
_ROW_HEIGHT = 48
_GAP = 20


@dataclass(frozen=True)
class Bar:
    """One number: its words at height `words_y`, the bar itself from `y`, as long as `length` (percent)."""

    label: str
    figure: Figure
    pattern: int
    words_y: int
    y: int
    length: str


@dataclass(frozen=True)
class BarGroup:
    """The bars of one year under its name and, if it is not over, the day up to which it is counted."""

    label: str
    label_y: int
    so_far: str
    so_far_y: int
    bars: list[Bar]


@dataclass(frozen=True)
class BarChart:
    """A drawing of `height` pixels. `name` makes the ids of the page unique."""

    name: str
    title: str
    groups: list[BarGroup]
    height: int

    @property
    def patterns(self) -> range:
        """The fillings in use, by number."""
        return range(max((len(group.bars) for group in self.groups), default=0))


def flow_chart(years: Sequence[PublicYear]) -> BarChart:
    """Needs heard, openings made and people who began, year by year."""
    rows = [
        (
            year,
            {
                _("Needs we heard"): year.needs,
                _("Openings that came about"): year.openings,
                _("People who began"): year.people,
            },
        )
        for year in years[:YEARS_DRAWN]
    ]
    return _chart("flow", _("Needs, openings and people who began, by fiscal year"), rows)


def pay_kind_chart(years: Sequence[PublicYear]) -> BarChart:
    """People who began by the kind of pay, year by year; without years of which nothing may be shown."""
    rows = [
        (year, {kind.label: figure for kind, figure in year.pay_kinds.items()})
        for year in years[:YEARS_DRAWN]
        if any(figure.value is not None for figure in year.pay_kinds.values())
    ]
    return _chart("pay", _("People who began, by kind of pay and fiscal year"), rows)


def _chart(name: str, title: str, rows: Sequence[tuple[PublicYear, Mapping[Any, Figure]]]) -> BarChart:
    largest = max((figure.value or 0 for _year, row in rows for figure in row.values()), default=0)
    groups, y = [], 0
    for year, row in rows:
        top = y + _TITLE_HEIGHT + (_LINE_HEIGHT if year.so_far else 0)
        groups.append(
            BarGroup(
                label=year.label,
                label_y=y + 17,
                so_far=year.so_far,
                so_far_y=y + 17 + _LINE_HEIGHT,
                bars=_bars(row.items(), top=top, largest=largest),
            )
        )
        y = top + _ROW_HEIGHT * len(row) + _GAP
    return BarChart(name=name, title=title, groups=groups, height=max(y - _GAP, 0))


def _bars(figures: Iterable[tuple[Any, Figure]], *, top: int, largest: int) -> list[Bar]:
    return [
        Bar(
            label=str(label),
            figure=figure,
            pattern=number,
            words_y=top + number * _ROW_HEIGHT + 13,
            y=top + number * _ROW_HEIGHT + 18,
            length=f"{LONGEST * figure.value / largest:.1f}%" if figure.value else "",
        )
        for number, (label, figure) in enumerate(figures)
    ]
