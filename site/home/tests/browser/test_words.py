"""No page speaks English, and no page leads to one that is not there, whoever reads it.

Pages are fetched by following the links of every page from the front doors on, a few of each kind.
"""

import re
from collections import Counter, deque
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import APIRequestContext

from home.demo.accounts import ACCOUNTS
from home.tests.browser.words import english

DOORS = ("/", "/portal/", "/admin/")
OF_EACH_KIND = 3
OURS = re.compile(
    r"/(?!admin/|static/|media/|documents/)"
    r"|/admin/($|needs/|openings/|community/|orders/|people/|matches/|placements/|partner|workplace|accreditation|member)"
)
"""The public site, the portal and the desk; Wagtail's own screens have a test of their own."""
LINK = re.compile(r'<a\s[^>]*?href="([^"#]+)|"url": "(/[^"]+)"', re.DOTALL)
"""Links, and the entries of the admin's menu, which a script draws."""
FEWEST = {
    "coordinator": 50,
    "coordinator2": 42,
    "chief": 50,
    "editor": 14,
    "employer": 16,
    "volunteer": 12,
    "admin": 14,
}
"""How many kinds of pages each account reaches at least: should a menu lose its links, this says so."""


def kind_of(path: str) -> str:
    """Addresses that differ in numbers and in the order of a list only are of one kind."""
    address = urlsplit(path)
    plain = re.sub(r"/\d+(?=/)|/\w{4}-\w{4}(?=/)|(?<=-)[\w-]+(?=/)", "#", address.path)
    asked = sorted(set(re.findall(r"(\w+)=", address.query)))
    return f"{plain}?{'&'.join(asked)}"


@pytest.mark.parametrize("username", [account.username for account in ACCOUNTS])
def test_every_page_is_there_and_speaks_japanese(
    ask: Callable[[str], APIRequestContext], username: str
) -> None:
    fetch, waiting, seen = ask(username), deque((door, "") for door in DOORS), set(DOORS)
    kinds: Counter[str] = Counter()
    faults = []
    while waiting:
        path, came_from = waiting.popleft()
        answer = fetch.get(path)
        if answer.status >= 400 and came_from:
            faults.append(f"{answer.status} at {path}, a link of {came_from}")
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        text = answer.text()
        faults += [f"English at {path}: {words}" for words in english(text)]
        for link, entry in LINK.findall(text):
            target = _ours(answer.url, link or entry)
            if target and target not in seen and kinds[kind_of(target)] < OF_EACH_KIND:
                seen.add(target)
                kinds[kind_of(target)] += 1
                waiting.append((target, path))
    assert not faults, "\n".join(faults)
    assert len(kinds) >= FEWEST[username]


def _ours(page: str, link: str) -> str:
    """The path of a link to one of our pages, "" for any other."""
    address = urlsplit(urljoin(page, link.replace("&amp;", "&")))
    if address.netloc != urlsplit(page).netloc or not OURS.match(address.path) or "logout" in address.path:
        return ""
    return address.path + (f"?{address.query}" if address.query else "")
