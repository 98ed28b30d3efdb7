"""From an employer's trouble to work that is counted, by hand and in Japanese: nothing is prepared behind the scenes."""

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Page

from base.japanese.dates import japanese_date
from base.vocabulary import PayKind, Strain, TravelMode, WorkForm, slot
from home.tests.browser.conftest import DESK, PHONE, Visitor, sign_in
from home.tests.browser.walking import Walk
from partners.models import NeedNews
from partners.models.needs import NeedState
from projects.models.openings import OpeningState
from volunteers.models import Match, Review
from volunteers.models.matches import MatchState
from volunteers.models.placements import Outcome, PlacementState

TROUBLE = "編み針に糸を巻く人がいなくて、朝の仕事がいつも遅れて始まります。"
TITLE = "編み針に糸を巻く朝"
CALL_NAME = "しまふくろうさん"
OWN_WORDS = "静かなところで、座って手を動かすのは好きです。"
MORNINGS = [slot(0, 0), slot(3, 0)]
THIRD, STRANGER = "相談員・見本", "しまふくろう"


def test_trouble_becomes_work_that_is_counted(visitor: Visitor) -> None:
    employer = Walk(visitor("employer", width=PHONE, signs_in=False))
    coordinator = Walk(visitor("coordinator", width=DESK))
    begun_before = _people_who_began(visitor("chief"))

    need = _employer_tells(employer)
    opening, public = _coordinator_carves(coordinator, need)
    _anybody_finds(Walk(visitor(width=PHONE, scripts=False)), public)
    person = _coordinator_registers(coordinator)
    match = _coordinator_proposes(coordinator, opening)
    _employer_reads(
        employer,
        need,
        NeedNews.Kind.PROPOSED,
        _("An outline without a name. More only when the person agrees."),
    )
    trial = timezone.localdate() + dt.timedelta(days=8)
    coordinator.take_step(
        "visit", kind=Match.VisitKind.TRIAL, on=_as_on_paper(trial), answer="ぜひ一度来てください。"
    )
    assert coordinator.misses(japanese_date(trial)) == []
    _employer_reads(employer, need, NeedNews.Kind.TRIAL, str(trial.day))
    placement = _they_agree(coordinator)
    _employer_reads(employer, need, NeedNews.Kind.AGREED)
    _work_goes_on_and_ends(coordinator)
    _employer_reads(employer, need, NeedNews.Kind.ENDED)

    _history_says_who_and_when(coordinator.page, [match, placement, person])
    assert _people_who_began(visitor("chief")) == begun_before + 1
    statistics = visitor(width=PHONE, scripts=False)
    assert statistics.goto("/results/").ok  # type: ignore[union-attr]
    assert statistics.locator("main table").count() > 0


def _employer_tells(employer: Walk) -> str:
    """The address of the need in the portal. First the trouble itself is forgotten."""
    employer.begin("/portal/")
    sign_in(employer.page, "employer")
    employer.follow("main a[href$='/portal/needs/new/']")
    employer.fill(
        people_needed="２", could_split="糸を巻く、針をそろえる", slots=MORNINGS, can_try_first="yes"
    )
    employer.follow("main form [type=submit]")

    assert (
        _("Tell us in a few words what the trouble is.")
        in employer.page.locator("#id_trouble_error").inner_text()
    )
    assert employer.page.locator("[name=people_needed]").input_value() == "２"
    assert employer.page.locator("[name=could_split]").input_value() == "糸を巻く、針をそろえる"
    assert employer.page.locator("[name=slots]:checked").count() == len(MORNINGS)

    employer.fill(trouble=TROUBLE, reach_me="０１５４－００－１２３４（夕方）")
    employer.follow("main form [type=submit]")
    assert employer.misses(_("Thank you, we have it")) == []
    employer.follow("main a[href^='/portal/needs/']")
    assert employer.misses(TROUBLE) == []
    return employer.page.url


def _coordinator_carves(coordinator: Walk, portal_need: str) -> tuple[str, str]:
    """(address of the opening at the desk, address of its public page): heard, carved in two, published."""
    number = portal_need.rstrip("/").rsplit("/", 1)[1]
    coordinator.begin("/admin/")
    coordinator.follow("#wagtail a[href='/admin/needs/']")
    coordinator.follow(f"main a[href='/admin/needs/{number}/']")
    assert coordinator.misses(NeedState.SUBMITTED.label, TROUBLE) == []
    coordinator.take_step("hear")
    coordinator.take_step("carve", heard_note="朝のはじめの一時間がいちばん足りない。座ってできる。")
    assert coordinator.misses(NeedState.CARVING.label) == []

    coordinator.follow(f"main a[href='/admin/needs/{number}/tasks/']")
    for row, (what, minutes) in enumerate([("編み針に糸を巻く", "４５"), ("針を太さでそろえる", "30")]):
        coordinator.fill(
            **{f"tasks-{row}-what": what, f"tasks-{row}-minutes": minutes, f"tasks-{row}-lift_kg": "2"}
        )
    coordinator.follow("main form [type=submit]")
    assert coordinator.page.locator("main [name=task]:checked").count() == 2
    coordinator.follow("main form[action$='/opening/'] [type=submit]")

    tasks = coordinator.page.locator("[name=tasks_text]").input_value()
    assert "編み針に糸を巻く" in tasks
    assert "針を太さでそろえる" in tasks
    assert coordinator.page.locator("[name=slots]:checked").count() == len(MORNINGS)
    coordinator.page.locator("main details").evaluate_all("all => all.forEach(part => { part.open = true; })")
    coordinator.fill(
        title=TITLE,
        hours_text="9:00〜10:30",
        hours_min="２",
        hours_max="4",
        sitting_possible="true",
        supporter_named="true",
        work_form=WorkForm.NON_EMPLOYMENT_TRAINING.value,
        pay_kind=PayKind.KOCHIN.value,
        pay_min="５００円",
        pay_max="500",
        pay_unit="day",
        papers_complete="true",
        places="１",
    )
    coordinator.follow("main form [type=submit]")
    assert coordinator.misses(OpeningState.DRAFT.label) == []
    opening = coordinator.page.url
    coordinator.take_step(
        "publish", summary="朝、座って糸を巻きます。ゆっくりで大丈夫です。", tags="手仕事、朝"
    )
    assert coordinator.misses(OpeningState.PUBLISHED.label) == []
    public = coordinator.page.locator("main a[href*='/openings/opening-']").get_attribute("href")
    return opening, str(public)


def _anybody_finds(anybody: Walk, public: str) -> None:
    """On a phone without scripts: narrowed down, found, read."""
    anybody.begin("/openings/")
    anybody.page.locator("details.filter > summary").click()
    anybody.fill(ok="sitting", day="0", part="0", form=WorkForm.NON_EMPLOYMENT_TRAINING.value)
    anybody.follow(".filter [type=submit]")
    while not anybody.page.get_by_role("link", name=TITLE).count():
        anybody.follow("a[rel=next]")
    anybody.press(anybody.page.get_by_role("link", name=TITLE))
    assert anybody.page.url.endswith(public) or public.endswith(anybody.page.url)
    told = "朝、座って糸を巻きます", "針を太さでそろえる", "9:00〜10:30", "500円", PayKind.KOCHIN.label
    assert anybody.misses(TITLE, *told) == []


def _coordinator_registers(coordinator: Walk) -> str:
    """The address of somebody new, after two clicks and one screen."""
    coordinator.begin("/admin/")
    coordinator.follow("a[href='/admin/people/new/']")
    coordinator.fill(
        call_name=CALL_NAME,
        own_words=OWN_WORDS,
        max_hours_now="４",
        lift_kg="5",
        slots=MORNINGS,
        noise_stress=Strain.VERY.value,
        travel_modes=[TravelMode.BUS_OR_TRAIN.value],
    )
    coordinator.follow("main form [type=submit]")
    assert coordinator.misses(CALL_NAME, OWN_WORDS) == []
    return coordinator.page.url


def _coordinator_proposes(coordinator: Walk, opening: str) -> str:
    """The address of the match, proposed to the employer after the person's words were noted."""
    coordinator.follow("main a[href$='/openings/']")
    page = coordinator.page
    for verdict in ("block", "for", "against", "unknown"):
        assert page.locator(f"main .desk-said .{verdict}").count() > 0
    card = page.locator(".desk-card", has=page.locator(f"a[href='{_path(opening)}']"))
    assert card.locator(".block").count() == 0
    assert card.locator(".for").count() > 0
    coordinator.press(card.locator("form [type=submit]"))
    assert coordinator.misses(MatchState.SUGGESTED.label) == []
    coordinator.take_step("talk", words="見に行くだけなら、行ってみたい。")
    assert coordinator.misses("見に行くだけなら、行ってみたい。") == []
    coordinator.take_step("propose")
    assert coordinator.misses(MatchState.PROPOSED.label) == []
    return page.url


def _employer_reads(employer: Walk, need: str, news: NeedNews.Kind, *words: str) -> None:
    """The news are in the portal, and nobody's name is."""
    employer.begin(need)
    assert employer.misses(news.label, *words) == []
    assert STRANGER not in employer.page.content()
    assert OWN_WORDS not in employer.page.content()


def _they_agree(coordinator: Walk) -> str:
    today = timezone.localdate()
    coordinator.take_step(
        "agree", starts_on=today.isoformat(), hours_per_week="４", workplace_supporter="みほん工房長"
    )
    assert coordinator.misses(PlacementState.AGREED.label, japanese_date(today)) == []
    return coordinator.page.url


def _work_goes_on_and_ends(coordinator: Walk) -> None:
    coordinator.take_step("begin")
    assert coordinator.misses(PlacementState.ACTIVE.label) == []
    coordinator.take_step(
        "review", decision=Review.Decision.CONTINUE, person_words="糸の色を選べるのがうれしい。"
    )
    assert coordinator.misses("糸の色を選べるのがうれしい。") == []
    coordinator.take_step("complete", outcome=Outcome.NEXT_TRAINING, note="朝の一時間がちょうどよかった。")
    assert coordinator.misses(PlacementState.COMPLETED.label, Outcome.NEXT_TRAINING.label) == []


def _history_says_who_and_when(page: Page, addresses: list[str]) -> None:
    today = timezone.localdate()
    for address in addresses:
        page.goto(address)
        lines = page.locator(".desk-history").last.locator("li").all_inner_texts()
        assert lines
        for line in lines:
            assert re.search(rf"{today.year}年{today.month}月{today.day}日.*\d\d:\d\d", line)
            assert THIRD in line
    page.goto(addresses[0])
    told = page.locator(".desk-history").inner_text()
    for state in (
        MatchState.SUGGESTED,
        MatchState.DISCUSSED,
        MatchState.PROPOSED,
        MatchState.TRIAL,
        MatchState.AGREED,
    ):
        assert str(state.label) in told


def _people_who_began(chief: Page) -> int:
    """This year's exact number, on the chief's first page."""
    chief.goto("/admin/")
    table = chief.locator("section[aria-labelledby=this-year] table")
    headers = table.locator("thead th").all_inner_texts()
    return int(table.locator("tbody td").nth(headers.index(_("People who began"))).inner_text())


def _as_on_paper(day: dt.date) -> str:
    """R8.12.1"""
    return f"R{day.year - 2018}.{day.month}.{day.day}"


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]
