"""The one thing that is typed in to import a list: the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.japanese.errors import UnreadableInputError
from base.models import User
from partners.importing.apply import keep_upload
from partners.importing.tables import MOST_BYTES
from partners.models import ImportBatch


class UploadForm(forms.Form):
    """A list as .xlsx or .csv. What cannot be read comes back with the reason beside the field."""

    file = forms.FileField(
        label=_("File with the list"),
        help_text=_(
            "An Excel file (.xlsx) or a CSV file, up to 5 MB and 5,000 rows, just as it was published. "
            "Nothing is imported yet: first you see every row and what was understood of it."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"}),
    )

    def keep(self, *, actor: User) -> ImportBatch | None:
        """Keep the file of a valid form; None where it cannot be read, with the reason beside the field."""
        file: Any = self.cleaned_data["file"]
        # One byte more is enough to be refused, whatever size the browser claims.
        content = file.read(MOST_BYTES + 1)
        try:
            return keep_upload(content, file_name=file.name, actor=actor)
        except UnreadableInputError as refusal:
            self.add_error("file", ValidationError(refusal.message, code=refusal.code, params=refusal.params))
        return None
