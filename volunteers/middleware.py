"""Somebody else's screens that ask for people past the wall."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.defaults import page_not_found
from django_scopes.exceptions import ScopeError

logger = logging.getLogger(__name__)


class PastTheWall:
    """A screen of Wagtail's that looks for any record by its type and number finds no people: there is no such page.

    The wall has held by then: the query was never run. In our own screens it is a mistake, and stays an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 for a query without a reader, asked by a view that is not ours."""
        match = request.resolver_match
        module = getattr(match.func, "__module__", "") if match else ""
        if not isinstance(exception, ScopeError) or module.partition(".")[0] in settings.OUR_APPS:
            return None
        logger.warning("A screen asked for people without a reader: %s", module)
        return page_not_found(request, Http404())
