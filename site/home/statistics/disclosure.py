"""Which of the counts may be public: no number under five, and none that can be worked out (domain.md section 6).

Needs, openings and people of a year stand alone: each is hidden when it is small. Kinds of pay hang together
with the people of their year, so hiding the small ones is not enough: 12 people, of whom 9 and an unknown
number, is 3 or more. What is guaranteed, also against somebody who knows these rules and every other number:

* a hidden small number may still be any of 0 to 4;
* if the reader takes it that nobody began in two kinds of pay, at least two values remain.

`home/tests/test_statistics_disclosure.py` tries every possible year up to a size. Not guarded against: reading
the page before and after a known person began.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from base.japanese.dates import fiscal_year, fiscal_year_label

from .counts import YearCounts

PUBLIC_MINIMUM = 5
"""The smallest number that the public is shown (domain.md section 6 proposes five)."""

_LARGEST_SMALL = PUBLIC_MINIMUM - 1


@dataclass(frozen=True)
class Figure:
    """A number that may be shown, or why it may not: it is small, or it would give away a small one."""

    value: int | None
    is_small: bool = False

    @property
    def label(self) -> str:
        if self.value is not None:
            return str(self.value)
        return _("under %(minimum)s") % {"minimum": PUBLIC_MINIMUM} if self.is_small else _("not shown")


SMALL = Figure(None, is_small=True)
WITHHELD = Figure(None)


@dataclass(frozen=True)
class PublicYear:
    """What everyone may know of a fiscal year. `until` is the last day counted, None once the year is over."""

    year: int
    until: dt.date | None
    needs: Figure
    openings: Figure
    people: Figure
    pay_kinds: Mapping[Any, Figure]

    @property
    def label(self) -> str:
        """令和8年度（2026年度）."""
        return fiscal_year_label(self.year)

    @property
    def so_far(self) -> str:
        """11月22日まで for a year that is not over yet, otherwise nothing."""
        if not self.until:
            return ""
        return _("until %(month)s/%(day)s") % {"month": self.until.month, "day": self.until.day}

    @property
    def says_something(self) -> bool:
        """Whether any step from need to work may be shown."""
        return any(figure.value is not None for figure in (self.needs, self.openings, self.people))


def publish(counts: YearCounts, *, today: dt.date) -> PublicYear:
    """The year without its small numbers, as seen on the day `today`."""
    return PublicYear(
        year=counts.year,
        until=today if fiscal_year(today) == counts.year else None,
        needs=_figure(counts.needs),
        openings=_figure(counts.openings),
        people=_figure(counts.people),
        pay_kinds=publish_parts(counts.people, counts.pay_kinds),
    )


def publish_parts(total: int, parts: Mapping[Any, int]) -> dict[Any, Figure]:
    """The parts of `total`, any of which may overlap, as far as they may be shown beside it.

    If the small ones could be narrowed down, the first of the others is withheld too: the first in the order
    of `parts` and not the smallest, because choosing by size would tell its size. If that does not do, all are;
    and so are parts that are all small, lest "all withheld" should mean that one of them holds everybody.
    """
    shown = {key: _figure(number) for key, number in parts.items()}
    small = [key for key in parts if shown[key].is_small]
    large = [key for key in parts if not shown[key].is_small]
    if not small or total < PUBLIC_MINIMUM:
        return shown
    if large and _small_stay_open(total - sum(parts[key] for key in large), small=len(small)):
        return shown
    spare, *others = large or [None]
    if others and _spare_hides_them(total - sum(parts[key] for key in others), small=len(small)):
        return shown | {spare: WITHHELD}
    return dict.fromkeys(parts, WITHHELD)


def _figure(number: int) -> Figure:
    return Figure(number) if number >= PUBLIC_MINIMUM else SMALL


def _small_stay_open(rest: int, *, small: int) -> bool:
    """Whether each of the `small` hidden parts may be 0 to 4, given that `rest` people are in none of the others.

    Together they hold at least `rest`. One can be 0 if the others can hold it. Under 0, people overlap, and
    nothing is known of the hidden ones; at exactly 0 they are all empty unless people overlap.
    """
    return rest < 0 or 1 <= rest <= _LARGEST_SMALL * (small - 1)


def _spare_hides_them(rest: int, *, small: int) -> bool:
    """The same with one large part hidden beside them, which may be anything from five up.

    Who sees it withheld knows that `_small_stay_open` said no: the small ones hold 0, or more than they can
    without one of them. Both must be possible.
    """
    return rest > _LARGEST_SMALL * (small - 1) + PUBLIC_MINIMUM
