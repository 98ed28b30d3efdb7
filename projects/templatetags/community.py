"""Community projects in templates, also in those of the apps below."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from base.states import state_label
from partners.models import Partner
from projects.models import CommunityProjectPage, Stakeholder, WorkOrder
from projects.models.projects import OrderState

register = template.Library()


@register.filter
def corners(roles: Iterable[Stakeholder]) -> list[dict[str, str]]:
    """Who holds which corner of a project. A partner who did not agree to be shown holds it without a name."""
    return [
        {
            "role": role.get_role_display(),
            "name": _name(role.partner),
            "url": _address(role.partner),
            "gives": role.contributes,
            "wants": role.gains,
        }
        for role in roles
    ]


def _name(partner: Partner | None) -> str:
    if partner is None:
        return ""
    return partner.shown_name if partner.published_consent_on else _("A partner who is not named here")


def _address(partner: Partner | None) -> str:
    page = getattr(partner, "page", None) if partner and partner.published_consent_on else None
    return page.url if page and page.live else ""


@register.filter
def projects_of(partner: Partner) -> QuerySet[Any]:
    """Pages of the projects in which a partner openly takes part."""
    stakes = Stakeholder.objects.filter(partner=partner, public=True)
    return CommunityProjectPage.objects.for_cards().filter(project__in=stakes.values("project"))


@register.filter
def work_in_words(order: WorkOrder) -> str:
    """How far the work is. Whether it has been paid for is not for the public."""
    return state_label(order, OrderState.DELIVERED if order.state == OrderState.PAID else order.state)
