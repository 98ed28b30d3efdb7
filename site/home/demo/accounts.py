"""The demo's accounts. They exist only where DEMO is set; production has neither them nor their passwords nor secrets."""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from base.accounts.demo_marks import DEMO_PASSWORD, demo_secret
from base.accounts.second_factor import is_set_up
from base.models import User
from home.accounts import CHIEFS, COORDINATORS, EDITORS

PASSWORD = DEMO_PASSWORD


@dataclass(frozen=True)
class DemoAccount:
    username: str
    shown: str
    group: str | None
    door: str
    is_superuser: bool = False

    @property
    def has_app(self) -> bool:
        """Whoever may enter the admin gives a second factor."""
        return self.group is not None or self.is_superuser


ACCOUNTS = (
    DemoAccount("coordinator", "相談員・見本", COORDINATORS, "/admin/"),
    DemoAccount("coordinator2", "就労支援員・見本", COORDINATORS, "/admin/"),
    DemoAccount("chief", "主任・見本", CHIEFS, "/admin/"),
    DemoAccount("editor", "広報・見本", EDITORS, "/admin/"),
    DemoAccount("employer", "みほん網の工房・見本", None, "/portal/"),
    DemoAccount("volunteer", "手伝う人・見本", None, "/portal/"),
    DemoAccount("admin", "システム管理・見本", None, "/admin/", is_superuser=True),
)


def make_accounts() -> dict[str, User]:
    """The accounts by user name, made when missing."""
    if not settings.DEMO:
        raise RuntimeError("Demo accounts are made only where DEMO is set.")
    hashed = make_password(PASSWORD)  # once: it is slow by design, and everybody's is the same here
    return {account.username: _make(account, hashed) for account in ACCOUNTS}


def _make(account: DemoAccount, hashed: str) -> User:
    known = {"first_name": account.shown, "password": hashed, "is_superuser": account.is_superuser}
    user, _made = User.objects.get_or_create(username=account.username, defaults=known)
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))
    if account.has_app and not is_set_up(user):
        TOTP.activate(user, demo_secret(account.username))
    return user
