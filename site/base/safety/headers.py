"""What every answer carries, whoever made it: a page, a redirect, a refusal, a static file, an error.

The middleware stands outermost, so that nothing leaves the product without passing it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

NOT_NEEDED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
"""Powers of a browser that no page here may ask for."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers would then send "Origin: null" with a form, which Django refuses. Addresses
    # here name nobody, and other sites get nothing.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in NOT_NEEDED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}

PUBLIC_VIEWS = {"wagtail_serve", "wagtaildocs_serve"}
"""Views whose answer to a stranger may be kept by a cache. Everything else is kept by nobody: a new view is
private until it is named here."""

NOT_KEPT = "private, no-store"


class SafeHeaders:
    """Adds the headers; a view cannot forget them, nor weaken what it may not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers[name] = value
        response.headers.setdefault("X-Frame-Options", "DENY")  # Wagtail loosens it for its preview
        if _is_file(request):
            return response
        if response.status_code >= 400 or not _may_be_kept(
            request
        ):  # what went wrong once may not the next time
            response.headers["Cache-Control"] = NOT_KEPT
            response.headers.pop("Expires", None)
        elif response.cookies and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private"  # a cookie is one visitor's own
        return response


def _is_file(request: HttpRequest) -> bool:
    """Whether a file for everybody was asked for. Their views say themselves how long to keep them."""
    return request.path_info.startswith(
        (f"/{settings.STATIC_URL.strip('/')}/", f"/{settings.MEDIA_URL.strip('/')}/")
    )


def _may_be_kept(request: HttpRequest) -> bool:
    """Whether this is the public side, read by somebody who is not signed in."""
    found = request.resolver_match  # None for what was refused or redirected before a view was looked for
    if found is None or found.view_name not in PUBLIC_VIEWS:
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES
