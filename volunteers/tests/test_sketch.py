"""What an employer reads before there is a consent: work conditions in round numbers, and no column of a person besides."""

import datetime as dt
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from base.masks import SlotsField
from base.vocabulary import ALL_SLOTS, Accompaniment
from partners.models import NeedNews
from partners.wording import line_of
from volunteers.matching.explain import GROUPS, SKETCH
from volunteers.matching.steps import STEPS
from volunteers.models import Person, WorkConditions
from volunteers.sheets import CONDITIONS
from volunteers.snapshots import SKETCH_FIELDS, sketch_of
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

MODELS = list(apps.get_app_config("volunteers").get_models())
CANARY, NUMBER, DAY = "ひみつのかけら", 137, dt.date(1987, 6, 5)


def marked(field: models.Field[Any, Any]) -> Any:
    """A value that would be recognised wherever it came out, for a column that has room for one."""
    if isinstance(field, SlotsField) or field.choices or field.is_relation or field.primary_key:
        return None
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return DAY
    if isinstance(field, models.CharField | models.TextField):
        return f"{CANARY}{field.name}"[: field.max_length or 60]
    return NUMBER if isinstance(field, models.PositiveSmallIntegerField) else None


def test_of_all_columns_about_people_the_sketch_reads_five() -> None:
    """A column that is added later is not in the sketch: the list is closed, and holds conditions of work only."""
    columns = {(model.__name__, field.name) for model in MODELS for field in model._meta.concrete_fields}
    assert len(columns) > 100
    told = {("WorkConditions", name) for name in SKETCH_FIELDS}
    assert told <= columns
    assert {name for _model, name in told} == {
        "max_hours_now",
        "slots",
        "max_minutes_continuous",
        "lift_kg",
        "needs_accompaniment",
    }


def test_no_column_of_a_person_reaches_the_employer_by_the_sketch() -> None:
    owner = scene.coordinator()
    person = scene.person(owner, CANARY)
    for row in (person, person.conditions):
        for field in row._meta.concrete_fields:
            value = marked(field)
            if value is not None and field.name not in (*SKETCH_FIELDS, "public_id", "posted_token", "stage"):
                setattr(row, field.name, value)
    sketch = sketch_of(person.conditions)
    told = json.dumps(sketch, ensure_ascii=False)
    assert set(sketch) <= set(SKETCH_FIELDS)
    for secret in (CANARY, str(NUMBER), str(DAY.year), person.public_id, str(person.area)):
        assert secret not in told


def test_what_the_employer_is_told_names_nobody_no_town_and_no_age() -> None:
    owner = scene.coordinator()
    person = scene.person(
        owner, "ひみつのみなと", birth_date=DAY, own_words="ひみつのことば", phone="0154001234"
    )
    scene.proposed(person, scene.opening(owner), owner)
    news = NeedNews.objects.get(kind=NeedNews.Kind.PROPOSED)
    raw, said = str(NeedNews.objects.filter(pk=news.pk).values()), str(line_of(news))
    for secret in (
        "ひみつ",
        "1987",
        "0154",
        person.public_id,
        str(person.area),
        person.responsible_authority,
    ):
        assert secret not in raw.replace(news.opening_title, "")
        assert secret not in said.replace(news.opening_title, "")
    assert set(news.sketch) <= set(SKETCH_FIELDS)


@pytest.mark.parametrize(
    ("exact", "told"),
    [
        ({"max_hours_now": 7, "max_minutes_continuous": 95, "lift_kg": 3}, (6, 90, 2)),
        ({"max_hours_now": 39, "max_minutes_continuous": 14, "lift_kg": 0}, (30, 0, 0)),
        ({"max_hours_now": 168, "max_minutes_continuous": 1440, "lift_kg": 200}, (40, 240, 30)),
    ],
)
def test_telling_numbers_are_rounded_down(exact: dict[str, int], told: tuple[int, ...]) -> None:
    sketch = sketch_of(WorkConditions(**exact))
    assert tuple(sketch[name] for name in exact) == told


def test_every_number_of_the_sketch_has_steps() -> None:
    numbers = {name for name in SKETCH_FIELDS if name not in ("slots", "needs_accompaniment")}
    assert numbers <= set(STEPS)
    conditions = WorkConditions(slots=ALL_SLOTS, needs_accompaniment=Accompaniment.values[0])
    assert set(sketch_of(conditions)) == {"slots", "needs_accompaniment"}


def test_the_engine_s_explanation_for_employers_stays_inside_the_outline_and_the_catalogue() -> None:
    """Each group of sentences rests on columns that the outline, or the sheet with that field, shows too."""
    assert set(GROUPS[SKETCH]) == set(SKETCH_FIELDS)
    shown = {str(field.value): set(columns) for field, columns in CONDITIONS.items()}
    agreed = {group: set(columns) for group, columns in GROUPS.items() if group in shown}
    assert agreed.keys() == shown.keys()
    assert all(columns <= shown[group] for group, columns in agreed.items())
    assert set(GROUPS) - set(agreed) == {SKETCH, "own"}


def test_there_was_something_to_leak() -> None:
    person = scene.person(scene.coordinator(), CANARY)
    assert Person._base_manager.get(pk=person.pk).call_name == CANARY
