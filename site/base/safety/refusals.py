"""The answer to a request that Django would not read: too long, too many fields, or broken on the way."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`. Says what to do next; what was typed is still behind the browser's back button.

    Rendered without the request: one that names a host which is not ours breaks whoever asks it for its host.
    """
    too_much = isinstance(exception, TOO_MUCH)
    page = render_to_string("400.html", {"too_much": too_much})
    return HttpResponse(page, status=413 if too_much else 400)
