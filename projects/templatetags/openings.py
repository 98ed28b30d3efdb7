"""Openings in templates, also in those of the apps below, which may not import this one."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Count, QuerySet

from base import clock
from partners.models import Need, Partner
from projects import wording
from projects.models import Opening

register = template.Library()


@register.inclusion_tag("components/opening_card.html")
def opening_card(opening: Opening, *, level: str = "3") -> dict[str, Any]:
    """An opening in a list; it must come with `for_cards()`."""
    return {
        "title": opening.page.title,
        "url": opening.page.url,
        "partner": opening.partner.shown_name,
        "area": opening.shown_area,
        "work_form": opening.get_work_form_display(),
        "pay": wording.pay_in_words(opening),
        "when": wording.when_in_words(opening),
        "summary": opening.page.summary,
        "chips": wording.chips_of(opening),
        "level": level,
    }


register.filter("sections_of", wording.sections_of)
register.filter("unknown_of", wording.unknown_of)
register.filter("chips_of", wording.chips_of)
register.filter("pay_in_words", wording.pay_in_words)
register.filter("when_in_words", wording.when_in_words)


@register.filter
def open_openings(partner: Partner) -> QuerySet[Opening]:
    """What a partner has to offer just now."""
    return partner.openings.shown_on(clock.today()).for_cards()


@register.filter
def with_open_counts(pages: Iterable[Any]) -> list[Any]:
    """Pages of partners, each told (as `open_count`) how many openings it has just now; one query for all."""
    pages = list(pages)
    shown = Opening.objects.shown_on(clock.today()).filter(partner__in=[page.partner_id for page in pages])
    counts = dict(shown.order_by().values_list("partner").annotate(Count("pk")))
    for page in pages:
        page.open_count = counts.get(page.partner_id, 0)
    return pages


@register.filter
def openings_made(need: Need) -> list[dict[str, Any]]:
    """What came out of a need, for the partner whose need it is: title, places, how it stands, public address."""
    today = clock.today()
    shown = set(need.openings.shown_on(today).values_list("pk", flat=True))
    return [
        {
            "title": opening.title,
            "places": opening.places,
            "left": opening.places_left,
            "standing": opening.standing_on(today).label,
            "url": opening.page.url if opening.pk in shown else "",
        }
        for opening in need.openings.select_related("page").order_by("pk")
    ]
