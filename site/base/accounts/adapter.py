"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from base.accounts import second_factor
from base.accounts.demo_marks import is_demo_password, is_demo_secret
from base.accounts.sealed import open_secret, seal_secret
from base.models import CentreSettings, User
from base.open_forms.address import address_of

CODE_REFUSED = _(
    "This number does not fit. Each number is good once and for half a minute: please wait for the next one and type it."
)
TOO_MANY = _("That was many tries. Please wait a quarter of an hour, or call us.")


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, no stranger's addresses to be led to, our own words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is resting. Please call us."),
        "username_password_mismatch": _(
            "The name and the password do not belong together. Please look whether the keyboard writes"
            " capitals. If it still does not work, call us: we set a new password with you."
        ),
        "incorrect_password": _("This is not the password of this account. Please try once more."),
        "enter_current_password": _("This is not your present password. Please try once more."),
        "incorrect_code": CODE_REFUSED,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if second_factor.is_required(request.user):  # type: ignore[arg-type]
            return reverse("wagtailadmin_home")
        return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Passwords are counted by axes, by name and address together: allauth's count by name alone would let
        anybody lock a colleague out from afar."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        if not settings.DEMO and is_demo_password(credentials.get("password") or ""):
            credentials = credentials | {"password": "\0"}  # costs as much time as any other, and fits nobody
        return super().authenticate(request, **credentials)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who signed in a moment ago: the question would come twice. Where there is an app, only its
        code counts: a password alone must never be enough to exchange the app."""
        user: Any = context.request.user
        counts = (
            {second_factor.METHOD} if second_factor.is_set_up(user) else {"password", second_factor.METHOD}
        )
        records = get_authentication_records(context.request, user)
        latest = max((record["at"] for record in records if record["method"] in counts), default=0)
        return bool(timezone.now().timestamp() - latest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        codes = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return codes or methods

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if settings.MAIL_IS_SET_UP:
            super().send_mail(template_prefix, email, {**context, "centre_name": CentreSettings.load().name})

    def format_email_subject(self, subject: str) -> str:
        return subject


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed in the database; a demo's secret opens nothing in a real centre."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": CODE_REFUSED}

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        secret = open_secret(encrypted_text)
        if is_demo_secret(secret) and not settings.DEMO:
            return generate_totp_secret()  # which no app has
        return secret

    def get_totp_issuer(self) -> str:
        return str(CentreSettings.load().name)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        user: User = authenticator.user
        return not second_factor.is_required(user)
