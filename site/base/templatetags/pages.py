"""Small things that templates of pages need."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django import template

from base.models import Tag
from base.models.pages import CARD_PHOTO
from base.wording import months_in_words, slots_in_words

register = template.Library()
register.filter("slots_in_words", slots_in_words)
register.filter("months_in_words", months_in_words)

WIDE_PHOTO = "width-1200"


@register.filter
def card_photo(image: Any) -> Any:
    """The picture cut for a card; None without a picture."""
    return image.get_rendition(CARD_PHOTO) if image else None


@register.filter
def wide_photo(image: Any) -> Any:
    """The picture over the width of a page; None without a picture."""
    return image.get_rendition(WIDE_PHOTO) if image else None


@register.filter
def alternative(image: Any) -> str:
    """What a picture says to those who do not see it; "" without a picture."""
    return image.default_alt_text if image else ""


@register.filter
def led_to(tags: Iterable[Tag], list_url: str) -> list[dict[str, str]]:
    """Tags, each with the address of the list that it narrows."""
    return [
        {"name": tag.name, "url": f"{list_url}?tag={quote(tag.slug)}" if list_url else ""} for tag in tags
    ]
