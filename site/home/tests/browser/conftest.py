"""A server with the demo, a Chromium, and doors for whoever comes in. Every page that a test opens is watched."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Page, sync_playwright

from home.demo.accounts import ACCOUNTS, PASSWORD
from home.demo.codes import code_of
from home.tests.browser.serving import served
from home.tests.browser.watching import Watch

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PHONE, DESK = 360, 1366
PATIENCE = 30_000
"""Milliseconds for a click or a page on a busy machine."""

Visitor = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a Chromium."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of this worker's own server."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    yield from served(tmp_path_factory.mktemp("demo"), name=worker)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a run."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        pytest.fail(
            'no Chromium was found: install chromium, set CHROMIUM, or leave these out: -m "not browser"'
        )
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(site: str, chromium: Browser) -> Callable[[str], Any]:
    """The cookies of a demo account, from signing in once through its own door."""
    doors = {account.username: account.door for account in ACCOUNTS}
    kept: dict[str, Any] = {}

    def cookies(username: str) -> Any:
        if username not in kept:
            with chromium.new_context(locale="ja-JP") as context:
                page = context.new_page()
                page.goto(site + doors[username])
                sign_in(page, username)
                kept[username] = context.storage_state()
        return kept[username]

    return cookies


def sign_in(page: Page, username: str) -> None:
    """Fill in and send the forms that the page shows: name and password, then the number where one is asked for."""
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) [type=submit]").click()
    page.wait_for_url(lambda address: "login" not in address)
    if page.locator("[name=code]").count():
        page.fill("[name=code]", code_of(username))
        page.locator("form:has([name=code]) [type=submit]").first.click()
        page.wait_for_url(lambda address: "/code/" not in address)


@pytest.fixture(scope="session")
def ask(
    site: str, chromium: Browser, signed_in: Callable[..., object]
) -> Iterator[Callable[..., APIRequestContext]]:
    """Fetching as an account, without a page."""
    contexts = {}

    def fetch_as(username: str) -> APIRequestContext:
        if username not in contexts:
            state = signed_in(username) if username else None
            contexts[username] = chromium.new_context(base_url=site, storage_state=state)  # type: ignore[arg-type]
        return contexts[username].request

    yield fetch_as
    for context in contexts.values():
        context.close()


@pytest.fixture
def visitor(site: str, chromium: Browser, signed_in: Callable[[str], Any]) -> Iterator[Visitor]:
    """Somebody in a browser of their own: `visitor("coordinator", width=1366)`; without a name, the public.

    When the test ends, nothing may have been noted on any page that was opened.
    """
    watch = Watch(host=urlsplit(site).netloc)
    contexts: list[BrowserContext] = []

    def come(username: str = "", *, width: int = DESK, scripts: bool = True, signs_in: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            storage_state=signed_in(username) if username and signs_in else None,
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()
    assert watch.noted == []
