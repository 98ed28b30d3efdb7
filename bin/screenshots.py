"""Photographs the demo in a real Chromium: var/screenshots/ gets every kind of page at three widths, docs/screenshots/
the three pictures of the README.

usage: .venv/bin/python bin/screenshots.py      (needs `make test`'s packages and a Chromium)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PORT = int(os.environ.get("PORT", "8091"))
SITE = f"http://127.0.0.1:{PORT}"
QUIET = ("--workers=2", "--log-level=warning", "--no-control-socket")
WIDTHS = (360, 768, 1366)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PUBLIC = (
    "/",
    "/openings/",
    "/projects/",
    "/partners/",
    "/results/",
    "/consultation/",
    "/employers/",
    "/access/",
    "/promise/",
    "/partners/partner-net/",
    "/projects/project-fuki/",
    "/nowhere/",
    "/account/login/",
    "/demo/codes/",
)


def prepare(folder: str) -> dict[str, str]:
    """A demo of its own in `folder`, so that nobody's data is in a picture."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"KURASHIGOTO_VAR": folder}
    subprocess.run([sys.executable, str(ROOT / "bin" / "prepare.py")], cwd=ROOT, env=environment, check=True)
    return environment


def wait_for_site() -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(SITE, timeout=5).close()
        except OSError:  # refused, or too slow in its first seconds
            time.sleep(0.3)
        else:
            return
    raise SystemExit("the site did not start")


def sign_in(page: Page, *, door: str, username: str) -> None:
    from home.demo.accounts import PASSWORD
    from home.demo.codes import code_of

    page.goto(SITE + door)
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) [type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    if page.locator("[name=code]").count():
        page.fill("[name=code]", code_of(username))
        page.locator("form:has([name=code]) [type=submit]").first.click()
        page.wait_for_load_state("networkidle")


def first_link(page: Page, at: str, pattern: str) -> str:
    """The first link of a page whose whole address is of this pattern."""
    page.goto(SITE + at)
    links = (str(link.get_attribute("href")) for link in page.locator("main a").all())
    return next(link for link in links if re.fullmatch(pattern, link))


def shoot(page: Page, paths: list[str], *, folder: Path, width: int) -> None:
    for path in paths:
        page.goto(SITE + path)
        page.wait_for_load_state("networkidle")
        name = path.strip("/").replace("/", "_") or "home"
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def visit(browser: Browser, folder: Path, docs: Path) -> None:
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 850}, locale="ja-JP")
        shoot(
            page,
            [*PUBLIC, first_link(page, "/openings/", r"/openings/opening-\d+/")],
            folder=folder,
            width=width,
        )
        if width == WIDTHS[-1]:
            page.goto(SITE)
            page.screenshot(path=docs / "public.png")
        page.context.close()
        page = browser.new_page(viewport={"width": width, "height": 850}, locale="ja-JP")
        sign_in(page, door="/account/login/", username="employer")
        need = first_link(page, "/portal/", r"/portal/needs/\d+/")
        shoot(page, ["/portal/", need], folder=folder, width=width)
        if width == WIDTHS[0]:
            page.goto(SITE + need)
            page.screenshot(path=docs / "portal.png")
        page.context.close()
    desk(browser, folder, docs)


def desk(browser: Browser, folder: Path, docs: Path) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[-1], "height": 850}, locale="ja-JP")
    sign_in(page, door="/account/login/", username="coordinator")
    menu = [str(a.get_attribute("href")) for a in page.locator("#wagtail-sidebar a[href^='/admin/']").all()]
    shoot(page, ["/admin/", *dict.fromkeys(menu)], folder=folder, width=WIDTHS[-1])
    page.goto(SITE + first_link(page, "/admin/people/", r"/admin/people/\w{4}-\w{4}/") + "openings/")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=docs / "desk.png")


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    folder, docs = ROOT / "var" / "screenshots", ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    docs.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        raise SystemExit("no Chromium was found (install chromium, or set CHROMIUM)")
    with tempfile.TemporaryDirectory() as data:
        environment: dict[str, Any] = prepare(data)
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                "--pythonpath=site",
                f"--bind=127.0.0.1:{PORT}",
                *QUIET,
            ],
            cwd=ROOT,
            env=environment | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        )
        try:
            wait_for_site()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                visit(browser, folder, docs)
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
