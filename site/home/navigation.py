"""The menu, the doors, and the way to a page: everything that frames a page, read in one query a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from wagtail.models import Page

from base.serving import Root, root_of
from home.models import HomePage

# Which page a link of the frame leads to: chosen on the front page, or known by its kind or its slug.
DOORS = {"talk": "consultation_page", "short_of_hands": "employer_page", "help": "helping_page"}
KINDS = {
    "find_work": "openingindexpage",
    "projects": "projectindexpage",
    "partners": "partnerindexpage",
    "statistics": "statisticspage",
}
SLUGS = {"privacy": "promise", "accessibility": "accessibility"}
NOWHERE = Root(path="", url_path="")
"""For an address that belongs to no site."""


@dataclass(frozen=True)
class Entry:
    """One page as the frame needs it."""

    pk: int
    title: str
    url: str
    path: str
    slug: str
    kind: str
    in_menu: bool
    current: bool

    def is_above(self, page: Page) -> bool:
        return page.path.startswith(self.path) and page.path != self.path


class Navigation:
    """What one request is shown around its page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _root(self) -> Root:
        return root_of(self._request) or NOWHERE

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        """The front page, the live pages right below it, and the doors wherever they are."""
        if self._root is NOWHERE:
            return []
        front = HomePage.objects.filter(path=self._root.path)
        near = Q(path__startswith=self._root.path, depth__lte=self._root.depth + 1)
        doors = [Q(pk__in=front.values(field)) for field in DOORS.values()]
        pages = Page.objects.live().filter(near | doors[0] | doors[1] | doors[2]).order_by("path")
        chosen = [f"homepage__{field}" for field in DOORS.values()]
        return list(
            pages.values(
                "pk", "title", "path", "url_path", "slug", "show_in_menus", "content_type__model", *chosen
            )
        )

    @cached_property
    def entries(self) -> list[Entry]:
        return [self._entry(row) for row in self._rows if row["path"] != self._root.path]

    def _entry(self, row: dict[str, Any]) -> Entry:
        url = reverse("wagtail_serve", args=[row["url_path"].removeprefix(self._root.url_path)])
        return Entry(
            pk=row["pk"],
            title=row["title"],
            url=url,
            path=row["path"],
            slug=row["slug"],
            kind=row["content_type__model"],
            in_menu=row["show_in_menus"],
            current=url == self._request.path,
        )

    @cached_property
    def menu(self) -> list[Entry]:
        """The pages that editors put into the menu, in the order of the page tree."""
        depth = len(self._root.path) + Page.steplen
        return [entry for entry in self.entries if entry.in_menu and len(entry.path) == depth]

    @cached_property
    def links(self) -> dict[str, str]:
        """Addresses by what they are for; "" where there is no such page."""
        chosen = next((row for row in self._rows if row["path"] == self._root.path), {})
        doors = {name: self._address(pk=chosen.get(f"homepage__{field}")) for name, field in DOORS.items()}
        kinds = {name: self._address(kind=kind) for name, kind in KINDS.items()}
        slugs = {name: self._address(slug=slug) for name, slug in SLUGS.items()}
        return {**doors, **kinds, **slugs}

    def door_of(self, page: Page) -> str:
        """Which door of the front page leads to `page` ("talk", "short_of_hands", "help"); "" for any other page."""
        chosen = next((row for row in self._rows if row["path"] == self._root.path), {})
        found = (name for name, field in DOORS.items() if chosen.get(f"homepage__{field}") == page.pk)
        return next(found, "") if page.pk else ""

    def _address(self, **wanted: Any) -> str:
        for entry in self.entries:
            if all(getattr(entry, name) == value for name, value in wanted.items()):
                return entry.url
        return ""

    def way_to(self, page: Page) -> list[Entry]:
        """The pages between the front page and `page`, the nearest to the front first."""
        if self._root is NOWHERE or not page.path:
            return []
        known = [entry for entry in self.entries if entry.is_above(page)]
        missing = page.depth - self._root.depth - 1 - len(known)
        return known + self._further_up(page, known) if missing > 0 else known

    def _further_up(self, page: Page, known: Iterable[Entry]) -> list[Entry]:
        fields = ("pk", "title", "path", "url_path", "slug", "show_in_menus", "content_type__model")
        seen = [entry.pk for entry in known]
        above = page.get_ancestors().filter(depth__gt=self._root.depth).exclude(pk__in=seen)
        return [self._entry(row) for row in above.order_by("path").values(*fields)]


def of(request: HttpRequest) -> Navigation:
    """The request's navigation, read at most once."""
    if not hasattr(request, "_navigation"):
        request._navigation = Navigation(request)  # type: ignore[attr-defined]
    return request._navigation  # type: ignore[attr-defined]


def in_context(request: HttpRequest) -> dict[str, Any]:
    """`menu` and `links` for every template; an admin page that asks for neither pays for neither."""
    return {
        "menu": SimpleLazyObject(lambda: of(request).menu),
        "links": SimpleLazyObject(lambda: of(request).links),
    }
