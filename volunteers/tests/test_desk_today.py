"""What waits today, what is under way, and nobody forgotten."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from base import clock
from base.models import User
from volunteers import actions
from volunteers.scopes import reading_as

from . import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


def home(client: Client) -> str:
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    return page.split("today-at-the-desk")[-1] if "today-at-the-desk" in page else ""


def test_the_panel_says_who_waits_for_which_step(client: Client, owner: User) -> None:
    opening = scene.opening(owner)
    scene.suggested(scene.person(owner, "はじめの人"), opening, owner)
    scene.proposed(scene.person(owner, "返事待ちの人"), opening, owner)
    page = home(client)
    assert "はじめの人" in page
    assert "本人と話す" in page
    assert "返事待ちの人" in page
    assert "事業所の返事を聞く" in page


def test_the_panel_shows_work_to_look_at_within_a_fortnight(client: Client, owner: User) -> None:
    opening = scene.opening(owner, places=3)
    today = clock.today()
    soon = scene.working(
        scene.person(owner, "もうすぐの人"), opening, owner, since=today - dt.timedelta(days=80)
    )
    scene.working(scene.person(owner, "まだ先の人"), opening, owner, since=today)
    scene.agreed(scene.person(owner, "始まる人"), opening, owner)
    page = home(client)
    assert "もうすぐの人" in page
    assert reverse("desk_placement", args=[soon.pk]) in page
    assert "始まる人" in page
    assert "まだ先の人" not in page


def test_the_five_who_wait_longest_are_named(client: Client, owner: User) -> None:
    for days in range(7):
        with clock.happened_at(timezone.now() - dt.timedelta(days=days)):
            scene.person(owner, f"待つ人{days}")
    busy = scene.person(owner, "動いている人")
    scene.working(busy, scene.opening(owner), owner, since=clock.today())
    page = home(client)
    assert [name for name in range(7) if f"待つ人{name}" in page] == [2, 3, 4, 5, 6]
    assert page.index("待つ人6") < page.index("待つ人2")
    assert "動いている人" not in page


def test_somebody_whose_work_ended_is_waiting_again(client: Client, owner: User) -> None:
    placement = scene.working(scene.person(owner, "終わった人"), scene.opening(owner), owner)
    with reading_as(owner):
        actions.end_early(placement, actor=owner, on=clock.today(), end_reason="health")
    assert "終わった人" in home(client)


def test_the_panel_names_nobody_of_others(client: Client, owner: User) -> None:
    colleague = scene.coordinator("colleague")
    scene.suggested(scene.person(colleague, "よその人"), scene.opening(colleague), colleague)
    scene.person(colleague, "よそで待つ人")
    page = home(client)
    assert page
    assert "よそ" not in page


def test_a_site_editor_has_no_panel_and_no_menu(client: Client, owner: User) -> None:
    scene.person(owner, "ないしょの人")
    client.force_login(scene.editor())
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "today-at-the-desk" not in page
    assert "ないしょの人" not in page
    assert reverse("desk_people") not in page
    assert reverse("desk_progress") not in page


def test_coordinators_find_both_in_the_menu(client: Client, owner: User) -> None:
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("desk_people", "desk_person_new", "desk_progress"):
        assert f'"{reverse(name)}"' in page, name


def test_everything_under_way_stands_at_its_step(client: Client, owner: User) -> None:
    opening = scene.opening(owner, places=3)
    scene.suggested(scene.person(owner, "考え中の人"), opening, owner)
    scene.proposed(scene.person(owner, "提案中の人"), opening, owner)
    resting = scene.working(scene.person(owner, "休んでいる人"), opening, owner)
    with reading_as(owner):
        actions.pause(resting, actor=owner)
    steps = client.get(reverse("desk_progress")).context["steps"]
    found = {
        step["key"]: [line.person.call_name for line in step["lines"]] for step in steps if step["lines"]
    }
    assert found == {
        "match-suggested": ["考え中の人"],
        "match-proposed_to_employer": ["提案中の人"],
        "placement-paused": ["休んでいる人"],
    }


def test_only_mine_can_be_shown(client: Client, owner: User) -> None:
    colleague = scene.coordinator("colleague")
    theirs = scene.person(colleague, "同僚の人")
    with reading_as(colleague):
        actions.change_team(theirs, add=[owner])
    opening = scene.opening(owner)
    scene.suggested(theirs, opening, colleague)
    scene.suggested(scene.person(owner, "わたしの人"), opening, owner)
    everything = client.get(reverse("desk_progress")).content.decode()
    mine = client.get(reverse("desk_progress"), {"mine": "1"}).content.decode()
    assert "同僚の人" in everything
    assert "同僚の人" not in mine
    assert "わたしの人" in mine


@pytest.mark.parametrize("name", ["desk_people", "desk_progress", "wagtailadmin_home", "desk_person"])
def test_queries_do_not_grow_with_the_rows(client: Client, owner: User, name: str) -> None:
    opening = scene.opening(owner, places=30)
    person = scene.person(owner, "はじめ")
    address = reverse(name, args=[person.public_id] if name == "desk_person" else [])

    def one_more_of_each() -> None:
        scene.person(owner, "待つ人")
        scene.suggested(scene.person(owner, "考える人"), opening, owner)
        scene.working(
            scene.person(owner, "働く人"), opening, owner, since=clock.today() - dt.timedelta(days=85)
        )
        scene.proposed(person, scene.opening(owner), owner)

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    one_more_of_each()
    one = queries()
    one_more_of_each()
    one_more_of_each()
    assert queries() == one


def test_consents_that_end_within_thirty_days_are_named(client: Client, owner: User) -> None:
    today = clock.today()
    for name, days in (("もうすぐの方", 30), ("今日までの方", 0), ("まだ先の方", 31)):
        scene.consent(scene.person(owner, name), owner, ends_on=today + dt.timedelta(days=days))
    stopped = scene.consent(scene.person(owner, "やめた方"), owner, ends_on=today)
    with reading_as(owner):
        actions.withdraw_consent(stopped, actor=owner)
    stranger = scene.coordinator("stranger")
    scene.consent(scene.person(stranger, "よその方"), stranger, ends_on=today)
    said = home(client).partition("もうすぐ終わる同意")[2].partition("<h3>")[0]
    found = [
        name
        for name in ("今日までの方", "もうすぐの方", "まだ先の方", "やめた方", "よその方")
        if name in said
    ]
    assert found == ["今日までの方", "もうすぐの方"]
    assert said.index("今日までの方") < said.index("もうすぐの方")
