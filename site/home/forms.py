"""What the desk types about accounts."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.japanese.text import is_blank
from home.accounts import CHIEFS, COORDINATORS, EDITORS
from partners.models import Partner

EMPLOYER = "employer"


class InviteForm(forms.Form):
    """Whom to invite, and into what. A coordinator invites employers only."""

    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=60,
        help_text=gettext_lazy("As colleagues call them. It becomes the shown name of the account."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("What for"), widget=forms.RadioSelect)
    partner = forms.ModelChoiceField(
        Partner.objects.order_by("legal_name"),
        label=gettext_lazy("Employer"),
        required=False,
        help_text=gettext_lazy("Only for somebody from an employer."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        required=False,
        help_text=gettext_lazy("The link goes there. It is not kept."),
    )

    def __init__(self, *args: Any, staff: bool, mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [(EMPLOYER, _("Somebody from an employer"))]
        if staff:
            groups = Group.objects.filter(name__in=(COORDINATORS, CHIEFS, EDITORS)).order_by("pk")
            role.choices += [(str(group.pk), group.name) for group in groups]
        role.initial = EMPLOYER
        if not mail:
            del self.fields["email"]

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"].strip()
        if is_blank(label):
            raise ValidationError(_("Please write for whom it is."))
        return label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") == EMPLOYER and not cleaned.get("partner"):
            self.add_error("partner", _("Please choose the employer."))
        return cleaned

    def group(self) -> Group | None:
        """For staff: the group; None for an employer."""
        role = self.cleaned_data["role"]
        return None if role == EMPLOYER else Group.objects.get(pk=role)


class ReasonForm(forms.Form):
    """Why. It is kept with the account."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Please write in a few words why. It is kept with the account.")
        },
    )
