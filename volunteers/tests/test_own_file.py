"""The copy of everything for the person themselves: complete, in Japanese, text stays text, written down before it goes."""

import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from base.models import AuditEntry, User
from volunteers import actions
from volunteers.models import Person
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://example.invalid","押す")'
HIDDEN = "かくれ町9丁目"
THIRD = "となりの浜さん"


@pytest.fixture
def owner() -> User:
    return scene.coordinator("owner")


@pytest.fixture
def person(owner: User) -> Person:
    made = scene.person(
        owner,
        "髙﨑みなと",
        family_name="髙﨑",
        given_name="𠮷子",
        own_words=FORMULA + "\n手を動かすと落ち着く。" * 40,
        birth_date=dt.date(1987, 6, 5),
        phone="0154009876",
    )
    placement = scene.working(made, scene.opening(owner), owner)
    with reading_as(owner):
        placement.workplace_supporter = THIRD
        placement.save()
        actions.note_request(made, actor=owner, kind="see", asked_on=dt.date(2026, 4, 1), words="見たい")
        actions.keep_address_apart(made, actor=owner, address=HIDDEN)
    return made


def copy_of(person: Person, user: User, kind: str) -> bytes:
    client = Client()
    client.force_login(user)
    client.get(reverse("desk_person", args=[person.public_id]))
    answer = client.post(reverse("desk_own_file", args=[person.public_id, kind]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def text_of(pdf: bytes, folder: Path) -> str:
    program = shutil.which("pdftotext")
    if not program:
        pytest.skip("pdftotext is not here")
    file = folder / "copy.pdf"
    file.write_bytes(pdf)
    done = subprocess.run([program, "-layout", str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_the_paper_says_everything_in_japanese(person: Person, owner: User, tmp_path: Path) -> None:
    said = "".join(text_of(copy_of(person, owner, "pdf"), tmp_path).split())
    for words in (
        "あなたについて",
        "髙﨑",
        "1987年6月5日",
        "0154-00-9876",
        "見た人の記録",
        "網の手入れ",
        "別にしまって",
    ):
        assert words in said, words
    assert said.count("手を動かすと落ち着く。") == 40
    assert "〓子" in said
    assert "印刷できない文字" in said


def test_neither_holds_the_hidden_address_nor_third_persons(
    person: Person, owner: User, tmp_path: Path
) -> None:
    paper = text_of(copy_of(person, owner, "pdf"), tmp_path)
    table = " ".join(cells_of(copy_of(person, owner, "xlsx")))
    for secret in (HIDDEN, THIRD):
        assert secret not in paper
        assert secret not in table


def cells_of(workbook: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(workbook))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]


def test_the_table_holds_text_and_no_formula(person: Person, owner: User) -> None:
    book = load_workbook(io.BytesIO(copy_of(person, owner, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(str(cell.value).startswith("=HYPERLINK(") for cell in cells)
    assert any("𠮷子" in str(cell.value) for cell in cells)


@pytest.mark.libreoffice
def test_libreoffice_opens_the_table(person: Person, owner: User, tmp_path: Path) -> None:
    file = tmp_path / "copy.xlsx"
    file.write_bytes(copy_of(person, owner, "xlsx"))
    program = shutil.which("soffice") or "soffice"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [
            program,
            profile,
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            str(file),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    said = (tmp_path / "copy.csv").read_text(encoding="utf-8")
    assert "=HYPERLINK(" in said
    assert "髙﨑" in said


def test_it_is_written_down_as_taken_out(person: Person, owner: User) -> None:
    copy_of(person, owner, "xlsx")
    last = AuditEntry.objects.last()
    assert last
    assert (last.action, last.what, last.actor) == ("export", "desk_own_file", owner)
    assert [subject.person_id for subject in last.subjects.all()] == [person.pk]


def test_nobody_off_the_team_gets_it(person: Person) -> None:
    client = Client()
    client.force_login(scene.coordinator("stranger"))
    for kind in ("pdf", "xlsx"):
        assert client.post(reverse("desk_own_file", args=[person.public_id, kind])).status_code == 404
