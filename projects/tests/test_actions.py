"""What happens to openings, projects and orders, told through their verbs."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from base import clock
from base.models import User
from base.states import AlreadyMoved, MoveRefused
from base.vocabulary import PayKind, WorkForm
from partners import actions as partner_actions
from partners.models import Need, NeedNews
from partners.models.needs import NeedState
from projects import actions
from projects.actions import NoPlaceLeft
from projects.models import CommunityProject, Opening, OpeningPage, Stakeholder
from projects.models.openings import CONDITION_FIELDS, OpeningState, Standing
from projects.models.projects import OrderState, ProjectState, Role
from projects.tests import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return public.coordinator()


@pytest.fixture
def need(actor: User) -> Need:
    """A need that is being carved."""
    need, _made = partner_actions.submit_need(
        public.partner(page=False), actor=actor, trouble="草が伸びます。"
    )
    partner_actions.hear(need, actor=actor)
    partner_actions.start_carving(need, actor=actor)
    return need


@pytest.fixture
def site(db: None) -> Any:
    return public.public_site()


def told(need: Need) -> list[str]:
    return [news.kind for news in need.news.all()]


def states(opening: Opening) -> list[str]:
    return [move.to_state for move in opening.moves()]


# --- carving --------------------------------------------------------------------------------------------------------


def test_an_opening_comes_out_of_a_need_with_its_partner_and_tasks(need: Need, actor: User) -> None:
    task = partner_actions.add_task(need, what="草を取る")
    opening, made = actions.make_opening(
        need, actor=actor, tasks=[task], title="草取り", work_form=0, pay_kind=0
    )
    assert made
    assert (opening.partner, opening.need, opening.state) == (need.partner, need, OpeningState.DRAFT)
    assert list(opening.tasks.all()) == [task]
    assert need.state == NeedState.OPENINGS_MADE
    assert told(need)[-1] == NeedNews.Kind.OPENING_MADE


def test_two_openings_come_out_of_one_need(need: Need, actor: User) -> None:
    for title in ("草取り", "草はこび"):
        actions.make_opening(need, actor=actor, title=title, work_form=0, pay_kind=0)
    assert [news.opening_title for news in need.news.filter(kind="opening_made")] == ["草取り", "草はこび"]
    assert need.moves().filter(to_state=NeedState.OPENINGS_MADE).count() == 1


def test_the_same_opening_posted_twice_is_one(need: Need, actor: User) -> None:
    token, values = uuid.uuid4(), {"title": "草取り", "work_form": 0, "pay_kind": 0}
    first, _made = actions.make_opening(need, actor=actor, token=token, **values)
    again, made = actions.make_opening(need, actor=actor, token=token, **values)
    assert (again, made) == (first, False)
    assert told(need).count(NeedNews.Kind.OPENING_MADE) == 1


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"title": ""}, "title", "空"),
        ({"places": 0}, "__all__", "1人以上"),
        ({"work_form": WorkForm.VOLUNTEER, "pay_kind": PayKind.WAGE}, "__all__", "賃金"),
        ({"hours_max": 169}, "__all__", "168"),
        ({"valid_from": dt.date(2026, 5, 1), "valid_until": dt.date(2026, 4, 1)}, "__all__", "終わり"),
    ],
)
def test_an_impossible_opening_is_refused_in_words_and_leaves_nothing(
    need: Need, actor: User, values: dict[str, Any], field: str, sentence: str
) -> None:
    told: dict[str, Any] = {"title": "草取り", "work_form": 0, "pay_kind": 0, **values}
    with pytest.raises(ValidationError) as refusal:
        actions.make_opening(need, actor=actor, **told)
    assert sentence in " ".join(refusal.value.message_dict[field])
    assert not Opening.objects.exists()
    assert need.state == NeedState.CARVING


# --- publication ----------------------------------------------------------------------------------------------------


def test_publication_is_one_step_with_every_move_in_the_log(site: Any, need: Need, actor: User) -> None:
    opening = public.opening(of=need.partner)
    Opening.objects.filter(pk=opening.pk).update(need=need)
    opening.refresh_from_db()
    actions.publish(opening, actor=actor, summary="草を取ります。", tags=["畑"])
    assert states(opening) == ["draft", "in_review", "approved", "published"]
    assert {move.actor for move in opening.moves()} == {actor}
    assert opening.accuracy_confirmed_on == clock.today() == Opening.objects.get().accuracy_confirmed_on
    page = OpeningPage.objects.get()
    assert page.live
    assert (page.title, page.summary, [str(tag) for tag in page.tags.all()]) == (
        opening.title,
        "草を取ります。",
        ["畑"],
    )
    assert told(need)[-1] == NeedNews.Kind.PUBLISHED


@pytest.mark.parametrize(
    "missing",
    [
        {"tasks_text": ""},
        {"valid_until": None},
        {"valid_until": dt.date(2020, 1, 1)},
        {"papers_complete": False},
        {"papers_complete": None},
        {"supporter_named": None},
        {"work_form": WorkForm.OPEN_EMPLOYMENT, "pay_kind": PayKind.WAGE, "pay_min": None},
    ],
    ids=lambda missing: " ".join(missing),
)
def test_what_is_not_ready_is_not_shown_and_says_why(site: Any, actor: User, missing: dict[str, Any]) -> None:
    opening = public.opening(**missing)
    with pytest.raises(MoveRefused) as refusal:
        actions.publish(opening, actor=actor, summary="短い言葉")
    assert str(refusal.value).endswith("。")
    assert (opening.state, states(opening)) == (OpeningState.DRAFT, ["draft"])
    assert not OpeningPage.objects.exists()


def test_everything_that_is_missing_is_said_at_once(site: Any, actor: User) -> None:
    opening = public.opening(of=public.partner(shown=False, page=False), tasks_text="", supporter_named=False)
    with pytest.raises(MoveRefused) as refusal:
        actions.publish(opening, actor=actor, summary=" ")
    assert str(refusal.value).count("。") == 4


def test_a_partner_who_did_not_agree_is_not_shown(site: Any, actor: User) -> None:
    opening = public.opening(of=public.partner(shown=False, page=False))
    with pytest.raises(MoveRefused):
        actions.publish(opening, actor=actor, summary="短い言葉")


def test_publishing_again_keeps_the_page(site: Any, actor: User) -> None:
    opening = public.published(tags=["畑"])
    page = OpeningPage.objects.get()
    actions.change_conditions(opening, actor=actor, lift_kg=3)
    actions.publish(opening, actor=actor, summary="新しい言葉")
    again = OpeningPage.objects.get()
    assert again.pk == page.pk
    assert (again.slug, again.summary, [str(tag) for tag in again.tags.all()]) == (
        page.slug,
        "新しい言葉",
        ["畑"],
    )


def test_two_who_publish_the_same_opening_get_one_page(site: Any, actor: User) -> None:
    opening = public.opening()
    stale = Opening.objects.get(pk=opening.pk)
    actions.publish(opening, actor=actor, summary="短い言葉")
    with pytest.raises(AlreadyMoved):
        actions.publish(stale, actor=actor, summary="別の言葉")
    assert OpeningPage.objects.get().summary == "短い言葉"


def test_without_a_list_to_stand_in_nothing_is_published_in_the_database_or_in_memory(actor: User) -> None:
    opening = public.opening(of=public.partner(page=False))
    with pytest.raises(MoveRefused):
        actions.publish(opening, actor=actor, summary="短い言葉")
    assert opening.state == OpeningState.DRAFT == Opening.objects.get().state
    assert opening.accuracy_confirmed_on is None
    assert states(opening) == ["draft"]


@pytest.mark.parametrize("name", CONDITION_FIELDS)
def test_a_changed_condition_goes_back_to_review(site: Any, actor: User, name: str) -> None:
    opening = public.published()
    value = _another(opening, name)
    assert actions.change_conditions(opening, actor=actor, **value) == list(value)
    assert opening.state == OpeningState.IN_REVIEW
    last = opening.moves().last()
    assert last is not None
    assert last.reason


def _another(opening: Opening, name: str) -> dict[str, Any]:
    """A valid value that the opening does not have, with what the rules of the database want beside it."""
    field: Any = Opening._meta.get_field(name)
    special: dict[str, dict[str, Any]] = {
        "work_form": {"work_form": WorkForm.SUPPORTED_EMPLOYMENT, "pay_kind": PayKind.WAGE},
        "pay_kind": {"pay_kind": PayKind.HONORARIUM},
        "pay_unit": {"pay_unit": "hour"},
        "workplace": {"workplace": public.workplace(opening.partner)},
        "starts_on": {"starts_on": clock.today()},
        "pay_max": {"pay_max": 600},
        "supporter_named": {"supporter_named": False},
        "papers_complete": {"papers_complete": False},
    }
    if name in special:
        return special[name]
    if field.get_internal_type() in ("CharField", "TextField"):
        return {name: "別の言葉"}
    return {name: True if field.get_internal_type() == "BooleanField" else 1}


@pytest.mark.parametrize("value", [{"places": 3}, {"valid_until": dt.date(2030, 1, 1)}], ids=str)
def test_what_nobody_was_promised_changes_without_review(
    site: Any, actor: User, value: dict[str, Any]
) -> None:
    opening = public.published()
    actions.change_conditions(opening, actor=actor, **value)
    assert opening.state == OpeningState.PUBLISHED


def test_saving_the_same_values_changes_nothing(site: Any, actor: User) -> None:
    opening = public.published(lift_kg=5)
    assert actions.change_conditions(opening, actor=actor, lift_kg=5, title=opening.title) == []
    assert opening.state == OpeningState.PUBLISHED


def test_a_draft_changes_freely(actor: User) -> None:
    opening = public.opening(of=public.partner(page=False))
    assert actions.change_conditions(opening, actor=actor, lift_kg=5) == ["lift_kg"]
    assert opening.state == OpeningState.DRAFT


def test_fewer_places_than_are_taken_are_refused(site: Any, actor: User) -> None:
    opening = public.published(places=2)
    actions.claim_place(opening, actor=actor)
    actions.claim_place(opening, actor=actor)
    with pytest.raises(ValidationError):
        actions.change_conditions(opening, actor=actor, places=1)
    assert Opening.objects.get().places == 2


# --- places ---------------------------------------------------------------------------------------------------------


def test_the_last_place_fills_the_opening_and_a_free_one_opens_it_again(site: Any, actor: User) -> None:
    opening = public.published(places=2)
    actions.claim_place(opening, actor=actor)
    assert (opening.state, opening.places_left) == (OpeningState.PUBLISHED, 1)
    actions.claim_place(opening, actor=actor)
    assert (opening.state, opening.places_left) == (OpeningState.FILLED, 0)
    with pytest.raises(NoPlaceLeft) as refusal:
        actions.claim_place(opening, actor=actor)
    assert opening.title in str(refusal.value)
    actions.release_place(opening, actor=actor)
    assert (opening.state, opening.places_left) == (OpeningState.PUBLISHED, 1)
    assert states(opening)[-3:] == ["published", "filled", "published"]


@pytest.mark.parametrize(
    "end",
    [
        lambda opening, actor: actions.pause(opening, actor=actor),
        lambda opening, actor: actions.close(opening, actor=actor, reason="季節の終わり"),
        lambda opening, actor: actions.expire_openings(clock.today() + dt.timedelta(days=100)),
        lambda opening, actor: actions.change_conditions(opening, actor=actor, lift_kg=3),
    ],
    ids=["paused", "closed", "expired", "in review"],
)
def test_no_place_is_taken_where_nothing_is_open(site: Any, actor: User, end: Any) -> None:
    opening = public.published(places=2)
    end(opening, actor)
    with pytest.raises(NoPlaceLeft):
        actions.claim_place(opening, actor=actor)
    assert Opening.objects.get().places_taken == 0


def test_a_place_that_comes_free_after_the_last_day_opens_nothing(site: Any, actor: User) -> None:
    opening = public.published()
    actions.claim_place(opening, actor=actor)
    Opening.objects.update(valid_until=clock.today() - dt.timedelta(days=1))
    actions.release_place(opening, actor=actor)
    assert (opening.state, opening.places_left) == (OpeningState.FILLED, 1)


def test_more_places_open_a_filled_opening_again(site: Any, actor: User) -> None:
    opening = public.published()
    actions.claim_place(opening, actor=actor)
    actions.change_conditions(opening, actor=actor, places=2)
    assert (opening.state, opening.places_left) == (OpeningState.PUBLISHED, 1)
    assert opening in Opening.objects.shown_on(clock.today())


def test_no_more_places_than_are_taken_fill_the_opening(site: Any, actor: User) -> None:
    opening = public.published(places=2)
    actions.claim_place(opening, actor=actor)
    actions.change_conditions(opening, actor=actor, places=1)
    assert opening.state == OpeningState.FILLED


def test_a_condition_of_a_filled_opening_is_looked_through_before_anybody_else_gets_the_place(
    site: Any, actor: User
) -> None:
    opening = public.published()
    actions.claim_place(opening, actor=actor)
    actions.change_conditions(opening, actor=actor, lift_kg=3)
    assert opening.state == OpeningState.IN_REVIEW
    actions.release_place(opening, actor=actor)
    assert opening.state == OpeningState.IN_REVIEW
    actions.publish(opening, actor=actor, summary="短い言葉")
    assert opening.state == OpeningState.PUBLISHED


def test_an_opening_without_a_free_place_is_filled_as_soon_as_it_is_shown(site: Any, actor: User) -> None:
    opening = public.published(places=2)
    actions.claim_place(opening, actor=actor)
    actions.pause(opening, actor=actor)
    actions.change_conditions(opening, actor=actor, places=1)
    actions.resume(opening, actor=actor)
    assert opening.state == OpeningState.FILLED


# --- time -----------------------------------------------------------------------------------------------------------


def test_what_is_shown_beyond_its_date_is_taken_down_by_the_system(site: Any, actor: User) -> None:
    today = clock.today()
    due, last_day = (
        public.published(valid_until=today),
        public.published(valid_until=today + dt.timedelta(days=1)),
    )
    assert actions.expire_openings(today + dt.timedelta(days=1)) == 1
    for opening in (due, last_day):
        opening.refresh_from_db()
    assert (due.state, last_day.state) == (OpeningState.EXPIRED, OpeningState.PUBLISHED)
    last = due.moves().last()
    assert last is not None
    assert last.actor is None


def test_standing_says_the_same_as_the_question_to_the_database(site: Any, actor: User) -> None:
    today = clock.today()
    shown = {
        Standing.OPEN: public.published(),
        Standing.NOT_READY: public.opening(),
        Standing.PAUSED: public.published(),
        Standing.FILLED: public.published(),
        Standing.CLOSED: public.published(),
        Standing.EXPIRED: public.published(),
    }
    actions.pause(shown[Standing.PAUSED], actor=actor)
    actions.claim_place(shown[Standing.FILLED], actor=actor)
    actions.close(shown[Standing.CLOSED], actor=actor, reason="季節の終わり")
    Opening.objects.filter(pk=shown[Standing.EXPIRED].pk).update(valid_until=today - dt.timedelta(days=1))
    shown[Standing.EXPIRED].refresh_from_db()
    later = public.published(valid_from=today + dt.timedelta(days=1))
    assert {standing: opening.standing_on(today) for standing, opening in shown.items()} == {
        standing: standing for standing in shown
    }
    assert later.standing_on(today) == Standing.NOT_READY
    assert list(Opening.objects.open_on(today)) == [shown[Standing.OPEN]]


# --- projects and orders --------------------------------------------------------------------------------------------


def test_a_project_gets_under_way_only_with_a_lead_and_a_secretariat(actor: User) -> None:
    project = actions.start_project(actor=actor, title="ふき畑")
    actions.move_project(project, ProjectState.FORMING, actor=actor)
    partner = public.partner(page=False)
    Stakeholder.objects.create(project=project, role=Role.LEAD, partner=partner)
    Stakeholder.objects.create(project=project, role=Role.SECRETARIAT, partner=None)
    with pytest.raises(MoveRefused):
        actions.move_project(project, ProjectState.ACTIVE, actor=actor)
    project.stakeholders.filter(role=Role.SECRETARIAT).update(partner=partner)
    actions.move_project(project, ProjectState.ACTIVE, actor=actor)
    assert [move.to_state for move in project.moves()] == ["idea", "forming", "active"]


def test_a_project_is_named_once(actor: User) -> None:
    actions.start_project(actor=actor, title="ふき畑")
    assert CommunityProject.objects.get().moves().count() == 1


def test_an_order_goes_its_way_to_the_money_shared_out(actor: User) -> None:
    project = actions.start_project(actor=actor, title="網の作業場")
    order = actions.take_order(project, actor=actor, client=public.partner(page=False), item="体育館ネット")
    for state in list(OrderState)[1:-1]:
        actions.move_order(order, state, actor=actor)
    assert order.state == OrderState.DISTRIBUTED
    assert order.moves().count() == 7
    with pytest.raises(MoveRefused):
        actions.move_order(order, OrderState.CALLED_OFF, actor=actor)
