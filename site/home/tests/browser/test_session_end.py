"""A session that ends while somebody writes: warned before, nothing lost after. And the two steps at the door."""

import json
import re

from django.utils.translation import gettext as _
from playwright.sync_api import Page, Route

from home.tests.browser.conftest import PHONE, Visitor, sign_in

NEW = "/portal/needs/new/"
WORDS = "網が百枚たまっています。夕方までに洗える人がいたら助かります。"
BAR = ".session-bar"


def write(page: Page, words: str = WORDS) -> None:
    page.goto(NEW)
    page.fill("[name=trouble]", words)


def forget(page: Page) -> None:
    """The session ends: its cookie is worth nothing any more."""
    page.context.clear_cookies(name="sessionid")


def with_little_time(route: Route) -> None:
    """The server's own answer, as it would be a minute and a half before the end."""
    answer = route.fetch()
    route.fulfill(response=answer, body=json.dumps(answer.json() | {"left": 90}))


def come_back(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_the_warning_comes_in_time_and_one_press_stays(visitor: Visitor) -> None:
    page = visitor("employer", width=PHONE)
    page.clock.install()
    write(page)
    page.route("**/account/session/", with_little_time, times=1)
    page.clock.fast_forward("28:30")
    page.locator(f"{BAR}[data-state=soon]").wait_for()
    page.locator(f"{BAR} [data-act=stay]").click()
    page.locator(BAR).wait_for(state="detached")
    assert page.locator("[name=trouble]").input_value() == WORDS


def test_signs_of_life_in_another_window_spare_the_warning(visitor: Visitor) -> None:
    page = visitor("employer")
    page.clock.install()
    write(page)
    with page.expect_response("**/account/session/"):
        page.clock.fast_forward("28:30")
    assert page.locator(BAR).count() == 0


def test_what_was_typed_outlives_the_session_and_is_sent_after_signing_in_beside_it(visitor: Visitor) -> None:
    page = visitor("employer", signs_in=False)
    page.goto("/account/login/")
    sign_in(page, "employer")
    write(page)
    forget(page)
    come_back(page)
    page.wait_for_timeout(200)
    page.evaluate(
        "Date.now = (real => () => real() + 120000)(Date.now)"
    )  # two minutes later somebody presses
    page.locator("main form [type=submit]").click()
    page.locator(f"{BAR}[data-state=over]").wait_for()
    assert page.locator("[name=trouble]").input_value() == WORDS
    assert NEW in page.url

    with page.expect_popup() as opened:
        page.locator(f"{BAR}[data-state=over] a").click()
    beside = opened.value
    sign_in(beside, "employer")
    assert _("You are signed in again") in beside.content()
    beside.close()

    come_back(page)
    page.locator(f"{BAR}[data-state=back]").wait_for()
    with page.expect_navigation():
        page.locator("main form [type=submit]").click()
    assert re.search(r"/portal/needs/\d+/received/", page.url)


def test_a_page_is_not_sent_in_somebody_elses_name(visitor: Visitor) -> None:
    page = visitor("employer", signs_in=False)
    page.goto("/account/login/")
    sign_in(page, "employer")
    write(page)
    forget(page)
    beside = page.context.new_page()
    beside.goto("/account/login/")
    sign_in(beside, "volunteer")
    page.evaluate("Date.now = (real => () => real() + 120000)(Date.now)")
    page.locator("main form [type=submit]").click()
    page.locator(f"{BAR}[data-state=other]").wait_for()
    assert NEW in page.url


def test_the_desk_warns_too(visitor: Visitor) -> None:
    page = visitor("coordinator")
    page.clock.install()
    page.goto("/admin/people/new/")
    page.route("**/account/session/", with_little_time, times=1)
    page.clock.fast_forward("28:30")
    page.locator(f"{BAR}[data-state=soon]").wait_for()
    page.locator(f"{BAR} [data-act=stay]").click()
    page.locator(BAR).wait_for(state="detached")


def test_both_steps_work_on_a_phone_without_scripts(visitor: Visitor) -> None:
    page = visitor("editor", width=PHONE, scripts=False, signs_in=False)
    page.goto("/admin/account/")
    sign_in(page, "editor")
    assert page.url.endswith("/admin/account/")
