"""The way to a page, for the breadcrumb."""

from typing import Any

from django import template
from wagtail.models import Page

from home import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def way_to(context: dict[str, Any], page: Page) -> list[navigation.Entry]:
    """The pages between the front page and `page`."""
    return navigation.of(context["request"]).way_to(page)


@register.simple_tag(takes_context=True)
def door_of(context: dict[str, Any], page: Page) -> str:
    """Which door of the front page leads to this page; "" for any other."""
    return navigation.of(context["request"]).door_of(page)
