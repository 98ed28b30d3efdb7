"""The page of a placement: begun, looked after, ended; and every date in its order."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scopes_disabled

from base import clock
from base.models import User
from base.models.moves import Move
from projects.actions import change_conditions
from projects.models import Opening
from volunteers import actions
from volunteers.models import Match, Placement, Review
from volunteers.scopes import reading_as

from . import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


@pytest.fixture
def working(owner: User) -> Placement:
    return scene.working(scene.person(owner), scene.opening(owner), owner)


def page_of(placement: Placement) -> str:
    return reverse("desk_placement", args=[placement.pk])


def now(placement: Placement) -> Placement:
    with scopes_disabled():
        return Placement.objects.select_related("match").get(pk=placement.pk)


def take(client: Client, placement: Placement, step: str, **typed: Any) -> Any:
    """Post a step with the state that the page would have carried, unless another is given."""
    address = reverse("desk_placement_step", args=[placement.pk, step])
    return client.post(address, {"seen": now(placement).state} | typed)


def offered(client: Client, placement: Placement) -> list[str]:
    return [item["step"].name for item in client.get(page_of(placement)).context["steps"]]


def tried(response: Any) -> Any:
    (form,) = [item["form"] for item in response.context["steps"] if item["was_tried"]]
    return form


def test_the_first_day_is_today_unless_another_is_typed(client: Client, owner: User) -> None:
    placement = scene.agreed(scene.person(owner), scene.opening(owner), owner)
    page = client.get(page_of(placement))
    assert [item["step"].name for item in page.context["steps"]] == ["begin", "call-off"]
    form = page.context["steps"][0]["form"]
    assert form["on"].value() in page.content.decode()
    take(client, placement, "begin", on=form["on"].value())
    assert (now(placement).state, now(placement).begun_on) == ("active", clock.today())


def test_work_that_did_not_begin_gives_the_place_back(client: Client, owner: User) -> None:
    placement = scene.agreed(scene.person(owner), scene.opening(owner), owner)
    take(client, placement, "call-off")
    assert now(placement).state == "called_off"
    assert Opening.objects.get().places_taken == 0


def test_a_rest_and_back(client: Client, working: Placement) -> None:
    assert offered(client, working) == ["review", "pause", "complete", "end-early"]
    take(client, working, "pause")
    assert offered(client, working) == ["resume", "complete", "end-early"]
    take(client, working, "resume")
    assert now(working).state == "active"


def test_looking_together_is_noted_and_the_next_date_set(client: Client, working: Placement) -> None:
    held = clock.today() - dt.timedelta(days=1)
    take(
        client,
        working,
        "review",
        held_on=str(held),
        decision="more_hours",
        hours_per_week="６",
        person_words="もう少しやれそう",
    )
    placement = now(working)
    assert (placement.state, placement.hours_per_week) == ("active", 6)
    assert placement.review_on == held + dt.timedelta(days=91)
    assert "もう少しやれそう" in client.get(page_of(working)).content.decode()


def test_a_look_that_is_due_can_be_noted(client: Client, working: Placement) -> None:
    actions.mark_reviews_due(clock.today() + dt.timedelta(days=200))
    assert now(working).state == "review_due"
    take(client, working, "review", held_on=str(clock.today()), decision="continue")
    assert now(working).state == "active"


def test_the_same_look_posted_twice_is_noted_once(client: Client, working: Placement) -> None:
    for _ in range(2):
        response = take(
            client, working, "review", seen="active", held_on=str(clock.today()), decision="continue"
        )
        assert response.status_code == 302
    with scopes_disabled():
        assert Review.objects.count() == 1


@pytest.mark.parametrize(("step", "to"), [("complete", "completed"), ("end-early", "ended_early")])
def test_the_end_is_noted_with_what_it_came_to(
    client: Client, working: Placement, step: str, to: str
) -> None:
    typed = {
        "on": str(clock.today()),
        "outcome": "half_half",
        "end_reason": "health",
        "note": "冬は休みながら",
    }
    take(client, working, step, **typed)
    placement = now(working)
    assert (placement.state, placement.ended_on) == (to, clock.today())
    page = client.get(page_of(working)).content.decode()
    assert "冬は休みながら" in page
    assert ("半福祉半就労で続ける" in page) == (step == "complete")
    assert reverse("desk_openings_for_person", args=[working.match.person.public_id]) in page
    with scopes_disabled():
        assert Match.objects.get().state == "concluded"


@pytest.mark.parametrize(
    ("step", "typed", "field", "reason"),
    [
        ("complete", {"on": "2020-01-01", "outcome": "open_here"}, "on", "より前になっています"),
        ("end-early", {"on": "2020-01-01", "end_reason": "health"}, "on", "より前になっています"),
        ("complete", {"on": "2199-01-01", "outcome": "open_here"}, "on", "まだ来ていない"),
        ("complete", {"on": "", "outcome": "open_here"}, "on", "終わった日を入れてください"),
        ("complete", {"outcome": ""}, "outcome", "どうなったかを選んでください"),
        ("end-early", {"end_reason": ""}, "end_reason", "終わった理由を選んでください"),
        ("end-early", {"end_reason": "laziness"}, "end_reason", ""),
        ("review", {"held_on": "2020-01-01", "decision": "continue"}, "held_on", "まだ始まっていません"),
        ("review", {"held_on": "平成32年", "decision": "continue"}, "held_on", "令和2年"),
        ("review", {"decision": "continue", "hours_per_week": "169"}, "hours_per_week", "168時間"),
        ("review", {"decision": "continue", "next_review_on": "2020-01-01"}, "next_review_on", "後の日"),
    ],
)
def test_what_was_typed_wrong_comes_back_with_the_reason_beside_it(
    client: Client, working: Placement, step: str, typed: dict[str, str], field: str, reason: str
) -> None:
    today = str(clock.today())
    filled = {"on": today, "held_on": today, "note": "消えない記録", "person_words": "消えない記録"} | typed
    response = take(client, working, step, **filled)
    form = tried(response)
    assert list(form.errors) == [field]
    assert reason in form.errors[field][0]
    page = response.content.decode()
    assert form.errors[field][0] in page
    assert "消えない記録" in page
    assert now(working).state == "active"


def test_work_does_not_begin_tomorrow(client: Client, owner: User) -> None:
    placement = scene.agreed(scene.person(owner), scene.opening(owner), owner)
    response = take(client, placement, "begin", on=str(clock.today() + dt.timedelta(days=1)))
    assert "まだ来ていない" in tried(response).errors["on"][0]
    assert now(placement).state == "agreed"


def test_the_second_of_two_coordinators_learns_who_was_quicker(
    client: Client, owner: User, working: Placement
) -> None:
    colleague = scene.chief("colleague")
    with reading_as(colleague):
        actions.end_early(working, actor=colleague, on=clock.today(), end_reason="family")
    response = take(
        client,
        working,
        "complete",
        seen="active",
        on=str(clock.today()),
        outcome="open_here",
        note="長い記録",
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert colleague.shown_name in page
    assert "早めに終了" in page
    assert "長い記録" in page
    assert now(working).end_reason == "family"


def test_the_same_step_posted_twice_is_one_move(client: Client, working: Placement) -> None:
    for _ in range(2):
        assert take(client, working, "pause", seen="active").status_code == 302
    assert Move.objects.of(working).filter(to_state="paused").count() == 1


def test_the_conditions_stay_as_they_were_shown(client: Client, owner: User, working: Placement) -> None:
    change_conditions(Opening.objects.get(), actor=owner, hours_max=40, tasks_text="ちがう仕事")
    page = client.get(page_of(working)).content.decode()
    assert "ほつれた網を直します。" in page
    assert "週8時間" in page
    assert "週40時間" not in page
    assert "ちがう仕事" not in page


def test_an_unknown_step_is_not_found(client: Client, working: Placement) -> None:
    assert take(client, working, "promote").status_code == 404


def test_queries_do_not_grow_with_the_looks(client: Client, owner: User, working: Placement) -> None:
    def look(days: int) -> None:
        with reading_as(owner):
            actions.review(
                now(working),
                actor=owner,
                held_on=clock.today() - dt.timedelta(days=days),
                decision="continue",
            )

    def queries() -> int:
        client.get(page_of(working))
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(working))
        return len(captured)

    look(9)
    one = queries()
    look(8)
    look(7)
    assert queries() == one
