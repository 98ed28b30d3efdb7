"""What is said of a person stays behind the wall: no table below it, no log and no address holds a word of it."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from wagtail.models import ModelLogEntry, PageLogEntry

from base.models import Move, User
from base.states import MoveRefused
from partners.models import NeedNews
from volunteers import actions
from volunteers.models import BlockClearance, Match, Person, Placement, Review
from volunteers.models.placements import EndReason
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 21)
BORN = dt.date(1987, 6, 5)
PHONE = "0154-00-9876"
POSTAL_CODE = "0859876"
NUMBERS = {"phone": PHONE, "postal_code": POSTAL_CODE}


def canary(place: str) -> str:
    """A word that stands nowhere else."""
    return f"ひみつ-{place}"


PERSONAL = {
    name: canary(name)
    for name in (
        "call_name",
        "family_name",
        "given_name",
        "family_name_kana",
        "given_name_kana",
        "contact_hours",
        "own_words",
        "strengths",
        "address",
    )
}
# Words on rows about the person that no field of `PERSONAL` holds; what is noted of the employer counts as well.
NOTED = {
    "Match": ("person_words", "employer_answer", "accompanied_by"),
    "Placement": ("workplace_supporter", "accommodations", "end_note"),
    "Review": ("person_words",),
    "BlockClearance": ("reason",),
}


@pytest.fixture
def lived() -> Person:
    """Somebody whose whole way was written down, with a canary in every field that takes words."""
    actor, chief = scene.coordinator(), scene.chief()
    opening = scene.opening(actor, lift_kg=20)
    person = scene.person(actor, PERSONAL["call_name"], birth_date=BORN, **NUMBERS, **_but_call_name())
    with reading_as(chief):
        match, _made = actions.suggest(person, opening, actor=actor)
        actions.talk_over(match, actor=actor, words=canary("person_words"))
        actions.propose(match, actor=actor)
        actions.set_visit(
            match,
            actor=actor,
            kind="visit",
            on=TODAY,
            accompanied_by=canary("accompanied_by"),
            answer=canary("employer_answer"),
        )
        actions.clear_block(match, "lift", actor=chief, reason=canary("reason"))
        placement = actions.agree(
            match,
            actor=actor,
            starts_on=TODAY,
            workplace_supporter=canary("workplace_supporter"),
            accommodations=canary("accommodations"),
        )
        actions.begin_work(placement, actor=actor, on=TODAY)
        actions.review(
            placement,
            actor=actor,
            held_on=TODAY,
            decision="continue",
            person_words=canary("person_words"),
        )
        actions.end_early(
            placement, actor=actor, on=TODAY, end_reason=EndReason.HEALTH, note=canary("end_note")
        )
        actions.change_stage(person, 1, actor=actor)
        refused, _made = actions.suggest(person, opening, actor=actor)
        actions.decline_for_person(refused, actor=actor, words=canary("person_words"))
    return person


def _but_call_name() -> dict[str, str]:
    return {name: words for name, words in PERSONAL.items() if name != "call_name"}


def said_in(model: Any) -> str:
    """Everything that the table of a model holds, as one text."""
    return "\n".join(str(row) for row in model._base_manager.values_list())


def secrets_of(person: Person) -> list[str]:
    return ["ひみつ", PHONE, PHONE.replace("-", ""), str(BORN), person.public_id]


def test_every_field_that_takes_words_holds_a_canary(lived: Person) -> None:
    """A field that is added later without one fails here, so that the tests below stay worth something."""
    rows: dict[str, list[Any]] = {
        model.__name__: list(model._base_manager.all())
        for model in (Person, Match, Placement, Review, BlockClearance)
    }
    for name, kept in rows.items():
        wordy = {field.name for field in kept[0]._meta.concrete_fields if _takes_words(field)}
        expected = {*PERSONAL, *NUMBERS} if name == "Person" else set(NOTED[name])
        assert wordy == expected
        for field in expected - NUMBERS.keys():
            assert any(canary(field) in getattr(row, field) for row in kept), field


def _takes_words(field: models.Field[Any, Any]) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return is_text and field.name not in ("public_id", "code")


def test_no_table_below_the_wall_holds_a_word_of_it(lived: Person) -> None:
    below = [model for model in apps.get_models() if model._meta.app_label != "volunteers"]
    assert {Move, NeedNews, PageLogEntry, ModelLogEntry, User} <= set(below)
    for model in below:
        kept = said_in(model)
        for secret in secrets_of(lived):
            assert secret not in kept, f"{model.__name__} holds {secret}"


def test_there_was_something_to_leak(lived: Person) -> None:
    """Opened by the product it is all there; in the tables themselves none of it is but the number without meaning."""
    kept = "".join(said_in(model) for model in apps.get_app_config("volunteers").get_models())
    assert lived.public_id in kept
    assert "ひみつ" not in kept
    opened = "".join(getattr(lived, name) for name in (*PERSONAL, "phone"))
    assert "ひみつ" in opened
    assert PHONE.replace("-", "") in opened.replace("-", "")
    assert NeedNews.objects.count() >= 7
    assert Move.objects.count() >= 15


def test_the_employer_and_the_history_hold_no_reason_why_it_ended(lived: Person) -> None:
    told = said_in(NeedNews) + said_in(Move)
    assert EndReason.HEALTH not in told
    assert str(EndReason.HEALTH.label) not in told


def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> None:
    with caplog.at_level(logging.DEBUG):
        person = request.getfixturevalue("lived")
    for secret in secrets_of(person):
        assert secret not in caplog.text


def test_refusals_say_what_is_in_the_way_and_not_whom(lived: Person) -> None:
    actor = User.objects.get(username="coordinator")
    with reading_as(actor):
        match, _made = actions.suggest(lived, Match.objects.all()[0].opening, actor=actor)
        actions.talk_over(match, actor=actor)
        actions.propose(match, actor=actor)
        with pytest.raises(MoveRefused, match="20") as refusal:
            actions.agree(match, actor=actor, starts_on=TODAY, workplace_supporter="浜さん")
    assert "ひみつ" not in str(refusal.value)
