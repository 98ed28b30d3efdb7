"""One door. Every address at which Wagtail, Django or the portal would sign somebody in leads here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache


@never_cache
def to_the_door(request: HttpRequest) -> HttpResponse:
    """Lead on, and keep where the visitor wanted to go if that is here."""
    wanted = request.GET.get("next") or request.POST.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    if not is_here and request.path.startswith(reverse("wagtailadmin_home")):
        wanted, is_here = reverse("wagtailadmin_home"), True
    address = reverse("account_login")
    return redirect(f"{address}?{urlencode({'next': wanted})}" if is_here else address)


other_doors: list[URLPattern] = [
    path("admin/login/", to_the_door),
    path("_util/login/", to_the_door),
]
"""They stand before Wagtail's own in `config.urls`."""
