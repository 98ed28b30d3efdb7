"""What is typed about a record itself: terms, holds, erasures, and what the person asks about it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.forms import FoldedIntegerField, JapaneseDateField
from base.japanese.text import fold_number
from volunteers.models import PersonsRequest, RetentionRule
from volunteers.models.retention import Ground

from .addresses import ReasonField


class RuleForm(forms.ModelForm):
    """A new line of the table. Older lines stay, so that it can be seen what held when."""

    months = FoldedIntegerField(label=_("months"), min_value=1, max_value=360)
    valid_from = JapaneseDateField(label=_("valid from"))
    confirmed_on = JapaneseDateField(label=_("confirmed by the centre on"), required=False)

    class Meta:
        model = RetentionRule
        fields = ("what", "months", "basis", "source", "valid_from", "confirmed_on")


class HoldForm(forms.Form):
    """Why a record has to stay."""

    reason = ReasonField(label=_("Why it has to stay"), asks=_("Write why it has to stay."))


class AskErasureForm(forms.Form):
    """On what ground a record should go."""

    ground = forms.ChoiceField(label=_("ground"), choices=Ground.choices)
    words = forms.CharField(
        label=_("what to know about it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TypedNumberForm(forms.Form):
    """The number of the record, typed by hand: nobody erases by a slip of the finger."""

    number = forms.CharField(
        label=_("Type the number of this record"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, number: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = number

    def clean_number(self) -> str:
        typed = fold_number(self.cleaned_data["number"]).replace(" ", "").upper()
        if typed != self.wanted:
            raise ValidationError(_("This is not the number of this record. Nothing was erased."))
        return typed


class OwnRequestForm(forms.ModelForm):
    """What somebody asks about their own record."""

    asked_on = JapaneseDateField(label=_("asked on"))

    class Meta:
        model = PersonsRequest
        fields = ("kind", "asked_on", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 2})}


class AnswerForm(forms.Form):
    """What was done about it."""

    answered_on = JapaneseDateField(label=_("answered on"))
    answer = forms.CharField(
        label=_("what was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
