"""What stands above all apps on the admin's first page. Registration only."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.rules import may_invite_employers
from home.statistics.panel import ThisYearPanel
from home.urls import desk_urlpatterns
from volunteers.rules import reads_everyone


@hooks.register("construct_homepage_panels")
def this_year_panel(request: HttpRequest, panels: list[Any]) -> None:
    """The year in exact numbers, for chiefs."""
    if reads_everyone(request.user):
        panels.append(ThisYearPanel())


@hooks.register("register_admin_urls")
def accounts_urls() -> list[Any]:
    """The desk's pages about accounts."""
    return desk_urlpatterns


class AccountsMenuItem(MenuItem):
    """Shown to those who look after accounts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_invite_employers(request.user)


@hooks.register("register_admin_menu_item")
def accounts_menu_item() -> MenuItem:
    """After everything that is about work."""
    return AccountsMenuItem(
        _("Accounts"), reverse("desk_accounts"), name="accounts", icon_name="user", order=170
    )


@hooks.register("register_account_menu_item")
def own_account(request: HttpRequest) -> dict[str, Any]:
    """Password, app and devices are on a page of their own."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Password and signing in"),
        "help_text": _("A new password, another telephone, where you are signed in."),
    }
