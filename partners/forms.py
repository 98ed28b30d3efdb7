"""What members of a partner type in the portal, and employers without an account on the site."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.forms import FoldedIntegerField, PhoneField
from base.japanese.text import is_blank
from base.open_forms import OpenForm
from partners.models import EmployerEnquiry, Need
from partners.models.enquiries import LONGEST_TEXT
from partners.models.needs import Answer

MOST_PEOPLE = 200
"""What the database's constraint allows."""


class PeopleField(FoldedIntegerField):
    """A number of people, also as it is spoken: 2, ２人, 二名."""

    def read(self, typed: str) -> int:
        return int(super().read(typed.strip().removesuffix("人").removesuffix("名")))


class NeedForm(forms.ModelForm):
    """The eight questions about a trouble, all on one page. Only the first needs an answer."""

    token = forms.Field(widget=forms.HiddenInput, required=False)
    people_needed = PeopleField(
        required=False,
        label=Need._meta.get_field("people_needed").verbose_name,
        help_text=_("A rough number is fine. Leave it empty if you cannot say yet."),
    )
    can_try_first = forms.ChoiceField(
        label=Need._meta.get_field("can_try_first").verbose_name,
        choices=Answer,
        required=False,
        initial=Answer.MAYBE,
        widget=forms.RadioSelect,
        help_text=_("An hour of looking on, or a few days of trying, before anything is agreed."),
    )
    can_pay = forms.ChoiceField(
        label=Need._meta.get_field("can_pay").verbose_name,
        choices=Answer,
        required=False,
        initial=Answer.MAYBE,
        widget=forms.RadioSelect,
        help_text=_("A wage, something for each piece, or the bus fare: we find the right way with you."),
    )

    class Meta:
        model = Need
        fields = (
            "trouble",
            "when_needed",
            "slots",
            "people_needed",
            "could_split",
            "can_try_first",
            "can_pay",
            "reach_me",
        )
        help_texts = {
            "trouble": _(
                "As you would tell a neighbour. For example: the dishes after lunch pile up every day."
            ),
            "when_needed": _("For example: from next spring, in the harvest weeks, or as soon as possible."),
            "slots": _("Tick what comes into question. If you do not know yet, leave it empty."),
            "could_split": _("For example: folding towels, pulling weeds, filling in addresses."),
            "reach_me": _("For example: by phone after four o'clock, 0154-00-1234."),
        }
        widgets = {
            "trouble": forms.Textarea(attrs={"rows": 5}),
            "when_needed": forms.TextInput,
            "could_split": forms.Textarea(attrs={"rows": 3}),
            "reach_me": forms.TextInput,
        }
        error_messages = {
            "trouble": {"required": _("Tell us in a few words what the trouble is.")},
        }

    def clean_trouble(self) -> str:
        words: str = self.cleaned_data["trouble"]
        if is_blank(words):
            raise ValidationError(_("Tell us in a few words what the trouble is."), code="required")
        return words

    def clean_people_needed(self) -> int | None:
        people: int | None = self.cleaned_data["people_needed"]
        if people is not None and not 1 <= people <= MOST_PEOPLE:
            raise ValidationError(_("Give a number of people from 1 to 200, or leave it empty."))
        return people

    def clean_can_try_first(self) -> str:
        return self.cleaned_data["can_try_first"] or Answer.MAYBE

    def clean_can_pay(self) -> str:
        return self.cleaned_data["can_pay"] or Answer.MAYBE

    def clean_token(self) -> uuid.UUID:
        """The page's own token; one that was tampered with counts as none, and the words are kept."""
        try:
            return uuid.UUID(self.cleaned_data["token"])
        except (ValueError, TypeError):
            return uuid.uuid4()

    def answers(self) -> dict[str, Any]:
        """The values of the eight questions, for `actions.submit_need`."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EnquiryForm(OpenForm):
    """Eight short questions of an employer without an account. Only the first needs an answer."""

    trouble = forms.CharField(
        label=EmployerEnquiry._meta.get_field("trouble").verbose_name,
        help_text=_("As you would tell a neighbour. For example: the dishes after lunch pile up every day."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        max_length=LONGEST_TEXT,
    )
    organisation = forms.CharField(
        label=EmployerEnquiry._meta.get_field("organisation").verbose_name,
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    when_needed = forms.CharField(
        label=EmployerEnquiry._meta.get_field("when_needed").verbose_name,
        help_text=_("For example: from next spring, in the harvest weeks, or as soon as possible."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact_name = forms.CharField(
        label=EmployerEnquiry._meta.get_field("contact_name").verbose_name,
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reply_by = forms.ChoiceField(
        label=EmployerEnquiry._meta.get_field("reply_by").verbose_name,
        choices=EmployerEnquiry.ReplyBy,
        initial=EmployerEnquiry.ReplyBy.CALL,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Please choose from the list.")},
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    contact_hours = forms.CharField(
        label=EmployerEnquiry._meta.get_field("contact_hours").verbose_name,
        help_text=_("For example: weekdays after three o'clock."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Please look at the e-mail address once more, like name@example.jp.")},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["trouble"].error_messages["required"] = _("Tell us in a few words what the trouble is.")

    def clean_trouble(self) -> str:
        words: str = self.cleaned_data["trouble"]
        if is_blank(words):
            raise ValidationError(_("Tell us in a few words what the trouble is."), code="required")
        return words

    def clean_reply_by(self) -> str:
        return self.cleaned_data["reply_by"] or EmployerEnquiry.ReplyBy.CALL

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wanted = {
            EmployerEnquiry.ReplyBy.CALL: ("phone", _("Which number may we call?")),
            EmployerEnquiry.ReplyBy.EMAIL: ("email", _("Which address may we write to?")),
        }.get(cleaned.get("reply_by", ""))
        if wanted and wanted[0] not in self.errors and not cleaned.get(wanted[0]):
            self.add_error(wanted[0], wanted[1])
        return cleaned
