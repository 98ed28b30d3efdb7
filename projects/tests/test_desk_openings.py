"""Openings at the coordinator's desk: carved, changed, published, ended."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail import hooks

from base import clock
from base.models import User
from partners.actions import add_task
from partners.models import Need, Partner, Workplace
from partners.models.needs import NeedState
from projects.actions import pause
from projects.models import Opening, OpeningPage
from projects.models.openings import OpeningState
from projects.tests import public
from projects.tests.desk import carved_need, coordinator, hidden, need_of, says, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sano() -> User:
    return coordinator("佐野")


@pytest.fixture
def desk(sano: User) -> Client:
    return signed_in(sano)


@pytest.fixture
def farm() -> Partner:
    return Partner.objects.create(legal_name="見本牧場", published_consent_on=dt.date(2026, 1, 5))


@pytest.fixture
def need(sano: User, farm: Partner) -> Need:
    return carved_need(farm, by=sano, people_needed=2, can_try_first="yes", slots=0b1001)


def filled(page: Any, **values: Any) -> dict[str, Any]:
    """What a browser sends back of an opening form, with these values typed over it."""
    form = page.context["form"]
    data: dict[str, Any] = {}
    for field in form.visible_fields():
        value = field.value()
        if value is None or value == []:
            continue
        typed = field.field.prepare_value(value)
        data[field.html_name] = (
            {True: "true", False: "false"}.get(typed, typed) if isinstance(typed, bool) else typed
        )
    for name in ("posted_token", "seen"):
        if name in form.fields:
            data[name] = hidden(page, name)
    return data | values


def carve_url(need: Need, *tasks: Any) -> str:
    query = "&".join(f"task={task.pk}" for task in tasks)
    return f"{reverse('desk_opening_from_need', args=[need.pk])}?{query}"


def step(opening: Opening, name: str) -> str:
    return reverse("desk_opening_step", args=[opening.pk, name])


def edit_url(opening: Opening) -> str:
    return reverse("desk_opening_edit", args=[opening.pk])


CHOSEN = {"title": "牛舎の掃除", "work_form": "1", "pay_kind": "3"}


def test_the_form_is_filled_with_the_heaviest_of_the_chosen_tasks(desk: Client, need: Need) -> None:
    light = add_task(need, what="掃く", minutes=30, lift_kg=2, noise=1)
    heavy = add_task(need, what="運ぶ", minutes=90, lift_kg=15)
    add_task(need, what="選ばない", lift_kg=80)

    form = desk.get(carve_url(need, light, heavy), follow=True).context["form"]

    assert {
        name: form[name].value() for name in ("title", "minutes_continuous", "lift_kg", "noise", "pace")
    } == {
        "title": "掃く、運ぶ",
        "minutes_continuous": "90",
        "lift_kg": "15",
        "noise": 1,
        "pace": None,
    }
    assert form["places"].value() == "2"
    assert form["trial_possible"].value() is True
    assert form["slots"].value() == [0b1, 0b1000]


def test_an_opening_is_made_from_the_tasks_and_the_need_moves_on(
    desk: Client, need: Need, sano: User
) -> None:
    task = add_task(need, what="掃く", lift_kg=2)
    address = carve_url(need, task)

    response = desk.post(
        address, filled(desk.get(address, follow=True), **CHOSEN, hours_min="４", hours_max="8")
    )

    opening = Opening.objects.get()
    assert response.url == reverse("desk_opening", args=[opening.pk])
    assert (opening.need, opening.partner, opening.owner) == (need, need.partner, sano)
    assert (opening.state, opening.lift_kg, opening.hours_min) == (OpeningState.DRAFT, 2, 4)
    assert (opening.trial_possible, opening.cold) == (True, None)
    assert list(opening.tasks.all()) == [task]
    need.refresh_from_db()
    assert need.state == NeedState.OPENINGS_MADE


def test_the_same_form_posted_twice_makes_one_opening(desk: Client, need: Need) -> None:
    address = carve_url(need)
    posted = filled(desk.get(address, follow=True), **CHOSEN)

    first, second = desk.post(address, posted), desk.post(address, posted)

    assert first.url == second.url
    assert Opening.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"hours_min": "169"}, {"hours_min"}),
        ({"hours_min": "200", "hours_max": "300"}, {"hours_min", "hours_max"}),
        ({"hours_min": "9", "hours_max": "8"}, {"hours_max"}),
        ({"work_form": "0"}, {"pay_kind"}),
        ({"work_form": "3"}, {"pay_kind"}),
        ({"pay_kind": "0", "pay_min": "５００"}, {"pay_min"}),
        ({"pay_min": "800", "pay_max": "700"}, {"pay_max"}),
        ({"valid_from": "R9.4.1", "valid_until": "R9.3.31"}, {"valid_until"}),
        ({"valid_until": "平成32年3月1日"}, {"valid_until"}),
        ({"stage_min": "5", "stage_max": "2"}, {"stage_max"}),
        ({"places": "0"}, {"places"}),
        ({"places": "99999999"}, {"places"}),
        ({"lift_kg": "重い"}, {"lift_kg"}),
        ({"title": ""}, {"title"}),
        ({"work_form": ""}, {"work_form"}),
        ({"workplace": "999"}, {"workplace"}),
        ({"noise": "7"}, {"noise"}),
    ],
)
def test_the_reason_stands_beside_the_field_and_the_form_comes_back_filled(
    desk: Client, need: Need, wrong: dict[str, str], fields: set[str]
) -> None:
    address = carve_url(need)
    posted = filled(desk.get(address, follow=True), **CHOSEN, tasks_text="ほうきで掃く") | wrong

    response = desk.post(address, posted)

    form = response.context["form"]
    assert set(form.errors) == fields
    assert "ほうきで掃く" in says(response)
    assert all(str(form[name].value() or "") == value for name, value in wrong.items())
    opened = {group["name"] for group in form.groups() if group["faulty"]}
    assert all(group["open"] for group in form.groups() if group["name"] in opened)
    assert not Opening.objects.exists()


def test_a_date_that_never_was_is_answered_with_the_one_that_was_meant(desk: Client, need: Need) -> None:
    address = carve_url(need)

    response = desk.post(
        address, filled(desk.get(address, follow=True), **CHOSEN, valid_until="平成32年3月1日")
    )

    assert "令和2年3月1日" in response.context["form"].errors["valid_until"][0]


def test_an_opening_is_not_made_of_a_need_that_nobody_heard(desk: Client, farm: Partner, sano: User) -> None:
    unheard = need_of(farm, by=sano)

    response = desk.post(carve_url(unheard), CHOSEN)

    assert response.url == reverse("desk_need", args=[unheard.pk])
    assert not Opening.objects.exists()


def test_an_opening_without_a_need_asks_for_its_partner(desk: Client, farm: Partner) -> None:
    elsewhere = Workplace.objects.create(
        partner=Partner.objects.create(legal_name="見本水産"), name="第一工場"
    )
    address = reverse("desk_opening_new")
    page = desk.get(address, follow=True)

    nobody = desk.post(address, filled(page, **CHOSEN))
    stranger = desk.post(address, filled(page, **CHOSEN, partner=farm.pk, workplace=elsewhere.pk))
    assert (list(nobody.context["form"].errors), list(stranger.context["form"].errors)) == (
        ["partner"],
        ["workplace"],
    )

    desk.post(address, filled(page, **CHOSEN, partner=farm.pk))
    assert Opening.objects.get().partner == farm


def test_a_project_can_have_an_opening_of_its_own(desk: Client, farm: Partner) -> None:
    public.public_site()
    fuki = public.project(title="ふき畑")
    address = f"{reverse('desk_opening_new')}?project={fuki.pk}"

    desk.post(address, filled(desk.get(address, follow=True), **CHOSEN, partner=farm.pk))

    assert Opening.objects.get().project == fuki


def test_what_is_missing_is_listed_and_the_words_are_kept(desk: Client) -> None:
    public.public_site()
    opening = public.opening(
        papers_complete=None, supporter_named=None, of=public.partner(shown=False, page=False)
    )

    response = desk.post(step(opening, "publish"), {"seen": "draft", "summary": "やさしい仕事です。"})

    assert len(response.context["missing"]) == 3
    assert "やさしい仕事です。" in says(response)
    opening.refresh_from_db()
    assert opening.state == OpeningState.DRAFT
    assert not OpeningPage.objects.exists()


def test_an_opening_is_published_with_its_words_and_tags(desk: Client) -> None:
    public.public_site()
    opening = public.opening()
    body = "一日目は見るだけ。\r\n<script>alert(1)</script>\r\n\r\n二日目から、いっしょに。"

    desk.post(
        step(opening, "publish"),
        {"seen": "draft", "summary": "ふたりでする掃除です。", "body": body, "tags": "ＰＣ、屋内, pc"},
    )

    opening.refresh_from_db()
    assert (opening.state, opening.accuracy_confirmed_on) == (OpeningState.PUBLISHED, clock.today())
    page = OpeningPage.objects.get(opening=opening)
    assert (page.live, page.summary) == (True, "ふたりでする掃除です。")
    assert {tag.name for tag in page.tags.all()} == {"pc", "屋内"}
    shown = says(Client().get(page.url))
    assert "二日目から、いっしょに。" in shown
    assert "<script>alert(1)" not in shown
    assert page.url in says(desk.get(reverse("desk_opening", args=[opening.pk])))


def test_publishing_needs_the_summary(desk: Client) -> None:
    public.public_site()
    opening = public.opening()

    response = desk.post(step(opening, "publish"), {"seen": "draft", "summary": " ", "body": "くわしい話"})

    entry = next(entry for entry in response.context["steps"] if entry["step"].name == "publish")
    assert entry["open"]
    assert list(entry["form"].errors) == ["summary"]
    assert "くわしい話" in says(response)
    opening.refresh_from_db()
    assert opening.state == OpeningState.DRAFT


def test_publishing_again_keeps_the_page_and_its_text(desk: Client) -> None:
    public.public_site()
    opening = public.opening()
    first = {"seen": "draft", "summary": "はじめの紹介。", "body": "本文はそのまま。"}
    desk.post(step(opening, "publish"), first)
    desk.post(edit_url(opening), filled(desk.get(edit_url(opening)), lift_kg="3"))

    page = desk.get(reverse("desk_opening", args=[opening.pk]))
    offer = next(entry for entry in page.context["steps"] if entry["step"].name == "publish")
    assert offer["form"]["summary"].value() == "はじめの紹介。"
    desk.post(step(opening, "publish"), {"seen": "in_review", "summary": "あたらしい紹介。"})

    shown = OpeningPage.objects.get()
    assert shown.summary == "あたらしい紹介。"
    assert "本文はそのまま。" in str(shown.body)


def test_a_changed_condition_sends_a_shown_opening_back_to_review(desk: Client) -> None:
    public.public_site()
    opening = public.published()
    page = desk.get(edit_url(opening))
    assert page.context["goes_back"]

    desk.post(edit_url(opening), filled(page, lift_kg="12"))

    opening.refresh_from_db()
    assert (opening.state, opening.lift_kg) == (OpeningState.IN_REVIEW, 12)


def test_dates_and_places_of_a_shown_opening_change_without_review(desk: Client) -> None:
    public.public_site()
    opening = public.published()

    desk.post(edit_url(opening), filled(desk.get(edit_url(opening)), places="3"))

    opening.refresh_from_db()
    assert (opening.state, opening.places) == (OpeningState.PUBLISHED, 3)


def test_saving_without_a_change_changes_nothing(desk: Client) -> None:
    public.public_site()
    opening = public.published(
        lift_kg=4, cold=True, night=False, slots=0b101, months=3, starts_on=clock.today()
    )
    before = Opening.objects.filter(pk=opening.pk).values().get()

    desk.post(edit_url(opening), filled(desk.get(edit_url(opening))))

    assert Opening.objects.filter(pk=opening.pk).values().get() == before


def test_places_are_not_fewer_than_those_already_taken(desk: Client) -> None:
    public.public_site()
    opening = public.published(places=3)
    Opening.objects.filter(pk=opening.pk).update(places_taken=2)

    response = desk.post(edit_url(opening), filled(desk.get(edit_url(opening)), places="1"))

    assert list(response.context["form"].errors) == ["places"]
    opening.refresh_from_db()
    assert (opening.places, opening.places_taken) == (3, 2)


def test_conditions_that_a_colleague_changed_are_not_overwritten(desk: Client, need: Need) -> None:
    public.public_site()
    opening = public.opening(lift_kg=1)
    posted = filled(desk.get(edit_url(opening)), pay_note="わたしの書きかけ")
    Opening.objects.filter(pk=opening.pk).update(lift_kg=9)

    response = desk.post(edit_url(opening), posted)

    assert response.status_code == 409
    assert "わたしの書きかけ" in says(response)
    opening.refresh_from_db()
    assert (opening.lift_kg, opening.pay_note) == (9, "")


def test_an_edit_posted_twice_is_simply_saved(desk: Client) -> None:
    public.public_site()
    opening = public.opening()
    posted = filled(desk.get(edit_url(opening)), lift_kg="7")

    desk.post(edit_url(opening), posted)
    again = desk.post(edit_url(opening), posted)

    assert again.url == reverse("desk_opening", args=[opening.pk])


def test_an_ended_opening_is_not_changed_any_more(desk: Client) -> None:
    public.public_site()
    opening = public.opening()
    posted = filled(desk.get(edit_url(opening)), title="書き換え")
    desk.post(step(opening, "close"), {"seen": "draft", "reason": "相手の都合"})

    desk.post(edit_url(opening), posted)

    opening.refresh_from_db()
    assert (opening.state, opening.title == "書き換え") == (OpeningState.CLOSED, False)
    assert opening.moves().last().reason == "相手の都合"


def test_review_return_pause_and_resume_leave_their_reasons(desk: Client) -> None:
    public.public_site()
    opening = public.opening()

    desk.post(step(opening, "review"), {"seen": "draft"})
    without = desk.post(step(opening, "return"), {"seen": "in_review", "reason": ""})
    assert without.status_code == 200
    desk.post(step(opening, "return"), {"seen": "in_review", "reason": "時間を書く"})
    desk.post(step(opening, "publish"), {"seen": "returned", "summary": "紹介です。"})
    desk.post(step(opening, "pause"), {"seen": "published", "reason": "一週間お休み"})
    desk.post(step(opening, "resume"), {"seen": "paused"})

    opening.refresh_from_db()
    assert opening.state == OpeningState.PUBLISHED
    reasons = [move.reason for move in opening.moves() if move.reason]
    assert reasons == ["時間を書く", "一週間お休み"]


def test_a_shown_opening_is_confirmed_to_be_right_with_one_click(desk: Client) -> None:
    public.public_site()
    opening = public.published()
    Opening.objects.filter(pk=opening.pk).update(accuracy_confirmed_on=dt.date(2026, 1, 5))

    desk.post(step(opening, "confirm"), {"seen": "published"})

    opening.refresh_from_db()
    assert (opening.accuracy_confirmed_on, opening.state) == (clock.today(), OpeningState.PUBLISHED)


@pytest.mark.parametrize(("seen", "now"), [("filled", "published"), ("x", "published"), ("closed", "closed")])
def test_what_is_not_as_it_was_seen_or_not_shown_is_not_confirmed(desk: Client, seen: str, now: str) -> None:
    public.public_site()
    opening = public.published()
    before = dt.date(2026, 1, 5)
    Opening.objects.filter(pk=opening.pk).update(accuracy_confirmed_on=before, state=now)

    desk.post(step(opening, "confirm"), {"seen": seen})

    opening.refresh_from_db()
    assert opening.accuracy_confirmed_on == before


def test_ending_needs_a_reason(desk: Client) -> None:
    public.public_site()
    opening = public.opening()

    desk.post(step(opening, "close"), {"seen": "draft", "reason": " "})

    opening.refresh_from_db()
    assert opening.state == OpeningState.DRAFT


def test_the_slower_of_two_coordinators_changes_nothing(desk: Client) -> None:
    public.public_site()
    opening = public.published()
    pause(opening, actor=coordinator("三浦"))

    response = desk.post(step(opening, "pause"), {"seen": "published", "reason": "わたしの理由"})

    assert response.status_code == 409
    assert "三浦" in response.context["said"][0]
    assert "わたしの理由" in says(response)
    assert "わたしの理由" not in [move.reason for move in opening.moves()]


def test_apps_above_hang_their_links_on_an_opening(desk: Client) -> None:
    public.public_site()
    opening = public.opening()

    def link(request: HttpRequest, record: Opening) -> list[tuple[str, str]]:
        return [("この募集に合う人", f"/admin/somewhere/{record.pk}/")]

    with hooks.register_temporarily("opening_desk_actions", link):
        shown = says(desk.get(reverse("desk_opening", args=[opening.pk])))

    assert f'href="/admin/somewhere/{opening.pk}/"' in shown


def test_conditions_are_told_in_words_and_the_unknown_is_named(desk: Client) -> None:
    public.public_site()
    opening = public.opening(lift_kg=5, cold=False, hours_min=4, hours_max=8, noise=None)

    groups = desk.get(reverse("desk_opening", args=[opening.pk])).context["conditions"]

    known = {row["label"]: row["words"] for group in groups for row in group["rows"]}
    unknown = [label for group in groups for label in group["unknown"]]
    assert "5kg" in known.values()
    assert "いいえ" in known.values()
    assert any("4" in words and "8" in words for words in known.values())
    assert str(Opening._meta.get_field("noise").verbose_name) in unknown


def shown(desk: Client, **filters: Any) -> list[Opening]:
    return list(desk.get(reverse("desk_openings"), filters).context["rows"])


def test_the_list_begins_with_what_waits_for_the_desk_and_is_filtered(desk: Client) -> None:
    public.public_site()
    running, draft, waiting = (
        public.published(work_form=0, pay_kind=0, pay_min=None),
        public.opening(),
        public.opening(),
    )
    desk.post(step(waiting, "review"), {"seen": "draft"})

    assert shown(desk) == [waiting, draft, running]
    assert shown(desk, state="draft") == [draft]
    assert shown(desk, partner=running.partner_id) == [running]
    assert shown(desk, work_form="0") == [running]
    assert len(shown(desk, work_form="x", state="y")) == 3


def test_queries_of_the_list_do_not_grow_with_the_openings(desk: Client) -> None:
    public.public_site()

    def queries() -> int:
        desk.get(reverse("desk_openings"))
        with CaptureQueriesContext(connection) as made:
            desk.get(reverse("desk_openings"))
        return len(made)

    public.published()
    one = queries()
    public.published()
    public.opening()

    assert queries() == one
