"""Filters that show dates, phones and money as people in Japan read them. Nothing in, nothing out."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from base.japanese import dates, phones, text

register = template.Library()

READ_AT_A_GLANCE = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}|\d{1,2}:\d{2}[〜～]\d{1,2}:\d{2}")
"""Telephone numbers and spans of time inside a sentence."""


@register.filter
def jdate(value: Any) -> str:
    """2026年11月21日（令和8年11月21日・土）; moments are shown in the centre's time zone."""
    day = _day(value)
    return dates.japanese_date(day) if day else ""


@register.filter
def jdate_short(value: Any) -> str:
    """2026年11月21日（土）."""
    day = _day(value)
    return dates.japanese_date_short(day) if day else ""


@register.filter
def phone(value: Any) -> str:
    """0154-65-1250."""
    return phones.format_phone(str(value)) if value else ""


@register.filter
def tel_uri(value: Any) -> str:
    """tel:+81154651250, for the href of a link that calls."""
    return phones.tel_uri(str(value)) if value else ""


@register.filter
def postal_code(value: Any) -> str:
    """085-0015."""
    return text.format_postal_code(str(value)) if value else ""


@register.filter
def yen(value: Any) -> str:
    """1,075円."""
    return text.format_yen(int(value)) if value is not None and value != "" else ""


@register.filter
def fiscal_year_label(value: Any) -> str:
    """令和8年度（2026年度）, from a year or from any day in it."""
    day = _day(value)
    if day:
        return dates.fiscal_year_label(dates.fiscal_year(day))
    return dates.fiscal_year_label(int(value)) if value else ""


@register.filter
def nowrap(value: Any) -> SafeString | str:
    """The value in a span that does not break over two lines: for phone numbers, dates and amounts."""
    return format_html('<span class="nowrap">{}</span>', value) if value is not None and value != "" else ""


@register.filter
def unbroken(value: Any) -> SafeString:
    """A text in which no telephone number and no 9:00〜11:30 breaks over two lines."""
    words = str(escape(value)) if value is not None else ""
    return mark_safe(READ_AT_A_GLANCE.sub(r'<span class="nowrap">\g<0></span>', words))  # noqa: S308 - escaped above


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None
