"""After too many wrong passwords: when to try again, and whom to call."""

import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from base.open_forms.address import address_of


def locked_out(request: HttpRequest, _response: Any = None, credentials: Any = None) -> HttpResponse:
    """The page for a name that is locked for this address (axes calls it)."""
    response = render(
        request, "account/locked.html", {"again_at": _again_at(request, credentials or {})}, status=429
    )
    add_never_cache_headers(response)
    return response


def _again_at(request: Any, credentials: dict[str, Any]) -> dt.datetime:
    """The full minute from which a try counts again."""
    tries = AccessAttempt.objects.filter(
        username=credentials.get("username"), ip_address=getattr(request, "axes_ip_address", None)
    )
    latest = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    free = timezone.localtime(latest + settings.AXES_COOLOFF_TIME)
    return (free + dt.timedelta(minutes=1)).replace(second=0, microsecond=0)


def client_address(request: HttpRequest) -> str | None:
    """From where, for axes to count by."""
    return address_of(request) or None


def somebody(*_args: Any, **_kwargs: Any) -> str:
    """What axes writes to the server's log instead of a name and an address."""
    return "somebody"
