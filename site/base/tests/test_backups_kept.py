"""Which backups stay."""

import datetime as dt
from pathlib import Path

import pytest

from base.backups import keeping
from base.backups.failing import BackupFailed
from base.backups.keeping import Rule

# --- which stay -----------------------------------------------------------------------------------------------------


def night(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 3, 0, tzinfo=dt.UTC)


def test_the_rule_keeps_days_weeks_and_months() -> None:
    nightly = [night(2026, 11, 22) - dt.timedelta(days=number) for number in range(500)]
    kept = sorted(Rule(7, 5, 12).kept(nightly), reverse=True)
    assert kept[:7] == nightly[:7]
    assert kept[7:11] == [night(2026, 11, day) for day in (15, 8, 1)] + [night(2026, 10, 31)]
    assert len(kept) == 7 + 4 + 11  # the first week is among the days, and the first month as well
    assert kept[-1] == night(2025, 12, 31)


@pytest.mark.parametrize("rule", [Rule(0, 0, 0), Rule(1, 0, 0)])
def test_the_newest_always_stays(rule: Rule) -> None:
    moments = [night(2026, 1, day) for day in (1, 2, 3)]
    assert rule.kept(moments) == {moments[-1]}
    assert rule.kept([]) == set()


@pytest.mark.parametrize("text", ["", "7", "7,5,12,1", "a,b,c", "-1,5,12"])
def test_a_rule_that_is_none_is_refused(text: str) -> None:
    if text == "7":
        assert Rule.parse(text) == Rule(7)
        return
    with pytest.raises(BackupFailed):
        Rule.parse(text)


def test_only_backups_are_cleared_out(tmp_path: Path) -> None:
    for name in ("kurashigoto-20250101-030000.backup", "kurashigoto-20261122-030000.backup", "photos.backup"):
        (tmp_path / name).touch()
    gone = keeping.clear_out(tmp_path, Rule(1, 1, 1))
    assert [path.name for path in gone] == ["kurashigoto-20250101-030000.backup"]
    assert len(list(tmp_path.iterdir())) == 2
