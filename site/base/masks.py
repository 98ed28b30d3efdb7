"""Sets of choices kept as one integer, so that "any of these days" is one bit test on every database."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .vocabulary import ALL_SLOTS, DayPart, Weekday, slot


def parts(mask: int | None, choices: type[models.IntegerChoices]) -> list[Any]:
    """The members of `choices` whose bit is set in `mask` (None: none)."""
    return [member for member in choices if (mask or 0) & member.value]


def labels(mask: int | None, choices: type[models.IntegerChoices]) -> list[str]:
    """The shown names of the members set in `mask`."""
    return [str(member.label) for member in parts(mask, choices)]


class MaskFormField(forms.TypedMultipleChoiceField):
    """Checkboxes whose values are summed. Nothing ticked is None (not known) when not required."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=[], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            choices: Any = self.choices  # pairs, once the field is made
            return [bit for bit, _label in choices if value & int(bit)]
        return value

    def clean(self, value: Any) -> int | None:
        bits = super().clean(value)
        return sum(set(bits)) if bits else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        choices: Any = self.choices  # pairs, once the field is made
        return (initial or None) != (_sum_of_known(data, choices) or None)


class MaskField(models.PositiveIntegerField):
    """A set of `members` (an IntegerChoices of powers of two, or any (bit, label) pairs) as one integer.

    The members stay out of migrations: they are words for people, and a new one does not change the table.
    """

    def __init__(self, *args: Any, members: Any = None, **kwargs: Any) -> None:
        self.members: Sequence[tuple[int, Any]] = getattr(members, "choices", members) or []
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        options = {
            "form_class": MaskFormField,
            "choices": self.members,
            "required": not (self.blank or self.null),
            "label": self.verbose_name,
            "help_text": self.help_text,
        }
        options.update({k: v for k, v in kwargs.items() if k in ("widget", "required", "label", "help_text")})
        form_class: Any = options.pop("form_class")
        return form_class(**options)


class SlotGrid(forms.Widget):
    """Weekdays across, parts of the day down: 21 checkboxes as a table with named rows and columns."""

    template_name = "components/slot_grid.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        ticked = mask_of(value)
        context["widget"]["days"] = list(Weekday.labels)
        context["widget"]["rows"] = [
            {
                "label": part.label,
                "cells": [
                    {
                        "value": slot(day, part),
                        "checked": bool(ticked & slot(day, part)),
                        "label": f"{day.label} {part.label}",
                        "id": f"{(attrs or {}).get('id', 'id_' + name)}_{day.value}_{part.value}",
                    }
                    for day in Weekday
                ],
            }
            for part in DayPart
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # unticked boxes send nothing

    def id_for_label(self, id_: str) -> str:
        return ""  # a group of boxes has a legend, not a label


def mask_of(value: Any) -> int:
    """The mask of an integer, of posted bits, or of nothing."""
    if isinstance(value, int):
        return value
    return _sum_of_known(value, SLOT_CHOICES)


def _sum_of_known(bits: Iterable[Any] | None, choices: Iterable[tuple[int, Any]]) -> int:
    """The mask of those posted bits that are offered; anything else that was sent is never read as a number."""
    sent = {str(bit) for bit in bits or []}
    return sum(int(bit) for bit, _label in choices if str(bit) in sent)


SLOT_CHOICES = [
    (slot(day, part), format_lazy("{} {}", day.label, part.label)) for day in Weekday for part in DayPart
]


class SlotsField(MaskField):
    """Half-days of the week: bit weekday * 3 + part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("members", SLOT_CHOICES)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs["widget"] = SlotGrid
        return super().formfield(**kwargs)


def refuse_stray_bits(mask: int) -> None:
    """Validator of slots: a bit beyond Sunday evening is a mistake of the caller."""
    if mask & ~ALL_SLOTS:
        raise ValidationError(_("Choose days and times from the table."))
