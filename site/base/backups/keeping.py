"""Which old backups stay: the newest of each of so many days, weeks and months."""

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from .failing import BackupFailed
from .place import NAME, backups_in


@dataclass(frozen=True)
class Rule:
    """How many days, weeks and months to look back; only those count of which there is a backup."""

    days: int = 7
    weeks: int = 5
    months: int = 12

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """`7,5,12` → Rule(7, 5, 12). Raises BackupFailed for anything else."""
        try:
            rule = cls(*(int(part) for part in text.split(",")))
        except (ValueError, TypeError) as error:
            raise BackupFailed(_("Write how many days, weeks and months to keep, such as 7,5,12.")) from error
        if min(rule.days, rule.weeks, rule.months) < 0:
            raise BackupFailed(_("Write how many days, weeks and months to keep, such as 7,5,12."))
        return rule

    def kept(self, moments: Sequence[dt.datetime]) -> set[dt.datetime]:
        """The moments whose backups stay. The newest always does."""
        newest_first = sorted(moments, reverse=True)
        return {
            *newest_first[:1],
            *_newest_of_each(newest_first, lambda at: at.date(), self.days),
            *_newest_of_each(newest_first, lambda at: at.isocalendar()[:2], self.weeks),
            *_newest_of_each(newest_first, lambda at: (at.year, at.month), self.months),
        }


def _newest_of_each(
    newest_first: Sequence[dt.datetime], period: Callable[[dt.datetime], Hashable], count: int
) -> list[dt.datetime]:
    found: dict[Hashable, dt.datetime] = {}
    for at in newest_first:
        found.setdefault(period(at), at)
    return list(found.values())[:count]


def beyond(folder: Path, rule: Rule) -> list[Path]:
    """The backups in `folder` that the rule does not keep. Other files are none of them."""
    made = {_moment(path): path for path in backups_in(folder)}
    kept = rule.kept(list(made))
    return [path for at, path in made.items() if at not in kept]


def made_before(folder: Path, moment: dt.datetime) -> list[Path]:
    """The backups in `folder` that are older than the aware `moment`."""
    local = timezone.make_naive(moment)
    return [path for path in backups_in(folder) if _moment(path) < local]


def clear_out(folder: Path, rule: Rule) -> list[Path]:
    """Delete the backups in `folder` that the rule does not keep. Returns them."""
    gone = beyond(folder, rule)
    for path in gone:
        path.unlink()
    return gone


def _moment(path: Path) -> dt.datetime:
    match = NAME.fullmatch(path.name)
    assert match, path  # noqa: S101 - backups_in gives no others
    return dt.datetime.strptime("".join(match.groups()), "%Y%m%d%H%M%S")  # noqa: DTZ007 - compared with its like only
