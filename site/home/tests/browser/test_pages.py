"""Every kind of page is fit for everyone: for screen readers, for narrow phones, in Japanese, and whole."""

from collections.abc import Callable

import pytest
from playwright.sync_api import APIRequestContext, Page

from home.tests.browser.conftest import DESK, PHONE, Visitor
from home.tests.browser.kinds import DESK_KINDS, PORTAL_KINDS, PUBLIC_KINDS, Kind
from home.tests.browser.looking import UNFOLD, broken_over_lines, sideways, violations
from home.tests.browser.words import english

pytestmark = pytest.mark.appearance


@pytest.fixture
def opened(visitor: Visitor, ask: Callable[[str], APIRequestContext]) -> Callable[..., Page]:
    """A page of a kind, everything on it unfolded."""

    def opened(kind: Kind, *, width: int) -> Page:
        page = visitor(kind.by, width=width)
        page.goto(kind.address(ask))
        if kind.act:
            kind.act(page)
        if page.locator("#wagtail-sidebar").count():  # the menu comes by script
            page.locator("#wagtail-sidebar a").first.wait_for(state="attached")
        page.evaluate(UNFOLD)
        return page

    return opened


def named(kinds: tuple[Kind, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", kinds, ids=lambda kind: kind.name)


@pytest.mark.parametrize("width", [PHONE, DESK])
@named((*PUBLIC_KINDS, *PORTAL_KINDS))
def test_page_is_fit_for_everyone(opened: Callable[..., Page], kind: Kind, width: int) -> None:
    page = opened(kind, width=width)
    found = [*violations(page), *sideways(page), *broken_over_lines(page), *english(page.content())]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [PHONE, DESK])
@named(DESK_KINDS)
def test_page_of_the_desk_is_fit_for_everyone(opened: Callable[..., Page], kind: Kind, width: int) -> None:
    page = opened(kind, width=width)
    found = [*violations(page), *broken_over_lines(page), *english(page.content())]
    assert not found, "\n".join(found)
