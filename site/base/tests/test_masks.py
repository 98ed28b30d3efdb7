from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from base.masks import MaskField, MaskFormField, SlotsField, labels, mask_of, parts, refuse_stray_bits
from base.vocabulary import ALL_SLOTS, DayPart, Month, TravelMode, Weekday, slot

BUS_AND_CAR = TravelMode.BUS_OR_TRAIN | TravelMode.OWN_CAR


class Ways(forms.Form):
    ways = MaskField("ways", members=TravelMode, null=True, blank=True).formfield()
    slots = SlotsField("slots", null=True, blank=True).formfield()


def ticked(**ticks: list[int]) -> Ways:
    data = QueryDict(mutable=True)
    for name, values in ticks.items():
        data.setlist(name, [str(value) for value in values])
    return Ways(data)


def test_parts_and_labels_are_the_members_whose_bit_is_set() -> None:
    assert parts(BUS_AND_CAR, TravelMode) == [TravelMode.BUS_OR_TRAIN, TravelMode.OWN_CAR]
    assert labels(BUS_AND_CAR, TravelMode) == ["バス・列車", "自分の車"]


@pytest.mark.parametrize("mask", [None, 0])
def test_nothing_set_has_no_parts(mask: int | None) -> None:
    assert parts(mask, TravelMode) == []


def test_every_half_day_has_its_own_bit() -> None:
    bits = [slot(day, part) for day in Weekday for part in DayPart]
    assert bits == [1 << number for number in range(21)]
    assert sum(bits) == ALL_SLOTS


def test_ticks_become_one_number() -> None:
    form = ticked(ways=[4, 8], slots=[1, 1 << 20])
    assert form.is_valid()
    assert form.cleaned_data == {"ways": BUS_AND_CAR, "slots": 1 | 1 << 20}


def test_nothing_ticked_is_not_known() -> None:
    form = ticked()
    assert form.is_valid()
    assert form.cleaned_data == {"ways": None, "slots": None}


def test_the_same_box_sent_twice_counts_once() -> None:
    form = ticked(ways=[4, 4])
    assert form.is_valid()
    assert form.cleaned_data["ways"] == 4


@pytest.mark.parametrize("wrong", ["3", "32", "-1", "bus", "", "４２"])
def test_a_box_that_is_not_there_is_refused_in_words(wrong: str) -> None:
    form = Ways(QueryDict(f"ways={wrong}"))
    assert not form.is_valid()
    assert not form.errors["ways"][0].isascii()


def test_a_kept_number_comes_back_as_ticks() -> None:
    form = Ways(initial={"ways": BUS_AND_CAR, "slots": slot(Weekday.SUNDAY, DayPart.EVENING)})
    html = form.as_p()
    assert html.count("checked") == 3
    assert 'value="4"' in html


def test_what_was_ticked_comes_back_ticked_when_something_else_is_wrong() -> None:
    form = ticked(ways=[4, 3], slots=[2])
    assert not form.is_valid()
    html = form.as_p()
    assert html.count("checked") == 2


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (12, ["4", "8"], False),
        (12, ["8", "4", "4"], False),
        (None, [], False),
        (12, [], True),
        (None, ["1"], True),
    ],
)
def test_a_change_is_noticed(initial: Any, data: list[str], changed: bool) -> None:
    field = MaskFormField(choices=TravelMode.choices, required=False)
    assert field.has_changed(initial, data) is changed


def test_a_field_that_must_be_answered_says_so() -> None:
    field = MaskField("ways", members=TravelMode).formfield()
    with pytest.raises(ValidationError):
        field.clean([])
    assert field.clean(["1", "2"]) == 3


@pytest.mark.parametrize(("value", "mask"), [(5, 5), (["1", "4"], 5), (None, 0), ([], 0), (["x", "1"], 1)])
def test_a_mask_is_read_from_a_number_or_from_posted_bits(value: Any, mask: int) -> None:
    assert mask_of(value) == mask


def test_bits_beyond_the_week_are_refused() -> None:
    refuse_stray_bits(ALL_SLOTS)
    with pytest.raises(ValidationError):
        refuse_stray_bits(1 << 21)


def test_words_of_a_mask_stay_out_of_migrations() -> None:
    """A new word does not change the table."""
    _name, _path, _args, kwargs = MaskField("season", members=Month, null=True).deconstruct()
    assert set(kwargs) == {"verbose_name", "null"}


def test_the_table_of_half_days_names_every_box() -> None:
    """For who does not see the table: each box says its day and time by itself."""
    html = Ways()["slots"].as_widget()
    for day in Weekday:
        for part in DayPart:
            assert f"{day.label} {part.label}" in html
