"""Form fields and filters: what is typed wrong comes back as typed, with the reason beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from base.forms import FoldedIntegerField, JapaneseDateField, PhoneField, PostalCodeField, YenField

DAY = dt.date(2026, 11, 21)


class EverythingForm(forms.Form):
    day = JapaneseDateField()
    born = JapaneseDateField(required=False, autocomplete="bday", help_text="As on the card.")
    phone = PhoneField(required=False)
    postal_code = PostalCodeField(required=False)
    pay = YenField(required=False, max_value=1_000_000)
    places = FoldedIntegerField(min_value=1, max_value=200)


GOOD = {
    "day": "Ｒ８．１１．２１",
    "born": "昭和五十五年三月一日",
    "phone": "０１５４－００－０００１　内線３",
    "postal_code": "〒０８５−００００",
    "pay": "１，０７５円",
    "places": "１２",
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_every_width_and_calendar_is_read() -> None:
    form = EverythingForm(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "day": DAY,
        "born": dt.date(1980, 3, 1),
        "phone": "0154000001;ext=3",
        "postal_code": "0850000",
        "pay": 1075,
        "places": 12,
    }


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("day", "平成32年4月1日", "Do you mean 令和2年4月1日?"),
        ("day", "２月３０日", "there is no day 30"),
        ("day", "　", "required"),
        ("day", "2026年11月2" + "1" * 300, "too long"),
        ("born", "55.3.1", "昭和55年（1980年）"),
        ("phone", "０１５４６５１２５００", "has 11 digits, but should have 10"),
        ("postal_code", "８５", "seven digits"),
        ("pay", "107.5", "107 or 108"),
        ("pay", "９９９９９９９", "less than or equal to 1000000"),
        ("pay", "9" * 100 + ".5", "such as 1,075"),
        ("places", "０", "greater than or equal to 1"),
        ("places", "二、三人", "whole number in digits"),
        ("places", "\x00", "whole number in digits"),
    ],
)
def test_wrong_text_comes_back_as_typed_with_the_reason(name: str, typed: str, reason: str) -> None:
    form = EverythingForm({**GOOD, name: typed})
    assert list(form.errors) == [name]
    assert reason in form.errors[name][0]
    assert form[name].value() == typed
    assert f'value="{typed}"' in str(form[name]) or "\x00" in typed


def test_stored_values_are_shown_as_people_write_them() -> None:
    form = EverythingForm(
        initial={"day": DAY, "phone": "0154000001", "postal_code": "0850000", "pay": 1075, "places": 3}
    )
    shown = {name: form[name].value() for name in ("day", "phone", "postal_code", "pay", "places")}
    assert shown == {
        "day": "2026年11月21日",
        "phone": "0154-00-0001",
        "postal_code": "085-0000",
        "pay": "1,075",
        "places": "3",
    }
    assert EverythingForm({**GOOD, **shown}).is_valid()


def test_another_spelling_of_the_same_value_is_no_change() -> None:
    stored = {
        "day": DAY,
        "born": dt.date(1980, 3, 1),
        "phone": "0154000001;ext=3",
        "postal_code": "0850000",
        "pay": 1075,
        "places": 12,
    }
    assert EverythingForm(GOOD, initial=stored).changed_data == []
    assert EverythingForm({**GOOD, "pay": "1076"}, initial=stored).changed_data == ["pay"]


def test_blank_optional_fields_are_empty_not_wrong() -> None:
    form = EverythingForm({"day": "2026-11-21", "places": "1", "phone": "なし"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] is None
    assert form.cleaned_data["pay"] is None
    assert form.cleaned_data["phone"] == ""
    assert form.cleaned_data["postal_code"] == ""


def test_inputs_tell_the_browser_what_they_take() -> None:
    form = EverythingForm()
    assert 'type="tel"' in str(form["phone"])
    assert 'inputmode="tel"' in str(form["phone"])
    assert 'autocomplete="tel"' in str(form["phone"])
    assert 'autocomplete="postal-code"' in str(form["postal_code"])
    assert 'inputmode="numeric"' in str(form["pay"])
    assert 'type="number"' not in str(form["places"])
    assert 'lang="ja"' in str(form["day"])
    assert 'autocomplete="bday"' in str(form["born"])
    assert "R8.11.21" in form["day"].help_text
    assert form["born"].help_text == "As on the card."


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("day|jdate", "2026年11月21日（令和8年11月21日・土）"),
        ("late|jdate", "2026年11月22日（令和8年11月22日・日）"),
        ("day|jdate_short", "2026年11月21日（土）"),
        ("nothing|jdate", ""),
        ("number|phone", "0154-00-0001"),
        ("number|tel_uri", "tel:+81154000001"),
        ("code|postal_code", "085-0000"),
        ("pay|yen", "1,075円"),
        ("zero|yen", "0円"),
        ("nothing|yen", ""),
        ("day|fiscal_year_label", "令和8年度（2026年度）"),
        ("year|fiscal_year_label", "令和元年度（平成31年度・2019年度）"),
        ("number|phone|nowrap", '<span class="nowrap">0154-00-0001</span>'),
        ("markup|nowrap", '<span class="nowrap">&lt;b&gt;</span>'),
        ("nothing|nowrap", ""),
        ("hours|unbroken", '月 <span class="nowrap">9:00〜11:30</span> &lt;昼まで&gt;'),
        ("nothing|unbroken", ""),
    ],
)
def test_filters_show_values(expression: str, shown: str) -> None:
    context = {
        "day": DAY,
        "late": dt.datetime(2026, 11, 21, 15, 30, tzinfo=dt.UTC),
        "number": "0154000001",
        "code": "0850000",
        "pay": 1075,
        "zero": 0,
        "year": 2019,
        "markup": "<b>",
        "hours": "月 9:00〜11:30 <昼まで>",
        "nothing": None,
    }
    assert Template("{% load japanese %}{{ " + expression + " }}").render(Context(context)) == shown
