"""The desk's addresses, menu and first page. Registration only.

`opening_desk_actions` is a hook of ours: apps above register functions of (request, opening) that return
(label, address) pairs, shown as links on an opening's page. So this app knows nothing of people.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

from projects.rules import may_carve
from projects.urls import desk_urlpatterns
from projects.views.dashboard import DeskPanel

PANELS_ABOUT_PAGES = {"recent_edits", "locked_pages"}
NOT_FOR_THE_DESK = {"explorer", "reports", "help"}
"""Wagtail's own entries that somebody without pages to edit has no use for."""


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """The desk's pages, under /admin/."""
    return desk_urlpatterns


class DeskMenuItem(MenuItem):
    """Shown to those who may carve openings."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_carve(request.user)


@hooks.register("register_admin_menu_item")
def needs_menu_item() -> MenuItem:
    """What employers are short of."""
    return DeskMenuItem(_("Needs"), reverse("desk_needs"), name="desk-needs", icon_name="comment", order=20)


@hooks.register("register_admin_menu_item")
def openings_menu_item() -> MenuItem:
    """What there is to do."""
    return DeskMenuItem(
        _("Openings"), reverse("desk_openings"), name="desk-openings", icon_name="clipboard-list", order=30
    )


@hooks.register("register_admin_menu_item")
def projects_menu_item() -> MenuItem:
    """What the community does together."""
    return DeskMenuItem(
        _("Community projects"), reverse("desk_projects"), name="desk-projects", icon_name="link", order=150
    )


@hooks.register("construct_main_menu")
def hide_what_the_desk_does_not_need(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """A short menu for those who edit no pages."""
    if may_carve(request.user) and not user_has_any_page_permission(request.user):
        menu_items[:] = [item for item in menu_items if item.name not in NOT_FOR_THE_DESK]


@hooks.register("construct_homepage_panels")
def what_waits_for_the_desk(request: HttpRequest, panels: list[Any]) -> None:
    """Counts and the next things to do, on the first page."""
    if not may_carve(request.user):
        return
    if not user_has_any_page_permission(request.user):
        panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in PANELS_ABOUT_PAGES]
    panels.append(DeskPanel())
