"""What the engine takes, and what it refuses with which words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import volunteers
from volunteers.matching import BoardError, Openings, People, World, assess
from volunteers.matching.tests.boards import TODAY

PEOPLE = """
    max_hours_now current_hours slots good_time max_minutes_continuous lift_kg stand_minutes cold_ok heights_ok
    machinery_ok driving_ok night_ok noise_stress crowd_stress smell_stress phone_stress stranger_stress pace_stress
    reading_stress travel_modes max_commute_minutes winter_ok area qualifications needs_accompaniment
    needs_same_day_absence needs_quiet_place plain_japanese instruction_style stage first_placement interests strengths
    wish_company wish_posture wish_place wish_pay pay_day_need available_from info_age_days
"""
OPENINGS = """
    hours_min hours_max starts_from_hours slots slots_needed minutes_continuous lift_kg stand_minutes cold heights
    machinery driving night noise crowd smell pace customers phone reading indoor sitting_possible company reach_modes
    pick_up walk_minutes last_service_gap area qualifications_required accompaniment_allowed same_day_absence_ok
    quiet_place plain_japanese_ok instruction_style supporter_named supporter_ratio peers_there welcome_note work_form
    pay_kind pay_every stage_min stage_max months starts_on valid_until places_left papers_complete accreditation_ok
    interests strengths partner early_ends_12m info_age_days
"""


def test_the_engine_takes_these_columns_and_no_other() -> None:
    assert " ".join(People.columns()) == " ".join(PEOPLE.split())
    assert " ".join(Openings.columns()) == " ".join(OPENINGS.split())


@pytest.mark.parametrize(
    "name",
    [
        "sex",
        "gender",
        "age",
        "birth_date",
        "nationality",
        "diagnosis",
        "disability",
        "benefit_status",
        "name",
    ],
)
@pytest.mark.parametrize("table", [People, Openings])
def test_what_a_person_is_cannot_be_told_to_the_engine(
    table: type[People] | type[Openings], name: str
) -> None:
    with pytest.raises(BoardError, match=name):
        table.from_rows([{name: 1}])
    with pytest.raises(BoardError, match=name):
        table.from_columns({name: [1]})
    directly: Any = table
    with pytest.raises(TypeError):
        directly(**{name: [1]})


def test_none_true_and_false_of_a_database_row_are_understood() -> None:
    people = People.from_rows([{"cold_ok": True}, {"cold_ok": None}, {"cold_ok": False}, {}])
    assert people.cold_ok.tolist() == [1, -1, 0, -1]
    assert people.cold_ok.dtype == np.int8
    assert len(people) == 4
    assert people.lift_kg.tolist() == [-1] * 4


def test_arrays_of_any_whole_type_are_understood_and_copied() -> None:
    given = np.array([3, -1, 200], dtype=np.int64)
    people = People.from_columns({"lift_kg": given, "cold_ok": np.array([True, False, True])})
    given[0] = 99
    assert people.lift_kg.tolist() == [3, -1, 200]
    assert people.cold_ok.tolist() == [1, 0, 1]
    with pytest.raises(ValueError, match="read-only"):
        people.lift_kg[0] = 4


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"lift_kg": [1, 900]}, r"people\.lift_kg, row 1: 900 is outside 0 to 200 \(kg"),
        ({"lift_kg": [-2]}, r"row 0: -2 is outside"),
        ({"lift_kg": [2.0]}, r"row 0: 2\.0 is not a whole number"),
        ({"lift_kg": [float("nan")]}, r"nan is not a whole number"),
        ({"lift_kg": ["5"]}, r"'5' is not a whole number"),
        ({"lift_kg": [True]}, r"True is not a whole number"),
        ({"lift_kg": [10**30]}, r"is outside"),
        ({"lift_kg": np.array([1.5])}, r"1\.5.* is not a whole number"),
        ({"lift_kg": np.array([[1], [2]])}, r"is not a whole number"),
        ({"lift_kg": "12"}, r"people\.lift_kg is not a sequence"),
        ({"lift_kg": 12}, r"people\.lift_kg is not a sequence"),
        ({"lift_kg": [1, 2], "stage": [1]}, r"people\.stage has 1 rows where 2 are expected"),
        ({"stage": [8]}, r"people\.stage, row 0: 8 is outside 0 to 7"),
        ({"slots": [1 << 21]}, r"people\.slots, row 0: 2097152 is outside"),
    ],
)
def test_a_wrong_value_is_refused_with_table_column_and_row(columns: dict[str, Any], words: str) -> None:
    size = None if all(np.iterable(values) for values in columns.values()) else 1
    with pytest.raises(BoardError, match=words):
        People.from_columns(columns, size=size)


def test_a_choice_that_starts_at_one_refuses_zero() -> None:
    with pytest.raises(BoardError, match=r"openings\.company, row 0: 0 is outside 1 to 3"):
        Openings.from_rows([{"company": 0}])


@pytest.mark.parametrize(
    ("world", "words"),
    [
        ({"today": 0}, "ordinal"),
        ({"today": "2026-10-12"}, "ordinal"),
        ({"travel_minutes": [[[1, 2]]]}, "area x area x 5"),
        ({"travel_minutes": np.full((1, 1, 5), -2)}, "minutes lie between"),
        ({"weights": {"stage": 11}}, r"weights\['stage'\]: 11 is not a number from 0 to 10"),
        ({"weights": {"stage": -1}}, "not a number from 0"),
        ({"weights": {"stage": float("nan")}}, "nan is not a number"),
        ({"weights": {"stage": "3"}}, "not a number"),
        ({"weights": {"lift": 1}}, "lift is none of"),
        ({"avoid": [(2, 0)]}, r"world\.avoid speaks of 2, but there are only 2"),
        ({"avoid": [(-1, 0)]}, "start at 0"),
        ({"familiar": [(2, 0)]}, r"world\.familiar speaks of 2"),
        ({"barred": {"doctor": [(0, 3)]}}, r"barred\['doctor'\] speaks of 3"),
        ({"barred": {"sex": [(0, 0)]}}, "sex is none of"),
        ({"cleared": [(0, 0, "noise")]}, "noise is none of"),
        ({"cleared": [(0, 5, "lift")]}, r"world\.cleared speaks of 5"),
        ({"travel_minutes": np.zeros((1, 1, 5), int)}, "area speaks of 1"),
    ],
)
def test_a_world_that_does_not_belong_to_the_tables_is_refused(world: dict[str, Any], words: str) -> None:
    people, openings = People.from_rows([{}, {"area": 1}]), Openings.from_rows([{}, {}, {}])
    with pytest.raises(BoardError, match=words):
        assess(people, openings, World(**{"today": TODAY, **world}))


def test_results_cannot_be_changed_by_mistake() -> None:
    board = assess(People.from_rows([{}]), Openings.from_rows([{}]), World(today=TODAY))
    for name in ("verdicts", "blocked", "score", "band", "unknown"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(board, name)[...] = 0


def test_the_engine_runs_where_django_is_not() -> None:
    """In a fresh interpreter, so that nothing else has imported it."""
    code = "import sys, volunteers.matching; print([m for m in sys.modules if m.partition('.')[0] in ('django', 'wagtail')])"
    root = Path(volunteers.__file__).parents[1]
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"
