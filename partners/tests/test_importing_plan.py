"""What importing would do: create, update, same, wrong; planned again, everything is the same."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.importing.preview import Action, KnownPartner, KnownWorkplace, Step, fingerprint, plan
from partners.importing.rows import Reading
from partners.importing.tables import read_tables
from partners.importing.understanding import understand
from partners.tests.lists import HEADER, ROWS, csv_bytes, whole_list

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(rows: Sequence[Sequence[Any]]) -> Reading:
    return understand(read_tables(csv_bytes([HEADER, *rows]), "list.csv"), today=TODAY)


def recorded(steps: Sequence[Step]) -> tuple[list[KnownWorkplace], list[KnownPartner]]:
    """The records as they are after the steps were written."""
    places = list({id(step.workplace): step.workplace for step in steps if step.workplace}.values())
    places = copy.deepcopy(places)
    partners = list({id(place.partner): place.partner for place in places}.values())
    for number, place in enumerate(places, start=1):
        place.pk = number
    for number, partner in enumerate(partners, start=1):
        partner.pk = number
    return places, partners


def planned(rows: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]] = ()) -> list[Step]:
    """The data steps for `rows` where the list `after` was imported before."""
    places, partners = recorded(plan(read(after).rows, [])) if after else ([], [])
    return [step for step in plan(read(rows).rows, places, partners) if step.action is not Action.NO_DATA]


def sample(**changed: str) -> list[str]:
    return [*{**dict(zip(HEADER, ROWS[0], strict=True)), **changed}.values()]


def actions(steps: Sequence[Step]) -> list[str]:
    return [str(step.action) for step in steps]


def codes(step: Step) -> list[str]:
    return [problem.code for problem in step.problems]


def test_new_rows_are_created_with_one_organisation_each() -> None:
    steps = planned(ROWS)
    assert actions(steps) == ["create"] * 4
    assert [step.makes_partner for step in steps] == [True, False, True, True]
    first, second, *_rest = (step.workplace for step in steps)
    assert first is not None
    assert second is not None
    assert first.partner is second.partner


def test_the_same_list_again_changes_nothing() -> None:
    assert actions(planned(ROWS, after=ROWS)) == ["same"] * 4


def test_other_spellings_change_nothing() -> None:
    respelled = sample(
        法人名="（福）みなもの会",
        事業所名="みなも 工房",
        所在地="北海道釧路市北大通十二丁目1番",
        電話番号="(0154)00-0101",
        定員="5",
        非雇用型="◯",
        認定番号="１",
        認定年月日="2016/4/1",
    )
    assert actions(planned([respelled], after=ROWS)) == ["same"]


def test_a_changed_cell_is_an_update_of_that_field_alone() -> None:
    (step,) = planned([sample(定員="8")], after=ROWS)
    assert step.action is Action.UPDATE
    assert [(str(change.field), change.before, change.after) for change in step.changes] == [
        ("capacity", 5, 8)
    ]


def test_an_empty_cell_changes_nothing() -> None:
    assert actions(planned([sample(定員="", 電話番号="", 作業内容="", 認定年月日="")], after=ROWS)) == [
        "same"
    ]


def test_a_number_that_was_not_known_is_added() -> None:
    (step,) = planned([sample()], after=[sample(認定番号="")])
    assert [(change.before, change.after, change.is_addition) for change in step.changes] == [
        (None, "第１号", True)
    ]


def test_an_address_that_was_not_known_is_added_instead_of_a_double() -> None:
    without = sample(認定番号="", 所在地="")
    (step,) = planned([sample(認定番号="")], after=[without])
    assert step.action is Action.UPDATE
    assert {str(change.field) for change in step.changes} == {"address", "area"}
    (again,) = planned([without], after=[sample(認定番号="")])
    assert again.action is Action.SAME


def test_a_moved_workplace_keeps_its_record_and_wants_a_look() -> None:
    (step,) = planned([sample(所在地="釧路市音別町本町1")], after=ROWS)
    assert step.action is Action.UPDATE
    assert {str(change.field) for change in step.changes} == {"address", "area"}
    assert "identity_changes" in codes(step)


def test_a_number_of_quite_another_workplace_is_wrong() -> None:
    (step,) = planned([sample(事業所名="べつの家", 所在地="厚岸郡厚岸町1")], after=ROWS)
    assert (step.action, codes(step)) == (Action.WRONG, ["number_of_another"])


def test_number_and_place_of_two_workplaces_are_wrong() -> None:
    (step,) = planned([sample(認定番号="第２号")], after=ROWS)
    assert (step.action, codes(step)) == (Action.WRONG, ["two_workplaces"])


def test_another_organisation_for_a_recorded_workplace_is_left_alone_and_told() -> None:
    (step,) = planned([sample(法人名="株式会社べつ")], after=ROWS)
    assert (step.action, codes(step)) == (Action.SAME, ["other_partner"])


def test_company_and_limited_company_of_one_name_are_two() -> None:
    rows = [
        sample(法人名="株式会社あおば"),
        sample(法人名="有限会社あおば", 事業所名="あおば厚岸", 所在地="厚岸町1", 認定番号="第８号"),
        sample(法人名="㈱あおば", 事業所名="あおば浜中", 所在地="浜中町1", 認定番号="第９号"),
    ]
    assert [step.makes_partner for step in planned(rows)] == [True, True, False]


def test_a_name_that_fits_two_organisations_is_wrong() -> None:
    recorded_ones = [
        sample(法人名="株式会社あおば"),
        sample(法人名="有限会社あおば", 事業所名="あおば厚岸", 所在地="厚岸町1", 認定番号="第８号"),
    ]
    (step,) = planned(
        [sample(法人名="あおば", 事業所名="あおば浜中", 所在地="浜中町1", 認定番号="第９号")],
        after=recorded_ones,
    )
    assert (step.action, codes(step)) == (Action.WRONG, ["several_partners"])


def test_corporate_numbers_join_and_part_organisations() -> None:
    header = ["法人名", "法人番号", "事業所名", "所在地"]

    def steps(*rows: Sequence[str]) -> list[Step]:
        reading = understand(read_tables(csv_bytes([header, *rows]), "list.csv"), today=TODAY)
        return [step for step in plan(reading.rows, []) if step.action is not Action.NO_DATA]

    one, other = "8700110005901", "7000012050002"
    joined = steps(["株式会社あおば", one, "本店", "釧路市1"], ["あおばグループ", one, "支店", "釧路市2"])
    assert [step.makes_partner for step in joined] == [True, False]
    assert codes(joined[1]) == ["other_partner"]
    parted = steps(["株式会社あおば", one, "本店", "釧路市1"], ["株式会社あおば", other, "支店", "釧路市2"])
    assert [step.makes_partner for step in parted] == [True, True]
    learned = steps(["株式会社あおば", "", "本店", "釧路市1"], ["株式会社あおば", one, "支店", "釧路市2"])
    assert [step.makes_partner for step in learned] == [True, False]
    assert [str(change.field) for change in learned[1].changes] == ["corporate_number"]


def test_wrong_rows_stay_out_and_the_others_go_in() -> None:
    steps = planned([sample(認定年月日="平成32年4月1日"), *ROWS[1:]])
    assert actions(steps) == ["wrong", "create", "create", "create"]


def test_a_repeated_row_is_taken_once_even_when_its_first_copy_is_wrong() -> None:
    assert actions(planned([ROWS[0], ROWS[0]])) == ["create", "repeat"]
    assert actions(planned([sample(電話番号="00-0101"), ROWS[0], ROWS[0]])) == ["wrong", "create", "repeat"]


def test_a_repeated_row_that_knows_more_completes_the_first() -> None:
    steps = planned([sample(電話番号=""), sample()])
    assert actions(steps) == ["create", "update"]
    assert [(str(change.field), change.after) for change in steps[1].changes] == [("phone", "0154000101")]


def test_rows_about_one_workplace_that_differ_are_wrong_even_without_an_address() -> None:
    steps = planned([sample(所在地="", 認定番号="", 定員="5"), sample(認定番号="", 定員="9")])
    assert actions(steps) == ["create", "wrong"]
    assert "contradicts" in codes(steps[1])


def test_of_rows_that_differ_about_their_organisation_the_first_counts() -> None:
    header = ["法人名", "業種", "事業所名", "所在地"]
    rows = [["株式会社あおば", "製造", "本店", "釧路市1"], ["株式会社あおば", "清掃", "支店", "釧路市2"]]
    reading = understand(read_tables(csv_bytes([header, *rows]), "list.csv"), today=TODAY)
    _header, first, second = plan(reading.rows, [])
    assert first.problems == ()
    assert second.changes == ()
    assert codes(second) == ["organisation_differs"]


def test_rows_that_are_no_data_become_nothing() -> None:
    steps = plan(understand(read_tables(csv_bytes(whole_list()), "list.csv"), today=TODAY).rows, [])
    assert actions(steps) == ["no_data"] * 3 + ["create"] * 4 + ["no_data"] * 2


def test_the_fingerprint_tells_other_plans_apart() -> None:
    assert fingerprint(planned(ROWS)) == fingerprint(planned(ROWS))
    assert fingerprint(planned(ROWS)) != fingerprint(planned(ROWS, after=ROWS))
    assert fingerprint(planned(ROWS)) != fingerprint(planned(ROWS, after=[sample(定員="9")]))


CELLS = {
    "法人名": ["", "株式会社あおば", "㈱あおば", "有限会社あおば", "社会福祉法人みなも"],
    "事業所名": ["", "本店", "支店", "みなも工房"],
    "所在地": ["", "釧路市北大通1", "北海道釧路市北大通１番地", "厚岸町真栄2"],
    "認定番号": ["", "第１号", "2", "３"],
    "定員": ["", "5", "９", "多数"],
    "認定年月日": ["", "H28.4.1", "平成32年4月1日"],
    "電話番号": ["", "0154-00-0101", "0154-00-0102"],
}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CELLS.items()}), max_size=6
    )
)
def test_importing_any_list_twice_makes_no_doubles(rows: list[dict[str, str]]) -> None:
    """After the good rows were written, the same list neither makes nor changes anything."""
    cells = [[row.get(name, "") for name in HEADER] for row in rows]
    reading = read(cells)
    first = plan(reading.rows, [])
    places, partners = recorded(first)
    second = plan(read(cells).rows, places, partners)
    assert [step.row.number for step in first] == [step.row.number for step in second]
    assert {step.action for step in second}.isdisjoint({Action.CREATE, Action.UPDATE})
