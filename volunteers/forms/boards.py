"""The whole board: which way it is put together, and what is settled beforehand, each time with the reason."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.forms import FoldedIntegerField
from base.japanese.text import is_blank
from projects.models import Opening
from volunteers.board import matchable_people, open_openings
from volunteers.matching import RULES, TITLES, Kind
from volunteers.models import BoardOrder, BoardRun, Person
from volunteers.models.boards import MORE_AT_MOST, USUAL_DIAL

DIAL = (
    (0, _("How well it fits comes first")),
    (USUAL_DIAL, _("Mostly how well it fits (the usual)")),
    (50, _("Both alike")),
    (75, _("Mostly those who wait longest and are hardest to place")),
    (100, _("Those who wait longest and are hardest to place come first")),
)
HEAVIEST = 10
ADJUSTABLE = {rule.code: int(rule.weight) for rule in RULES if rule.kind is Kind.SOFT}
"""What counts for the fit, with the weight that it has if nobody says otherwise."""
PLACE_ORDERS = (
    ("closed", _("Nobody here this time")),
    ("more", _("More places (to see what they would bring)")),
    ("team", _("Only if so many people go together")),
)


class BoardForm(forms.Form):
    """The dial, and the weights folded away."""

    dial = forms.TypedChoiceField(
        label=_("Who comes first where not everybody can?"),
        help_text=_("As many people as possible get a place at every setting."),
        choices=DIAL,
        coerce=int,
        initial=USUAL_DIAL,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, run: BoardRun | None = None, **kwargs: Any) -> None:
        if run:
            kwargs["initial"] = {"dial": min(DIAL, key=lambda one: abs(one[0] - run.dial))[0]}
        super().__init__(*args, **kwargs)
        weights = run.weights if run else {}
        for code, usual in ADJUSTABLE.items():
            self.fields[f"weight_{code}"] = _weight(code, weights.get(code, usual))

    def weighing(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[f"weight_{code}"] for code in ADJUSTABLE]

    @property
    def has_wrong_weights(self) -> bool:
        """Whether the fold has to be open."""
        return any(name.startswith("weight_") for name in self.errors)

    def weights(self) -> dict[str, float]:
        """Only what differs from what is usual."""
        given = {code: self.cleaned_data.get(f"weight_{code}") for code in ADJUSTABLE}
        return {
            code: float(weight)
            for code, weight in given.items()
            if weight is not None and weight != ADJUSTABLE[code]
        }


def _weight(code: str, value: float) -> FoldedIntegerField:
    field = FoldedIntegerField(
        label=_(TITLES[code]), required=False, min_value=0, max_value=HEAVIEST, initial=int(value)
    )
    for which in ("min_value", "max_value"):
        field.error_messages[which] = _("A weight is a whole number from 0 (does not count) to 10.")
    return field


class PersonChoice(forms.ModelChoiceField):
    """One of the reader's people, by the number of the record."""

    def label_from_instance(self, obj: Person) -> str:
        return f"{obj.call_name} {obj.public_id}"


class OpeningChoice(forms.ModelChoiceField):
    """An opening of today."""

    def label_from_instance(self, obj: Opening) -> str:
        return f"{obj.title}（{obj.partner}）"


class SettlingForm(forms.Form):
    """Something settled, with the reason. `order` names the form in the address it is sent to."""

    order = ""
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("One line, for the meeting. It is kept with the proposal."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the reason in a few words.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{self.order}_%s")
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        for field in self.fields.values():
            if isinstance(field, PersonChoice):
                field.queryset = matchable_people().order_by("pk")
            elif isinstance(field, OpeningChoice):
                field.queryset = open_openings().order_by("pk")

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if is_blank(reason):
            raise ValidationError(_("Write the reason in a few words."))
        return reason


def _person(label: Any) -> PersonChoice:
    return PersonChoice(
        label=label,
        queryset=None,
        to_field_name="public_id",
        error_messages={
            "required": _("Choose somebody."),
            "invalid_choice": _("Choose somebody of the list."),
        },
    )


def _opening() -> OpeningChoice:
    return OpeningChoice(
        label=_("Opening"),
        queryset=None,
        error_messages={
            "required": _("Choose an opening."),
            "invalid_choice": _("This opening is not open any more. Choose another."),
        },
    )


def _kind(kinds: tuple[BoardOrder.Kind, ...]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What is settled?"),
        choices=[(kind.value, kind.label) for kind in kinds],
        initial=kinds[0].value,
        widget=forms.RadioSelect,
    )


class PersonOrderForm(SettlingForm):
    order = "person"
    person = _person(_("Person"))
    opening = _opening()
    kind = _kind(BoardOrder.OF_ONE)


class CompanyForm(SettlingForm):
    order = "company"
    one = _person(_("One"))
    other = _person(_("The other"))
    kind = _kind(BoardOrder.OF_SEVERAL)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", _("Choose two different people."))
        return cleaned


class PlaceOrderForm(SettlingForm):
    order = "place"
    opening = _opening()
    what = forms.ChoiceField(
        label=_("What is settled?"), choices=PLACE_ORDERS, initial="closed", widget=forms.RadioSelect
    )
    number = FoldedIntegerField(label=_("How many?"), required=False, min_value=1, max_value=MORE_AT_MOST)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least = {"more": 1, "team": 2}.get(cleaned.get("what", ""))
        if least and "number" not in self.errors and (cleaned.get("number") or 0) < least:
            self.add_error("number", _("Write how many: %(least)d or more.") % {"least": least})
        return cleaned

    def settled(self) -> dict[str, Any]:
        """What `actions.order_place` takes."""
        what, number = self.cleaned_data["what"], self.cleaned_data.get("number") or 0
        return {"closed": True} if what == "closed" else {what: number}


SETTLING: dict[str, type[SettlingForm]] = {
    form.order: form for form in (PersonOrderForm, CompanyForm, PlaceOrderForm)
}
