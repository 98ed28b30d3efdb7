"""Asking for a consent, noting the answer, and what has to be told without one."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base import clock
from base.forms import JapaneseDateField
from partners.models import Partner
from volunteers import actions
from volunteers.consent_forms import READY
from volunteers.models import ConsentRecord, DisclosureRecord, Match, Person, PersonRole
from volunteers.models.consents import (
    LONGEST,
    ConsentState,
    Method,
    RecipientKind,
    Shareable,
    may_be_told,
)

from .steps import Step, StepForm

USUAL = dt.timedelta(days=182)
REFUSED, LATER = "refused", "later"
ANSWERS = [
    (LATER, _("Not answered yet: print the form and ask")),
    *Method.choices,
    (REFUSED, _("They would rather not")),
]


def choices_for(kind: str) -> list[tuple[str, Any]]:
    """What a recipient of this kind may be told, in the order of the catalogue."""
    allowed = may_be_told(kind, Shareable.values)
    return [(value, label) for value, label in Shareable.choices if value in allowed]


class AskForm(forms.Form):
    """One purpose, one recipient, what, until when, and the answer if there is one already."""

    partner = forms.ModelChoiceField(label=_("employer"), queryset=Partner.objects.none(), empty_label=None)
    agency = forms.CharField(
        label=_("Name of the agency, and of the desk there"),
        max_length=160,
        error_messages={"required": _("Say who is to be told.")},
    )
    volunteer = forms.ModelChoiceField(label=_("volunteer"), queryset=Person._base_manager.none())
    fields_told = forms.MultipleChoiceField(
        label=_("what may be told"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Take away what the person would rather keep. Less is usually enough."),
        error_messages={"required": _("Choose at least one thing that may be told.")},
    )
    ends_on = JapaneseDateField(
        label=_("may be told until"), help_text=_("A year at most. It may be taken back before.")
    )
    answer = forms.ChoiceField(
        label=_("What is the answer?"), choices=ANSWERS, initial=LATER, widget=forms.RadioSelect
    )
    witness = forms.CharField(
        label=_("Who heard it with you"),
        max_length=80,
        required=False,
        help_text=_("Only for what is said aloud."),
    )
    proxy_name = forms.CharField(
        label=_("Who agrees for the person"),
        max_length=80,
        required=False,
        help_text=_("Only where somebody may answer for them."),
    )
    proxy_basis = forms.ChoiceField(
        label=_("on what ground"),
        choices=[("", _("Nobody: the person answers")), *ConsentRecord.ProxyBasis.choices],
        required=False,
    )

    def __init__(self, *args: Any, person: Person, purpose: str, **kwargs: Any) -> None:
        self.ready = READY[purpose]  # type: ignore[index]
        kwargs["initial"] = {
            "fields_told": [str(code) for code in self.ready.fields],
            "ends_on": clock.today() + USUAL,
        }
        super().__init__(*args, **kwargs)
        for kind, name in zip(RecipientKind.values, ("partner", "agency", "volunteer"), strict=True):
            if kind != self.ready.kind:
                del self.fields[name]
        if "partner" in self.fields:
            # Only employers with whom the person is, or was, in talks: nobody else has a reason to know.
            talks = Match.objects.filter(person=person).values("opening__partner")
            self.fields["partner"].queryset = Partner.objects.filter(pk__in=talks)  # type: ignore[attr-defined]
        if "volunteer" in self.fields:
            helpers = PersonRole.objects.filter(kind=PersonRole.Kind.VOLUNTEER, until=None)
            found = Person.objects.filter(pk__in=helpers.values("person")).exclude(pk=person.pk)
            self.fields["volunteer"].queryset = found  # type: ignore[attr-defined]
            self.fields["volunteer"].label_from_instance = lambda one: f"{one.call_name}（{one.public_id}）"  # type: ignore[attr-defined]
        self.fields["fields_told"].choices = choices_for(self.ready.kind)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean_ends_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["ends_on"]
        if not 0 <= (day - clock.today()).days <= LONGEST:
            raise ValidationError(_("A consent lasts a year at most, and ends no earlier than it is asked."))
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("answer") == Method.SPOKEN and not values.get("witness", "").strip():
            self.add_error("witness", _("Name who heard it with you."))
        if bool(values.get("proxy_name", "").strip()) != bool(values.get("proxy_basis")):
            self.add_error("proxy_name", _("Name who agreed for the person, and on what ground they may."))
        return values

    def question(self) -> dict[str, Any]:
        """What `actions.ask_consent` takes."""
        names = ("partner", "agency", "volunteer", "ends_on", "proxy_name", "proxy_basis")
        asked = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return asked | {"fields": self.cleaned_data["fields_told"], "purpose": self.ready.purpose}


class GivenForm(StepForm):
    method = forms.ChoiceField(
        label=_("how they agreed"), choices=Method.choices, widget=forms.RadioSelect, initial=Method.PAPER
    )
    witness = forms.CharField(
        label=_("Who heard it with you"),
        max_length=80,
        required=False,
        help_text=_("Only for what is said aloud."),
    )


class RefusedForm(StepForm):
    """Nothing to type: no reason is needed."""


class TakenBackForm(StepForm):
    """Nothing to type: no reason is needed."""


CONSENT_STEPS = {
    step.name: step
    for step in (
        Step(
            "yes",
            ConsentState.GIVEN,
            GivenForm,
            actions.note_given,
            _("They agree"),
            _("Noted that they agree."),
        ),
        Step(
            "no",
            ConsentState.REFUSED,
            RefusedForm,
            actions.note_refused,
            _("They would rather not"),
            _("Noted. Nothing follows from a no."),
            hint=_("No reason is needed. Nobody outside learns that you asked."),
        ),
        Step(
            "take-back",
            ConsentState.WITHDRAWN,
            TakenBackForm,
            actions.withdraw_consent,
            _("Take the consent back"),
            _("Taken back. From now on nothing more is shown."),
            way="out",
            hint=_("No reason is needed. It holds from this moment, and you see what had been told."),
        ),
    )
}


class WithoutForm(forms.Form):
    """What a law, a life in danger or a support meeting demands: to whom, what, and why."""

    basis = forms.ChoiceField(
        label=_("what allows it"),
        choices=[choice for choice in DisclosureRecord.Basis.choices if choice[0] != "consent"],
        widget=forms.RadioSelect,
    )
    agency = forms.CharField(
        label=_("Name of the agency, and of the desk there"),
        max_length=160,
        error_messages={"required": _("Say who is to be told.")},
    )
    fields_told = forms.MultipleChoiceField(
        label=_("what was told"),
        choices=choices_for(RecipientKind.AGENCY),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what is needed for it."),
        error_messages={"required": _("Choose at least one thing that may be told.")},
    )
    reason = forms.CharField(
        label=_("Why is it needed, and why can the person not be asked?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person may read this one day."),
        error_messages={"required": _("Write why it has to be told without a consent.")},
    )
