"""Who comes in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from projects.rules import may_carve

View = Callable[..., HttpResponse]
ROWS = 30


def for_coordinators(view: View) -> View:
    """Refuse everybody who may not carve openings. Wagtail sends them to their own front page."""

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_carve(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gate


def rows_of(request: HttpRequest, found: QuerySet[Any]) -> Page[Any]:
    """One screen of a list; a page number that does not exist gives the nearest one that does."""
    return Paginator(found, ROWS).get_page(request.GET.get("p"))
