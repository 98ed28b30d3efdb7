"""Finding the page of an address in one query.

Wagtail asks the database twice for every level of an address and twice more for view restrictions, eleven
times before the first word of a page two levels down is read. Here one query brings the page as its own
class, with the record it shows, and says whether anything restricts it. What this does not find goes
Wagtail's own way.
"""

from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.static import serve as serve_file
from wagtail.models import Page, PageViewRestriction, Site, get_page_models
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from base.models.pages import PublicPage


class Root(NamedTuple):
    """The page at "/": its place in the tree, and how its address begins."""

    path: str
    url_path: str

    @property
    def depth(self) -> int:
        return len(self.path) // Page.steplen


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's `serve`, told the page beforehand. If Wagtail stops listening, it is only slower."""
    page = find(request, path)
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return wagtail_serve(request, path)


def serve_picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public file of the demo, which has no web server in front. A name that no disk can hold is not found."""
    try:
        return serve_file(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError) as error:
        raise Http404 from error


def find(request: HttpRequest, path: str) -> PublicPage | None:
    """The live page at `path` ("openings/opening-3/") below the site's root, if it is one of ours."""
    above = _url_path_of_root(request)
    if above is None:
        return None
    steps = [step for step in path.split("/") if step]
    url_path = "/".join([above.rstrip("/"), *steps, ""])
    found = (
        # The address alone would do, but only the slug spares the database a walk through all pages.
        Page.objects.filter(slug=url_path.split("/")[-2], url_path=url_path, live=True)
        .select_related(*_with_their_records())
        .annotate(restricted=Exists(_restrictions_above()))
        .first()
    )
    if found is None:
        return None
    request._root = Root(found.path[: (found.depth - len(steps)) * Page.steplen], above)  # type: ignore[attr-defined]
    return _as_its_own_class(found)


def root_of(request: HttpRequest) -> Root | None:
    """The root of the site that was asked; None where there is no site."""
    if not hasattr(request, "_root"):
        site = Site.find_for_request(request)
        root = Root(site.root_page.path, site.root_page.url_path) if site else None
        request._root = root  # type: ignore[attr-defined]
    return request._root  # type: ignore[attr-defined]


def _url_path_of_root(request: HttpRequest) -> str | None:
    """Where there is but one site, Wagtail keeps its root's address in the cache."""
    known = Site.get_site_root_paths()
    if len(known) == 1:
        return str(known[0].root_path)
    root = root_of(request)
    return root.url_path if root else None


def _own_page_models() -> list[type[PublicPage]]:
    return [model for model in get_page_models() if issubclass(model, PublicPage)]


def _with_their_records() -> list[str]:
    """What to join: every class of page, and behind each the records it names in `shown_with`."""
    joins = []
    for model in _own_page_models():
        name = model._meta.model_name
        joins += [str(name), *(f"{name}__{relation}" for relation in model.shown_with)]
    return joins


def _restrictions_above() -> Any:
    """View restrictions on the outer page, on one above it, or on the original of an alias among them."""
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return PageViewRestriction.objects.annotate(here=here).filter(
        Q(here__startswith=F("page__path")) | Q(here__startswith=F("page__aliases__path"))
    )


def _as_its_own_class(found: Page) -> PublicPage | None:
    for model in _own_page_models():
        page = getattr(found, str(model._meta.model_name), None)  # joined above: no query
        if page is not None:
            page.known_unrestricted = not found.restricted
            return page
    return None
