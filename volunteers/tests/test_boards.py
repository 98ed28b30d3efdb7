"""The whole board, from the first settling to suggestions: over everybody, shown line by line to whoever supports them."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from base import clock
from base.jobs.worker import Worker
from base.models import AuditEntry, User
from base.states import MoveRefused, move
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers import actions
from volunteers.models import BoardLine, BoardOrder, BoardPlace, BoardRun, Match, Person
from volunteers.models.boards import BoardState
from volunteers.models.matches import MatchState
from volunteers.scopes import reading_as
from volunteers.tests import scene
from volunteers.whole_board import carry_out, comes_out_the_same, layout_of_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return scene.coordinator("on")


@pytest.fixture
def colleague() -> User:
    return scene.coordinator("off")


@pytest.fixture
def desk(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def started(run: BoardRun, actor: User) -> BoardRun:
    actions.start_board(run, actor=actor)
    Worker().run_until_idle()
    return BoardRun.objects.get(pk=run.pk)


def worked_out(actor: User, **settings: Any) -> BoardRun:
    return started(actions.prepare_board(actor=actor, **settings)[0], actor)


def where(run: BoardRun) -> dict[str, str]:
    """Name to title, "" without a place."""
    lines = BoardLine._base_manager.filter(run=run).select_related("person", "opening")
    return {line.person.call_name: line.opening.title if line.opening else "" for line in lines}


def settled(run: BoardRun, actor: User, kind: str, who: Person, what: Opening) -> BoardOrder:
    with reading_as(actor):
        return actions.order_for(run, kind=kind, person=who, opening=what, reason="話し合いで", actor=actor)


def test_everybody_is_on_the_board_whoever_starts_it(owner: User, colleague: User) -> None:
    scene.person(owner, "みなと")
    scene.person(colleague, "かもめ")
    scene.opening(owner)
    run = worked_out(owner)
    assert run.state == BoardState.READY
    assert (run.people, run.placed, run.more_possible, run.gap) == (2, 2, 0, 0.0)
    assert where(run) == {"みなと": "網の手入れ", "かもめ": "網の手入れ"}


def test_a_reader_sees_lines_of_their_own_people_and_counts_of_the_others(
    desk: Client, owner: User, colleague: User
) -> None:
    scene.person(owner, "みなと")
    scene.person(colleague, "かもめのひみつ")
    scene.opening(owner)
    run = worked_out(colleague)
    shown = desk.get(reverse("desk_board", args=[run.key])).content.decode()
    assert "みなと" in shown
    assert "かもめのひみつ" not in shown
    assert "同僚が支えている人 1人" in shown
    assert "2人のうち2人に場所" in shown


def test_what_was_seen_of_people_is_written_down(desk: Client, owner: User, colleague: User) -> None:
    mine, theirs = scene.person(owner, "みなと"), scene.person(colleague, "かもめ")
    scene.opening(owner)
    run = worked_out(owner)
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    desk.get(reverse("desk_board", args=[run.key]))
    entry = AuditEntry.objects.exclude(pk__in=before).get()
    about = set(entry.subjects.values_list("person_id", flat=True))
    assert entry.action == "match"
    assert mine.pk in about
    assert theirs.pk not in about


def test_who_has_no_place_is_told_what_stands_before_the_nearest_door(desk: Client, owner: User) -> None:
    scene.person(owner, "みなと", conditions={"lift_kg": 5})
    scene.opening(owner, lift_kg=20)
    run = worked_out(owner)
    assert where(run) == {"みなと": ""}
    shown = desk.get(reverse("desk_board", args=[run.key])).content.decode()
    assert "20" in shown
    assert "5" in shown
    line = BoardLine._base_manager.get(run=run)
    assert [reason[0] for reason in line.doors[0]["reasons"]] == ["lift"]


def test_whoever_waited_longest_comes_first_at_the_end_of_the_dial(owner: User) -> None:
    new, old = scene.person(owner, "きのう"), scene.person(owner, "むかし")
    Person._base_manager.filter(pk=old.pk).update(registered_at=clock.now() - dt.timedelta(days=400))
    scene.opening(owner, places=1)
    run = worked_out(owner, dial=100)
    assert where(run) == {"きのう": "", "むかし": "網の手入れ"}
    assert BoardLine._base_manager.get(run=run, person=old).waiting == 400
    assert BoardLine._base_manager.get(run=run, person=new).waiting == 0


def test_a_pin_and_a_no_are_honoured(owner: User) -> None:
    one, _two = scene.person(owner, "いち"), scene.person(owner, "に")
    _nets, field = scene.opening(owner, title="網", places=1), scene.opening(owner, title="畑", places=1)
    run, _made = actions.prepare_board(actor=owner)
    settled(run, owner, "pin", one, field)
    assert where(started(run, owner)) == {"いち": "畑", "に": "網"}
    later = actions.draft_after(run, actor=owner)
    with reading_as(owner):
        actions.lift_order(later, BoardOrder.objects.get(run=later))
    settled(later, owner, "forbid", one, field)
    assert where(started(later, owner)) == {"いち": "網", "に": "畑"}


def test_a_kept_place_goes_to_nobody_else(owner: User) -> None:
    kept_for, other = scene.person(owner, "いち"), scene.person(owner, "に")
    nets = scene.opening(owner, title="網", places=1)
    run, _made = actions.prepare_board(actor=owner)
    settled(run, owner, "reserve", kept_for, nets)
    assert where(started(run, owner)) == {"いち": "網", "に": ""}
    line = BoardLine._base_manager.get(run=run, person=other)
    assert line.doors[0]["hindrance"] == "full"


def test_orders_against_each_other_are_named(desk: Client, owner: User) -> None:
    who = scene.person(owner, "みなと")
    nets, field = scene.opening(owner, title="網の手入れ"), scene.opening(owner, title="ふきの畑")
    run, _made = actions.prepare_board(actor=owner)
    settled(run, owner, "pin", who, nets)
    settled(run, owner, "pin", who, field)
    run = started(run, owner)
    assert run.state == BoardState.REFUSED
    shown = desk.get(reverse("desk_board", args=[run.key])).content.decode()
    assert "一人が二つの仕事に決められています。" in shown
    assert "みなと" in shown
    assert "ふきの畑" in shown
    assert not BoardLine._base_manager.filter(run=run).exists()


def test_two_go_only_together_or_never(owner: User) -> None:
    one, two = scene.person(owner, "いち"), scene.person(owner, "に")
    scene.opening(owner, title="網", places=1)
    scene.opening(owner, title="畑", places=2)
    for kind, same in (("together", True), ("apart", False)):
        run, _made = actions.prepare_board(actor=owner)
        with reading_as(owner):
            actions.order_company(run, kind=kind, one=one, other=two, reason="二人の希望", actor=owner)
        found = where(started(run, owner))
        assert "" not in found.values()
        assert (found["いち"] == found["に"]) is same


def test_an_opening_is_closed_widened_or_for_a_team_only(owner: User) -> None:
    for name in ("いち", "に", "さん"):
        scene.person(owner, name)
    nets = scene.opening(owner, title="網", places=1)
    for settled_so, placed in (
        ({"closed": True}, 0),
        ({"more": 1}, 2),
        ({"team": 2}, 0),
        ({"more": 2, "team": 3}, 3),
    ):
        run, _made = actions.prepare_board(actor=owner)
        actions.order_place(run, opening=nets, reason="もしも", actor=owner, **settled_so)
        assert started(run, owner).placed == placed, settled_so


def test_a_blocked_pair_is_never_put_together_unless_a_chief_cleared_it(owner: User) -> None:
    chief = scene.chief()
    who, nets = scene.person(owner, "みなと", conditions={"lift_kg": 5}), scene.opening(owner, lift_kg=20)
    assert where(worked_out(owner)) == {"みなと": ""}
    match = scene.suggested(who, nets, owner)
    with reading_as(chief):
        actions.clear_block(match, "lift", actor=chief, reason="手伝う人がいる")
    assert where(worked_out(owner)) == {"みなと": "網の手入れ"}


def test_nobody_is_sent_again_where_one_side_said_no(owner: User) -> None:
    who, nets = scene.person(owner, "みなと"), scene.opening(owner)
    match = scene.suggested(who, nets, owner)
    with reading_as(owner):
        actions.decline_for_person(match, actor=owner, words="今回は")
    assert where(worked_out(owner)) == {"みなと": ""}


def test_whoever_is_far_with_an_opening_is_not_on_the_board(owner: User) -> None:
    scene.proposed(scene.person(owner, "みなと"), scene.opening(owner), owner)
    scene.person(owner, "かもめ")
    assert set(where(worked_out(owner))) == {"かもめ"}


def test_suggestions_are_made_in_one_step_and_never_twice(owner: User, colleague: User) -> None:
    scene.person(owner, "みなと")
    scene.person(colleague, "かもめ")
    scene.opening(owner)
    run = worked_out(owner)
    for made, before in ((1, 0), (0, 1)):
        with reading_as(owner):
            done = actions.suggest_from_board(run, actor=owner)
        assert (done.made, done.before, done.gone) == (made, before, 0)
    match = Match._base_manager.get()
    assert (match.person.call_name, match.state) == ("みなと", MatchState.SUGGESTED)
    with reading_as(colleague):
        assert actions.suggest_from_board(run, actor=colleague).made == 1


def test_what_closed_since_is_left_out_and_marked(desk: Client, owner: User) -> None:
    scene.person(owner, "みなと")
    nets = scene.opening(owner)
    run = worked_out(owner)
    move(Opening.objects.get(pk=nets.pk), OpeningState.PAUSED, actor=owner)
    shown = desk.get(reverse("desk_board", args=[run.key])).content.decode()
    assert "今は合いません" in shown
    with reading_as(owner):
        assert actions.suggest_from_board(run, actor=owner).gone == 1
    assert not Match._base_manager.exists()


def test_a_kept_run_comes_out_the_same_whatever_changed_since(owner: User) -> None:
    who = scene.person(owner, "みなと")
    for number in range(6):
        scene.person(owner, f"ひと{number}", conditions={"lift_kg": number})
    scene.opening(owner, places=2, lift_kg=3)
    scene.opening(owner, title="畑", places=2)
    run = worked_out(owner)
    before = where(run)
    with reading_as(owner):
        actions.update_conditions(who, actor=owner, lift_kg=0, max_hours_now=1)
    assert where(worked_out(owner)) is not None
    assert where(run) == before
    assert comes_out_the_same(run)


def test_a_run_whose_people_were_erased_says_so(desk: Client, owner: User) -> None:
    scene.person(owner, "みなと")
    scene.opening(owner)
    run = worked_out(owner)
    BoardLine._base_manager.filter(run=run).delete()
    answer = desk.post(reverse("desk_board_again", args=[run.key]), follow=True)
    assert "消去された人がいるため" in answer.content.decode()


def test_a_run_that_was_stopped_stays_stopped(owner: User) -> None:
    scene.person(owner, "みなと")
    run, _made = actions.prepare_board(actor=owner)
    actions.start_board(run, actor=owner)
    actions.stop_board(run, actor=owner)
    Worker().run_until_idle()
    run.refresh_from_db()
    assert run.state == BoardState.STOPPED
    assert not BoardPlace.objects.exists()


def test_stopped_in_the_middle_nothing_is_kept(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.person(owner, "みなと")
    scene.opening(owner)
    run, _made = actions.prepare_board(actor=owner)
    move(run, BoardState.WAITING, actor=owner)

    def stopped_meanwhile(run: BoardRun) -> Any:
        layout = layout_of_today(run)
        actions.stop_board(BoardRun.objects.get(pk=run.pk), actor=owner)
        return layout

    monkeypatch.setattr("volunteers.whole_board.layout_of_today", stopped_meanwhile)
    carry_out(run)
    assert BoardRun.objects.get().state == BoardState.STOPPED
    assert not BoardLine._base_manager.exists()
    assert not BoardPlace.objects.exists()


def test_a_run_whose_worker_died_is_begun_anew(owner: User) -> None:
    scene.person(owner, "みなと")
    scene.opening(owner)
    run, _made = actions.prepare_board(actor=owner)
    move(run, BoardState.WAITING, actor=owner)
    move(run, BoardState.RUNNING, actor=None)
    carry_out(BoardRun.objects.get())
    assert BoardRun.objects.get().state == BoardState.READY


def test_a_run_that_nobody_works_on_says_what_to_do(desk: Client, owner: User) -> None:
    run, _made = actions.prepare_board(actor=owner)
    words = "ふだんよりずっと長くかかっています。"
    with clock.happened_at(clock.now() - dt.timedelta(minutes=20)):
        actions.start_board(run, actor=owner)
    assert words in desk.get(reverse("desk_board", args=[run.key])).content.decode()
    fresh, _made = actions.prepare_board(actor=owner)
    actions.start_board(fresh, actor=owner)
    assert words not in desk.get(reverse("desk_board", args=[fresh.key])).content.decode()


def test_only_who_started_it_or_a_chief_stops_it(owner: User, colleague: User) -> None:
    run, _made = actions.prepare_board(actor=owner)
    actions.start_board(run, actor=owner)
    with pytest.raises(MoveRefused):
        actions.stop_board(run, actor=colleague)
    actions.stop_board(run, actor=scene.chief())


def test_nothing_is_settled_any_more_once_it_has_begun(owner: User) -> None:
    who, nets = scene.person(owner, "みなと"), scene.opening(owner)
    run = worked_out(owner)
    with pytest.raises(MoveRefused):
        settled(run, owner, "pin", who, nets)
    with pytest.raises(MoveRefused):
        actions.order_place(run, opening=nets, closed=True, reason="もしも", actor=owner)


def test_an_order_of_a_colleague_stays_when_the_board_is_put_together_again(
    desk: Client, owner: User, colleague: User
) -> None:
    theirs, nets = scene.person(colleague, "かもめ"), scene.opening(owner, places=1)
    scene.person(owner, "みなと")
    run, _made = actions.prepare_board(actor=owner)
    settled(run, colleague, "pin", theirs, nets)
    run = started(run, owner)
    desk.post(reverse("desk_board_begin", args=[run.key]), {"dial": "0"})
    Worker().run_until_idle()
    later = BoardRun.objects.get(earlier=run)
    assert where(later) == {"みなと": "", "かもめ": "網の手入れ"}
    shown = desk.get(reverse("desk_board", args=[later.key])).content.decode()
    assert "かもめ" not in shown


def test_an_empty_board_says_so(desk: Client, owner: User) -> None:
    run = worked_out(owner)
    assert (run.state, run.people, run.placed) == (BoardState.READY, 0, 0)
    shown = desk.get(reverse("desk_board", args=[run.key])).content.decode()
    assert "場所を探している人が、今はいません。" in shown
    scene.person(owner, "みなと")
    run = worked_out(owner)
    shown = desk.get(reverse("desk_board", args=[run.key])).content.decode()
    assert "募集中の仕事が、今はありません。" in shown


def test_a_reason_is_asked_and_what_was_chosen_is_still_there(desk: Client, owner: User) -> None:
    who, nets = scene.person(owner, "みなと"), scene.opening(owner)
    run, _made = actions.prepare_board(actor=owner)
    typed = {"person": who.public_id, "opening": nets.pk, "kind": "forbid", "reason": "\u200b "}
    answer = desk.post(reverse("desk_board_settle", args=[run.key, "person"]), typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "理由をひとこと書いてください。" in shown
    assert f'<option value="{who.public_id}" selected>' in shown
    assert not BoardOrder._base_manager.exists()


def test_somebody_elses_person_cannot_be_settled(desk: Client, owner: User, colleague: User) -> None:
    theirs, nets = scene.person(colleague, "かもめ"), scene.opening(owner)
    run, _made = actions.prepare_board(actor=owner)
    typed = {"person": theirs.public_id, "opening": nets.pk, "kind": "pin", "reason": "ためし"}
    assert desk.post(reverse("desk_board_settle", args=[run.key, "person"]), typed).status_code == 422
    assert not BoardOrder._base_manager.exists()


@pytest.mark.parametrize("weight", ["-1", "11", "NaN", "たくさん"])
def test_a_weight_that_is_none_is_refused_in_words(desk: Client, owner: User, weight: str) -> None:
    answer = desk.post(reverse("desk_boards"), {"dial": "50", "weight_interests": weight, "begin": "1"})
    assert answer.status_code == 422
    assert weight in answer.content.decode()
    assert not BoardRun.objects.exists()


def test_all_weights_may_be_nought(desk: Client, owner: User) -> None:
    from volunteers.forms.boards import ADJUSTABLE

    scene.person(owner, "みなと")
    scene.opening(owner)
    desk.post(
        reverse("desk_boards"), {"dial": "50", "begin": "1"} | {f"weight_{code}": "0" for code in ADJUSTABLE}
    )
    Worker().run_until_idle()
    assert where(BoardRun.objects.get()) == {"みなと": "網の手入れ"}


def test_a_form_that_is_sent_twice_starts_one_board(desk: Client, owner: User) -> None:
    typed = {"dial": "50", "begin": "1", "posted_token": "6f0d8c1e-3c5b-4b52-9a53-8e1d7d0a4c11"}
    for _time in range(2):
        desk.post(reverse("desk_boards"), typed)
    assert BoardRun.objects.count() == 1


def test_two_proposals_stand_side_by_side(desk: Client, owner: User) -> None:
    who = scene.person(owner, "みなと")
    nets = scene.opening(owner)
    first = worked_out(owner)
    later = actions.draft_after(first, actor=owner)
    settled(later, owner, "forbid", who, nets)
    later = started(later, owner)
    shown = desk.get(reverse("desk_board_compare", args=[later.key, first.key])).content.decode()
    assert "みなと" in shown
    assert "場所なし" in shown


def test_laying_out_asks_the_database_as_often_for_many(
    owner: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        scene.person(owner, f"ひと{number}")
        scene.opening(owner, title=f"仕事{number}")
    run, _made = actions.prepare_board(actor=owner)
    with django_assert_max_num_queries(14):
        layout = layout_of_today(run)
    assert (len(layout.seekers), len(layout.places)) == (12, 12)


def test_wrong_orders_reach_the_desk_as_sentences(owner: User) -> None:
    who, nets = scene.person(owner, "みなと"), scene.opening(owner)
    run, _made = actions.prepare_board(actor=owner)
    settled(run, owner, "pin", who, nets)
    with pytest.raises(ValidationError):
        settled(run, owner, "pin", who, nets)
    with reading_as(owner), pytest.raises(ValidationError):
        actions.order_company(run, kind="apart", one=who, other=who, reason="ためし", actor=owner)


def test_a_live_suggestion_that_holds_no_longer_is_marked_and_stays(desk: Client, owner: User) -> None:
    who, nets = scene.person(owner, "みなと"), scene.opening(owner, lift_kg=3)
    scene.suggested(who, nets, owner)
    page = reverse("desk_progress")
    assert "今は合いません" not in desk.get(page).content.decode()
    with reading_as(owner):
        actions.update_conditions(who, actor=owner, lift_kg=1)
    shown = desk.get(page).content.decode()
    assert "今は合いません" in shown
    assert Match._base_manager.get().state == MatchState.SUGGESTED
