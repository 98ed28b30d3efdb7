"""Sessions for tests: with and without the second factor."""

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.test import Client

from base.models import User

_only_password = Client.force_login


def force_login_with_code(client: Client, user: User, backend: str | None = None) -> None:
    """What `client.force_login` is in this suite."""
    _only_password(client, user, backend)
    _note(client, user, "mfa")


def with_password_only(client: Client, user: User) -> Client:
    """A session that never gave a code."""
    _only_password(client, user)
    _note(client, user, "password")
    return client


def _note(client: Client, user: User, method: str) -> None:
    session: Any = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": session["started"]}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = session[SESSION_KEY]
    session.save()
