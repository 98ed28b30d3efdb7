"""An address that is kept apart: writing it, naming who may open it, opening it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.forms import PostalCodeField
from base.japanese.text import is_blank
from base.models import User
from volunteers.models import Person, SecretAddressReader

from .people import colleagues

SHORTEST_REASON = 5


class ReasonField(forms.CharField):
    """A short reason in words; blanks and a single letter are none."""

    def __init__(self, *, asks: Any, **options: Any) -> None:
        self.asks = asks
        super().__init__(max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **options)
        self.error_messages["required"] = asks

    def clean(self, value: Any) -> str:
        reason = str(super().clean(value)).strip()
        if is_blank(reason) or len(reason) < SHORTEST_REASON:
            raise ValidationError(self.asks)
        return reason


class SecretAddressForm(forms.Form):
    """Always empty: whoever writes a new address does not see the one that is there."""

    postal_code = PostalCodeField(label=_("postal code"), required=False, autocomplete="off")
    address = forms.CharField(
        label=_("address"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    note = forms.CharField(
        label=_("Who must not learn of it, and what to mind"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Only those who may open the address read this."),
    )


class NameReaderForm(forms.Form):
    """One colleague, and why."""

    reader = forms.ModelChoiceField(
        label=_("Who may open it"), queryset=User.objects.none(), empty_label=_("Choose")
    )
    reason = ReasonField(
        label=_("Why they need to know"), asks=_("Write in a few words why they need to know.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reader"]
        named = SecretAddressReader.objects.filter(person=person, ended_at__isnull=True).values("reader")
        chiefs = User.objects.filter(groups__permissions__codename="support_everyone").values("pk")
        near = Q(pk__in=person.team.values("pk")) | Q(pk__in=chiefs)
        field.queryset = colleagues().filter(near).exclude(pk__in=named)
        field.label_from_instance = lambda user: user.shown_name


class OpenSecretForm(forms.Form):
    """What the address is needed for this time."""

    reason = ReasonField(
        label=_("What is it needed for today?"),
        asks=_("Write in a few words what it is needed for today."),
        help_text=_("It stands in the log beside your name, and the person may read it one day."),
    )
