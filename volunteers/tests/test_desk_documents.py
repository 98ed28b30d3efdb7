"""Papers about a person: kept sealed, opened by the team only, written down before they are sent, erased with a reason."""

import os
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from base import keyring
from base.models import AuditEntry, User
from base.sealing import current
from base.sealing.bytes import key_of
from base.sealing.current import ring
from base.tests import files
from base.uploads import LARGEST, check, store
from volunteers import actions
from volunteers.models import Person, PersonDocument
from volunteers.scopes import reading_as

from . import scene

SECRET = "だれにも見せない診断"


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return Path(settings.PRIVATE_ROOT)


@pytest.fixture
def owner(client: Client, db: None) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


@pytest.fixture
def person(owner: User) -> Person:
    return scene.person(owner, "みなと")


def put_in(client: Client, person: Person, data: bytes, name: str = "a.pdf", **typed: Any) -> Any:
    address = reverse("desk_documents", args=[person.public_id])
    file = SimpleUploadedFile(name, data, "text/html")
    return client.post(address, {"file": file, "title": SECRET, "kind": "health"} | typed, follow=True)


def everything() -> list[PersonDocument]:
    with scopes_disabled():
        return list(PersonDocument.objects.select_related("person").order_by("pk"))


def address(document: PersonDocument, name: str = "desk_document") -> str:
    return reverse(name, args=[document.person.public_id, document.key])


def test_a_paper_is_kept_sealed_and_opened_again(
    client: Client, owner: User, person: Person, private: Path
) -> None:
    data = files.pdf()
    page = put_in(client, person, data)
    (kept,) = everything()
    assert (kept.title, kept.kind, kept.ending, kept.size, kept.uploaded_by) == (
        SECRET, "health", "pdf", len(data), owner,
    )  # fmt: skip
    assert SECRET in page.content.decode()
    (file,) = private.iterdir()
    assert b"%PDF" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM volunteers_persondocument")
        row = str(cursor.fetchall())
    assert SECRET not in row
    assert "health" not in row
    opened = client.get(address(kept))
    assert opened.content == data


def test_it_is_handed_over_as_a_file_and_never_as_a_page(client: Client, owner: User, person: Person) -> None:
    put_in(client, person, files.picture(), name="x.html")
    response = client.get(address(everything()[0]))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith('attachment; filename="kurashigoto-')
    assert SECRET not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]


def test_opening_is_written_down_before_it_is_sent(client: Client, owner: User, person: Person) -> None:
    put_in(client, person, files.pdf())
    (kept,) = everything()
    client.get(address(kept))
    entry = AuditEntry.objects.last()
    assert (entry.actor, entry.action, entry.what) == (owner, "attachment", "desk_document")
    assert [one.person_id for one in entry.subjects.all()] == [person.pk]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE base_auditsubject RENAME TO base_auditsubject_away")
    refused = client.get(address(kept))
    assert refused.status_code == 503
    assert b"%PDF" not in refused.content


@pytest.mark.parametrize("who", ["coordinator", "editor", "superuser", "employer"])
def test_nobody_else_finds_it(owner: User, person: Person, client: Client, who: str) -> None:
    put_in(client, person, files.pdf())
    (kept,) = everything()
    makers: dict[str, Any] = {
        "coordinator": lambda: scene.coordinator("stranger"),
        "editor": scene.editor,
        "superuser": lambda: scene.user("root", is_superuser=True),
        "employer": lambda: scene.member_of(scene.partner()),
    }
    stranger = Client()
    stranger.force_login(makers[who]())
    for page in (address(kept), reverse("desk_documents", args=[person.public_id])):
        assert stranger.get(page).status_code in (302, 403, 404)
    assert stranger.post(address(kept, "desk_document_remove"), {"reason": "x"}).status_code in (
        302,
        403,
        404,
    )
    assert put_in(stranger, person, files.pdf()).status_code in (200, 403, 404)
    assert len(everything()) == 1
    assert everything()[0].removed_at is None


def test_another_persons_page_does_not_lead_to_it(client: Client, owner: User, person: Person) -> None:
    put_in(client, person, files.pdf())
    (kept,) = everything()
    other = scene.person(owner, "あおば")
    assert client.get(reverse("desk_document", args=[other.public_id, kept.key])).status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (files.EXE, "プログラム"),
        (files.SVG, "SVG"),
        (files.HTML, "ウェブページ"),
        (b"", "空です"),
        (b"a" * (LARGEST + 1), "10MBより大きい"),
        (files.picture()[:400], "途中で切れて"),
    ],
    ids=["program", "svg", "html", "empty", "too large", "cut off"],
)
def test_what_is_not_taken_says_why_and_keeps_what_was_written(
    client: Client, owner: User, person: Person, private: Path, data: bytes, sentence: str
) -> None:
    response = put_in(client, person, data)
    page = response.content.decode()
    assert sentence in page
    assert SECRET in page
    assert everything() == []
    assert not private.exists() or list(private.iterdir()) == []


def test_the_same_form_sent_twice_keeps_one_paper(client: Client, owner: User, person: Person) -> None:
    page = client.get(reverse("desk_documents", args=[person.public_id]), follow=True)
    for _ in range(2):
        put_in(client, person, files.pdf(), posted_token=str(page.context["token"]))
    assert len(everything()) == 1


def test_removing_erases_the_bytes_and_keeps_the_line(
    client: Client,
    owner: User,
    person: Person,
    private: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    put_in(client, person, files.pdf())
    (kept,) = everything()
    without = client.post(address(kept, "desk_document_remove"), {"reason": " "})
    assert "消す理由" in without.content.decode()
    assert list(private.iterdir())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(kept, "desk_document_remove"), {"reason": "まちがえて入れた"})
    (kept,) = everything()
    assert (kept.removed_by, kept.removal_reason, kept.title) == (owner, "まちがえて入れた", SECRET)
    assert list(private.iterdir()) == []
    assert AuditEntry.objects.last().action == "erase"
    opened = client.get(address(kept))
    assert opened.status_code == 409
    assert "消されています" in opened.content.decode()
    assert "まちがえて入れた" in opened.content.decode()


def test_a_file_that_was_exchanged_is_not_handed_over(client: Client, owner: User, person: Person) -> None:
    put_in(client, person, files.pdf())
    put_in(client, person, files.picture())
    one, other = everything()
    store.path_of(str(other.key)).replace(store.path_of(str(one.key)))
    for document in (one, other):
        response = client.get(address(document))
        assert response.status_code == 409
        assert "変えられています" in response.content.decode()


@pytest.mark.parametrize(
    "way", ["private/", "media/", "media/../private/", "media/%2e%2e/private/", "static/../private/"]
)
def test_no_address_serves_the_store(
    client: Client, owner: User, settings: Any, tmp_path: Path, way: str
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "seen.txt").write_text("seen")
    store.put("paper", b"words", bound_to="a#1")
    assert b"".join(client.get("/media/seen.txt")) == b"seen", "or this test would see nothing"
    for name in ("paper.sealed", "paper"):
        assert client.get(f"/{way}{name}", follow=True).status_code in (400, 404)


def test_nothing_is_put_down_in_clear_on_the_way(
    client: Client, owner: User, person: Person, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "clear"
    (tmp_path / "clear").mkdir()
    os.chmod(tmp_path / "clear", 0o500)
    put_in(client, person, b"a\n" * (2 * 1024 * 1024))
    assert len(everything()) == 1


def test_files_without_a_record_are_swept_away(owner: User, person: Person, private: Path) -> None:
    with reading_as(owner):
        kept, _made = actions.add_document(
            person, actor=owner, checked=check(b"words"), kind="other", title="メモ"
        )
    store.put("stray", b"x", bound_to="nobody")
    assert actions.sweep_store() == 0, "it may belong to an upload that is going on"
    before = time.time() - 2 * 24 * 3600
    for path in private.iterdir():
        os.utime(path, (before, before))
    assert actions.sweep_store() == 1
    assert list(store.names()) == [str(kept.key)]


@pytest.fixture
def own_ring(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring in a file, whose key is changed while the test runs."""
    monkeypatch.setattr(current, "LOOKED_AT_EVERY", -1.0)
    path = tmp_path / "keys"
    keyring.write(path, keyring.Ring((keyring.new_key("demo-1"),)))
    settings.SEALING_KEYS, settings.SEALING_KEY_FILE = "", path


def test_new_keys_seal_the_papers_anew(own_ring: None, owner: User, person: Person) -> None:
    with reading_as(owner):
        kept, _made = actions.add_document(
            person, actor=owner, checked=check(b"words"), kind="other", title="メモ"
        )
    old, before = ring().current.name, store.beginning_of(str(kept.key))
    call_command("rotate_keys", stdout=StringIO())
    assert ring().current.name != old
    assert key_of(before) == old
    assert key_of(store.beginning_of(str(kept.key))) == ring().current.name
    (now,) = everything()
    assert actions.bytes_of(now) == b"words"
    assert now.digest != kept.digest
