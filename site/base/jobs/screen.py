"""The screen 裏の仕事: for the system administrator alone."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from base.desk import desk_page, tell

from . import overview


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in system administrators only; for everybody else who is signed in there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
        if not (request.user.is_active and request.user.is_superuser):
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return guarded


@for_administrators
def jobs(request: HttpRequest) -> HttpResponse:
    """What waits, runs and failed."""
    return desk_page(
        request,
        "desk/jobs.html",
        title=_("Background jobs"),
        icon="cogs",
        counts=overview.counts(),
        warnings=overview.warnings(),
        troubled=overview.troubled(),
        duties=overview.last_duties(),
    )


@require_POST
@for_administrators
def try_again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Three new tries for a failed job."""
    if not overview.try_again(key):
        raise Http404
    tell(request, _("It will be tried again."))
    return redirect("jobs")
