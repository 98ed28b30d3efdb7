"""Registering people and following where they stand, told through the verbs."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from base import clock
from base.models import User
from base.vocabulary import Stage
from volunteers import actions
from volunteers.models import Person, PersonRole, StageChange, WorkConditions
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Iterator[User]:
    """A coordinator, who is reading."""
    user = scene.coordinator()
    with reading_as(user):
        yield user


@pytest.fixture
def person(actor: User) -> Person:
    return scene.person(actor)


def test_a_name_to_be_called_by_is_enough(actor: User) -> None:
    person, made = actions.register_person(actor=actor, call_name=" みなと ")
    assert made
    assert (person.call_name, person.stage, person.main_supporter) == ("みなと", Stage.CONTACT, actor)
    assert list(person.team.all()) == [actor]
    assert [role.kind for role in person.roles.all()] == [PersonRole.Kind.SEEKER]
    assert all(
        getattr(person.conditions, name) is None
        for name in ("max_hours_now", "slots", "lift_kg", "noise_stress", "travel_modes")
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"call_name": ""}, "call_name"),
        ({"call_name": "　 "}, "call_name"),
        ({"call_name": "みなと", "stage": 9}, "stage"),
        ({"call_name": "みなと", "conditions": {"max_hours_now": 169}}, "__all__"),
        ({"call_name": "みなと", "conditions": {"noise_stress": 4}}, "noise_stress"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_leaves_nobody_half_registered(
    actor: User, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.register_person(actor=actor, **wrong)
    assert list(refusal.value.message_dict) == [field]
    assert not Person._base_manager.exists()
    assert not StageChange._base_manager.exists()


def test_the_same_form_posted_twice_is_one_person(actor: User) -> None:
    token = uuid.uuid4()
    first, made = actions.register_person(actor=actor, call_name="みなと", token=token)
    again, made_again = actions.register_person(actor=actor, call_name="みなと", token=token)
    assert (made, made_again, again) == (True, False, first)
    assert WorkConditions.objects.count() == StageChange.objects.count() == PersonRole.objects.count() == 1


def test_two_people_may_be_called_the_same(actor: User) -> None:
    people = {actions.register_person(actor=actor, call_name="みなと")[0].public_id for _form in range(2)}
    assert len(people) == 2


def test_the_main_supporter_and_the_one_who_registers_are_on_the_team(actor: User) -> None:
    colleague, other = scene.coordinator("colleague"), scene.coordinator("other")
    person, _made = actions.register_person(
        actor=actor, call_name="みなと", main_supporter=colleague, team=[other]
    )
    assert {*person.team.all()} == {actor, colleague, other}


def test_partners_to_avoid_are_kept_and_changed(actor: User) -> None:
    one, other = scene.partner("一つ目"), scene.partner("二つ目")
    person = scene.person(actor, conditions={"avoid_partners": [one]})
    assert list(person.conditions.avoid_partners.all()) == [one]
    actions.update_conditions(person, avoid_partners=[other])
    assert list(person.conditions.avoid_partners.all()) == [other]
    actions.update_conditions(person, lift_kg=3)
    assert list(person.conditions.avoid_partners.all()) == [other]


def test_a_condition_may_become_unknown_again(person: Person) -> None:
    actions.update_conditions(person, lift_kg=None)
    assert WorkConditions.objects.get().lift_kg is None


def test_wrong_conditions_are_not_saved(person: Person) -> None:
    with pytest.raises(ValidationError):
        actions.update_conditions(person, max_hours_now=169)
    assert WorkConditions.objects.get().max_hours_now == 6


def test_what_was_learnt_is_saved_and_nothing_else(person: Person) -> None:
    meanwhile = Person.objects.get()
    meanwhile.strengths = "手先が器用"
    meanwhile.save()
    actions.update_person(person, own_words="静かなところがいい")
    saved = Person.objects.get()
    assert (saved.own_words, saved.strengths) == ("静かなところがいい", "手先が器用")


def test_the_stage_is_changed_by_its_own_verb_only(person: Person) -> None:
    with pytest.raises(TypeError, match="change_stage"):
        actions.update_person(person, stage=Stage.VOLUNTEER)


@pytest.mark.parametrize(("here", "to"), [*itertools.permutations(Stage, 2)])
def test_any_stage_leads_to_any_other_and_the_way_is_kept(actor: User, here: Stage, to: Stage) -> None:
    """Not a ladder: a step back is a step, and stays in the history like any other."""
    person = scene.person(actor, stage=here)
    moment = timezone.now() - dt.timedelta(days=1)
    with clock.happened_at(moment):
        assert actions.change_stage(person, to, actor=actor)
    first, change = person.stage_changes.order_by("pk")
    assert (first.from_stage, first.to_stage) == (None, here)
    assert (change.from_stage, change.to_stage, change.actor, change.at) == (here, to, actor, moment)
    assert person.stage == to == Person.objects.get().stage


def test_staying_where_one_is_is_no_change(person: Person, actor: User) -> None:
    assert not actions.change_stage(person, person.stage, actor=actor)
    assert person.stage_changes.count() == 1


def test_a_change_starts_from_where_the_person_really_stands(person: Person, actor: User) -> None:
    stale = Person.objects.get()
    actions.change_stage(person, Stage.VOLUNTEER, actor=actor)
    actions.change_stage(stale, Stage.IBASHO, actor=actor)
    last = person.stage_changes.last()
    assert last is not None
    assert (last.from_stage, last.to_stage) == (Stage.VOLUNTEER, Stage.IBASHO)


def test_who_is_helped_today_helps_tomorrow_under_the_same_number(person: Person) -> None:
    actions.give_role(person, PersonRole.Kind.SUPPORTER)
    assert {role.kind for role in person.roles.all()} == {"seeker", "supporter"}


def test_a_role_is_given_once_at_a_time_and_again_after_its_end(person: Person) -> None:
    seeker = actions.give_role(person, PersonRole.Kind.SEEKER)
    assert person.roles.count() == 1
    person.roles.update(until=clock.today())
    assert actions.give_role(person, PersonRole.Kind.SEEKER) != seeker
    assert person.roles.count() == 2


def test_the_main_supporter_cannot_be_taken_off_the_team(person: Person, actor: User) -> None:
    colleague = scene.coordinator("colleague")
    actions.change_team(person, add=[colleague], remove=[actor])
    assert {*person.team.all()} == {actor, colleague}
    actions.change_team(person, remove=[colleague])
    assert list(person.team.all()) == [actor]
