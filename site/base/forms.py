"""Form fields for what people type in Japan: digits of any width, era dates, phones with an extension.

A value that cannot be read comes back as it was typed, with the reason beside it. Typed text is never changed
or cleared on the way back.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from base.japanese import dates, phones, text
from base.japanese.errors import UnreadableInputError

LONGEST_TYPED = 200
LARGEST_NUMBER = 2_147_483_647
"""What an integer column of either database holds."""
LONGEST_KEY = 18
"""Digits that surely fit a key's column, which holds up to 9,223,372,036,854,775,807."""


LONGEST_WORDS = 4_000
"""Characters of a note: ten manuscript pages of 400."""


def read_the_invisible_as_nothing() -> None:
    """Let every text field that strips spaces, Wagtail's and allauth's included, strip what cannot be seen as well.

    Django's own `strip` leaves a zero-width space standing, which is then a name. A required field says so in its own
    words; an optional one is empty.
    """
    stripped = forms.CharField.to_python

    def to_python(field: forms.CharField, value: Any) -> Any:
        words = stripped(field, value)
        return field.empty_value if field.strip and words and text.is_blank(words) else words

    forms.CharField.to_python = to_python  # type: ignore[method-assign, assignment]


class WordsField(forms.CharField):
    """A box for words. What is too long comes back whole, with the reason beside it: no `maxlength`, at which a
    browser cuts off what is pasted without a word."""

    widget = forms.Textarea
    default_error_messages: ClassVar[dict[str, Any]] = {
        "max_length": _("Please keep it to %(limit_value)d characters; it has %(show_value)d.")
    }

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=max_length or LONGEST_WORDS, **kwargs)
        for check in self.validators:
            if isinstance(check, MaxLengthValidator):
                check.message = self.error_messages["max_length"]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class AsTyped(str):
    """Text of a bound form: shown again exactly as it came."""

    __slots__ = ()


class ReadField(forms.Field, ABC):
    """A line of text that is read into a value. Subclasses say how (`read`) and how a value is shown (`show`).

    `autocomplete` names the kind of value to the browser (WCAG 1.3.5); give it where the field is about the
    person who types.
    """

    widget: type[forms.Widget] = forms.TextInput
    empty_value: ClassVar[Any] = None
    attributes: ClassVar[dict[str, str]] = {}

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        # Model fields offer these to their form fields; here the reader decides.
        for offered in ("max_length", "empty_value"):
            kwargs.pop(offered, None)
        self.autocomplete = autocomplete
        super().__init__(**kwargs)

    @abstractmethod
    def read(self, typed: str) -> Any:
        """What was meant by `typed`. Raises UnreadableInputError."""

    def show(self, value: Any) -> str:
        return str(value)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return self.empty_value
        if not isinstance(value, str):
            return value
        if text.is_blank(value):
            return self.empty_value
        if len(value) > LONGEST_TYPED:
            raise ValidationError(_("This is too long. Please write it in one short line."), code="too_long")
        try:
            return self.read(value)
        except UnreadableInputError as refusal:
            raise ValidationError(refusal.message, code=refusal.code, params=refusal.params) from refusal

    def bound_data(self, data: Any, initial: Any) -> Any:
        bound = super().bound_data(data, initial)
        return AsTyped(bound) if isinstance(bound, str) else bound

    def prepare_value(self, value: Any) -> Any:
        if value is None or value == "" or isinstance(value, AsTyped):
            return value
        return self.show(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        attributes = {**super().widget_attrs(widget), **self.attributes}
        if self.autocomplete:
            attributes["autocomplete"] = self.autocomplete
        return attributes


class JapaneseDateField(ReadField):
    """A day in any usual spelling, as a datetime.date: 2026-11-21, 2026年11月21日, R8.11.21, 令和八年…"""

    attributes: ClassVar[dict[str, str]] = {"lang": "ja", "autocomplete": "off", "spellcheck": "false"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = kwargs.get("help_text") or _(
            "For example 2026-11-21, 2026年11月21日 or R8.11.21."
        )
        super().__init__(**kwargs)

    def read(self, typed: str) -> dt.date:
        return dates.parse_date(typed)

    def show(self, value: Any) -> str:
        return dates.western_date(value) if isinstance(value, dt.date) else str(value)

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        return day.date() if isinstance(day, dt.datetime) else day


class PhoneField(ReadField):
    """A phone number, kept as its digits with ";ext=12" behind for an extension; なし and blank give ""."""

    widget: type[forms.Widget] = forms.TelInput
    empty_value: ClassVar[Any] = ""
    attributes: ClassVar[dict[str, str]] = {"inputmode": "tel", "autocomplete": "tel"}

    def read(self, typed: str) -> str:
        return phones.parse_phone(typed)

    def show(self, value: Any) -> str:
        return phones.format_phone(str(value))


class PostalCodeField(ReadField):
    """A postal code, kept as seven digits."""

    empty_value: ClassVar[Any] = ""
    attributes: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "postal-code"}

    def read(self, typed: str) -> str:
        return text.parse_postal_code(typed)

    def show(self, value: Any) -> str:
        return text.format_postal_code(str(value))


class FoldedIntegerField(ReadField):
    """A whole number, zero or more, in digits of any width or in kanji. The bounds are inclusive."""

    # type=number would throw full-width digits away before we see them.
    attributes: ClassVar[dict[str, str]] = {"inputmode": "numeric", "autocomplete": "off"}

    def __init__(self, *, min_value: int = 0, max_value: int = LARGEST_NUMBER, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(min_value), MaxValueValidator(max_value)]

    def read(self, typed: str) -> int:
        return text.parse_integer(typed)


class YenField(FoldedIntegerField):
    """Whole yen: １，０７５円 -> 1075."""

    def read(self, typed: str) -> int:
        return text.parse_yen(typed)

    def show(self, value: Any) -> str:
        return f"{value:,}" if isinstance(value, int) else str(value)


class KeysField(forms.ModelMultipleChoiceField):
    """Records chosen by their keys. A key that no column could hold is no choice, and no database is asked."""

    def clean(self, value: Any) -> Any:
        for key in value or []:
            if len(str(key)) > LONGEST_KEY:
                shown = {"value": str(key)[:LONGEST_KEY]}
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params=shown
                )
        return super().clean(value)
