"""What the desk for people registers with Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from projects.models import Opening
from volunteers import urls
from volunteers.rules import reads_everyone, supports_people
from volunteers.views.emergencies import EmergenciesPanel
from volunteers.views.progress import TodayPanel


class SupportersMenuItem(MenuItem):
    """Shown to those who support people, and not to an administrator."""

    def is_shown(self, request: HttpRequest) -> bool:
        return supports_people(request.user)


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """The pages of the desk, below the admin's address."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def consultations_menu_item() -> MenuItem:
    """Who asked for a talk."""
    return SupportersMenuItem(
        _("Requests for a talk"),
        reverse("desk_consultations"),
        name="consultations",
        icon_name="mail",
        order=10,
    )


@hooks.register("register_admin_menu_item")
def enquiries_menu_item() -> MenuItem:
    """Who is short of hands and has no account."""
    return SupportersMenuItem(
        _("Enquiries of employers"), reverse("desk_enquiries"), name="enquiries", icon_name="mail", order=15
    )


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    """All people of the reader."""
    return SupportersMenuItem(
        _("People"), reverse("desk_people"), name="people", icon_name="group", order=110
    )


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """From anywhere: one click to the one screen on which somebody is registered."""
    return SupportersMenuItem(
        _("Register a person"), reverse("desk_person_new"), name="person-new", icon_name="plus", order=111
    )


@hooks.register("register_admin_menu_item")
def progress_menu_item() -> MenuItem:
    """What is under way."""
    return SupportersMenuItem(
        _("Matches and placements"), reverse("desk_progress"), name="progress", icon_name="tasks", order=112
    )


@hooks.register("register_admin_menu_item")
def boards_menu_item() -> MenuItem:
    """Everybody and every opening at once."""
    return SupportersMenuItem(
        _("The whole board"), reverse("desk_boards"), name="boards", icon_name="table", order=113
    )


class ChiefsMenuItem(MenuItem):
    """Shown to chiefs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return reads_everyone(request.user)


@hooks.register("register_admin_menu_item")
def retention_menu_item() -> MenuItem:
    """What is past its term."""
    return ChiefsMenuItem(
        _("Keeping and forgetting"),
        reverse("desk_retention"),
        name="retention",
        icon_name="history",
        order=119,
    )


@hooks.register("construct_homepage_panels")
def today_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Today at the desk comes first."""
    if reads_everyone(request.user):
        panels.append(EmergenciesPanel())
    if supports_people(request.user):
        panels.append(TodayPanel())


@hooks.register("opening_desk_actions")
def people_for_opening_action(request: HttpRequest, opening: Opening) -> list[tuple[str, str]]:
    """A way from an opening to the people who might welcome it."""
    if not supports_people(request.user):
        return []
    return [(str(_("Who might welcome this?")), reverse("desk_people_for_opening", args=[opening.pk]))]
