"""The page of a match: every step, every refusal, and nothing that was typed is lost."""

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
from partners.models import NeedNews
from partners.wording import sketch_in_words
from projects.models import Opening
from volunteers import actions
from volunteers.models import BlockClearance, Match, Placement
from volunteers.scopes import reading_as

from . import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


@pytest.fixture
def match(owner: User) -> Match:
    return scene.suggested(scene.person(owner), scene.opening(owner), owner)


def page_of(match: Match) -> str:
    return reverse("desk_match", args=[match.pk])


def take(client: Client, match: Match, step: str, **typed: Any) -> Any:
    """Post a step with the state that the page would have carried, unless another is given."""
    return client.post(reverse("desk_match_step", args=[match.pk, step]), {"seen": state_of(match)} | typed)


def state_of(match: Match) -> str:
    with scopes_disabled():
        return Match.objects.get(pk=match.pk).state


def offered(client: Client, match: Match) -> list[str]:
    return [item["step"].name for item in client.get(page_of(match)).context["steps"]]


def test_from_a_thought_to_an_agreement(client: Client, match: Match) -> None:
    assert offered(client, match) == ["talk", "person-declines", "withdraw"]
    take(client, match, "talk", words="やってみたい")
    assert "やってみたい" in client.get(page_of(match)).content.decode()
    take(client, match, "propose")
    take(
        client,
        match,
        "visit",
        kind="trial",
        on="R8.12.1",
        accompanied_by="佐藤",
        answer="お待ちしています",
    )
    page = client.get(page_of(match)).content.decode()
    assert "2026年12月1日（令和8年12月1日・火）" in page
    assert "お待ちしています" in page
    assert "佐藤" in page
    response = take(
        client,
        match,
        "agree",
        starts_on="2026年12月7日",
        hours_per_week="４",
        workplace_supporter="作業場の浜さん",
        accommodations="静かな席",
    )
    with scopes_disabled():
        placement = Placement.objects.get()
    assert response["Location"] == reverse("desk_placement", args=[placement.pk])
    assert placement.starts_on == dt.date(2026, 12, 7)
    assert placement.planned_end_on == dt.date(2026, 12, 7) + dt.timedelta(days=182)
    assert (placement.hours_per_week, placement.accommodations) == (4, "静かな席")
    assert Opening.objects.get().places_taken == 1
    assert "静かな席" in client.get(response["Location"]).content.decode()


def test_every_step_is_in_the_history_with_who_and_when(client: Client, owner: User, match: Match) -> None:
    take(client, match, "talk")
    page = client.get(page_of(match))
    assert [event.what for event in page.context["events"]] == ["本人と話した", "ためしに考え中"]
    assert all(event.who == owner.shown_name and event.at for event in page.context["events"])


def test_the_page_shows_exactly_what_the_employer_will_read(client: Client, owner: User) -> None:
    person = scene.person(
        owner, "ないしょ", own_words="ひみつ", conditions={"needs_accompaniment": 1, "lift_kg": 5}
    )
    match = scene.suggested(person, scene.opening(owner), owner)
    take(client, match, "talk", words="ひみつのことば")
    rows = client.get(page_of(match)).context["sketch"]
    take(client, match, "propose")
    news = NeedNews.objects.get(kind=NeedNews.Kind.PROPOSED)
    assert rows
    assert rows == sketch_in_words(news.sketch)
    assert "ひみつ" not in str(news.sketch)
    assert "ないしょ" not in str(news.sketch)


def test_the_person_may_say_no_without_a_reason(client: Client, match: Match) -> None:
    assert take(client, match, "person-declines").status_code == 302
    assert state_of(match) == "declined_by_person"
    page = client.get(page_of(match)).content.decode()
    assert reverse("desk_openings_for_person", args=[match.person.public_id]) in page


def test_the_employers_no_is_noted(client: Client, owner: User) -> None:
    match = scene.proposed(scene.person(owner), scene.opening(owner), owner)
    take(client, match, "employer-declines", answer="いまは手いっぱいです")
    assert state_of(match) == "declined_by_employer"
    assert "いまは手いっぱいです" in client.get(page_of(match)).content.decode()


def test_a_match_is_taken_back(client: Client, match: Match) -> None:
    take(client, match, "withdraw")
    assert state_of(match) == "withdrawn"
    assert offered(client, match) == []


def test_a_step_that_is_not_on_the_map_is_refused_in_words(client: Client, match: Match) -> None:
    response = take(client, match, "propose")
    assert response.status_code == 200
    assert response.context["refused"]
    assert state_of(match) == "suggested"


def test_a_step_that_does_not_exist_is_not_found(client: Client, match: Match) -> None:
    assert take(client, match, "explode").status_code == 404


def test_reloading_the_address_of_a_step_leads_back(client: Client, match: Match) -> None:
    response = client.get(reverse("desk_match_step", args=[match.pk, "talk"]))
    assert response["Location"] == page_of(match)


def test_the_second_of_two_coordinators_learns_who_was_quicker(
    client: Client, owner: User, match: Match
) -> None:
    colleague = scene.chief("colleague")
    with reading_as(colleague):
        actions.decline_for_person(match, actor=colleague)
    response = take(client, match, "talk", seen="suggested", words="長く書いたことば")
    page = response.content.decode()
    assert response.status_code == 409
    assert "本人が見送り" in page
    assert colleague.shown_name in page
    assert "長く書いたことば" in page
    assert state_of(match) == "declined_by_person"


def test_typed_text_stays_in_the_form_that_is_still_open(client: Client, owner: User, match: Match) -> None:
    colleague = scene.chief("colleague")
    with reading_as(colleague):
        actions.talk_over(match, actor=colleague)
    response = take(client, match, "person-declines", seen="suggested", words="今回は見送りたい")
    assert response.status_code == 409
    (form,) = [item["form"] for item in response.context["steps"] if item["was_tried"]]
    assert form["words"].value() == "今回は見送りたい"
    assert form["seen"].value() == "discussed_with_person"
    again = take(client, match, "person-declines", seen=form["seen"].value(), words=form["words"].value())
    assert again.status_code == 302
    assert state_of(match) == "declined_by_person"


def test_a_post_that_carries_no_state_moves_nothing(client: Client, match: Match) -> None:
    response = client.post(reverse("desk_match_step", args=[match.pk, "talk"]), {"words": "x"})
    assert response.status_code == 409
    assert state_of(match) == "suggested"


def test_the_same_step_posted_twice_is_one_move(client: Client, match: Match) -> None:
    for _ in range(2):
        assert take(client, match, "talk", seen="suggested", words="はい").status_code == 302
    assert Move.objects.of(match).filter(to_state="discussed_with_person").count() == 1


def test_the_same_agreement_posted_twice_takes_one_place(client: Client, owner: User) -> None:
    match = scene.proposed(scene.person(owner), scene.opening(owner), owner)
    typed = {"seen": "proposed_to_employer", "starts_on": "2026-12-07", "workplace_supporter": "浜さん"}
    first, second = (take(client, match, "agree", **typed) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Opening.objects.get().places_taken == 1


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"starts_on": ""}, "starts_on", "日付を入れてください"),
        ({"starts_on": "平成32年1月1日"}, "starts_on", "令和2年"),
        ({"planned_end_on": "2026-12-01"}, "planned_end_on", "始まりより前"),
        ({"hours_per_week": "１６９"}, "hours_per_week", "168時間"),
        ({"workplace_supporter": " "}, "workplace_supporter", ""),
    ],
)
def test_an_agreement_typed_wrong_comes_back_filled(
    client: Client, owner: User, typed: dict[str, str], field: str, reason: str
) -> None:
    match = scene.proposed(scene.person(owner), scene.opening(owner), owner)
    good = {"starts_on": "2026-12-07", "workplace_supporter": "浜さん", "accommodations": "消えない配慮"}
    response = take(client, match, "agree", **(good | typed))
    (form,) = [item["form"] for item in response.context["steps"] if item["was_tried"]]
    assert list(form.errors) == [field]
    assert reason in form.errors[field][0]
    page = response.content.decode()
    assert form.errors[field][0] in page
    assert "消えない配慮" in page
    assert state_of(match) == "proposed_to_employer"
    assert Opening.objects.get().places_taken == 0


def test_a_visit_without_a_date_comes_back_filled(client: Client, owner: User) -> None:
    match = scene.proposed(scene.person(owner), scene.opening(owner), owner)
    response = take(client, match, "visit", kind="visit", on="", accompanied_by="佐藤さんが行く")
    page = response.content.decode()
    assert "見学・体験の日を入れてください" in page
    assert "佐藤さんが行く" in page
    assert state_of(match) == "proposed_to_employer"


@pytest.fixture
def blocked(owner: User) -> Match:
    heavy = scene.opening(owner, lift_kg=20)
    return scene.proposed(scene.person(owner, conditions={"lift_kg": 5}), heavy, owner)


def test_a_block_stops_the_agreement_and_loses_nothing(client: Client, blocked: Match) -> None:
    response = take(client, blocked, "agree", starts_on="2026-12-07", workplace_supporter="消えない浜さん")
    page = response.content.decode()
    assert "20kg" in response.context["refused"][0]
    assert "消えない浜さん" in page
    assert state_of(blocked) == "proposed_to_employer"
    assert Opening.objects.get().places_taken == 0


def test_a_coordinator_cannot_clear_a_block(client: Client, blocked: Match) -> None:
    page = client.get(page_of(blocked)).content.decode()
    clear = reverse("desk_match_clear", args=[blocked.pk])
    assert clear not in page
    data = {"seen": state_of(blocked), "code": "lift", "reason": "だいじょうぶ"}
    assert client.post(clear, data)["Location"] == reverse("wagtailadmin_home")
    with scopes_disabled():
        assert BlockClearance.objects.count() == 0


def test_a_chief_clears_a_block_with_a_reason_and_the_work_is_agreed(client: Client, blocked: Match) -> None:
    client.force_login(scene.chief())
    clear = reverse("desk_match_clear", args=[blocked.pk])
    assert clear in client.get(page_of(blocked)).content.decode()
    client.post(clear, {"seen": state_of(blocked), "code": "lift", "reason": "台車を使う"})
    page = client.get(page_of(blocked))
    assert page.context["blocks"] == []
    assert "台車を使う" in page.content.decode()
    assert "解消" in page.content.decode()
    response = take(client, blocked, "agree", starts_on="2026-12-07", workplace_supporter="浜さん")
    assert response.status_code == 302
    assert state_of(blocked) == "agreed"


def test_a_block_is_not_cleared_without_a_reason(client: Client, blocked: Match) -> None:
    client.force_login(scene.chief())
    clear = reverse("desk_match_clear", args=[blocked.pk])
    response = client.post(clear, {"seen": state_of(blocked), "code": "lift", "reason": " "})
    (block,) = response.context["blocks"]
    assert block["form"].errors["reason"]
    assert block["form"].errors["reason"][0] in response.content.decode()
    with scopes_disabled():
        assert BlockClearance.objects.count() == 0


def test_a_block_of_a_match_that_moved_on_is_not_cleared(client: Client, owner: User, blocked: Match) -> None:
    seen = state_of(blocked)
    with reading_as(owner):
        actions.withdraw(blocked, actor=owner)
    client.force_login(scene.chief())
    clear = reverse("desk_match_clear", args=[blocked.pk])
    response = client.post(clear, {"seen": seen, "code": "lift", "reason": "台車"})
    assert response.status_code == 409
    assert owner.shown_name in response.context["refused"][0]
    with scopes_disabled():
        assert BlockClearance.objects.count() == 0


def test_the_last_place_is_given_once(client: Client, owner: User) -> None:
    opening = scene.opening(owner, places=1)
    first, second = (scene.proposed(scene.person(owner, name), opening, owner) for name in "あい")
    typed = {"starts_on": "2026-12-07", "workplace_supporter": "浜さん"}
    assert take(client, first, "agree", **typed).status_code == 302
    response = take(client, second, "agree", **typed)
    assert response.context["refused"]
    assert state_of(second) == "proposed_to_employer"
    with scopes_disabled():
        assert Placement.objects.count() == 1


def test_a_match_that_is_over_shows_the_reasons_of_its_day(client: Client, match: Match) -> None:
    take(client, match, "withdraw")
    page = client.get(page_of(match))
    assert page.context["pair"] is None
    assert match.reasons[0]["text"] in page.content.decode()


def test_the_report_of_income_is_brought_to_mind_and_no_amount_is_said(client: Client, owner: User) -> None:
    person = scene.person(owner, benefit_status="receiving")
    match = scene.suggested(person, scene.opening(owner), owner)
    assert "収入申告" in client.get(page_of(match)).content.decode()
    other = scene.suggested(scene.person(owner), Opening.objects.get(), owner)
    assert "収入申告" not in client.get(page_of(other)).content.decode()


def test_queries_do_not_grow_with_the_history(client: Client, owner: User, match: Match) -> None:
    def queries(which: Match) -> int:
        client.get(page_of(which))
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(which))
        return len(captured)

    fresh = queries(match)
    take(client, match, "talk")
    take(client, match, "propose")
    take(client, match, "visit", kind="visit", on=str(clock.today()))
    the_form_of_agreeing = 1  # asks whether the employer may know the name already
    assert queries(match) <= fresh + the_form_of_agreeing
