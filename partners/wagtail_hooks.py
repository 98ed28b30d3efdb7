"""Partners in the admin's menu. Registration only."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from partners.rules import may_import
from partners.views import importing
from partners.viewsets import KEPT, NeverDeleted, PartnersGroup

# Before any viewset asks for the policy of its model.
for model in KEPT:
    register_permission_policy(model, NeverDeleted(model))


@hooks.register("register_admin_viewset")
def partners_viewsets() -> PartnersGroup:
    """Partners, workplaces, accreditations, accounts."""
    return PartnersGroup()


class ImportMenuItem(MenuItem):
    """Shown to those who may import lists."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


@hooks.register("register_admin_urls")
def import_urls() -> list[Any]:
    """Bringing in a published list of partners."""
    return [
        path("partner-lists/", importing.upload, name="partners_import"),
        path("partner-lists/<int:pk>/", importing.batch, name="partners_import_batch"),
        path("partner-lists/<int:pk>/import/", importing.confirm, name="partners_import_confirm"),
        path("partner-lists/<int:pk>/set-aside/", importing.put_aside, name="partners_import_set_aside"),
    ]


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """Next to the partners themselves."""
    return ImportMenuItem(
        _("Import a list"), reverse("partners_import"), name="partners-import", icon_name="upload", order=161
    )
