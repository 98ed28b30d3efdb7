"""A form that arrives after the session has ended: kept, sealed, until its owner has signed in again.

It waits in the browser's own session (whose content is sealed), for twelve hours at most, and is shown to nobody but
the account that had been signed in there. It is never sent by itself: its owner presses the button.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

KEPT = "unsent"
LARGEST = 500_000
"""Characters. Whoever writes more than a whole book gets the page back by the browser's own means."""
NOT_WORDS = ("csrfmiddlewaretoken",)


def keep(request: HttpRequest, response: HttpResponse, *, owner: str) -> HttpResponse:
    """Put the posted words aside and lead to the door, and from there to `unsent`.

    Called after the page itself sent the visitor to the door: so the post has come through the check of its origin.
    """
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name not in NOT_WORDS
    ]
    if sum(len(name) + len(str(value)) for name, value in fields) > LARGEST:
        return response
    request.session[KEPT] = {
        "owner": owner,
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('account_unsent')})}")


def kept_for(request: HttpRequest) -> dict[str, Any] | None:
    """What waits for the account that is signed in now, if anything does."""
    kept = request.session.get(KEPT)
    if not kept or kept["owner"] != request.session.get(SESSION_KEY):
        return None
    return dict(kept)


def forget(request: HttpRequest) -> None:
    """Throw it away."""
    request.session.pop(KEPT, None)


def forget_if_sent(request: HttpRequest) -> None:
    """What is posted to the address it was meant for is sent."""
    kept = request.session.get(KEPT)
    if kept and request.method == "POST" and request.get_full_path() == kept["path"]:
        forget(request)
