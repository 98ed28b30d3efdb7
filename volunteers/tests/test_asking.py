"""The open form: one line is enough, nothing typed is lost, machines are asked again, and the mail says nothing."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from base import clock
from base.jobs.worker import Worker
from base.models import Area, CentreSettings, CrisisLine, Move
from base.open_forms import Limit, address_of
from volunteers.models.consultations import ConsultationState
from volunteers.views import asking as view

from .asking import everything, send, slip, written

pytestmark = pytest.mark.django_db
FORM = "consult:form"


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def test_one_line_is_enough(visitor: Client) -> None:
    response = send(visitor, text="ねむれない")
    (told,) = everything()
    assert (told.text, told.state, told.is_anonymous, told.channel) == ("ねむれない", "new", True, "web")
    assert told.assigned is None
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", told.receipt)
    page = visitor.get(response["Location"]).content.decode()
    assert told.receipt in page
    assert "ねむれない" not in page
    assert "ねむれない" not in response["Location"]


def test_everything_that_was_told_is_kept(visitor: Client) -> None:
    area = Area.objects.first()
    assert area
    send(
        visitor,
        wish="help",
        text="網なら教えられる",
        call_name="霧野",
        phone="０１５４－００－１２３４",
        email="kiri@example.jp",
        contact_hours="朝だけ",
        name_ok="on",
        voicemail_ok="on",
        for_whom="family",
        topics=["violence", "debt"],
        area=area.pk,
    )
    (told,) = everything()
    assert (told.wish, told.call_name, told.phone, told.email) == (
        "help",
        "霧野",
        "0154001234",
        "kiri@example.jp",
    )
    assert (told.contact_hours, told.name_ok, told.voicemail_ok) == ("朝だけ", True, True)
    assert (told.for_whom, told.topics, told.area) == ("family", ["violence", "debt"], area)
    assert (told.is_urgent, told.is_anonymous) == (True, False)


def test_without_a_word_nothing_is_safe_to_do(visitor: Client) -> None:
    """Unticked is not allowed: no message, no name."""
    assert (written().voicemail_ok, written().name_ok) == (False, False)


def test_a_phone_number_alone_is_enough(visitor: Client) -> None:
    assert send(visitor, text="", phone="0154-00-1234").status_code == 302
    assert everything()[0].may_be_answered


def test_nothing_at_all_is_asked_for_again(visitor: Client) -> None:
    response = send(visitor, text=" 　", call_name="霧野")
    assert response.status_code == 422
    assert "ひとこと" in response.content.decode()
    assert "霧野" in response.content.decode()
    assert everything() == []


def test_the_purpose_stands_before_the_button(visitor: Client) -> None:
    page = visitor.get(reverse(FORM)).content.decode()
    purpose, button = (
        page.index("書いてもらったことの使い道"),
        page.index("送信" if "送信" in page else "送る"),
    )
    assert purpose < page.rindex('type="submit"')
    assert button
    assert "no-store" in visitor.get(reverse(FORM))["Cache-Control"]


def test_the_answer_is_due_on_the_next_working_day(visitor: Client) -> None:
    friday = dt.datetime(2026, 11, 20, 10, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    with clock.happened_at(friday):
        assert written().reply_due == dt.date(2026, 11, 24)
    with clock.happened_at(dt.datetime(2026, 12, 28, 10, tzinfo=friday.tzinfo)):
        assert written().reply_due == dt.date(2027, 1, 4)


def test_a_form_sent_twice_makes_one_request(visitor: Client) -> None:
    data = {"slip": slip(), "text": "電話をください"}
    first, second = (visitor.post(reverse(FORM), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(everything()) == 1
    assert Move.objects.into(type(everything()[0]), ConsultationState.NEW).count() == 1


def test_a_slip_makes_one_request_only(visitor: Client) -> None:
    data = {"slip": slip(), "text": "はじめの話"}
    visitor.post(reverse(FORM), data)
    response = visitor.post(reverse(FORM), data | {"text": "べつの話"})
    assert response.status_code == 422
    assert "べつの話" in response.content.decode()
    assert len(everything()) == 1
    again = {"slip": response.context["form"].data["slip"], "text": "べつの話"}
    with clock.happened_at(clock.now() + dt.timedelta(minutes=1)):
        assert visitor.post(reverse(FORM), again).status_code == 302
    assert [told.text for told in everything()] == ["はじめの話", "べつの話"]


@pytest.mark.parametrize("age", [dt.timedelta(0), dt.timedelta(hours=13)])
def test_too_quick_or_too_old_is_asked_again_with_every_word(visitor: Client, age: dt.timedelta) -> None:
    response = send(visitor, age=age, text="消えないことば", call_name="霧野", topics=["debt"])
    assert response.status_code == 422
    page = response.content.decode()
    assert "もう一度ボタンを押して" in page
    assert "消えないことば" in page
    assert "霧野" in page
    assert re.search(r'value="debt"[^>]*checked', page)
    assert everything() == []
    again = {"slip": response.context["form"].data["slip"], "text": "消えないことば"}
    with clock.happened_at(clock.now() + dt.timedelta(minutes=1)):
        assert visitor.post(reverse(FORM), again).status_code == 302


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "あ" * 500, "\0"])
def test_a_slip_that_is_not_ours_is_renewed(visitor: Client, forged: str) -> None:
    response = visitor.post(reverse(FORM), {"slip": forged, "text": "消えないことば"})
    assert response.status_code == 422
    assert "消えないことば" in response.content.decode()
    assert everything() == []


def test_the_field_that_people_do_not_see(visitor: Client) -> None:
    response = send(visitor, homepage="http://spam.example", text="消えないことば")
    assert response.status_code == 422
    page = response.content.decode()
    assert "消えないことば" in page
    assert "http://spam.example" not in page
    assert "ここは空のまま" in page
    assert everything() == []


def test_a_browser_without_cookies_is_let_in() -> None:
    for _ in range(2):
        assert send(Client(enforce_csrf_checks=True)).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "あ\0い"},
        {"text": "あ" * 10_000},
        {"text": "🙂" * 4001},
        {"call_name": "霧" * 61},
        {"call_name": "\0"},
        {"phone": "ばんごう"},
        {"phone": "\0"},
        {"phone": "9" * 10_000},
        {"email": "あ"},
        {"email": "\0@example.jp"},
        {"email": "a" * 10_000},
        {"contact_hours": "あ" * 201},
        {"area": "999999999999999999999999"},
        {"area": "\0"},
        {"area": "x"},
        {"topics": ["x"]},
        {"topics": ["\0"]},
        {"for_whom": "x"},
        {"wish": "\0"},
    ],
    ids=str,
)
def test_whatever_is_typed_gets_a_sentence(visitor: Client, typed: dict[str, Any]) -> None:
    response = send(visitor, **({"text": "消えないことば"} | typed))
    assert response.status_code == 422
    errors = [error for errors in response.context["form"].errors.values() for error in errors]
    assert errors
    assert all(re.search("[ぁ-ん]", error) for error in errors), errors
    assert everything() == []


def test_emoji_and_rare_letters_are_kept(visitor: Client) -> None:
    words = "𠮷野家🙂 葛󠄀城 ﾜﾀﾅﾍﾞ"
    assert written(text=words).text == words


def test_a_household_is_let_in_and_a_flood_is_led_to_the_phone(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = CentreSettings.load()
    centre.phone = "0154-00-1250"
    centre.save()
    assert (view.LIMIT.an_hour, view.LIMIT.a_day) == (30, 100)
    monkeypatch.setattr(view, "LIMIT", Limit("test", an_hour=3))
    for number in range(3):
        assert send(visitor, text=f"話 {number}").status_code == 302
    response = send(visitor, text="四つ目の話")
    assert response.status_code == 422
    assert "0154-00-1250" in response.content.decode()
    assert "四つ目の話" in response.content.decode()
    assert len(everything()) == 3
    elsewhere = Client(REMOTE_ADDR="192.0.2.77")
    assert send(elsewhere).status_code == 302
    with clock.happened_at(clock.now() + dt.timedelta(days=1)):
        assert send(visitor).status_code == 302


def test_refused_forms_are_not_counted(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "LIMIT", Limit("test", an_hour=1))
    for _ in range(3):
        assert send(visitor, phone="?").status_code == 422
    assert send(visitor).status_code == 302


def test_the_address_is_kept_nowhere(visitor: Client) -> None:
    send(Client(REMOTE_ADDR="203.0.113.99"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        rows = cursor.fetchall()
    assert rows
    assert all("203.0.113.99" not in str(row) for row in rows)


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "198.51.100.9", "192.0.2.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "1.1.1.1, 198.51.100.9", "198.51.100.9"),
        (2, "1.1.1.1, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.9", "198.51.100.9"),
        (1, "nonsense", ""),
    ],
)
def test_which_address_counts(rf: Any, settings: Any, proxies: int, header: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": header}, REMOTE_ADDR="192.0.2.1")
    assert address_of(request) == address


def test_the_mail_says_a_number_and_a_link(visitor: Client) -> None:
    centre = CentreSettings.load()
    centre.email = "desk@example.jp"
    centre.save()
    told = written(text="だれにも言えない話", call_name="霧野みなと", phone="0154-00-9999", topics=["debt"])
    assert mail.outbox == []
    Worker().run_until_idle()
    (sent,) = mail.outbox
    whole = sent.subject + sent.body
    assert told.receipt in whole
    assert reverse("desk_consultation", args=[told.receipt]) in whole
    assert sent.to == ["desk@example.jp"]
    for word in ("だれにも言えない", "霧野", "9999", "借金", "debt"):
        assert word not in whole


def test_no_number_comes_from_a_made_up_address(visitor: Client) -> None:
    for query in ("", "?n=", "?n=K7F3-Q9TM:1", "?n=K7F3-Q9TM:1:xxx", "?n=%00"):
        assert visitor.get(reverse("consult:received") + query).status_code == 404


def test_lines_for_a_crisis_are_shown_while_somebody_made_sure_of_them(visitor: Client) -> None:
    today = clock.today()
    CrisisLine.objects.create(name="よるの電話", phone="0120000000", hours_text="毎晩", confirmed_on=today)
    CrisisLine.objects.create(
        name="むかしの電話",
        phone="0120000001",
        hours_text="毎晩",
        confirmed_on=today - dt.timedelta(days=400),
    )
    response = send(visitor)
    for page in (visitor.get(reverse(FORM)), visitor.get(response["Location"])):
        assert "よるの電話" in page.content.decode()
        assert "むかしの電話" not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_forty_presses_at_once_make_one_request() -> None:
    data = {"slip": slip(), "text": "電話をください"}

    def press(_number: int) -> int:
        try:
            return int(Client().post(reverse(FORM), data).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(press, range(40)))
    assert answers == [302] * 40
    assert len(everything()) == 1
