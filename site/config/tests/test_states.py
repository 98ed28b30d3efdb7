"""Every state machine of the product, over every pair of states. The maps themselves are beside their models."""

import ast
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from base import clock
from base.models import Move
from base.states import AlreadyMoved, MoveRefused, Stateful, begin, move
from config.tests import product, rows
from partners.models import EmployerEnquiry, Need
from partners.models.enquiries import EnquiryState
from partners.models.needs import DeclineReason, NeedState
from volunteers.models import ConsentRecord, Match, Placement
from volunteers.models.consents import ConsentState
from volunteers.models.matches import MatchState
from volunteers.models.placements import EndReason, Outcome, PlacementState

pytestmark = pytest.mark.django_db

STATEFUL = [model for model in product.models() if issubclass(model, Stateful)]
BEGUN = {"begun_on": rows.DAY}
AGREED = {"given_on": rows.DAY, "method": "paper"}
# What a row must also say to be in a state, by the database's own rules.
SAYING: dict[tuple[type[Any], str], dict[str, Any]] = {
    (Need, NeedState.DECLINED): {"decline_reason": DeclineReason.UNLAWFUL},
    (EmployerEnquiry, EnquiryState.NEED_MADE): {"need": rows.need},
    (ConsentRecord, ConsentState.GIVEN): AGREED,
    (ConsentRecord, ConsentState.WITHDRAWN): AGREED | {"withdrawn_on": rows.DAY},
    (Match, MatchState.TRIAL): {"visit_on": rows.DAY},
    (Placement, PlacementState.ACTIVE): BEGUN,
    (Placement, PlacementState.REVIEW_DUE): BEGUN,
    (Placement, PlacementState.PAUSED): BEGUN,
    (Placement, PlacementState.COMPLETED): {"outcome": Outcome.HALF_HALF},
    (Placement, PlacementState.ENDED_EARLY): {"end_reason": EndReason.TRAVEL},
}


def pairs(*, on_the_map: bool) -> list[Any]:
    """(model, from, to) of every pair of states that is, or is not, on the model's map."""
    return [
        pytest.param(model, here, to, id=f"{model.__name__}: {here} → {to}")
        for model in STATEFUL
        for here in states_of(model)
        for to in states_of(model)
        if (to in model.MOVES[here]) is on_the_map
    ]


def states_of(model: Any) -> list[str]:
    return [value for value, _label in model._meta.get_field("state").choices]


def saying(model: Any, state: str) -> dict[str, Any]:
    """What goes with the state, made where it is a row of its own."""
    said = SAYING.get((model, state), {})
    return {name: value() if callable(value) else value for name, value in said.items()}


def standing(model: Any, state: str) -> Any:
    """A row of `model` that is in `state`."""
    return rows.MAKERS[model](state=state, **saying(model, state))


@pytest.mark.parametrize(("model", "here", "to"), pairs(on_the_map=True))
def test_a_move_on_the_map_leaves_one_line_with_who_and_when(model: Any, here: str, to: str) -> None:
    record, actor, moment = standing(model, here), rows.user(), timezone.now() - dt.timedelta(days=3)
    with clock.happened_at(moment):
        move(record, to, actor=actor, reason="because", **saying(model, to))
    [line] = record.moves()
    assert (line.from_state, line.to_state, line.actor, line.at, line.reason) == (
        here,
        to,
        actor,
        moment,
        "because",
    )
    assert record.state == to == type(record)._base_manager.get(pk=record.pk).state


@pytest.mark.parametrize(("model", "here", "to"), pairs(on_the_map=False))
def test_a_move_off_the_map_is_refused_in_words_and_changes_nothing(model: Any, here: str, to: str) -> None:
    record = standing(model, here)
    with pytest.raises(MoveRefused) as refusal:
        move(record, to, actor=rows.user(), **saying(model, to))
    labels = dict(model._meta.get_field("state").flatchoices)
    assert str(labels[here]) in str(refusal.value)
    assert str(labels[to]) in str(refusal.value)
    assert str(refusal.value).endswith("。")
    assert record.state == here == type(record)._base_manager.get(pk=record.pk).state
    assert not record.moves().exists()


@pytest.mark.parametrize("model", STATEFUL, ids=lambda model: model.__name__)
def test_the_map_names_every_state_and_no_other(model: Any) -> None:
    assert set(model.MOVES) == set(states_of(model))
    assert {to for goes in model.MOVES.values() for to in goes} <= set(states_of(model))


@pytest.mark.parametrize("model", STATEFUL, ids=lambda model: model.__name__)
def test_every_state_can_be_reached_from_the_first(model: Any) -> None:
    reached: set[str] = set()
    waiting = {model._meta.get_field("state").default}
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting |= set(model.MOVES[state]) - reached
    assert reached == set(states_of(model))


@pytest.mark.parametrize("model", STATEFUL, ids=lambda model: model.__name__)
def test_states_are_named_in_japanese(model: Any) -> None:
    for _value, label in model._meta.get_field("state").flatchoices:
        assert not str(label).isascii()


def test_a_record_that_a_colleague_moved_says_who_and_when() -> None:
    need, colleague = rows.need(), rows.user(display_name="汐見")
    stale = Need.objects.get(pk=need.pk)
    with clock.happened_at(dt.datetime(2026, 11, 21, 1, 5, tzinfo=dt.UTC)):
        move(need, NeedState.HEARING, actor=colleague, owner=colleague)
    with pytest.raises(AlreadyMoved) as refusal:
        move(stale, NeedState.HEARING, actor=rows.user(), owner=rows.user())
    assert "汐見" in str(refusal.value)
    assert "2026年11月21日" in str(refusal.value)
    assert "10:05" in str(refusal.value)
    assert Need.objects.get(pk=need.pk).owner == colleague
    assert need.moves().count() == 1


def test_what_the_mover_saw_counts_and_not_what_is_in_memory() -> None:
    need = rows.need(state=NeedState.HEARING)
    with pytest.raises(AlreadyMoved):
        move(need, NeedState.CARVING, actor=rows.user(), seen=NeedState.SUBMITTED)


def test_a_move_of_the_system_itself_has_no_actor() -> None:
    need, stale = rows.need(), rows.need()
    stale.pk = need.pk
    assert move(need, NeedState.HEARING, actor=None).actor is None
    with pytest.raises(AlreadyMoved, match="システム"):
        move(stale, NeedState.HEARING, actor=None)


def test_what_the_database_refuses_leaves_the_record_as_it_was() -> None:
    need = rows.need()
    with pytest.raises(IntegrityError), transaction.atomic():
        move(need, NeedState.DECLINED, actor=rows.user())
    assert need.state == NeedState.SUBMITTED
    assert not Move.objects.exists()


def test_the_first_state_is_logged_too() -> None:
    need, actor = rows.need(), rows.user()
    line = begin(need, actor=actor)
    assert (line.from_state, line.to_state, line.actor) == ("", NeedState.SUBMITTED, actor)


def test_history_is_of_one_record_of_one_model_oldest_first() -> None:
    need, other = rows.need(), rows.need()
    project = rows.project(pk=need.pk)
    for record in (need, other, project):
        begin(record, actor=None)
    move(need, NeedState.HEARING, actor=None)
    assert [line.to_state for line in need.moves()] == [NeedState.SUBMITTED, NeedState.HEARING]
    assert [line.to_state for line in project.moves()] == ["idea"]


# --- nothing but the mover writes a state ---------------------------------------------------------------------------

WRITERS = {"update", "create", "get_or_create", "update_or_create", "bulk_create", "create_once"}


def test_nothing_but_the_mover_writes_a_state() -> None:
    found = [
        f"{path.relative_to(product.ROOT)}:{line}"
        for path in product.code()
        for line in writes_of_state(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert [place for place in found if not place.startswith("site/base/states.py:")] == []
    assert found, "the mover itself should have been seen"


@pytest.mark.parametrize(
    "source",
    [
        "need.state = 'hearing'",
        "need.state, need.owner = 'hearing', None",
        "need.state += ''",
        "Need.objects.filter(pk=1).update(state='hearing')",
        "Need.objects.create(state='hearing')",
        "Need(state='hearing')",
        "setattr(need, 'state', 'hearing')",
        "need.save(update_fields=['state'])",
        "Need.objects.bulk_update(needs, ['state'])",
    ],
)
def test_every_way_to_write_a_state_is_noticed(source: str) -> None:
    assert list(writes_of_state(ast.parse(source))) == [1]


@pytest.mark.parametrize(
    "source", ["Need.objects.filter(state='hearing')", "Q(state='hearing')", "here = need.state"]
)
def test_reading_a_state_is_nobodys_fault(source: str) -> None:
    assert list(writes_of_state(ast.parse(source))) == []


def writes_of_state(tree: ast.AST) -> Iterator[int]:
    """Lines that set a state, in any of the ways that Django offers."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)) or (
            isinstance(node, ast.Call) and _call_writes_state(node)
        ):
            yield node.lineno


def _call_writes_state(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    makes = name in WRITERS or name in {model.__name__ for model in STATEFUL}
    if makes and any(keyword.arg == "state" for keyword in call.keywords):
        return True
    if name == "setattr":
        return _says_state(call.args[1])
    if name == "bulk_update":
        return any(_says_state(part) for argument in call.args for part in ast.walk(argument))
    named = [keyword.value for keyword in call.keywords if keyword.arg == "update_fields"]
    return name == "save" and any(_says_state(part) for value in named for part in ast.walk(value))


def _says_state(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == "state"
