"""What every public template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .models import CentreSettings


def centre(request: HttpRequest) -> dict[str, Any]:
    """`centre`: the centre's own facts (read once a request, on first use); `demo`: whether this is the demo."""
    return {"centre": _Lazy(request), "demo": settings.DEMO}


class _Lazy:
    """Admin pages never ask for the centre, so they should not pay a query for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getattr__(self, name: str) -> Any:
        return getattr(CentreSettings.load(request_or_site=self._request), name)
