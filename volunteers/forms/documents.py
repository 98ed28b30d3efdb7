"""What is chosen and typed for a paper about a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.uploads import Checked, check, read_upload
from volunteers.models import PersonDocument

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.xlsx,.docx,.txt"


class DocumentForm(forms.Form):
    """A file, what it is, and of which kind."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, photo (JPEG, PNG, WebP, HEIC), Word (.docx), Excel (.xlsx) or plain text, up to 10 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        max_length=255,
        allow_empty_file=True,  # said in our own words by the check
        error_messages={"required": _("Please choose a file.")},
    )
    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("For example: signed request of 20 November."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write in a few words what it is.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=PersonDocument.Kind, initial=PersonDocument.Kind.OTHER)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.checked: Checked = check(read_upload(file))
        return file


class RemovalForm(forms.Form):
    """Why a paper goes."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write why it is removed.")},
    )
