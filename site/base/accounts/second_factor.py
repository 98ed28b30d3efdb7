"""Who needs a second factor, and whether a session has passed it."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from base.models import User

METHOD = "mfa"
"""What allauth calls it in a session's records."""


def is_required(user: User) -> bool:
    """Of everybody who may enter the admin; to others it is offered."""
    return bool(user.is_active and user.has_perm("wagtailadmin.access_admin"))


def is_set_up(user: User) -> bool:
    """Whether the account has an app that shows codes."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def has_passed(request: HttpRequest) -> bool:
    """Whether this session gave a code (or a recovery code) for the account that is signed in."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == METHOD for record in records)


def note_passed(request: HttpRequest, user: User, kind: str) -> None:
    """Remember that a code was just given. Setting an app up is giving a code, too."""
    record_authentication(request, user, METHOD, type=kind)


def way_to_pass(request: HttpRequest, *, back_to: str) -> str:
    """The address at which this session can pass: the code page, or the set-up where there is no app yet."""
    name = "mfa_reauthenticate" if is_set_up(request.user) else "mfa_activate_totp"  # type: ignore[arg-type]
    return f"{reverse(name)}?{urlencode({'next': back_to})}"


def forget(user: User) -> None:
    """Remove app and recovery codes: whoever signs in next sets them up anew."""
    Authenticator.objects.filter(user=user).delete()
