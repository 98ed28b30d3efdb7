"""What somebody types who was invited."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.accounts.forms import password_rules
from base.japanese.text import fold_width
from base.models import Invitation, User


class ChoosePasswordForm(forms.Form):
    """A password, twice."""

    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["password1"].help_text = password_rules()

    def whose(self) -> User:
        """The account that the password is for, as far as it is known."""
        return self.invitation.account or User(display_name=self.invitation.label)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two are not the same. Please type it once more."))
        elif first:
            try:
                validate_password(first, self.whose())
            except ValidationError as refusal:
                self.add_error("password1", refusal)
        return cleaned

    def answers(self) -> dict[str, str]:
        """For `invitations.accept`."""
        return {"username": "", "password": self.cleaned_data["password1"]}


class JoinForm(ChoosePasswordForm):
    """A new account: its user name, its password, perhaps a mail address."""

    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=60,
        help_text=gettext_lazy(
            "With it you sign in. Letters, digits and - _ . will do, for example sakura-2026."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        required=False,
        help_text=gettext_lazy("Only for the day on which the password is gone. You may leave it empty."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("username", "password1", "password2", "email")

    def clean_username(self) -> str:
        name = fold_width(self.cleaned_data["username"]).strip()
        User.username_validator(name)
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("Somebody already has this name. Please choose another."))
        return name

    def whose(self) -> User:
        return User(username=self.cleaned_data.get("username", ""), display_name=self.invitation.label)

    def answers(self) -> dict[str, str]:
        return {
            "username": self.cleaned_data["username"],
            "password": self.cleaned_data["password1"],
            "email": self.cleaned_data["email"],
        }
