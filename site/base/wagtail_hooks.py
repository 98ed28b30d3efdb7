"""What the foundations register with Wagtail's admin. Registration only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from base.jobs import screen
from base.models import CrisisLine, User


class AdministratorsMenuItem(MenuItem):
    """Shown to system administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_admin_urls")
def administrators_urls() -> list[Any]:
    """Pages about the machine and not about people."""
    return [
        path("jobs/", screen.jobs, name="jobs"),
        path("jobs/<uuid:key>/again/", screen.try_again, name="job_again"),
    ]


@hooks.register("register_settings_menu_item")
def jobs_menu_item() -> MenuItem:
    """What the worker does."""
    return AdministratorsMenuItem(
        _("Background jobs"), reverse("jobs"), name="jobs", icon_name="cogs", order=900
    )


@hooks.register("before_delete_user")
def accounts_stay(request: HttpRequest, _user: User) -> HttpResponse:
    """Who did what must stay known: an account is switched off, and its name stands in the histories."""
    messages.error(request, _("Accounts are switched off, not deleted: what they did must stay known."))
    return redirect("wagtailusers_users:index")


@hooks.register("before_bulk_action")
def many_accounts_stay(
    request: HttpRequest, action_type: str, objects: list[Any], _action: Any
) -> HttpResponse | None:
    """The same for many at once."""
    if action_type == "delete" and any(isinstance(one, User) for one in objects):
        return accounts_stay(request, User())
    return None


@hooks.register("construct_main_menu")
def no_public_documents(_request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Nobody puts a paper about somebody where anybody can read it: the site has pictures, and no files."""
    menu_items[:] = [item for item in menu_items if item.name != "documents"]


@hooks.register("construct_homepage_summary_items")
def no_count_of_public_documents(_request: HttpRequest, items: list[Any]) -> None:
    """Nor does the first page lead there."""
    items[:] = [item for item in items if not isinstance(item, DocumentsSummaryItem)]


class CrisisLineViewSet(SnippetViewSet):
    """Numbers for a crisis, beside the centre's other settings: public facts, about nobody."""

    model = CrisisLine
    icon = "warning"
    menu_label = _("Lines for a crisis")
    add_to_settings_menu = True
    list_display = ["name", "phone", "hours_text", "confirmed_on"]


register_snippet(CrisisLineViewSet)
