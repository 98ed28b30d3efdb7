"""The wall around every page about people: who comes in, whose people they see, and that nothing is kept on the way."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from base.accounts import second_factor
from base.audit import AuditAction
from base.desk import desk_page
from base.keyring import KeysMissing
from base.models import User
from volunteers.models import Match, Person, Placement
from volunteers.models.reading import reading_now
from volunteers.rules import supports_people
from volunteers.scopes import keep, reading_as

View = Callable[..., HttpResponse]


def for_supporters(view: View) -> View:
    """Let in coordinators and chiefs only, and run the view among the people whom this reader may see.

    Nobody signed in is sent to sign in; everybody else, an administrator's account included, finds no such page.
    The response is rendered inside, so that no query runs later than the wall stands. What was read is written down
    before any of it is sent; when that fails, nothing is shown. The second factor is asked for here once more,
    whatever stands in front (`base.accounts.middleware`).
    """

    @wraps(view)
    @sensitive_post_parameters()
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not supports_people(request.user):
            raise Http404
        if not second_factor.has_passed(request):
            return redirect(second_factor.way_to_pass(request, back_to=request.path))
        with reading_as(request.user) as reading:
            response = view(request, *args, **kwargs)
        try:
            keep(reading, user=request.user, action=_action(request), what=_screen(request))
        except (DatabaseError, KeysMissing):
            response = not_shown(request)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def _action(request: HttpRequest) -> str:
    return AuditAction.VIEW if request.method in ("GET", "HEAD") else AuditAction.CHANGE


def _screen(request: HttpRequest) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""


def not_shown(request: HttpRequest) -> HttpResponse:
    """Instead of a page whose reading could not be written down."""
    return desk_page(
        request, "volunteers/desk/not_shown.html", title=_("Not shown"), icon="warning", status=503
    )


def doing(action: str) -> None:
    """Say what this request does with the people it reads, where that is neither reading nor writing."""
    reading = reading_now()
    if reading is not None:
        reading.action = action


def reading_about(number: str) -> None:
    """Say that this request reads what somebody wrote who is no person of ours yet: its number, or "" for a list."""
    reading = reading_now()
    if reading is not None:
        reading.about = number


def reader(request: HttpRequest) -> User:
    """The account behind a request that the wall let in."""
    return cast("User", request.user)


def person_or_404(public_id: str) -> Person:
    """Somebody of the reader's people, with what every page about them shows."""
    people = Person.objects.select_related("area", "main_supporter", "conditions")
    return get_object_or_404(people, public_id=public_id)


def match_or_404(pk: int) -> Match:
    """A match of one of the reader's people."""
    matches = Match.objects.select_related(
        "person__conditions",
        "person__area",
        "person__main_supporter",
        "opening__partner",
        "opening__workplace__area",
        "opening__need",
        "owner",
        "placement",
    )
    return get_object_or_404(matches, pk=pk)


def placement_or_404(pk: int) -> Placement:
    """A placement of one of the reader's people."""
    placements = Placement.objects.select_related(
        "match__person__main_supporter",
        "match__opening__partner",
        "match__opening__workplace",
        "match__opening__need",
        "match__owner",
        "centre_supporter",
    )
    return get_object_or_404(placements, pk=pk)
