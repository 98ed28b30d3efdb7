"""Pictures of the site itself: told to editors as public, looked at by content, without what the camera wrote."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Drawn
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from base.models import User

from . import files

pytestmark = pytest.mark.django_db
SECRET = "かくれたひみつ"
Image = get_image_model()


@pytest.fixture
def editor(client: Client, settings: Any, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path
    account = User.objects.create_user("editor")
    account.groups.add(Group.objects.get(name__startswith="広報"))
    client.force_login(account)
    return account


def upload(client: Client, data: bytes, name: str) -> Any:
    file = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": file, "title": "写真"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )


@pytest.mark.parametrize(
    "name", ["wagtailimages:add_multiple", "wagtailimages:add", "wagtailimages_chooser:choose"]
)
def test_editors_are_told_that_anybody_can_see_it(client: Client, editor: User, name: str) -> None:
    page = client.get(reverse(name)).content.decode()
    page = (
        page.encode().decode("unicode_escape", "ignore") if page.startswith("{") and "\\u" in page else page
    )
    assert "だれでも見られます" in page


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_what_the_camera_wrote_is_gone(client: Client, editor: User, kind: str, name: str) -> None:
    answer = json.loads(upload(client, files.picture(kind, size=(90, 60), secret=SECRET), name).content)
    assert answer["success"], answer
    kept = Image.objects.get()
    data = Path(kept.file.path).read_bytes()
    assert SECRET.encode() not in data
    with Drawn.open(BytesIO(data)) as picture:
        assert not picture.getexif()
        assert picture.size == (kept.width, kept.height) == (60, 90)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.SVG, "a.svg"),
        (files.SVG, "a.png"),
        (files.HTML, "a.jpg"),
        (files.EXE, "a.png"),
        (files.picture()[:300], "a.jpg"),
        (files.bomb_of_pixels(), "a.png"),
        (files.picture("GIF"), "a.gif"),
    ],
    ids=["svg", "svg as png", "html", "program", "cut off", "bomb", "gif"],
)
def test_nothing_else_is_taken(client: Client, editor: User, data: bytes, name: str) -> None:
    answer = json.loads(upload(client, data, name).content)
    assert not answer["success"]
    assert any("ぁ" <= letter <= "ん" for letter in answer["error_message"]), answer
    assert not Image.objects.exists()


# Wagtail's documents: its admin does not stand without them, but nobody is led there.


def test_editors_have_no_public_documents_to_put_papers_into_by_mistake(client: Client, editor: User) -> None:
    assert reverse("wagtaildocs:index") not in client.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("wagtaildocs:index", "wagtaildocs:add_multiple", "wagtaildocs:add"):
        assert client.get(reverse(name)).status_code == 302, name


@pytest.fixture
def root(client: Client, settings: Any, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path
    account = User.objects.create_user("root", is_superuser=True, is_staff=True)
    client.force_login(account)
    return account


def put_up(client: Client, data: bytes, name: str) -> Any:
    return client.post(
        reverse("wagtaildocs:add_multiple"),
        {"files[]": SimpleUploadedFile(name, data, "application/pdf"), "title": "ちらし"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )


def test_an_administrators_document_is_looked_at_too(client: Client, root: User) -> None:
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtaildocs:index") not in home
    assert "だれでも見られます" in client.get(reverse("wagtaildocs:add")).content.decode()
    for data, name in [
        (files.EXE, "a.pdf"),
        (files.HTML, "a.pdf"),
        (files.SVG, "a.pdf"),
        (files.office(more={"word/vbaProject.bin": b"x"}), "a.docx"),
    ]:
        assert not json.loads(put_up(client, data, name).content)["success"]
    assert not get_document_model().objects.exists()
    assert json.loads(put_up(client, files.pdf(), "a.pdf").content)["success"]
    assert get_document_model().objects.get().file.size
