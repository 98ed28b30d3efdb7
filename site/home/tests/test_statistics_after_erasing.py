"""Forgetting somebody changes no public figure."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from base import clock
from home.statistics.counts import by_fiscal_year
from volunteers import actions
from volunteers.models.placements import EndReason
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db


def test_the_public_figures_are_the_same_before_and_after(settings: Any, tmp_path: Path) -> None:
    settings.DISPOSALS_KEPT = tmp_path / "disposals.jsonl"
    owner, chief, began = scene.coordinator(), scene.chief(), dt.date(2019, 3, 31)
    with clock.happened_at(dt.datetime(2019, 3, 31, 10, 0, tzinfo=dt.UTC)):
        who = scene.person(owner, "むかし")
        placement = scene.working(who, scene.opening(owner), owner, since=began)
        with reading_as(owner):
            actions.end_early(placement, actor=owner, on=began, end_reason=EndReason.TRAVEL)
    before = by_fiscal_year(clock.today())
    assert sum(year.people for year in before) == 1
    with reading_as(chief):
        actions.ask_erasure(who, actor=owner, ground="due")
        actions.approve_erasure(who, actor=chief)
    assert by_fiscal_year(clock.today()) == before
