"""What somebody types who asks for a talk, or would like to help. No answer is needed but one, whichever it is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.forms import PhoneField
from base.japanese.text import is_blank
from base.models import Area
from base.open_forms import OpenForm
from volunteers.models import ConsultationRequest
from volunteers.models.consultations import LONGEST_TEXT, Topic

Wish, ForWhom = ConsultationRequest.Wish, ConsultationRequest.ForWhom


class AskingForm(OpenForm):
    """The questions of the public form."""

    wish = forms.ChoiceField(
        label=_("What would you like?"),
        choices=Wish,
        initial=Wish.TALK,
        widget=forms.RadioSelect,
        required=False,
    )
    text = forms.CharField(
        label=_("In your own words. One line is enough."),
        help_text=_("Whatever comes to mind first. You need not have your thoughts in order."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        required=False,
        max_length=LONGEST_TEXT,
    )
    call_name = forms.CharField(
        label=_("What may we call you?"),
        help_text=_("It need not be your real name. You may leave it out."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    name_ok = forms.BooleanField(
        label=_("If somebody else answers, you may say that you are from “くらしごと”."), required=False
    )
    voicemail_ok = forms.BooleanField(
        label=_("You may leave a message on the answering machine."), required=False
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    contact_hours = forms.CharField(
        label=_("When and how is it safe to reach you?"),
        help_text=_("For example: weekdays in the morning. Not in the evening, the family is at home."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    for_whom = forms.ChoiceField(
        label=_("Who is it about?"), choices=ForWhom, widget=forms.RadioSelect, required=False
    )
    topics = forms.MultipleChoiceField(
        label=_("What does it have to do with?"),
        help_text=_("Tick as many as you like, or none."),
        choices=Topic,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    area = forms.ModelChoiceField(
        label=_("Where do you live?"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("I would rather not say"),
    )

    FIRST = ("wish", "text")
    REACH = ("call_name", "phone", "name_ok", "voicemail_ok", "email", "contact_hours")
    MORE = ("for_whom", "topics", "area")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.all()
        self.fields["email"].error_messages["invalid"] = _(
            "Please look at the e-mail address once more, like name@example.jp."
        )
        for name in ("wish", "for_whom", "topics", "area"):
            self.fields[name].error_messages["invalid_choice"] = _("Please choose from the list.")

    def clean_wish(self) -> str:
        return self.cleaned_data["wish"] or Wish.TALK

    def clean_area(self) -> Any:
        return self.cleaned_data["area"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said = (cleaned.get("text"), cleaned.get("phone"), cleaned.get("email"), cleaned.get("topics"))
        if not self.errors and all(is_blank(word) if isinstance(word, str) else not word for word in said):
            raise ValidationError(
                {"text": _("Please write one line, or leave a phone number. “Please call me” is enough.")}
            )
        return cleaned

    def first(self) -> list[forms.BoundField]:
        """What it is about."""
        return [self[name] for name in self.FIRST]

    def reach(self) -> list[forms.BoundField]:
        """How to answer safely."""
        return [self[name] for name in self.REACH]

    def more(self) -> list[forms.BoundField]:
        """What helps us to prepare."""
        return [self[name] for name in self.MORE]

    @property
    def has_more(self) -> bool:
        """Whether something stands in the folded part already."""
        return any(self[name].errors or (self.is_bound and self[name].data) for name in self.MORE)


class HeardForm(AskingForm):
    """The same questions, written down by a colleague."""

    channel = forms.ChoiceField(
        label=_("How did it reach us?"),
        choices=[
            (channel.value, channel.label)
            for channel in ConsultationRequest.Channel
            if channel != ConsultationRequest.Channel.WEB
        ],
        initial=ConsultationRequest.Channel.PHONE,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        said = {
            "wish": _("What would they like?"),
            "text": _("What did they say?"),
            "call_name": _("What may we call them?"),
            "name_ok": _("We may say our name when somebody else answers"),
            "voicemail_ok": _("A message may be left"),
            "contact_hours": _("When and how is it safe to reach them?"),
            "area": _("Where do they live?"),
        }
        for name, label in said.items():
            self.fields[name].label = label
        for name in ("text", "call_name"):
            self.fields[name].help_text = ""
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
