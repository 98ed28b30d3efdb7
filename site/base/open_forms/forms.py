"""What every form without an account carries besides its questions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import slips

NUL = _("There is a character in it that cannot be kept. Please delete it, or write the line once more.")
TOO_LONG = _(
    "Please keep it to %(limit_value)d characters; it has %(show_value)d. The rest we hear from you by phone."
)


class OpenForm(forms.Form):
    """Questions, a slip, and a field that stays empty. Every refusal is a sentence, and every word comes back."""

    slip = forms.CharField(widget=forms.HiddenInput, required=False)
    homepage = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"slip": slips.hand_out(), **kwargs.get("initial", {})}
        self.typed: Any = data.copy() if data is not None else None  # ours to put a new slip into
        super().__init__(self.typed, **kwargs)
        for field in self.fields.values():
            field.error_messages |= {"null_characters_not_allowed": NUL, "max_length": TOO_LONG}

    def read_slip(self) -> slips.Slip | None:
        """The slip that came with the form; None if it is not one of ours."""
        return slips.read(self.data.get("slip", "")) if self.is_bound else None

    def renew_slip(self) -> None:
        """The next press of the button is a new letter."""
        self.typed["slip"] = slips.hand_out()

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            self.typed["homepage"] = ""
            raise ValidationError(
                _(
                    "This field was filled in, perhaps by your browser. It is empty again: please press the button once more."
                )
            )
        return ""

    def questions(self) -> list[forms.BoundField]:
        """What is asked, in order."""
        return [field for field in self.visible_fields() if field.name != "homepage"]

    def answers(self) -> dict[str, Any]:
        """What was answered, without what only the form needed."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("slip", "homepage")}
