"""Opening a record in an emergency: whom, why, and that it is one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.japanese.text import is_blank
from volunteers.search import exactly

SHORTEST_REASON = 10


class EmergencyForm(forms.Form):
    """What is typed here is posted and stands in no address."""

    who = forms.CharField(
        label=_("Whole name, its reading, telephone or number of the person"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("What is happening?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A chief reads this, and so may the person one day."),
    )
    is_danger = forms.BooleanField(
        label=_("Somebody's life or body is in danger, and there is no time to ask the team")
    )

    def clean_who(self) -> Any:
        """The one person meant. The same sentence for nobody and for several gives nothing away."""
        found = list(exactly(self.cleaned_data["who"])[:2])
        if len(found) != 1:
            raise ValidationError(
                _(
                    "This does not lead to exactly one person. Try the telephone number or the number of the record."
                )
            )
        return found[0]

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if is_blank(reason) or len(reason) < SHORTEST_REASON:
            raise ValidationError(_("Write in one sentence what is happening."))
        return reason
