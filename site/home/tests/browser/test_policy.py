"""Nothing of ours goes against our own Content-Security-Policy, and no page asks another host.

`visitor` notes what the console says and every request to another host; here the browser's own events are counted
too, also in the frames of the preview, while everything that editors and the desk use is really used.
"""

import re
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import pytest
from playwright.sync_api import APIRequestContext, BrowserContext, Page, Response, expect

from home.tests.browser.conftest import Visitor
from home.tests.browser.kinds import CHIEF, EDITOR, KINDS

TELL = """window.addEventListener("securitypolicyviolation", event => window.tellViolation(
  [location.pathname, event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber].join(" ")), true)"""
FOUND_BY_EDITORS = (
    "/admin/pages/",
    "/admin/pages/search/?q=見本",
    "/admin/images/",
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    "/admin/reports/site-history/",
    "/admin/reports/locked/",
    "/admin/reports/aging-pages/",
    "/admin/account/",
)
FOUND_BY_THE_DESK = ("/admin/partner/", "/admin/workplace/", "/admin/accreditation/", "/admin/member/")


@dataclass
class Seen:
    """What was opened, and what the browser refused there."""

    pages: int = 0
    refused: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.expose_binding("tellViolation", lambda _source, words: self.refused.append(words))
        context.add_init_script(TELL)
        context.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        self.pages += response.request.resource_type == "document"


@pytest.fixture
def seen(capsys: pytest.CaptureFixture[str]) -> Seen:
    noting = Seen()
    yield noting
    with capsys.disabled():
        sys.stdout.write(f"\n{noting.pages} pages, {len(noting.refused)} violations of the policy\n")
    assert noting.refused == []


class Remembered:
    """Fetches a list once, however many kinds of page are found from it."""

    def __init__(self, ask: APIRequestContext) -> None:
        self.get = cache(ask.get)


def come(visitor: Visitor, seen: Seen, username: str) -> Page:
    page = visitor(username)
    seen.over(page.context)
    return page


def a_picture(name: str = "umi", grey: int = 0x80) -> dict[str, object]:
    """A PNG of one grey, made here. The same grey twice is a picture that Wagtail knows already."""
    width, height = 640, 400

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([grey]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return {"name": f"{name}.png", "mimeType": "image/png", "buffer": png}


def test_every_kind_of_page_keeps_to_the_policy(
    visitor: Visitor, seen: Seen, ask: Callable[[str], APIRequestContext]
) -> None:
    pages = {name: come(visitor, seen, name) for name in {kind.by for kind in KINDS}}
    remembered = {name: Remembered(ask(name)) for name in pages}
    for kind in KINDS:
        if not kind.act:
            pages[kind.by].goto(kind.address(remembered.__getitem__))
    for path in FOUND_BY_EDITORS:
        pages[EDITOR].goto(path)
    for path in FOUND_BY_THE_DESK:
        pages[CHIEF].goto(path)
    assert seen.pages >= len(KINDS) - 10


def test_page_is_edited_previewed_and_published_under_the_policy(visitor: Visitor, seen: Seen) -> None:
    page = come(visitor, seen, EDITOR)
    page.goto("/admin/pages/")
    page.goto(str(page.locator("main a[href$='/edit/']").first.get_attribute("href")))

    choose_and_upload_a_picture(page)
    choose_a_page(page)
    write_a_paragraph_with_a_link(page)
    pick_a_day_of_expiry(page)
    look_at_the_preview(page)

    page.locator("[name=action-publish]").dispatch_event("click")  # behind the arrow beside "save draft"
    page.wait_for_url(re.compile(r"/admin/pages/\d*/?$"))
    page.goto("/")
    assert "網の目をそろえる。" in page.locator("main").inner_text()


def test_lists_of_the_admin_are_used_under_the_policy(visitor: Visitor, seen: Seen) -> None:
    page = come(visitor, seen, EDITOR)
    page.goto("/admin/reports/site-history/")
    page.get_by_label("フィルターを表示").click()
    page.locator("[aria-controls=drilldown-id_timestamp]").click()
    page.locator("[name=timestamp_from]").click()
    page.locator(".xdsoft_datetimepicker:visible td.xdsoft_date").first.click()
    page.wait_for_url(re.compile("timestamp_from="))

    page.goto("/admin/pages/")
    front = str(page.locator("main a[href$='/edit/']").first.get_attribute("href"))
    page.goto(front.removesuffix("edit/"))
    page.locator("[data-bulk-action-checkbox]").nth(1).check()
    page.locator("[data-bulk-action-button]", has_text="公開").first.click()
    page.locator("main form [type=submit]").first.wait_for()

    page.locator("#wagtail-sidebar").get_by_text("ページ", exact=True).click()
    page.locator(".c-page-explorer__item__link").first.wait_for()

    page.goto("/admin/images/multiple/add/")
    page.set_input_files("[type=file]", a_picture("kumo", grey=0xC0))
    page.locator("#upload-list [name$=title]").first.wait_for()


def choose_and_upload_a_picture(page: Page) -> None:
    open_chooser(page, "id_photo")
    page.locator(".modal [role=tab]").nth(1).click()
    page.locator(".modal input[type=file]").set_input_files(a_picture())
    expect(page.locator(".modal [name$=title]")).to_have_value("umi")
    page.locator(".modal form:has(input[type=file]) [type=submit]").click()
    expect(page.locator("#id_photo-chooser [data-chooser-title]")).to_have_text("umi")


def choose_a_page(page: Page) -> None:
    open_chooser(page, "id_helping_page")
    name = page.locator(".modal a.choose-page").first.inner_text()
    page.locator(".modal a.choose-page").first.click()
    expect(page.locator("#id_helping_page-chooser [data-chooser-title]")).to_have_text(name)


def open_chooser(page: Page, field_id: str) -> None:
    """Open the window in which something is chosen; what was chosen before stays behind a menu."""
    chooser = page.locator(f"#{field_id}-chooser")
    chooser.scroll_into_view_if_needed()
    if "blank" not in str(chooser.get_attribute("class")):
        chooser.locator("[data-w-dropdown-target=toggle]").click()
    page.locator("[data-chooser-action-choose]:visible").first.click()
    page.locator(".modal-body").wait_for()


def write_a_paragraph_with_a_link(page: Page) -> None:
    page.locator("button.c-sf-add-button").last.click()
    page.locator(".w-combobox__option:visible", has_text="段落").first.click()
    text = page.locator("[contenteditable=true]").last
    text.click()
    page.keyboard.type("網の目をそろえる。")
    page.keyboard.press("Shift+Home")
    page.locator(".Draftail-ToolbarButton[name=BOLD]:visible").last.click()
    page.locator(".Draftail-ToolbarButton[name=LINK]:visible").last.click()
    page.locator(".modal a.choose-page").first.click()
    expect(text.locator("a, .Draftail-TooltipEntity, [class*=TooltipEntity]").first).to_be_visible()


def pick_a_day_of_expiry(page: Page) -> None:
    page.locator("[data-side-panel-toggle=status]").click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    page.locator("#id_expire_at").click()
    page.locator(".xdsoft_datetimepicker:visible td.xdsoft_date:not(.xdsoft_disabled)").last.click()
    expect(page.locator("#id_expire_at")).to_have_value(re.compile(r"\d{4}-\d\d-\d\d"))
    page.locator("#id_expire_at").fill("")  # the page stays
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def look_at_the_preview(page: Page) -> None:
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("iframe[src*='preview']").locator("main")
    expect(preview).to_contain_text("網の目をそろえる。")
