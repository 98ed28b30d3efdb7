"""The conditions of an opening in words, group by group, and what is still to be asked."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base.japanese.dates import japanese_date
from base.japanese.text import format_yen
from base.masks import MaskField, SlotsField
from base.wording import listed, months_in_words, slots_in_words
from projects.forms.openings import GROUPS
from projects.models import Opening


def in_words(opening: Opening) -> list[dict[str, Any]]:
    """One entry per group: `rows` of (label, words), and the labels of what is not known."""
    return [{"legend": group.legend, **_known_and_unknown(opening, group.fields)} for group in GROUPS]


def _known_and_unknown(opening: Opening, names: tuple[str, ...]) -> dict[str, Any]:
    rows, unknown = [], []
    for name in names:
        if name in TOLD_WITH_ANOTHER:
            continue
        label = LABELS[name]() if name in LABELS else _label(opening, name)
        words = WORDS[name](opening) if name in WORDS else words_of(opening, name)
        if words:
            rows.append({"label": label, "words": words})
        elif not _needless(opening, name):
            unknown.append(label)
    return {"rows": rows, "unknown": unknown}


def _needless(opening: Opening, name: str) -> bool:
    return name == "pay_min" and opening.pay_kind == 0


def _label(opening: Opening, name: str) -> str:
    """The field's name without the unit in brackets: the unit stands behind the value."""
    return re.sub(r"\s*[（(].*[）)]$", "", str(opening._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def words_of(opening: Opening, name: str) -> str:
    """One value for reading; empty when it is not known."""
    field, value = opening._meta.get_field(name), getattr(opening, name)
    if value is None or value == "":
        return ""
    if isinstance(field, SlotsField):
        return slots_in_words(value)
    if name == "months":
        return months_in_words(value)
    if isinstance(field, MaskField):
        return listed(_mask_labels(field, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.date):
        return japanese_date(value)
    if getattr(field, "choices", None):
        return str(getattr(opening, f"get_{name}_display")())
    return _(UNITS[name]) % {"n": value} if name in UNITS else str(value)


def _mask_labels(field: MaskField, mask: int) -> list[str]:
    return [str(label) for bit, label in field.members if mask & int(bit)]


def _range(low: str, high: str) -> str:
    if low and high and low != high:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    return low or high


def _stages(opening: Opening) -> str:
    return _range(words_of(opening, "stage_min"), words_of(opening, "stage_max"))


def _hours(opening: Opening) -> str:
    return _range(words_of(opening, "hours_min"), words_of(opening, "hours_max"))


def pay_in_words(opening: Opening) -> str:
    """The amount and its unit: 1,080円〜1,200円（1時間あたり）. Empty when there is none."""
    low, high = (format_yen(v) if v is not None else "" for v in (opening.pay_min, opening.pay_max))
    amount = _range(low, high)
    if amount and opening.pay_unit:
        return _("%(amount)s (%(unit)s)") % {"amount": amount, "unit": opening.get_pay_unit_display()}
    return amount


UNITS = {
    "slots_needed": gettext_noop("%(n)s half-days"),
    "hours_min": gettext_noop("%(n)s hours"),
    "hours_max": gettext_noop("%(n)s hours"),
    "starts_from_hours": gettext_noop("%(n)s hours"),
    "minutes_continuous": gettext_noop("%(n)s minutes"),
    "stand_minutes": gettext_noop("%(n)s minutes"),
    "last_service_gap": gettext_noop("%(n)s minutes"),
    "lift_kg": gettext_noop("%(n)s kg"),
    "supporter_ratio": gettext_noop("%(n)s people"),
    "places": gettext_noop("%(n)s people"),
}
WORDS: dict[str, Callable[[Opening], str]] = {
    "stage_min": _stages,
    "hours_min": _hours,
    "pay_min": pay_in_words,
}
LABELS: dict[str, Callable[[], str]] = {
    "stage_min": lambda: _("Stages it suits"),
    "hours_min": lambda: _("Hours a week"),
    "pay_min": lambda: _("Amount"),
}
TOLD_WITH_ANOTHER = {"stage_max", "hours_max", "pay_max", "pay_unit", "title"}
