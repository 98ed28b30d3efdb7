"""What is typed wrong, sent twice or overtaken by a colleague, through the browser."""

import re

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import Page

from home.tests.browser.conftest import PHONE, Visitor
from home.tests.browser.walking import Walk
from volunteers.models.matches import MatchState

SENT_TWICE = """form => Promise.all([1, 2].map(() => fetch(form.action, {
  method: "POST", body: new URLSearchParams(new FormData(form)) })))"""


def beside(page: Page, name: str) -> str:
    """The reason that stands beside a field of this name."""
    around = page.locator(f".field:has([name='{name}']), .desk-field:has([name='{name}'])").first
    return " ".join(around.locator(".error, .desk-error").all_inner_texts())


def links(page: Page, path: str) -> set[str]:
    """The records of a list, by their addresses."""
    pattern = re.compile(rf'href="({path}(?:\d+|\w{{4}}-\w{{4}})/)"')
    return set(pattern.findall(page.content()))


def test_hours_of_a_week_come_back_with_the_reason(visitor: Visitor) -> None:
    desk = Walk(visitor("coordinator"))
    desk.begin("/admin/people/new/")
    desk.fill(call_name="えぞりすさん", max_hours_now="１６９", own_words="朝が得意です。")
    desk.follow("main form [type=submit]")
    assert beside(desk.page, "max_hours_now") == _("A week has 168 hours.")
    assert desk.page.locator("[name=max_hours_now]").input_value() == "１６９"
    assert desk.page.locator("[name=own_words]").input_value() == "朝が得意です。"


def test_era_year_that_never_was_comes_back_with_the_right_one(visitor: Visitor) -> None:
    desk = Walk(visitor("coordinator"))
    desk.begin("/admin/people/new/")
    desk.fill(call_name="えぞりすさん", available_from="平成32年4月1日")
    desk.follow("main form [type=submit]")
    assert "令和2年" in beside(desk.page, "available_from")
    assert desk.page.locator("[name=available_from]").input_value() == "平成32年4月1日"


def test_end_before_the_beginning_comes_back_with_the_reason(visitor: Visitor) -> None:
    desk = Walk(visitor("coordinator"))
    desk.begin("/admin/matches/")
    desk.follow("[id='match-visit_or_trial'] a[href^='/admin/matches/']")
    desk.take_step(
        "agree", starts_on="R9.4.1", planned_end_on="2027年3月31日", workplace_supporter="みほん主任"
    )
    assert beside(desk.page, "planned_end_on") == _("The planned end comes before the beginning.")
    assert desk.page.locator("[name=starts_on]").input_value() == "R9.4.1"
    assert desk.page.locator("[name=workplace_supporter]").input_value() == "みほん主任"
    assert desk.misses(MatchState.TRIAL.label) == []


def test_need_sent_again_after_going_back_is_one_need(visitor: Visitor) -> None:
    employer = Walk(visitor("employer", width=PHONE))
    employer.begin("/portal/")
    before = links(employer.page, "/portal/needs/")
    employer.begin("/portal/needs/new/")
    employer.fill(trouble="網を洗う水場が足りなくて、夕方に列ができます。", people_needed="２")
    employer.follow("main form [type=submit]")
    employer.page.go_back()
    employer.page.locator("main form [type=submit]").click()
    employer.page.wait_for_load_state()
    employer.begin("/portal/")
    assert len(links(employer.page, "/portal/needs/") - before) == 1


@pytest.mark.parametrize(
    ("username", "form", "listed_at", "records", "typed"),
    [
        (
            "employer",
            "/portal/needs/new/",
            "/portal/",
            "/portal/needs/",
            {"trouble": "糸の箱を運ぶ人がいません。"},
        ),
        (
            "coordinator",
            "/admin/people/new/",
            "/admin/people/",
            "/admin/people/",
            {"call_name": "にしべつさん"},
        ),
    ],
    ids=["need", "person"],
)
def test_form_sent_twice_at_once_makes_one_record(
    visitor: Visitor, username: str, form: str, listed_at: str, records: str, typed: dict[str, str]
) -> None:
    walk = Walk(visitor(username))
    walk.begin(listed_at)
    before = links(walk.page, records)
    walk.begin(form)
    walk.fill(**typed)
    walk.page.locator("main form:not([role=search])").last.evaluate(SENT_TWICE)
    walk.begin(listed_at)
    assert len(links(walk.page, records) - before) == 1


def test_second_of_two_coordinators_reads_who_was_quicker_and_when(visitor: Visitor) -> None:
    first, second = Walk(visitor("coordinator")), Walk(visitor("coordinator2"))
    for walk in (first, second):
        walk.begin("/admin/matches/")
    shared = links(first.page, "/admin/matches/") & links(second.page, "/admin/matches/")
    waiting = [address for address in sorted(shared) if _is_suggested(first, address)]
    for walk in (first, second):
        walk.begin(waiting[0])

    first.take_step("talk", words="聞いてみたいそうです。")
    second.take_step("talk", words="電話では、来週がよいとのこと。")

    said = second.page.locator("[role=alert]").inner_text()
    assert str(MatchState.DISCUSSED.label) in said
    assert "相談員・見本" in said
    assert re.search(r"\d{1,2}:\d{2}", said)
    assert second.misses("電話では、来週がよいとのこと。") == []
    first.begin(waiting[0])
    assert first.misses("聞いてみたいそうです。", MatchState.DISCUSSED.label) == []
    assert first.misses("電話では、来週がよいとのこと。") == ["電話では、来週がよいとのこと。"]


def _is_suggested(walk: Walk, address: str) -> bool:
    walk.begin(address)
    return walk.page.locator("form[action$='/talk/']").count() > 0
