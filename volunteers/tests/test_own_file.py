"""The copy of everything for the person themselves: complete, in Japanese, text stays text, written down before it goes."""

import datetime as dt
import io
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from base import clock
from base.models import AuditEntry, User
from base.uploads import Checked
from base.uploads.kinds import Kind
from volunteers import actions, forgetting
from volunteers import models as kept
from volunteers.models import ConsultationRequest, Person
from volunteers.scopes import reading_as
from volunteers.tests import asking, scene

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


# --- everything that is kept ----------------------------------------------------------------------------------------

SAID = {
    kept.Person: "髙﨑みなと",
    kept.PersonRole: "はたらく場所をさがす",
    kept.WorkConditions: "5kg",
    kept.StageChange: "段階",
    kept.Match: "やってみたい",
    kept.BlockClearance: "重くない日だけ",
    kept.BoardOrder: "友だちと行きたい",
    kept.BoardLine: "全体をみて組んだ案",
    kept.Placement: "週4時間",
    kept.Review: "つづけたい",
    kept.PersonDocument: "診断書の写し",
    kept.ConsentRecord: "みほん市 福祉の窓口",
    kept.DisclosureRecord: "本人の同意",
    kept.PersonsRequest: "見たい",
    kept.RetentionHold: "裁判があるかもしれない",
    kept.ErasureCase: "もう来ないとのこと",
    kept.EmergencyAccess: "連絡がとれない",
    kept.ConsultationRequest: "家賃のことで",
    kept.ContactAttempt: "夕方にかけ直す",
    Person.team.through: "担当 owner",
}
"""Of every kind of row about somebody, words that have to stand in their copy."""
NOT_SAID = {
    kept.PersonKey: "digests of what stands there already",
    kept.WorkConditions.avoid_partners.through: "stands in the conditions by name",
    kept.SecretAddress: "in no file at all (L22)",
    kept.SecretAddressReader: "the reason may say where it is; who looked stands in the list",
    kept.SecretAddressOpening: "the same",
}


def test_every_kind_of_row_is_in_the_copy_or_says_why_not() -> None:
    about_somebody = {way.model for way in forgetting.WAYS}
    assert about_somebody == set(SAID) | set(NOT_SAID)


@pytest.fixture
def whole(person: Person, owner: User, settings: Any, tmp_path: Path) -> Person:
    """Somebody of whom there is a row of every kind."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    chief = scene.chief()
    with reading_as(owner):
        placement = kept.Placement.objects.get()
        today = clock.today()
        actions.review(placement, actor=owner, held_on=today, decision="continue", person_words="つづけたい")
        actions.add_document(
            person, actor=owner, checked=Checked(Kind.PDF, b"%PDF-"), kind="health", title="診断書の写し"
        )
    with reading_as(chief):
        actions.clear_block(placement.match, "lift", actor=chief, reason="重くない日だけ")
        actions.open_in_emergency(person, actor=chief, reason="連絡がとれない")
    scene.shared(person, owner)
    asked = ConsultationRequest._base_manager.get(pk=asking.written(text="家賃のことで").pk)
    with reading_as(owner):
        actions.take_consultation(asked, actor=owner)
        actions.note_attempt(asked, actor=owner, how="call", note="夕方にかけ直す")
        actions.link_to_person(asked, person, actor=owner)
        actions.hold(person, actor=owner, reason="裁判があるかもしれない")
        kept.ErasureCase.objects.create(person=person, words="もう来ないとのこと", asked_by=owner)
    board, _made = actions.prepare_board(actor=owner)
    about = {"run": board, "person": person}
    kept.BoardOrder(
        **about, kind="together", group=uuid.uuid4(), reason="友だちと行きたい", ordered_by=owner
    ).save()
    kept.BoardLine(**about, row=0).save()
    return person


def test_the_copy_holds_every_kind_of_row(whole: Person, owner: User) -> None:
    said = "\n".join(cells_of(copy_of(whole, owner, "xlsx")))
    assert [words for words in SAID.values() if words not in said] == []
    assert "健康" in said  # what kind of paper it is; the paper itself is not in here
    assert "%PDF" not in said


def test_a_removed_paper_says_who_removed_it_and_why(whole: Person, owner: User) -> None:
    with reading_as(owner):
        actions.remove_document(kept.PersonDocument.objects.get(), actor=owner, reason="返しました")
    assert "担当 ownerが消しました" in "\n".join(cells_of(copy_of(whole, owner, "xlsx")))


def test_the_paper_takes_all_of_it_too(whole: Person, owner: User, tmp_path: Path) -> None:
    said = "".join(text_of(copy_of(whole, owner, "pdf"), tmp_path).split())
    assert "診断書の写し" in said
