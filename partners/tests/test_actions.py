"""What happens to a need, told through the verbs that the desk and the portal use."""

import datetime as dt
import uuid
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from base import clock
from base.models import User
from base.states import MoveRefused
from base.tests.at_once import all_at_once
from partners import actions
from partners.models import Member, Need, NeedNews, Partner
from partners.models.needs import DeclineReason, NeedState

pytestmark = pytest.mark.django_db

TROUBLE = "お昼のあとの皿が毎日たまります。"


@pytest.fixture
def coordinator() -> User:
    return User.objects.create_user("coordinator", display_name="汐見")


@pytest.fixture
def partner() -> Partner:
    return Partner.objects.create(legal_name="見本食堂")


@pytest.fixture
def need(partner: Partner, coordinator: User) -> Need:
    return actions.submit_need(partner, actor=coordinator, trouble=TROUBLE)[0]


def told(need: Need) -> list[str]:
    return [news.kind for news in need.news.all()]


def test_a_need_is_kept_with_its_first_move_and_the_partner_is_told(
    partner: Partner, coordinator: User
) -> None:
    need, made = actions.submit_need(partner, actor=coordinator, trouble=TROUBLE, people_needed=2)
    assert made
    assert (need.state, need.people_needed, need.submitted_by) == (NeedState.SUBMITTED, 2, coordinator)
    [move] = need.moves()
    assert (move.from_state, move.to_state, move.actor) == ("", NeedState.SUBMITTED, coordinator)
    assert told(need) == [NeedNews.Kind.RECEIVED]


def test_the_partner_is_told_of_every_step(need: Need, coordinator: User) -> None:
    actions.hear(need, actor=coordinator)
    actions.start_carving(need, actor=coordinator, heard_note="昼の一時間だけ")
    actions.mark_openings_made(need, actor=coordinator, opening_title="皿あらい")
    actions.mark_openings_made(need, actor=coordinator, opening_title="皿ふき")
    assert (need.state, need.owner, need.heard_note) == (
        NeedState.OPENINGS_MADE,
        coordinator,
        "昼の一時間だけ",
    )
    assert told(need) == ["received", "hearing", "carving", "opening_made", "opening_made"]
    assert [news.opening_title for news in need.news.filter(kind="opening_made")] == ["皿あらい", "皿ふき"]
    assert need.moves().count() == 4


def test_a_note_that_was_not_written_does_not_wipe_the_earlier_one(need: Need, coordinator: User) -> None:
    actions.hear(need, actor=coordinator)
    actions.start_carving(need, actor=coordinator, heard_note="昼の一時間だけ")
    actions.mark_openings_made(need, actor=coordinator, opening_title="皿あらい")
    actions.start_carving(need, actor=coordinator)
    assert Need.objects.get(pk=need.pk).heard_note == "昼の一時間だけ"


def test_help_of_another_kind_is_a_good_end_and_may_begin_again(need: Need, coordinator: User) -> None:
    actions.hear(need, actor=coordinator)
    actions.support_otherwise(need, actor=coordinator, reason="隣の店が手伝う")
    assert told(need)[-1] == NeedNews.Kind.SUPPORTED_OTHERWISE
    last = need.moves().last()
    assert last is not None
    assert last.reason == "隣の店が手伝う"
    actions.hear(need, actor=coordinator)
    assert need.state == NeedState.HEARING


@pytest.mark.parametrize("ground", DeclineReason.values)
def test_a_need_is_declined_on_a_lawful_ground(need: Need, coordinator: User, ground: str) -> None:
    actions.decline(need, actor=coordinator, decline_reason=ground)
    assert (need.state, need.decline_reason) == (NeedState.DECLINED, ground)
    assert told(need)[-1] == NeedNews.Kind.DECLINED


@pytest.mark.parametrize("ground", ["", "too_much_work"])
def test_no_other_ground_declines_a_need(need: Need, coordinator: User, ground: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.decline(need, actor=coordinator, decline_reason=ground)
    assert told(need) == [NeedNews.Kind.RECEIVED]
    assert Need.objects.get(pk=need.pk).state == NeedState.SUBMITTED


def test_a_refused_step_tells_the_partner_nothing(need: Need, coordinator: User) -> None:
    with pytest.raises(MoveRefused):
        actions.start_carving(need, actor=coordinator)
    assert told(need) == [NeedNews.Kind.RECEIVED]


def test_what_happened_last_week_is_kept_with_its_own_day(partner: Partner, coordinator: User) -> None:
    moment = dt.datetime(2026, 3, 31, 15, 30, tzinfo=dt.UTC)  # half past midnight on 1 April in Kushiro
    with clock.happened_at(moment):
        need, _made = actions.submit_need(partner, actor=coordinator, trouble=TROUBLE)
    [move], [news] = need.moves(), need.news.all()
    assert (need.submitted_at, move.at, news.at) == (moment, moment, moment)


def test_the_same_form_posted_twice_is_one_need(partner: Partner, coordinator: User) -> None:
    token = uuid.uuid4()
    first, made = actions.submit_need(partner, actor=coordinator, token=token, trouble=TROUBLE)
    again, made_again = actions.submit_need(partner, actor=coordinator, token=str(token), trouble=TROUBLE)
    assert (made, made_again) == (True, False)
    assert again == first
    assert told(first) == [NeedNews.Kind.RECEIVED]


def test_two_forms_with_the_same_words_are_two_needs(partner: Partner, coordinator: User) -> None:
    needs = [actions.submit_need(partner, actor=coordinator, trouble=TROUBLE)[0] for _form in range(2)]
    assert needs[0] != needs[1]


@pytest.mark.django_db(transaction=True)
def test_forty_identical_posts_at_once_are_one_need(partner: Partner) -> None:
    employer = User.objects.create_user("employer")
    Member.objects.create(user=employer, partner=partner, confirmed_at=clock.now())
    form = {"trouble": TROUBLE, "token": str(uuid.uuid4())}

    responses = all_at_once([partial(_post, _signed_in(employer), form) for _post_number in range(40)])

    need = Need.objects.get()
    assert {(response.status_code, response["Location"]) for response in responses} == {
        (302, f"/portal/needs/{need.pk}/received/")
    }
    assert told(need) == [NeedNews.Kind.RECEIVED]
    assert need.moves().count() == 1


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _post(client: Client, form: dict[str, str]) -> Any:
    return client.post("/portal/needs/new/", form)
