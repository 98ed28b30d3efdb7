"""Looking for an opening: what may be asked for, in the address of the list and in its form.

Whatever is in the address and makes no sense is passed over: a link that somebody kept or shortened
still leads to openings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.models import Area, Tag
from base.vocabulary import DayPart, PayKind, Stage, Weekday, WorkForm, slot

# The conditions that one may insist on: the word in the address, and the column.
CONDITIONS = {"sitting": "sitting_possible", "visit": "visit_possible", "pickup": "pick_up"}


class SearchForm(forms.Form):
    """The form beside the list. It only shows and sends; `OpeningSearch` reads."""

    form = forms.MultipleChoiceField(
        label=_("Form of work"), choices=WorkForm, widget=forms.CheckboxSelectMultiple
    )
    pay = forms.MultipleChoiceField(
        label=_("Kind of pay"), choices=PayKind, widget=forms.CheckboxSelectMultiple
    )
    day = forms.MultipleChoiceField(
        label=_("Day of the week"), choices=Weekday, widget=forms.CheckboxSelectMultiple
    )
    part = forms.MultipleChoiceField(
        label=_("Time of day"), choices=DayPart, widget=forms.CheckboxSelectMultiple
    )
    ok = forms.MultipleChoiceField(
        label=_("It matters to me"),
        choices=[
            ("sitting", _("Sitting is possible")),
            ("visit", _("A visit is possible")),
            ("pickup", _("Pick-up")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    area = forms.MultipleChoiceField(label=_("Area"), widget=forms.CheckboxSelectMultiple)
    stage = forms.ChoiceField(
        label=_("Where I stand now"), choices=[("", _("Does not matter")), *Stage.choices]
    )
    tag = forms.CharField(widget=forms.HiddenInput)

    use_required_attribute = False
    # Place and time first: that is what people look for; the words of the law come last.
    field_order = ("area", "part", "day", "ok", "form", "pay", "stage", "tag")

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "search_%s", **kwargs})
        self.fields["area"].choices = [(area.code, area.name) for area in areas]  # type: ignore[attr-defined]
        if not self.initial.get("tag"):
            del self.fields["tag"]


@dataclass(frozen=True)
class ActiveFilter:
    """One condition that holds, and the address of the list without it."""

    label: str
    remove_url: str


class OpeningSearch:
    """What a visitor asked for. `path` is the list's own address."""

    def __init__(self, query: QueryDict, *, path: str, areas: Sequence[Area]) -> None:
        self._path = path
        self._areas = areas
        self._query = query

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        """The values that make sense, by the name of their field, each once and in the form's order."""
        offered = SearchForm(areas=self._areas).fields
        chosen = {}
        for name, field in offered.items():
            asked = set(self._query.getlist(name))
            values = [str(value) for value, _label in field.choices if str(value) and str(value) in asked]  # type: ignore[attr-defined]
            if values:
                chosen[name] = values[:1] if name == "stage" else values
        if self.tag:
            chosen["tag"] = [self.tag.slug]
        return chosen

    @cached_property
    def tag(self) -> Tag | None:
        return Tag.objects.meant_by(self._query.get("tag", ""))

    @cached_property
    def form(self) -> SearchForm:
        single = {"stage", "tag"}
        initial = {name: values[0] if name in single else values for name, values in self.chosen.items()}
        return SearchForm(initial=initial, areas=self._areas)

    def narrow(self, openings: Any) -> Any:
        """The openings (an OpeningQuerySet) that fit everything chosen; within one field any will do."""
        chosen = self.chosen
        if "form" in chosen:
            openings = openings.of_forms(map(int, chosen["form"]))
        if "pay" in chosen:
            openings = openings.paid_as(map(int, chosen["pay"]))
        if "area" in chosen:
            openings = openings.in_areas(chosen["area"])
        if "stage" in chosen:
            openings = openings.fitting_stage(int(chosen["stage"][0]))
        if "day" in chosen or "part" in chosen:
            openings = openings.at_any_of(self._slots())
        if "tag" in chosen:
            openings = openings.tagged(chosen["tag"][0])
        return openings.where_sure(CONDITIONS[word] for word in chosen.get("ok", []))

    def _slots(self) -> int:
        """The half-days meant: a day alone means all of it, a time alone means any day."""
        days = [int(day) for day in self.chosen.get("day", Weekday.values)]
        times = [int(part) for part in self.chosen.get("part", DayPart.values)]
        return sum(slot(day, part) for day in days for part in times)

    @property
    def active(self) -> list[ActiveFilter]:
        """The conditions that hold, in words, each with a link that takes it away."""
        filters = []
        for name, values in self.chosen.items():
            words = self._words(name)
            filters += [ActiveFilter(words[value], self._without(name, value)) for value in values]
        return filters

    def _words(self, name: str) -> dict[str, str]:
        if name == "tag":
            return {self.tag.slug: f"#{self.tag.name}"} if self.tag else {}
        return {str(value): str(label) for value, label in self.form.fields[name].choices}  # type: ignore[attr-defined]

    def _without(self, name: str, value: str) -> str:
        rest = [(n, v) for n, values in self.chosen.items() for v in values if (n, v) != (name, value)]
        return f"{self._path}?{urlencode(rest)}" if rest else self._path
