"""What is typed at the door and about one's own account."""

import re
from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from base.japanese.text import fold_width
from base.models import User

CODE_LIVES = 120
"""Seconds in which a code could still count: its own half minute, and one before and after."""
NOT_A_DIGIT = re.compile(r"\D")


def _plain(form: forms.Form) -> None:
    """Labels say what a field is for; allauth's placeholders and links inside help texts go."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def password_rules() -> str:
    """One or two sentences."""
    return " ".join(filter(None, map(str, password_validators_help_texts())))


class SignInForm(account_forms.LoginForm):
    """Name and password. The name may come from a Japanese keyboard in full width."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["login"].label = _("Username")
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        return fold_width(self.cleaned_data["login"]).strip()


class _Digits(forms.Form):
    """A code as people type it: full-width digits, with a gap in the middle."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false", "maxlength": "20"}

    def _fold(self) -> None:
        self.cleaned_data["code"] = NOT_A_DIGIT.sub("", fold_width(self.cleaned_data["code"]))


class _OnceOnly(_Digits):
    """A code that was used is used, also while the clock would still let it pass."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        self._fold()
        code = str(super().clean_code())  # type: ignore[misc]
        if not cache.add(f"allauth.code-used:{self.user.pk}:{code}", 1, CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceOnly, factor_forms.AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The number that your app shows")
        self.fields["code"].help_text = _("Six digits. A recovery code of eight digits will do as well.")


class CodeAgainForm(_OnceOnly, factor_forms.ReauthenticateForm):
    """The code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The number that your app shows")
        self.fields["code"].help_text = _("Six digits. A recovery code of eight digits will do as well.")


class SetUpForm(_Digits, totp_forms.ActivateTOTPForm):
    """The first code of a new app proves that it took the secret over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The number that your app shows")
        self.fields["code"].help_text = _("Six digits.")

    def clean_code(self) -> str:
        self._fold()
        return str(super().clean_code())


class PasswordAgainForm(account_forms.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class NewPasswordForm(account_forms.ChangePasswordForm):
    """The old one, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = password_rules()
        self.fields["password2"].label = _("New password once more")


class ForgottenForm(account_forms.ResetPasswordForm):
    """The mail address of the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["email"].label = _("Mail address")

    def save(self, request: Any, **kwargs: Any) -> str:
        """A mail goes out in either case, so that neither the page nor its time tells who has an account."""
        if self.users:
            return str(super().save(request, **kwargs))
        email: str = self.cleaned_data["email"]
        account_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class ForgottenKeyForm(account_forms.ResetPasswordKeyForm):
    """A new password, twice, from the link in the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = password_rules()
        self.fields["password2"].label = _("New password once more")
