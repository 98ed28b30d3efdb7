"""Consents at the desk, and the sheet on the employer's side: what is shown to whom, and from when on it is not."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from base import clock
from base.japanese.dates import western_date
from base.models import AuditEntry, User
from partners.models import NeedNews, Partner
from volunteers import actions
from volunteers.board import open_blocks
from volunteers.models import ConsentRecord, DisclosureRecord, Match, Person
from volunteers.models.consents import ConsentState
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

SECRETS = ("渡邊", "航", "0154", "1987", "朝がすき")


@pytest.fixture
def owner() -> User:
    return scene.coordinator("owner")


@pytest.fixture
def host() -> Partner:
    return scene.partner("みほん水産")


@pytest.fixture
def person(owner: User) -> Person:
    return scene.person(
        owner, "みなと", family_name="渡邊", given_name="航", phone="0154001234", own_words="朝がすき"
    )


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


@pytest.fixture
def employer(host: Partner) -> Client:
    browser = Client()
    browser.force_login(scene.member_of(host))
    return browser


def sheet(consent: ConsentRecord) -> str:
    return reverse("shared_sheet", args=[consent.shared_id])


# --- the employer ---------------------------------------------------------------------------------------------------


def test_the_employer_reads_exactly_what_was_agreed(
    person: Person, owner: User, host: Partner, employer: Client
) -> None:
    consent = scene.consent(person, owner, partner=host)
    shown = employer.get(sheet(consent))
    words = shown.content.decode()
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert "みなと" in words
    for secret in (*SECRETS, person.public_id):
        assert secret not in words
    entry = AuditEntry.objects.get(action="share")
    assert (entry.actor.username, entry.what) == ("employer", "shared_sheet")
    assert [(subject.person_id, subject.why) for subject in entry.subjects.all()] == [(person.pk, "consent")]


def test_the_next_request_after_taking_it_back_shows_nothing(
    person: Person, owner: User, host: Partner, employer: Client, desk: Client
) -> None:
    consent = scene.consent(person, owner, partner=host)
    assert "みなと" in employer.get(sheet(consent)).content.decode()
    taken = desk.post(
        _address("desk_consent_step", person, consent.pk, "take-back"), {"seen": "given"}, follow=True
    )
    assert "返すか" not in str(taken)  # the letter is in words of the form below
    letter = taken.content.decode()
    assert consent.reference in letter
    assert "消してくださる" in letter
    shown = employer.get(sheet(consent))
    words = shown.content.decode()
    assert shown.status_code == 410
    assert "取り消しました" in words
    assert "no-store" in shown["Cache-Control"]
    for secret in (*SECRETS, "みなと", person.public_id):
        assert secret not in words


def _address(name: str, person: Person, *rest: Any) -> str:
    return reverse(name, args=[person.public_id, *rest])


def test_nobody_else_finds_the_sheet(person: Person, owner: User, host: Partner) -> None:
    consent = scene.consent(person, owner, partner=host)
    others = {
        "other employer": (scene.member_of(scene.partner("よその会社"), "other"), 404),
        "coordinator": (owner, 403),
        "chief": (scene.chief(), 403),
        "editor": (scene.editor(), 403),
        "administrator": (scene.user("root", is_superuser=True, is_staff=True), 403),
    }
    for name, (user, status) in others.items():
        browser = Client()
        browser.force_login(user)
        shown = browser.get(sheet(consent))
        assert (name, shown.status_code) == (name, status)
        assert "みなと" not in shown.content.decode()
    assert Client().get(sheet(consent)).status_code == 302
    assert not DisclosureRecord._base_manager.exists()


@pytest.mark.parametrize("state", [ConsentState.REQUESTED, ConsentState.REFUSED, ConsentState.EXPIRED])
def test_a_sheet_without_a_yes_is_empty(
    person: Person, owner: User, host: Partner, employer: Client, state: str
) -> None:
    consent = scene.consent(person, owner, partner=host)
    ConsentRecord._base_manager.filter(pk=consent.pk).update(state=state)
    shown = employer.get(sheet(consent))
    assert shown.status_code == 410
    assert "みなと" not in shown.content.decode()


def test_nothing_is_shown_when_the_reading_cannot_be_written_down(
    person: Person, owner: User, host: Partner, employer: Client
) -> None:
    consent = scene.consent(person, owner, partner=host)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE base_auditsubject RENAME TO base_auditsubject_away")
    shown = employer.get(sheet(consent))
    assert shown.status_code == 503
    assert "みなと" not in shown.content.decode()
    assert not DisclosureRecord._base_manager.exists()


def test_the_portal_leads_to_the_sheet(person: Person, owner: User, host: Partner, employer: Client) -> None:
    match = scene.proposed(person, scene.opening(owner, host=host), owner)
    consent = scene.consent(person, owner, partner=host)
    page = employer.get(reverse("portal:need", args=[match.opening.need_id])).content.decode()
    assert sheet(consent) in page
    assert "みなと" not in page


# --- the desk -------------------------------------------------------------------------------------------------------


def asked(**changed: Any) -> dict[str, Any]:
    return {
        "agency": "みほん市 福祉の窓口",
        "fields_told": ["full_name", "benefit"],
        "ends_on": western_date(clock.today()),
        "answer": "spoken",
        "witness": "受付の浜さん",
    } | changed


def test_one_screen_asks_and_notes_the_answer(desk: Client, person: Person) -> None:
    shown = desk.post(_address("desk_consent_new", person, "welfare"), asked(), follow=True)
    consent = ConsentRecord._base_manager.get()
    assert (consent.state, consent.method, consent.witness) == ("given", "spoken", "受付の浜さん")
    assert "福祉の窓口" in shown.content.decode()
    page = desk.get(_address("desk_person", person)).content.decode()
    assert "福祉の窓口" in page
    assert "生活保護" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"agency": ""}, "伝える相手"),
        ({"fields_told": []}, "ひとつは選んで"),
        ({"ends_on": "2035-01-01"}, "最長で1年"),
        ({"witness": ""}, "いっしょに聞いた人"),
        ({"proxy_name": "父"}, "その立場"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(
    desk: Client, person: Person, changed: dict[str, Any], sentence: str
) -> None:
    shown = desk.post(_address("desk_consent_new", person, "welfare"), asked(**changed))
    assert sentence in shown.content.decode()
    assert not ConsentRecord._base_manager.exists()


@pytest.mark.parametrize(("purpose", "offered"), [("work", False), ("companion", False), ("welfare", True)])
def test_special_care_is_offered_for_agencies_only(
    desk: Client, person: Person, purpose: str, offered: bool
) -> None:
    page = desk.get(_address("desk_consent_new", person, purpose), follow=True).content.decode()
    assert ('value="benefit"' in page) is offered


def test_the_answer_is_noted_in_one_step(desk: Client, person: Person) -> None:
    desk.post(_address("desk_consent_new", person, "welfare"), asked(answer="later"))
    consent = ConsentRecord._base_manager.get()
    assert consent.state == "requested"
    page = desk.get(_address("desk_consent", person, consent.pk)).content.decode()
    assert "いつでも取り消せます" in page
    desk.post(_address("desk_consent_step", person, consent.pk, "no"), {"seen": "requested"})
    late = desk.post(
        _address("desk_consent_step", person, consent.pk, "yes"), {"seen": "requested", "method": "paper"}
    )
    assert late.status_code == 409
    consent.refresh_from_db()
    assert consent.state == "refused"


def test_the_sheet_on_paper_is_passing_on(desk: Client, person: Person, owner: User) -> None:
    consent = scene.consent(person, owner)
    address = _address("desk_consent_print", person, consent.pk)
    assert desk.get(address).status_code == 405
    shown = desk.post(address)
    words = shown.content.decode()
    assert "みなと" in words
    assert "0154001234" not in words.replace("-", "")
    assert DisclosureRecord._base_manager.get().way == "paper"
    assert AuditEntry.objects.filter(action="share", what="desk_consent_print").count() == 1
    actions.withdraw_consent(consent, actor=owner)
    assert "取り消しました" in desk.post(address).content.decode()
    assert DisclosureRecord._base_manager.count() == 1


def test_the_person_is_given_a_list_of_what_was_told(desk: Client, person: Person, owner: User) -> None:
    scene.shared(person, owner)
    told = {
        "basis": "life_and_body",
        "agency": "みほん警察署",
        "fields_told": ["full_name"],
        "reason": "行方不明",
    }
    sheet_without = desk.post(_address("desk_told_without", person), told)
    assert "渡邊 航" in sheet_without.content.decode()
    page = desk.get(_address("desk_told", person)).content.decode()
    for words in ("福祉の窓口", "本人の同意", "みほん警察署", "行方不明", "氏名"):
        assert words in page


def test_without_a_reason_nothing_is_told(desk: Client, person: Person) -> None:
    told = {"basis": "law", "agency": "みほん市", "fields_told": ["full_name"], "reason": ""}
    shown = desk.post(_address("desk_told_without", person), told)
    assert "理由を書いて" in shown.content.decode()
    assert not DisclosureRecord._base_manager.exists()


def test_a_colleague_off_the_team_finds_no_consent(client: Client, person: Person, owner: User) -> None:
    consent = scene.shared(person, owner)
    client.force_login(scene.coordinator("stranger"))
    for name, rest in (
        ("desk_consent", [consent.pk]),
        ("desk_consent_new", ["work"]),
        ("desk_told", []),
        ("desk_told_without", []),
    ):
        assert client.get(_address(name, person, *rest), follow=True).status_code == 404
    for name, rest in (
        ("desk_consent_print", [consent.pk]),
        ("desk_consent_step", [consent.pk, "take-back"]),
    ):
        assert client.post(_address(name, person, *rest), {"seen": "given"}).status_code == 404
    consent.refresh_from_db()
    assert consent.state == "given"


def test_a_consent_of_somebody_else_is_not_found_under_this_person(
    desk: Client, person: Person, owner: User
) -> None:
    other = scene.consent(scene.person(owner, "あさひ"), owner)
    assert desk.get(_address("desk_consent", person, other.pk)).status_code == 404


def open_blocks_of(match: Match) -> list[str]:
    with reading_as(User.objects.get(username="owner")):
        return open_blocks(match)


# --- agreeing -------------------------------------------------------------------------------------------------------


def agree(desk: Client, pk: int, **typed: Any) -> Any:
    given = {
        "seen": "proposed_to_employer",
        "starts_on": western_date(clock.today()),
        "workplace_supporter": "浜さん",
    }
    return desk.post(reverse("desk_match_step", args=[pk, "agree"]), given | typed)


def test_agreeing_without_a_consent_tells_no_name(
    desk: Client, person: Person, owner: User, host: Partner
) -> None:
    match = scene.proposed(person, scene.opening(owner, host=host), owner)
    assert agree(desk, match.pk).status_code == 302
    assert not ConsentRecord._base_manager.exists()
    assert not NeedNews.objects.exclude(shared_id=None).exists()


def test_agreeing_notes_the_consent_in_the_same_step(
    desk: Client, person: Person, owner: User, host: Partner, employer: Client
) -> None:
    match = scene.proposed(person, scene.opening(owner, host=host), owner)
    refused = agree(desk, match.pk, told_by="spoken")
    assert "いっしょに聞いた人のお名前" in refused.content.decode()
    assert agree(desk, match.pk, told_by="spoken", witness="受付の浜さん").status_code == 302
    consent = ConsentRecord._base_manager.get()
    assert (consent.state, consent.purpose, consent.partner) == ("given", "work", host)
    words = employer.get(sheet(consent)).content.decode()
    assert "渡邊 航" in words
    assert "0154001234" not in words.replace("-", "")


def test_a_no_to_this_employer_stands_in_the_way_until_it_is_talked_over(
    desk: Client, person: Person, owner: User, host: Partner
) -> None:
    match = scene.proposed(person, scene.opening(owner, host=host), owner)
    with reading_as(owner):
        consent, _made = actions.ask_consent(
            person, actor=owner, purpose="work", partner=host, fields=["call_name"], ends_on=clock.today()
        )
        actions.note_refused(consent, actor=owner)
    assert agree(desk, match.pk).status_code == 200
    [block] = [said for said in open_blocks_of(match) if "同意" in said]
    assert block
    match.refresh_from_db()
    assert match.state == "proposed_to_employer"
    assert agree(desk, match.pk, told_by="paper").status_code == 302
