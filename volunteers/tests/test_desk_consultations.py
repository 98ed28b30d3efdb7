"""Requests for a talk and enquiries at the desk: who reads them, and what becomes of them."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from base import clock
from base.models import AuditEntry, User
from partners.models import EmployerEnquiry, Need, Partner
from partners.models.enquiries import EnquiryState
from volunteers.actions import link_to_person, take_consultation
from volunteers.models import ConsultationRequest, ContactAttempt, Person
from volunteers.models.consultations import ConsultationState
from volunteers.scopes import reading_as

from . import scene
from .asking import everything, slip, written

pytestmark = pytest.mark.django_db
SECRET = "だれにも言えない話"


def address(told: ConsultationRequest, name: str = "", *more: str) -> str:
    return reverse(f"desk_consultation{name}", args=[told.receipt, *more])


def step(client: Client, told: ConsultationRequest, name: str, **typed: Any) -> Any:
    now = next(one for one in everything() if one.pk == told.pk)
    return client.post(address(told, "_step", name), {"seen": now.state} | typed)


@pytest.fixture
def told() -> ConsultationRequest:
    return written(text=SECRET, call_name="霧野", phone="0154-00-1234", topics=["debt"])


@pytest.fixture
def owner(client: Client) -> User:
    account = scene.coordinator("owner")
    client.force_login(account)
    return account


def addresses(told: ConsultationRequest) -> list[str]:
    return [reverse("desk_consultations"), address(told), address(told, "_register")]


def test_a_new_request_is_seen_by_everyone_at_the_desk(told: ConsultationRequest) -> None:
    for account in (scene.coordinator("one"), scene.coordinator("two"), scene.chief()):
        client = Client()
        client.force_login(account)
        assert told.receipt in client.get(reverse("desk_consultations")).content.decode()
        assert SECRET in client.get(address(told)).content.decode()


def test_a_request_that_was_taken_is_seen_by_who_took_it_and_by_chiefs(
    client: Client, owner: User, told: ConsultationRequest
) -> None:
    assert step(client, told, "take").status_code == 302
    assert SECRET in client.get(address(told)).content.decode()
    chief, other = Client(), Client()
    chief.force_login(scene.chief())
    other.force_login(scene.coordinator("other"))
    assert SECRET in chief.get(address(told)).content.decode()
    assert other.get(address(told)).status_code == 404
    assert told.receipt not in other.get(reverse("desk_consultations")).content.decode()
    posts = {
        "_step": ["take"], "_attempt": [], "_hand_over": [], "_link": [], "_register": [],
    }  # fmt: skip
    for name, more in posts.items():
        assert other.post(address(told, name, *more), {"seen": "new"}).status_code == 404


def test_a_request_that_became_a_person_is_seen_by_their_team_only(told: ConsultationRequest) -> None:
    owner, mate, other = (scene.coordinator(name) for name in ("owner", "mate", "other"))
    person = scene.person(mate)
    with reading_as(owner):
        take_consultation(told, actor=owner)
    link_to_person(told, person, actor=owner)
    assert told.purge_on is None
    for account, seen in ((mate, 1), (other, 0), (owner, 0)):
        with reading_as(account):
            assert ConsultationRequest.objects.count() == seen, account


@pytest.mark.parametrize("who", ["editor", "superuser", "employer", "volunteer"])
def test_nobody_else_finds_such_a_page(told: ConsultationRequest, who: str) -> None:
    makers: dict[str, Any] = {
        "editor": scene.editor,
        "superuser": lambda: scene.user("root", is_superuser=True),
        "employer": lambda: scene.member_of(scene.partner()),
        "volunteer": lambda: scene.user("volunteer"),
    }
    account = makers[who]()
    client = Client()
    client.force_login(account)
    for page in [*addresses(told), reverse("desk_enquiries"), reverse("desk_consultation_new")]:
        response = client.get(page)
        assert response.status_code in (302, 403, 404), page
        assert SECRET not in response.content.decode()
    assert client.post(address(told, "_step", "take"), {"seen": "new"}).status_code in (302, 403, 404)
    with reading_as(account):
        assert list(ConsultationRequest.objects.all()) == []
    assert everything()[0].state == "new"


def test_a_query_outside_the_wall_is_an_error(told: ConsultationRequest) -> None:
    for model in (ConsultationRequest, ContactAttempt):
        with pytest.raises(ScopeError):
            model.objects.count()


def test_attempts_keep_to_what_is_safe(client: Client, owner: User, told: ConsultationRequest) -> None:
    assert client.post(address(told, "_attempt"), {"how": "call"}).status_code == 409
    step(client, told, "take")
    page = client.get(address(told)).content.decode()
    assert "留守電に残さない" in page
    assert "名乗らない" in page
    refused = client.post(address(told, "_attempt"), {"how": "voicemail", "note": "残した"})
    assert refused.status_code == 200
    assert "残してよいとは聞いていません" in refused.content.decode()
    assert "残した" in refused.content.decode()
    assert step(client, told, "unreachable").status_code == 409
    client.post(address(told, "_attempt"), {"how": "call", "note": "呼び出し音のみ"})
    with scopes_disabled():
        (tried,) = ContactAttempt.objects.all()
    assert (tried.by, tried.how, tried.reached, tried.note) == (owner, "call", False, "呼び出し音のみ")
    assert step(client, told, "unreachable").status_code == 302
    assert step(client, told, "again").status_code == 302
    assert everything()[0].state == ConsultationState.CONTACTING


def test_who_they_are_is_passed_on_only_with_their_word(
    client: Client, owner: User, told: ConsultationRequest
) -> None:
    step(client, told, "take")
    refused = step(client, told, "refer", outcome_note="見本法律相談", told_who_they_are="on")
    assert refused.status_code == 200
    assert "本人がよいと言ってから" in refused.content.decode()
    assert "見本法律相談" in refused.content.decode()
    done = step(client, told, "refer", outcome_note="見本法律相談", told_who_they_are="on", they_agreed="on")
    assert done.status_code == 302
    assert everything()[0].outcome_note == "見本法律相談"


def test_what_was_put_aside_goes_sooner_and_can_come_back(
    client: Client, owner: User, told: ConsultationRequest
) -> None:
    step(client, told, "aside")
    (now,) = everything()
    assert (now.state, now.assigned) == ("spam", owner)
    assert now.purge_on == clock.today() + dt.timedelta(days=30)
    step(client, told, "again")
    assert everything()[0].purge_on == clock.today() + dt.timedelta(days=365)


def test_of_two_who_take_it_one_is_told(client: Client, owner: User, told: ConsultationRequest) -> None:
    take_consultation(told, actor=scene.coordinator("first"))
    response = client.post(address(told, "_step", "take"), {"seen": "new"})
    assert response.status_code == 404
    assert everything()[0].assigned.username == "first"


def test_handing_over(client: Client, owner: User, told: ConsultationRequest) -> None:
    step(client, told, "take")
    mate = scene.coordinator("mate")
    client.post(address(told, "_hand_over"), {"to": mate.pk})
    assert everything()[0].assigned == mate
    assert client.get(address(told)).status_code == 404
    desk_of_mate = Client()
    desk_of_mate.force_login(mate)
    latest = desk_of_mate.get(address(told)).context["events"][0]
    assert (latest.who, latest.what) == (owner.shown_name, f"{mate.shown_name}さんに渡しました。")
    desk_of_mate.post(address(told, "_hand_over"), {"to": mate.pk})  # to the one who has it already
    assert len(desk_of_mate.get(address(told)).context["events"]) == 3


def test_registering_the_person_who_wrote(client: Client, owner: User, told: ConsultationRequest) -> None:
    assert client.get(address(told, "_register")).status_code == 302  # nobody has taken it yet
    step(client, told, "take")
    page = client.get(address(told, "_register"), follow=True)
    form = page.context["form"]
    assert form["call_name"].value() == "霧野"
    assert form["own_words"].value() == SECRET
    assert "0154-00-1234" in page.content.decode()
    data = {"call_name": "霧野", "own_words": SECRET, "posted_token": str(page.context["token"])}
    first = client.post(address(told, "_register"), data)
    second = client.post(address(told, "_register"), data)
    with scopes_disabled():
        (person,) = Person.objects.all()
    assert first["Location"] == second["Location"] == reverse("desk_person", args=[person.public_id])
    (now,) = everything()
    assert (now.state, now.person, now.purge_on) == ("converted", person, None)


def test_words_about_somebody_else_are_put_into_nobodys_mouth(client: Client, owner: User) -> None:
    told = written(text="息子のことです", for_whom="family", call_name="母")
    step(client, told, "take")
    page = client.get(address(told, "_register"), follow=True)
    assert not page.context["form"]["own_words"].value()
    assert "まだこのことを知らないかもしれません" in page.content.decode()


def test_whoever_would_like_to_help_becomes_a_volunteer(client: Client, owner: User) -> None:
    told = written(wish="help", text="編み物")
    step(client, told, "take")
    assert client.get(address(told, "_register"), follow=True).context["form"]["roles"].value() == [
        "volunteer"
    ]


def test_linking_to_somebody_who_is_registered(
    client: Client, owner: User, told: ConsultationRequest
) -> None:
    mine, theirs = scene.person(owner), scene.person(scene.coordinator("other"))
    step(client, told, "take")
    refused = client.post(address(told, "_link"), {"number": theirs.public_id})
    assert refused.status_code == 200
    assert everything()[0].person is None
    assert client.post(address(told, "_link"), {"number": mine.public_id.lower()}).status_code == 302
    with scopes_disabled():
        assert everything()[0].person == mine


def test_writing_down_a_call(client: Client, owner: User) -> None:
    page = client.get(reverse("desk_consultation_new"))
    data = {"slip": page.context["form"]["slip"].value(), "channel": "phone", "text": "電話で聞いた話"}
    first, second = (client.post(reverse("desk_consultation_new"), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    (made,) = everything()
    assert (made.channel, made.assigned, made.state) == ("phone", owner, "contacting")


def test_the_first_page_counts_what_waits(client: Client, owner: User, told: ConsultationRequest) -> None:
    written(text="食べるものがない", topics=["no_food"])
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "<strong>2</strong> 新しい相談" in home
    assert "急ぎ 1件" in home
    assert SECRET not in home


def test_urgent_ones_come_first(client: Client, owner: User, told: ConsultationRequest) -> None:
    urgent = written(text="食べるものがない", topics=["no_food"])
    page = client.get(reverse("desk_consultations")).content.decode()
    assert page.index(urgent.receipt) < page.index(told.receipt)


def test_no_page_is_kept_on_the_way_and_no_title_holds_a_name(
    client: Client, owner: User, told: ConsultationRequest
) -> None:
    for page in addresses(told):
        response = client.get(page)
        assert "no-store" in response["Cache-Control"]
        if response.status_code == 200:
            assert "霧野" not in response.content.decode().split("</title>")[0]


def test_every_reading_is_written_down(client: Client, owner: User, told: ConsultationRequest) -> None:
    client.get(address(told))
    entry = AuditEntry.objects.last()
    assert (entry.actor, entry.action, entry.what) == (owner, "view", f"desk_consultation {told.receipt}")
    client.get(reverse("desk_consultations"))
    assert (AuditEntry.objects.last().action, AuditEntry.objects.last().what) == (
        "list",
        "desk_consultations",
    )
    person = scene.person(owner)
    step(client, told, "take")
    client.post(address(told, "_link"), {"number": person.public_id})
    client.get(address(told))
    assert [one.person_id for one in AuditEntry.objects.last().subjects.all()] == [person.pk]


def test_nothing_is_shown_when_the_log_cannot_be_written(
    client: Client, owner: User, told: ConsultationRequest
) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE base_audithead RENAME TO base_audithead_away")
    response = client.get(address(told))
    assert response.status_code == 503
    assert SECRET not in response.content.decode()


def test_the_columns_hold_ciphertext(told: ConsultationRequest) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM volunteers_consultationrequest")
        row = str(cursor.fetchall())
    for word in (SECRET, "霧野", "0154001234", "debt"):
        assert word not in row


# Enquiries of employers


def enquire(**typed: Any) -> Any:
    data = {"slip": slip(address="enquiry:form"), "trouble": "皿洗いの手がほしい", "phone": "0154-00-7777"}
    return Client(enforce_csrf_checks=True).post(reverse("enquiry:form"), data | typed)


def test_an_employer_without_an_account_is_heard() -> None:
    response = enquire(organisation="見本食堂", email="a@example.jp")
    enquiry = EmployerEnquiry.objects.get()
    assert (enquiry.trouble, enquiry.phone, enquiry.reply_by) == ("皿洗いの手がほしい", "0154007777", "call")
    page = Client().get(response["Location"]).content.decode()
    assert enquiry.receipt in page
    assert "皿洗い" not in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"trouble": " "}, "trouble"),
        ({"trouble": "あ" * 10_000}, "trouble"),
        ({"trouble": "\0"}, "trouble"),
        ({"phone": ""}, "phone"),
        ({"reply_by": "email"}, "email"),
        ({"reply_by": "x"}, "reply_by"),
    ],
)
def test_an_employer_is_asked_again_kindly(typed: dict[str, Any], field: str) -> None:
    response = enquire(**({"organisation": "見本食堂"} | typed))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "見本食堂" in response.content.decode()
    assert not EmployerEnquiry.objects.exists()


def test_who_calls_by_themselves_leaves_no_number() -> None:
    assert enquire(phone="", reply_by="i_call").status_code == 302


def test_an_employer_is_asked_eight_questions_at_most() -> None:
    assert len(Client().get(reverse("enquiry:form")).context["form"].questions()) <= 8


def test_an_enquiry_becomes_one_need_of_a_new_partner(client: Client, owner: User) -> None:
    enquire(organisation="見本食堂", when_needed="すぐ")
    enquiry = EmployerEnquiry.objects.get()
    to_need = reverse("desk_enquiry_need", args=[enquiry.receipt])
    assert client.get(to_need).status_code == 302  # nobody has taken it yet
    client.post(reverse("desk_enquiry_step", args=[enquiry.receipt, "take"]), {"seen": "new"})
    form = client.get(to_need).context["form"]
    data = {field.html_name: field.value() or "" for field in form if field.name != "slots"}
    first, second = (client.post(to_need, data) for _ in range(2))
    need = Need.objects.get()
    assert first["Location"] == second["Location"] == reverse("desk_need", args=[need.pk])
    assert (need.partner.legal_name, need.partner.phone, need.source) == ("見本食堂", "0154007777", "web")
    assert (need.trouble, need.when_needed) == ("皿洗いの手がほしい", "すぐ")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.need) == (EnquiryState.NEED_MADE, need)
    assert Partner.objects.count() == 1
