"""Requests as no browser sends them, to every address that the resolver knows, by every kind of visitor.

The same seed asks the same things in the same order. `make malformed` sends ten thousand, the suite a few hundred.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from base.models import User
from base.tests.signing_in import force_login_with_code

STRANGER = ""
METHODS = (
    ("GET",) * 8 + ("POST",) * 8 + ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "GÉT")
)
IDS = ("1", "2", "3", "5", "8", "13", "40", "0", "-1", "999999", "99999999999999999999", "1e3", "１２")
WORDS = (
    "",
    "a",
    "釧路",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e逆",
    "'; DROP TABLE x; --",
    '"',
    "{{7*7}}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%",
    "%s%n",
    "平成99年13月32日",
    "9999-99-99",
    "0001-01-01",
    "NaN",
    "-0",
    "9" * 40,
    "あ" * 3000,
    "(" * 500,
    "[]",
    '{"a":',
    "null",
    "wagtailcore.page",
)
NAMES = (
    "q",
    "p",
    "page",
    "state",
    "tag",
    "next",
    "ordering",
    "order",
    "id",
    "sheet",
    "ok",
    "day",
    "form",
    "pay",
    "owner",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=no-such",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "y" * 300,
    "application/json",
    "text/xml; charset=utf-16",
    "",
    "no type at all",
)
BODIES = (
    b"",
    b"\xff\xfe\x00",
    b"a=%ff%fe&b=%00",
    b"{",
    b'{"a": {"a": ' * 200,
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="\x00.png"\r\n\r\nb\r\n--x--\r\n',
    b"--x\r\nno header\r\n\r\n--x--",
    b"a=1&" * 12_000,
    b"<?xml version='1.0'?><a>&b;</a>",
)
# Without lengths that are none: a server refuses those itself (gunicorn 27.0.1: 400).
HEADERS = (
    {},
    {},
    {},
    {"HTTP_HOST": "no host\xff"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 2000},
    {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
    {"HTTP_IF_NONE_MATCH": '"' * 9},
    {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_REFERER": "\xff://\x00"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_COOKIE": "sessionid=\xff\x00; csrftoken=" + "z" * 5000},
    {"HTTP_CONTENT_ENCODING": "gzip"},
    {"HTTP_X_FORWARDED_FOR": "::1, \xff"},
)
STAYS = 40
"""Requests after which everybody signs in anew: some of what is asked signs people out."""
UPSTREAM = re.compile(r"^wagtailadmin_pages:(move|copy)")
"""Wagtail's own pages for moving and copying (8.0.1) break on ids that lead nowhere: counted apart."""


@dataclass
class Outcome:
    """How many answers of which kind, and what broke: view, error and place by how often."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)
    upstream: Counter[str] = field(default_factory=Counter)


def routes() -> list[str]:
    """Every address, with %(name)s where something is filled in."""
    return sorted(set(_below(get_resolver(), [""])))


def _below(resolver: URLResolver, begun: list[str]) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = [start + form for start in begun for form in _forms(pattern)]
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, here)
        else:
            yield from here


def _forms(pattern: URLPattern | URLResolver) -> list[str]:
    return [form for form, _names in normalize(pattern.pattern.regex.pattern)]


class Malformed:
    """A sender of such requests. `usernames` are the accounts that it asks as, besides a stranger."""

    def __init__(self, seed: int, *, usernames: tuple[str, ...]) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - repeatable is the point
        self.usernames = (STRANGER, *usernames)
        self.routes = routes()
        self.clients = {name: self._client(name) for name in self.usernames}
        self.fields: dict[str, list[str]] = {}
        self.found = Outcome()
        self.caught: list[str] = []

    def send(self, number: int) -> Outcome:
        """Ask so many times."""
        got_request_exception.connect(self._noted)
        try:
            for _time in range(number):
                self._ask()
        finally:
            got_request_exception.disconnect(self._noted)
        return self.found

    def _client(self, username: str) -> Client:
        client = Client(raise_request_exception=False)
        if username:
            force_login_with_code(client, User.objects.get(username=username))
        return client

    def _ask(self) -> None:
        name, route, method = (self.dice.choice(these) for these in (self.usernames, self.routes, METHODS))
        self.caught = []
        path = self._path(route)
        response = self._sent(self.clients[name], method, path)
        if getattr(response, "streaming", False):
            b"".join(response)
        self._count(response, path=f"{method} /{route} as {name or 'a stranger'}")
        if self.found.asked % STAYS == 0 or "logout" in route:
            self.clients = {name: self._client(name) for name in self.usernames}

    def _path(self, route: str) -> str:
        filled = re.sub(r"%\((\w+)\)s", lambda _match: self._value(), route)
        odd = self.dice.random()
        if odd < 0.05:
            return "/" + filled + self._value()
        if odd < 0.08:
            return "/" + filled + "x" * 6000
        return "/" + filled

    def _value(self) -> str:
        return self.dice.choice(IDS) if self.dice.random() < 0.8 else self.dice.choice(WORDS)[:200]

    def _sent(self, client: Client, method: str, path: str) -> HttpResponse:
        query = self._pairs(self.dice.randint(0, 4), NAMES)
        more: dict[str, Any] = dict(self.dice.choice(HEADERS))
        more["QUERY_STRING"] = self._encoded(query)
        content_type, body = self._body(path)
        address = path.encode("utf-8", "surrogatepass").decode("latin-1")  # as a server hands it over
        if self.dice.random() < 0.1:
            address = address[:99] + "\xff"
        request = {
            "PATH_INFO": address,
            "REQUEST_METHOD": method,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
        }
        response = client.generic(method, "/", body, content_type, **{**request, **more})
        if method == "GET" and response.status_code == 200 and not response.streaming:
            names = re.findall(rb'\bname="([\w-]+)"', response.content)
            self.fields[path] = [name.decode() for name in dict.fromkeys(names)]
        return response

    def _body(self, path: str) -> tuple[str, bytes]:
        """Half of the time what the page's own form would send, with the wrong values."""
        if self.dice.random() < 0.5:
            return self.dice.choice(TYPES), self.dice.choice(BODIES)
        names = tuple(self.fields.get(path, NAMES))
        return TYPES[0], self._encoded(self._pairs(len(names), names)).encode("latin-1")

    def _pairs(self, number: int, names: tuple[str, ...]) -> list[tuple[str, str]]:
        kinds = (IDS, WORDS)
        return (
            [(self.dice.choice(names), self.dice.choice(self.dice.choice(kinds))) for _n in range(number)]
            if names
            else []
        )

    def _encoded(self, pairs: list[tuple[str, str]]) -> str:
        """As a query, now and then encoded wrongly or nested deeply."""
        parts = []
        for name, value in pairs:
            raw = value.encode("utf-8", "surrogatepass")
            quoted = (
                "".join(f"%{byte:02X}" for byte in raw)
                if self.dice.random() < 0.9
                else "%zz%" + raw.decode("latin-1")
            )
            deep = "[a]" * 60 if self.dice.random() < 0.05 else ""
            parts.append(f"{name}{deep}={quoted}")
        return "&".join(parts).replace("\0", "%00").replace("\n", "%0A")

    def _noted(self, request: Any, **_more: Any) -> None:
        _kind, error, trace = sys.exc_info()
        while trace and trace.tb_next:
            trace = trace.tb_next
        code = trace.tb_frame.f_code if trace else None
        place = f"{code.co_filename.split('site-packages/')[-1]}:{trace.tb_lineno}" if code and trace else "?"
        view = request.resolver_match.view_name if request.resolver_match else "no view"
        self.caught.append(f"{view}: {type(error).__name__} in {place}: {str(error)[:90]}")

    def _count(self, response: HttpResponse, *, path: str) -> None:
        self.found.asked += 1
        self.found.statuses[response.status_code] += 1
        if response.status_code < 500:
            return
        what = self.caught[-1] if self.caught else f"{response.status_code} for {path}"
        (self.found.upstream if UPSTREAM.match(what) else self.found.ours)[what] += 1
