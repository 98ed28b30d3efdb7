"""What happens when somebody signs in."""

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from base.accounts import second_factor, unsent
from base.accounts.devices import device_of
from base.accounts.middleware import ENDED, NEEDS_SECOND_FACTOR
from base.accounts.session_store import DEVICE, SEEN, STARTED
from base.models import User


@receiver(user_logged_in, dispatch_uid="note_session")
def note_session(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Start the clock, name the device in words, and note whether a second factor is asked for on every page."""
    session = request.session
    session[STARTED] = session[SEEN] = time.time()
    session[DEVICE] = device_of(request.META.get("HTTP_USER_AGENT", ""))
    session[NEEDS_SECOND_FACTOR] = second_factor.is_required(user)
    session.pop(ENDED, None)
    if unsent.kept_for(request) is None:  # somebody else's words
        unsent.forget(request)
