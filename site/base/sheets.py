"""One sheet of paper for one record: the address of a form carries the token of its sheet.

Pages about people and troubles are kept by no browser (no-store). Somebody who goes back gets the form anew, with
the old words put into it; under a token of its own it would make a second record of them.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def one_sheet(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever opens the form to an address with a fresh token; whoever comes back finds the same one there."""

    @wraps(view)
    def hand_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" or _token_in(request):
            return view(request, *args, **kwargs)
        query = request.GET.copy()
        query["sheet"] = str(uuid.uuid4())
        return redirect(f"{request.path}?{query.urlencode()}")

    return hand_out


def sheet_of(request: HttpRequest) -> uuid.UUID:
    """The token of the form in hand, for its hidden field."""
    return _token_in(request) or uuid.uuid4()


def _token_in(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("sheet", ""))
    except ValueError:
        return None
