"""Fields in which "not known" is an answer, and marks of what a page showed."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.forms import FoldedIntegerField, JapaneseDateField, WordsField, YenField

LARGEST_SMALL = 32_767
"""What a small integer column of PostgreSQL holds."""

_TYPED = {"True": "true", "true": "true", "False": "false", "false": "false"}


class TriStateRadio(forms.RadioSelect):
    """Yes, no, or not known, all three in sight."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, choices=[("true", _("Yes")), ("false", _("No")), ("", _("Not known"))])

    def format_value(self, value: Any) -> list[str]:
        return [_TYPED.get(str(value), "")]


class TriStateField(forms.NullBooleanField):
    """True, False, or None for "not known"."""

    widget = TriStateRadio


def known_or_not(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The choices and, last, "not known"."""
    return [*choices, ("", _("Not known"))]


def desk_field(db_field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form field of a column on the desk: `formfield_callback` of our model forms."""
    named: dict[str, Any] = {
        "label": db_field.verbose_name,
        "help_text": db_field.help_text,
        "required": not db_field.blank,
    }
    if db_field.has_default():
        named["initial"] = db_field.get_default()
    named.update({name: kwargs[name] for name in ("label", "help_text", "widget") if name in kwargs})
    if isinstance(db_field, models.BooleanField) and db_field.null:
        return TriStateField(**named)
    if isinstance(db_field, models.DateField):
        return JapaneseDateField(**named)
    if db_field.choices and isinstance(db_field, models.IntegerField):
        return _choice(db_field, named)
    if db_field.choices and db_field.blank:
        return forms.ChoiceField(choices=known_or_not(db_field.choices), **named)
    if type(db_field) is models.PositiveSmallIntegerField:
        return FoldedIntegerField(max_value=LARGEST_SMALL, **named)
    if type(db_field) is models.PositiveIntegerField and db_field.name in (
        "pay_min",
        "pay_max",
        "unit_price",
    ):
        return YenField(**named)
    if isinstance(db_field, models.TextField):
        return WordsField(max_length=db_field.max_length, **named)
    if type(db_field) is models.PositiveIntegerField:
        return FoldedIntegerField(**named)
    return db_field.formfield(**kwargs)


def _choice(db_field: Any, named: dict[str, Any]) -> forms.Field:
    choices = known_or_not(db_field.choices) if db_field.null else list(db_field.choices)
    named.setdefault("widget", forms.RadioSelect if len(choices) <= 6 else forms.Select)
    named["required"] = not db_field.null
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, **named)


def fingerprint(values: Any) -> str:
    """A short mark of what a page showed, to notice that a colleague changed it in the meantime."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


class ShownForm(forms.Form):
    """What the page showed when it was opened: a state, or a fingerprint."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
