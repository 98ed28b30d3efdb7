"""Every kind of answer carries the headers that protect its reader, in the demo and in production."""

import base64
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client, override_settings
from wagtail.documents import get_document_model

from base.models import User
from home.accounts import COORDINATORS, EDITORS
from home.models import HomePage
from projects.models import ProjectIndexPage
from projects.tests import public

pytestmark = pytest.mark.django_db

MADE_UP = {
    "SECRET_KEY": "made-up-for-a-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "kurashigoto.example",
    "KURASHIGOTO_KEYS": "made-up:" + base64.b64encode(bytes(range(32))).decode(),
}
HOST = MADE_UP["ALLOWED_HOSTS"]
OVER_HTTPS = {"X-Forwarded-Proto": "https", "Host": HOST, "Origin": f"https://{HOST}"}
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT = frozenset(
    {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "connect-src 'self'",
    }
)
OF_DOCUMENTS = frozenset({"default-src 'none'"})
"""Wagtail gives its documents a policy of their own: nothing at all."""
OF_PRODUCTION = (
    "SECURE_",
    "SESSION_COOKIE_",
    "CSRF_",
    "ALLOWED_HOSTS",
    "DEBUG",
    "DEMO",
    "MIDDLEWARE",
    "LOGGING",
)
"""Which of production's settings decide what an answer looks like."""


@dataclass(frozen=True)
class Kind:
    """A kind of answer: how to ask for it as whom, and what to expect."""

    name: str
    path: str
    status: int
    by: str = ""
    kept: bool = False
    ask: Callable[..., Any] = Client.get
    policy: frozenset[str] = STRICT


def upload(client: Client, path: str) -> HttpResponse:
    client.cookies["csrftoken"] = "a" * 32  # without one, what is sent is not even looked at
    return client.post(path, {"trouble": "あ" * 1000})


KINDS = (
    Kind("page", "/", 200, kept=True),
    Kind("page-for-staff", "/", 200, by="coordinator"),
    Kind("redirect", "/openings", 301),
    Kind("not-found", "/nothing-here/", 404),
    Kind("not-even-an-address", "/a.b/c", 404),
    Kind("broken", "/projects/", 500),
    Kind("too-much", "/portal/login/", 413, ask=upload),
    Kind("no-token", "/portal/login/", 403, ask=Client.post),
    Kind("static-file", "/static/css/site.css", 200, kept=True),
    Kind("static-file-for-staff", "/static/css/site.css", 200, by="coordinator", kept=True),
    Kind("document", "/documents/{document}/leaflet.txt", 200, kept=True, policy=OF_DOCUMENTS),
    Kind("document-for-staff", "/documents/{document}/leaflet.txt", 200, by="editor", policy=OF_DOCUMENTS),
    Kind("door", "/account/login/", 200),
    Kind("portal-door", "/portal/login/", 302),
    Kind("own-account", "/account/", 200, by="coordinator"),
    Kind("portal-to-strangers", "/portal/", 302),
    Kind("portal-not-found", "/portal/nothing/", 404),
    Kind("admin-to-strangers", "/admin/", 302),
    Kind("admin-not-found", "/admin/nothing/", 404, by="coordinator"),
    Kind("admin-page", "/admin/", 200, by="coordinator"),
    Kind("desk-list", "/admin/people/", 200, by="coordinator"),
    Kind("admin-refused", "/admin/people/", 404, by="editor"),
    Kind("admin-json", "/admin/choose-page/", 200, by="editor"),
    Kind("admin-script", "/admin/jsi18n/", 200, by="editor"),
    Kind("admin-icons", "/admin/sprite/", 200),
    Kind("head", "/", 200, kept=True, ask=Client.head),
)
ONLY_IN_THE_DEMO = (Kind("media", "/media/{picture}", 200, kept=True),)


@pytest.fixture
def scene(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A site with a document, a picture and a page that breaks; only small requests are taken."""

    def breaks(*args: Any) -> None:
        raise ValueError("a page of ours is broken")

    (tmp_path / "picture.png").write_bytes(b"no picture, but a file")
    settings.MEDIA_ROOT = str(tmp_path)
    settings.WHITENOISE_USE_FINDERS = True  # nothing is collected for tests
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    monkeypatch.setattr(ProjectIndexPage, "get_context", breaks)
    public.public_site()
    document = get_document_model().objects.create(title="leaflet", file=ContentFile(b"words", "leaflet.txt"))
    for name, group in (("coordinator", COORDINATORS), ("editor", EDITORS)):
        User.objects.get_or_create(username=name)[0].groups.add(Group.objects.get(name=group))
    return {"document": str(document.pk), "picture": "picture.png"}


def answer(kind: Kind, scene: dict[str, str], **how: Any) -> HttpResponse:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True, **how)
    if kind.by:
        client.force_login(User.objects.get(username=kind.by))
    response = kind.ask(client, kind.path.format(**scene))
    if response.streaming:
        b"".join(response)  # to the end, so that the file is closed
    return response


def faults(kind: Kind, response: HttpResponse) -> list[str]:
    """What is missing or wrong in the headers of an answer."""
    found = [
        f"{name}: {response.headers.get(name)}"
        for name, value in EXPECTED.items()
        if response.headers.get(name) != value
    ]
    policy = {part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")}
    bare = {_without_nonce(part) for part in policy}
    found += sorted(kind.policy - bare)
    found += [word for word in ("unsafe", "http:", "https:", "*") if word in " ".join(bare)]
    if (
        "camera=()" not in response.headers.get("Permissions-Policy", "")
        or "(self)" in response.headers["Permissions-Policy"]
    ):
        found.append("Permissions-Policy")
    is_kept = "no-store" not in response.headers.get("Cache-Control", "")
    if is_kept != kind.kept:
        found.append(f"Cache-Control: {response.headers.get('Cache-Control')}")
    if response.status_code != kind.status:
        found.append(f"status {response.status_code}")
    return found


def _without_nonce(part: str) -> str:
    return " ".join(word for word in part.split() if not word.startswith("'nonce-"))


@pytest.mark.parametrize("kind", [*KINDS, *ONLY_IN_THE_DEMO], ids=lambda kind: kind.name)
def test_answer_protects_its_reader(kind: Kind, scene: dict[str, str]) -> None:
    response = answer(kind, scene)
    assert faults(kind, response) == []


@pytest.fixture
def in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings of production that decide what an answer looks like, as its module gives them."""
    for name, value in MADE_UP.items():
        monkeypatch.setenv(name, value)
    module = importlib.reload(importlib.import_module("config.settings.production"))
    values = {name: value for name, value in vars(module).items() if name.startswith(OF_PRODUCTION)}
    with override_settings(**values):
        yield


@pytest.mark.usefixtures("in_production")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_answer_protects_its_reader_in_production(kind: Kind, scene: dict[str, str]) -> None:
    response = answer(kind, scene, headers=OVER_HTTPS)
    assert faults(kind, response) == []
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert all(cookie["secure"] for cookie in response.cookies.values())


@pytest.mark.usefixtures("in_production")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": HOST}, 301),
        ({"Host": "elsewhere.example", "X-Forwarded-Proto": "https"}, 400),
    ],
    ids=["not-https", "not-our-host"],
)
def test_refusal_before_any_view_protects_its_reader(headers: dict[str, str], status: int) -> None:
    response = Client(headers=headers).get("/admin/people/")
    assert faults(Kind("refusal", "", status), response) == []


def test_preview_of_a_page_may_stand_in_a_frame_of_the_admin_and_nowhere_else(scene: dict[str, str]) -> None:
    client = Client()
    editor = User.objects.get(username="editor")
    client.force_login(editor)
    page = HomePage.objects.get()
    page.save_revision(user=editor)

    shown = client.get(f"/admin/pages/{page.pk}/view_draft/")
    without_words = client.get(f"/admin/pages/{page.pk}/edit/preview/")

    assert shown.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert without_words.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in without_words.headers["Content-Security-Policy"]
    assert (
        "data:" not in shown.headers["Content-Security-Policy"]
    )  # under the public policy, as it will be read
    assert {"private, no-store"} == {answer.headers["Cache-Control"] for answer in (shown, without_words)}
