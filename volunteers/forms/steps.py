"""One step on the way: what is typed for it, and the verb that it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base import clock
from base.forms import FoldedIntegerField, JapaneseDateField, WordsField
from base.states import Stateful


class StepForm(forms.Form):
    """Carries the state that the reader was looking at. `record` is the match or placement to be moved."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: Stateful, **kwargs: Any) -> None:
        self.record = record
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {**self.proposed(record), **kwargs["initial"], "seen": record.state}
        # Several forms stand on one page: ids must differ.
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.removesuffix('Form').lower()}_%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    @staticmethod
    def proposed(_record: Any) -> dict[str, Any]:
        """What the fields hold before anything is typed."""
        return {}

    def typed(self) -> list[tuple[str, str]]:
        """(label, text) of what was typed, for the page that says that somebody was quicker."""
        rows = ((field.label, self.data.get(field.html_name, "")) for field in self.visible_fields())
        return [(str(label), text) for label, text in rows if text]


@dataclass(frozen=True)
class Step:
    """A step that a page offers in the states of `when`, or else where `to` is on the map.

    `run(record, actor=, seen=, **cleaned)` is a verb of `actions`. `done` is said on the next page.
    `way` is "on" (forward), "wait" or "out"; it decides where the button stands.
    """

    name: str
    to: str
    form: type[StepForm]
    run: Callable[..., Any]
    label: Any
    done: Any
    way: str = "on"
    hint: Any = ""
    when: tuple[str, ...] = ()

    def is_open(self, record: Stateful) -> bool:
        return record.state in self.when if self.when else record.may_move_to(self.to)


def words(label: Any, *, hint: Any = "", rows: int = 3) -> WordsField:
    """A box for words that need not be filled."""
    return WordsField(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def hours_a_week(label: Any) -> FoldedIntegerField:
    """Hours a week that may stay open; more than 168 is refused beside the field."""
    field = FoldedIntegerField(label=label, required=False, max_value=168)
    field.error_messages["max_value"] = _("A week has 168 hours.")
    return field


def day(label: Any, *, missing: Any = "", **kwargs: Any) -> JapaneseDateField:
    """A date; with `missing` (the sentence that asks for it) it has to be there."""
    field = JapaneseDateField(label=label, required=bool(missing), **kwargs)
    if missing:
        field.error_messages["required"] = missing
    return field


def refuse_days_to_come(on: Any) -> None:
    """Something that has happened did not happen tomorrow."""
    if on and on > clock.today():
        raise ValidationError(_("This day is still to come."))
