"""Where a visitor comes from, as far as counting needs it. The address itself is kept nowhere."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from base import clock

HOUSEHOLD = 64
"""Bits of an IPv6 address that one household or firm is given; the rest its devices choose themselves."""


def address_of(request: HttpRequest) -> str:
    """The visitor's address as the outermost proxy of ours saw it (settings.TRUSTED_PROXIES); "" if it is none."""
    seen = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    hops = settings.TRUSTED_PROXIES
    typed = seen[-min(hops, len(seen))] if hops and seen else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(typed)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, HOUSEHOLD), strict=False))
    return str(address)


def mark_of(request: HttpRequest) -> str:
    """A keyed hash of the address that holds for today only: for counting, not for knowing who it was."""
    told = f"{clock.today().isoformat()} {address_of(request)}"
    return salted_hmac("base.open_forms.address", told, algorithm="sha256").hexdigest()[:32]
