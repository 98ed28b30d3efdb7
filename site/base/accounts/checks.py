"""What a real centre must not carry over from the demo. Runs with `migrate` and `check --database default`."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import Error, Tags, register
from django.db import connection

from base.accounts.demo_marks import DEMO_PASSWORD, is_demo_secret
from base.accounts.sealed import SealBroken, open_secret
from base.models import User

DEMO_NAMES = ("coordinator", "coordinator2", "chief", "editor", "employer", "volunteer", "admin")


@register(Tags.database)
def nothing_of_the_demo(databases: Any = None, **_kwargs: Any) -> list[Error]:
    """An error for each account of the demo's that could still sign in."""
    if settings.DEMO or not databases or "mfa_authenticator" not in connection.introspection.table_names():
        return []
    found = _with_demo_password() + _with_demo_secret()
    return [
        Error(f"Account {pk} has the demo's {what}. Switch it off or renew it.", id="accounts.E001")
        for pk, what in found
    ]


def _with_demo_password() -> list[tuple[int, str]]:
    likely = User.objects.filter(username__in=DEMO_NAMES, is_active=True)
    return [(user.pk, "password") for user in likely if check_password(DEMO_PASSWORD, user.password)]


def _with_demo_secret() -> list[tuple[int, str]]:
    found = []
    for app in Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__is_active=True):
        try:
            secret = open_secret(app.data["secret"])
        except SealBroken:  # sealed with another key, as the demo's are: it opens nothing here
            continue
        if is_demo_secret(secret):
            found.append((app.user_id, "second factor"))
    return found
