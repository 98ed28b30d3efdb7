"""People at the desk for tests: who signs in, and what they post."""

import re
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.test import Client

from base import clock
from base.models import User
from partners.actions import hear, start_carving, submit_need
from partners.models import Member, Need, Partner

DESK = {
    "wagtailadmin": ("access_admin",),
    "projects": ("carve_opening",),
    "partners": tuple(
        f"{verb}_{model}"
        for verb in ("add", "change", "view")
        for model in ("partner", "workplace", "accreditation", "member")
    ),
}
SECRET = "だれにも見せない困りごと"


def account(name: str, granted: dict[str, tuple[str, ...]] | None = None, **values: Any) -> User:
    """Somebody with an account and exactly these permissions, {app label: codenames}."""
    user = User.objects.create(username=name, display_name=values.pop("display_name", name), **values)
    wanted = Q(pk=None)
    for app, codenames in (granted or {}).items():
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    user.user_permissions.set(Permission.objects.filter(wanted))
    return user


def coordinator(name: str = "佐野") -> User:
    return account(name, DESK)


def editor() -> User:
    """May sign in to the admin, as a site editor may, and nothing of the desk."""
    return account("editor", {"wagtailadmin": ("access_admin",)})


def employer(partner: Partner) -> User:
    """Acts for a partner in the portal; no admin."""
    user = account("employer")
    Member.objects.create(user=user, partner=partner, confirmed_at=clock.now())
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def need_of(partner: Partner, *, by: User, trouble: str = "箱洗いが追いつきません", **answers: Any) -> Need:
    return submit_need(partner, actor=by, trouble=trouble, **answers)[0]


def carved_need(partner: Partner, *, by: User, **answers: Any) -> Need:
    """A need that was heard and is being carved."""
    need = need_of(partner, by=by, **answers)
    hear(need, actor=by)
    start_carving(need, actor=by, heard_note="聞きました")
    return need


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field as the page carries it."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden field {name}"
    return found.group(1)


def says(response: Any) -> str:
    """The page's text."""
    return response.content.decode()


def rows(prefix: str, *new: dict[str, Any], there: int = 0) -> dict[str, Any]:
    """The data of a formset with `there` rows kept by the caller and these new ones behind them."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": there + len(new),
        f"{prefix}-INITIAL_FORMS": there,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for place, row in enumerate(new, start=there):
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data
