"""How far the desk's commonest steps are from its first page, in clicks: never more than promised (anchors of the design)."""

import datetime as dt

import pytest
from django.utils import timezone

from home.tests.browser.conftest import Visitor
from home.tests.browser.walking import Walk
from volunteers.models import Match
from volunteers.models.matches import MatchState
from volunteers.models.placements import PlacementState
from volunteers.views.caseload import NEXT_STEP

HOME = "/admin/"


@pytest.fixture
def desk(visitor: Visitor) -> Walk:
    walk = Walk(visitor("coordinator"))
    walk.begin(HOME)
    return walk


def take_up(desk: Walk, state: MatchState) -> None:
    """Press the first match on the first page that waits in this state."""
    desk.press(desk.page.locator("main a").get_by_text(str(NEXT_STEP[state]), exact=True).first)


def test_person_is_registered_in_two_clicks_on_one_screen(desk: Walk) -> None:
    desk.follow("a[href='/admin/people/new/']")
    desk.fill(call_name="みずならさん", max_hours_now="6", lift_kg="１０")
    desk.follow("main form [type=submit]")
    assert desk.misses("みずならさん") == []
    assert desk.clicks <= 2


def test_openings_for_a_person_are_one_click_away(desk: Walk) -> None:
    desk.follow("main a[href^='/admin/people/'][href$='/openings/']")
    assert desk.page.locator(".desk-card .desk-said .for").count() > 0
    assert desk.clicks <= 1


def test_openings_are_one_click_from_the_person(desk: Walk) -> None:
    desk.follow("main a[href^='/admin/people/']:not([href$='/openings/'], [href$='/new/'])")
    desk.clicks = 0
    desk.follow("main a[href$='/openings/']")
    assert desk.page.locator(".desk-card .desk-said .for").count() > 0
    assert desk.clicks <= 1


def test_match_is_proposed_in_two_clicks(desk: Walk) -> None:
    take_up(desk, MatchState.DISCUSSED)
    desk.take_step("propose")
    assert desk.misses(MatchState.PROPOSED.label) == []
    assert desk.clicks <= 2


def test_trial_gets_its_date_in_two_clicks(desk: Walk) -> None:
    take_up(desk, MatchState.PROPOSED)
    day = timezone.localdate() + dt.timedelta(days=5)
    desk.take_step("visit", kind=Match.VisitKind.VISIT, on=f"{day.year}年{day.month}月{day.day}日")
    assert desk.misses(MatchState.TRIAL.label) == []
    assert desk.clicks <= 2


def test_work_is_agreed_in_two_clicks_and_a_confirmation(desk: Walk) -> None:
    take_up(desk, MatchState.TRIAL)
    day = timezone.localdate() + dt.timedelta(days=9)
    desk.take_step("agree", starts_on=f"{day:%Y-%m-%d}", workplace_supporter="みほん係長")
    assert desk.misses(PlacementState.AGREED.label) == []
    assert desk.clicks <= 3


def test_candidates_are_compared_in_two_clicks(desk: Walk) -> None:
    desk.page.goto("/admin/openings/?state=published")
    desk.follow("main tbody a[href^='/admin/openings/']")
    desk.follow("main a[href^='/admin/people/for-opening/']")
    assert desk.page.locator(".desk-card .desk-said .for").count() > 0
    assert desk.clicks <= 2
