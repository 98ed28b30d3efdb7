"""Where Wagtail 8.0.1 breaks over what nobody's browser sends: the sender is told that it could not be read.

Found by `make malformed`: a chooser asked for the id 釧路 or for one larger than any column holds, an editing form
without the number of its blocks, a `next` that is no address. Each is written to the log as an error all the same.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.db import DataError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch

from base.safety.refusals import refused

UNREADABLE = (DataError, KeyError, NoReverseMatch, OverflowError, ValueError)
log = logging.getLogger("base.safety")


class UnreadableForWagtail:
    """Answers 400 where a view of Wagtail's own could not read what it was sent. Our own views may not break."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        found = request.resolver_match
        if found is None or not _is_unreadable(exception) or not _is_wagtails(found.func):
            return None
        log.error("Wagtail could not read what was sent to %s", request.path, exc_info=exception)
        return refused(request, exception)


def _is_wagtails(view: Any) -> bool:
    """By where the view was written, below whatever it is wrapped in."""
    return str(getattr(view, "view_class", view).__module__).startswith("wagtail.")


def _is_unreadable(error: Exception) -> bool:
    """What was not sent is often None to Wagtail, which then asks it for something."""
    return isinstance(error, UNREADABLE) or (
        isinstance(error, AttributeError) and str(error).startswith("'NoneType' object")
    )
