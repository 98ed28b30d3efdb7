"""Sessions that end, and the second factor at every page that needs it. Both are enforced here, on the server."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from base.accounts import second_factor, unsent
from base.accounts.session_store import SEEN, STARTED

NOTED_EVERY = 60
"""Seconds between two notes of "last seen": one write a minute at most."""
ENDED = "ended"
NEEDS_SECOND_FACTOR = "needs_second_factor"

GetResponse = Callable[[HttpRequest], HttpResponse]


def seconds_left(request: HttpRequest, *, now: float | None = None) -> int:
    """How long the session lasts if nothing happens; 0 or less when it is over, or there is none."""
    session, now = request.session, now or time.time()
    if SESSION_KEY not in session:
        return 0
    idle = settings.SESSION_IDLE_SECONDS - (now - session.get(SEEN, 0))
    whole = settings.SESSION_COOKIE_AGE - (now - session.get(STARTED, 0))
    return int(min(idle, whole))


class SessionClock:
    """Ends a session after half an hour of silence or twelve hours of work; keeps a form that arrives too late.

    A request that the browser makes by itself (asking how long the session lasts, Wagtail's "who else is editing")
    is no sign of life.
    """

    silent = ("/account/session/", "/admin/editing-sessions/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SESSION_COOKIE_NAME not in request.COOKIES
        ):  # nobody to look at, and no Vary for public pages
            return self.get_response(request)
        self._look(request)
        response = self.get_response(request)
        if request.method == "POST" and _leads_to_the_door(response) and ENDED in request.session:
            return unsent.keep(request, response, owner=request.session[ENDED])
        return response

    def _look(self, request: HttpRequest) -> None:
        session, now = request.session, time.time()
        owner = session.get(SESSION_KEY)
        if owner is None:
            return
        if seconds_left(request, now=now) <= 0:
            session.flush()
            session[ENDED] = owner
            session.set_expiry(settings.SESSION_COOKIE_AGE)
            return
        unsent.forget_if_sent(request)
        if now - session[SEEN] > NOTED_EVERY and not request.path.startswith(self.silent):
            session[SEEN] = now


def _leads_to_the_door(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == reverse("account_login")


class SecondFactor:
    """No page for a session that needs a second factor and has not passed it, except those that lead to it.

    Asked twice: by what the account could do when it signed in (any page), and by the page (the whole admin). An
    account that may not enter the admin is told so; Wagtail would send it round between the admin and the door.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.open = ("/account/", "/demo/codes/", settings.STATIC_URL, settings.MEDIA_URL)
        self.admin = reverse("wagtailadmin_home")
        self.open_in_admin = tuple(
            self.admin + rest for rest in ("login/", "logout/", "sprite/", "jsi18n/", "password_reset/")
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        if self._asks(request) and request.user.is_authenticated:
            if self._is_in_admin(request) and not request.user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied
            if not second_factor.has_passed(request):
                back_to = request.get_full_path() if request.method == "GET" else request.path
                return redirect(second_factor.way_to_pass(request, back_to=back_to))
        return self.get_response(request)

    def _asks(self, request: HttpRequest) -> bool:
        if request.path.startswith(self.open):
            return False
        return self._is_in_admin(request) or bool(request.session.get(NEEDS_SECOND_FACTOR))

    def _is_in_admin(self, request: HttpRequest) -> bool:
        return request.path.startswith(self.admin) and not request.path.startswith(self.open_in_admin)
