"""What templates around signing in ask for."""

from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from base.accounts.middleware import ENDED, seconds_left
from base.accounts.unsent import KEPT
from base.accounts.views import mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def session_watch(context: dict[str, Any]) -> SafeString:
    """The script that warns before a session ends, on pages of somebody who is signed in; else nothing."""
    request = context["request"]
    if not request.user.is_authenticated:
        return mark_safe("")
    facts = {"left": seconds_left(request), "who": mark_of(request)}
    return render_to_string("account/session_watch.html", facts)


@register.simple_tag(takes_context=True)
def door_facts(context: dict[str, Any]) -> dict[str, bool]:
    """For the door: whether words wait to be sent, whether a session has run out, whether mail goes out."""
    session = context["request"].session
    return {"words_wait": KEPT in session, "time_ran_out": ENDED in session, "mail": settings.MAIL_IS_SET_UP}


@register.filter
def in_fours(code: str) -> str:
    """ABCDEFGH as ABCD EFGH: read and typed without a slip."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
