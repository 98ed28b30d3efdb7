"""The Content-Security-Policy: one for the public side and the portal, one for Wagtail's admin."""

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentSecurityPolicy(CSPMiddleware):
    """django-csp, which chooses the policy by the address.

    A preview is rendered by a request of Wagtail's own making for the page's public address, so it is shown under
    the public policy, as it will be read; only that it may stand in a frame of the admin.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if parts.config is None and request.path_info.startswith("/admin/"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        if _may_be_framed(request, response):
            parts.replace = {"frame-ancestors": [SELF]} | (parts.replace or {})
        return parts


def _may_be_framed(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether Wagtail made the request for a preview, or marked the answer as one."""
    return getattr(request, "is_dummy", False) or response.headers.get("X-Frame-Options") == "SAMEORIGIN"
