"""The six digits that each demo account's app would show now. Only where DEMO is set."""

import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from base.accounts.demo_marks import demo_secret

from .accounts import ACCOUNTS, DemoAccount

PERIOD = 30
"""Seconds that a number lives."""


@dataclass(frozen=True)
class Code:
    account: DemoAccount
    now: str
    next: str


def code_of(username: str, *, later: int = 0) -> str:
    """The number of a demo account now, or `later` half minutes later."""
    if not settings.DEMO:
        raise RuntimeError("There are no demo accounts here (DEMO is off).")
    counter = int(time.time()) // PERIOD + later
    return format_hotp_value(hotp_value(demo_secret(username), counter))


def current() -> list[Code]:
    """Every account that is asked for one."""
    return [
        Code(account, code_of(account.username), code_of(account.username, later=1))
        for account in ACCOUNTS
        if account.has_app
    ]


@never_cache
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The page beside the code page of the demo."""
    if not settings.DEMO:
        raise Http404
    seconds = PERIOD - int(time.time()) % PERIOD
    return render(request, "home/demo_codes.html", {"codes": current(), "seconds": seconds})
