"""The screen: upload, look through row by row, import all good rows, see what came of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from base.models import User
from partners.models import ImportBatch, Partner, Workplace
from partners.models.imports import ImportState
from partners.tests.lists import HEADER, NOTES, ROWS, TITLES, csv_bytes, grouped_workbook, whole_list

pytestmark = pytest.mark.django_db
START = "/admin/partner-lists/"


def signed_in(*permissions: str) -> Client:
    user = User.objects.create_user(username="-".join(["u", *permissions]), display_name="見本 係")
    for codename in ("access_admin", *permissions):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk() -> Client:
    """A browser of somebody who may import, as coordinators and chiefs may."""
    return signed_in("import_partner")


def send(client: Client, content: bytes, name: str = "一覧.csv") -> Any:
    return client.post(START, {"file": SimpleUploadedFile(name, content)}, follow=True)


def mixed_list() -> bytes:
    """New, wrong, doubtful and repeated rows, an unknown column, remarks."""
    wrong = [*ROWS[1][:10], "平成32年4月1日", ""]
    far = [
        "9",
        "株式会社とおい",
        "とおい",
        "札幌市北区1",
        "0154-00-0109",
        "3",
        "○",
        "",
        "梱包",
        "第９号",
        "R3.4.1",
        "",
    ]
    extra = [[*row, ""] for row in (ROWS[0], wrong, ROWS[2], far, ROWS[0])]
    extra[0][-1] = "北大通"
    return csv_bytes([*TITLES, [*HEADER, "最寄りのバス停"], *extra, *NOTES], encoding="cp932")


def confirm(client: Client, page: Any) -> Any:
    """Press the page's button as a browser does."""
    html = page.content.decode()
    action = re.search(r'action="([^"]+/import/)"', html)
    fingerprint = re.search(r'name="fingerprint" value="(\w+)"', html)
    assert action is not None
    assert fingerprint is not None
    return client.post(action[1], {"fingerprint": fingerprint[1]}, follow=True)


def rows_of(page: Any) -> dict[int, str]:
    """The text of every row of the table, by its number in the file."""
    html = page.content.decode()
    body = html[html.index("<tbody>") :]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL):
        number = re.search(r'<th scope="row">(?:<span[^>]*>[^<]*</span><br>)?(\d+)</th>', row)
        assert number is not None
        found[int(number[1])] = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    return found


def test_a_list_goes_from_upload_to_records(desk: Client) -> None:
    page = send(desk, mixed_list())
    assert page.redirect_chain == [(f"{START}{ImportBatch.objects.get().pk}/", 302)]
    assert Workplace.objects.count() == 0
    rows = rows_of(page)
    assert sorted(rows) == [1, 3, 4, 5, 6, 7, 8, 9, 11, 12]
    assert "新しく加わります" in rows[5]
    assert "2016年4月1日（金）" in rows[5]
    assert "0154-00-0101" in rows[5]
    assert "取り込みません" in rows[6]
    assert "認定年月日：" in rows[6]
    assert "令和2年4月1日" in rows[6]
    assert "札幌市北区1" in rows[8]
    assert "一覧に2回あります" in rows[9]
    assert "定員は就労訓練事業の利用者数です" in rows[11]
    html = page.content.decode()
    assert "「最寄りのバス停」" in html
    assert "「備考」" in html

    done = confirm(desk, page)
    assert sorted(Workplace.objects.values_list("name", flat=True)) == [
        "とおい",
        "はまなす清掃　釧路事業所",
        "みなも工房",
    ]
    assert ImportBatch.objects.get().state == ImportState.IMPORTED
    after = rows_of(done)
    assert sorted(after) == sorted(rows)
    assert "令和2年4月1日" in after[6]
    assert "みなも畑" in after[6]
    assert "/import/" not in done.content.decode()


def test_a_second_confirmation_imports_nothing_more(desk: Client) -> None:
    page = send(desk, mixed_list())
    confirm(desk, page)
    count = Workplace.objects.count()
    again = confirm(desk, page)
    assert Workplace.objects.count() == count
    assert "見本 係" in "".join(str(message) for message in again.context["messages"])


def test_a_list_that_was_imported_offers_nothing_to_import(desk: Client) -> None:
    confirm(desk, send(desk, csv_bytes(whole_list())))
    page = send(desk, csv_bytes(whole_list()))
    assert "/import/" not in page.content.decode()
    assert all("登録と同じです" in rows_of(page)[number] for number in (5, 6, 7, 8))
    assert "取り込み済み" in page.content.decode()


def test_updates_show_before_and_after(desk: Client) -> None:
    confirm(desk, send(desk, csv_bytes(whole_list())))
    changed = [[*ROWS[0][:5], "9", *ROWS[0][6:]]]
    page = send(desk, csv_bytes([HEADER, *changed]))
    assert "定員：5 → 9" in rows_of(page)[2]
    done = confirm(desk, page)
    assert "定員：5 → 9" in rows_of(done)[2]


def test_a_stale_preview_is_looked_through_anew(desk: Client) -> None:
    page = send(desk, csv_bytes(whole_list()))
    Partner.objects.create(legal_name="社会福祉法人みなもの会")
    done = confirm(desk, page)
    assert Workplace.objects.count() == 0
    assert ImportBatch.objects.get().state == ImportState.WAITING
    confirm(desk, done)
    assert Workplace.objects.count() == 4
    assert Partner.objects.count() == 3


def test_rows_can_be_narrowed_to_one_outcome(desk: Client) -> None:
    page = send(desk, mixed_list())
    address = page.redirect_chain[0][0]
    assert sorted(rows_of(desk.get(f"{address}?show=wrong"))) == [6]
    assert sorted(rows_of(desk.get(f"{address}?show=create"))) == [5, 7, 8]
    assert len(rows_of(desk.get(f"{address}?show=nonsense"))) == 10


def test_long_lists_come_in_pages(desk: Client) -> None:
    rows = [
        ["", "", f"みなも{n}", f"釧路市北大通{n}", "", "", "", "○", "", f"{n}", "", ""] for n in range(150)
    ]
    page = send(desk, csv_bytes([HEADER, *rows]))
    assert len(rows_of(page)) == 100
    assert len(rows_of(desk.get(f"{page.redirect_chain[0][0]}?p=2"))) == 51


def test_a_workbook_names_its_sheets(desk: Client) -> None:
    page = send(desk, grouped_workbook(), "一覧.xlsx")
    html = page.content.decode()
    assert "令和8年度" in html
    assert "類型 / 非雇用型" in html


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "list.csv", ""),
        (b"PK\x03\x04", "list.xlsx", "壊れている"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "list.xls", ".xlsx"),
        ("ようこそ\n見本です".encode(), "list.csv", "事業所名"),
        (b"x" * (5 * 1024 * 1024 + 2), "list.csv", "5MB"),
    ],
)
def test_an_unreadable_file_comes_back_with_the_reason(
    desk: Client, content: bytes, name: str, sentence: str
) -> None:
    page = send(desk, content, name)
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert sentence in page.context["form"].errors["file"][0]
    assert escape(page.context["form"].errors["file"][0]) in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_no_file_at_all_is_told(desk: Client) -> None:
    page = desk.post(START, {})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]


def test_setting_aside_imports_nothing(desk: Client) -> None:
    page = send(desk, csv_bytes(whole_list()))
    address = page.redirect_chain[0][0]
    desk.post(f"{address}set-aside/")
    assert ImportBatch.objects.get().state == ImportState.SET_ASIDE
    assert not Workplace.objects.exists()
    assert desk.get(address).status_code == 200
    assert desk.get(START).status_code == 200


def test_only_those_who_may_import_get_in(desk: Client) -> None:
    send(desk, csv_bytes(whole_list()))
    batch = ImportBatch.objects.get()
    addresses = [START, *(f"{START}{batch.pk}/{verb}" for verb in ("", "import/", "set-aside/"))]
    others = [signed_in(), signed_in("change_partner"), Client()]
    for client in others:
        for address in addresses:
            for answer in (client.get(address), client.post(address, {"fingerprint": "x"})):
                assert answer.status_code == 302
                assert "みなも" not in answer.content.decode()
    batch.refresh_from_db()
    assert batch.state == ImportState.WAITING
    assert not Workplace.objects.exists()


def test_importing_needs_a_post(desk: Client) -> None:
    send(desk, csv_bytes(whole_list()))
    batch = ImportBatch.objects.get()
    assert desk.get(f"{START}{batch.pk}/import/").status_code == 405
    assert not Workplace.objects.exists()


def test_a_list_that_is_not_there_is_a_404(desk: Client) -> None:
    assert desk.get(f"{START}999999/").status_code == 404


def test_the_menu_offers_the_import_to_those_who_may(desk: Client) -> None:
    assert reverse("partners_import") == START
    assert START in desk.get("/admin/").content.decode()
    assert START not in signed_in().get("/admin/").content.decode()


def test_the_preview_asks_the_database_the_same_for_any_number_of_rows(desk: Client) -> None:
    asked = []
    for count in (1, 3):
        page = send(desk, csv_bytes([HEADER, *ROWS[:count]]))
        with CaptureQueriesContext(connection) as queries:
            desk.get(page.redirect_chain[0][0])
        asked.append(len(queries))
    assert asked[0] == asked[1]
