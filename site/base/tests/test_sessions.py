"""Sessions: they end, they are listed, they can be ended, and what was typed outlives them."""

import time

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from base.accounts import standing
from base.accounts.session_store import SessionStore, hashed
from base.models import KeptSession, User
from base.tests.signing_in import with_password_only

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600


@pytest.fixture
def user():
    return User.objects.create_user("ami-ten", password="x" * 20)


@pytest.fixture
def member(client, user):
    return with_password_only(client, user)


def age(client, *, seen=0, started=0):
    """Let the session be older than it is, in seconds."""
    session = client.session
    session["seen"] -= seen
    session["started"] -= started
    session.save()


def is_in(client):
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(("silent", "stays"), [(29 * MINUTE, True), (30 * MINUTE, False), (5 * HOUR, False)])
def test_half_an_hour_of_silence_ends_a_session(member, silent, stays):
    age(member, seen=silent)
    assert is_in(member) is stays


@pytest.mark.parametrize(("since", "stays"), [(12 * HOUR - MINUTE, True), (12 * HOUR, False)])
def test_twelve_hours_end_a_session_however_busy(member, since, stays):
    age(member, started=since)
    assert is_in(member) is stays


def test_every_page_is_a_sign_of_life_and_what_the_browser_asks_by_itself_is_none(member):
    age(member, seen=20 * MINUTE)
    before = member.session["seen"]
    left = member.get("/account/session/").json()["left"]
    assert 9 * MINUTE <= left <= 10 * MINUTE
    member.get("/admin/editing-sessions/1/")
    assert member.session["seen"] == before
    member.get("/account/")
    assert member.session["seen"] > before + 19 * MINUTE


def test_the_button_of_the_warning_is_a_sign_of_life(member):
    age(member, seen=29 * MINUTE)
    assert member.post("/account/session/stay/").json()["left"] > 29 * MINUTE
    assert is_in(member)


def test_the_button_does_not_call_a_session_back_that_is_over(member):
    age(member, seen=31 * MINUTE)
    assert member.post("/account/session/stay/").json() | {"token": ""} == {"left": 0, "who": "", "token": ""}
    assert not is_in(member)


def test_nobody_signed_in_is_told_nothing_but_that(client):
    assert client.get("/account/session/").json() | {"token": ""} == {"left": 0, "who": "", "token": ""}


def test_two_accounts_carry_two_marks(member):
    other = with_password_only(Client(), User.objects.create_user("yuki"))
    marks = {browser.get("/account/session/").json()["who"] for browser in (member, other)}
    assert len(marks) == 2
    assert "" not in marks


@pytest.mark.parametrize(
    "change",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: user.groups.add(Group.objects.first()),
        lambda user: User.groups.through.objects.create(user=user, group=Group.objects.last()),
        lambda user: user.user_permissions.add(Permission.objects.first()),
        lambda user: User.objects.filter(pk=user.pk).update(is_superuser=True),
        lambda user: User.objects.filter(pk=user.pk).update(password="another"),
    ],
    ids=["switched off", "into a group", "past all signals", "a permission", "superuser", "password"],
)
def test_whoever_may_something_else_now_is_out_at_the_next_request(member, user, change):
    assert is_in(member)
    change(user)
    assert not is_in(member)


def test_public_pages_say_nothing_of_cookies(client):
    assert "Cookie" not in client.get("/account/nowhere/").headers.get("Vary", "")


# Where they are kept.


def test_a_copy_of_the_database_opens_no_session_and_shows_none(member):
    cookie = member.cookies["sessionid"].value
    session = member.session
    session["secret words"] = "ないしょ"
    session.save()
    kept = KeptSession.objects.get()
    assert cookie not in (kept.session_key, kept.session_data)
    assert kept.session_key == hashed(cookie)
    assert "ないしょ" not in kept.session_data
    assert not SessionStore(kept.session_key).exists(kept.session_key)
    assert SessionStore(kept.session_key).load() == {}


def test_the_content_of_one_session_does_not_open_in_anothers_place(member, user):
    other = with_password_only(Client(), User.objects.create_user("yuki"))
    mine, theirs = (KeptSession.objects.get(user__username=name) for name in ("ami-ten", "yuki"))
    KeptSession.objects.filter(pk=theirs.pk).update(session_data=mine.session_data)
    assert other.get("/account/session/").json()["who"] == ""


def test_only_words_of_a_browser_are_kept(client, user):
    client.defaults["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0 Safari/537.36"
    )
    client.post("/account/login/", {"login": "ami-ten", "password": "x" * 20})
    kept = KeptSession.objects.get(user=user)
    assert kept.device == "Windows/Chrome"
    assert "Windowsのパソコン（Chrome）" in client.get("/account/sessions/").content.decode()
    assert not [field for field in kept.__dict__.values() if "Mozilla" in str(field)]


# Listed and ended.


def test_one_of_ones_own_sessions_is_ended(member, user):
    other = with_password_only(Client(), user)
    stranger = with_password_only(Client(), User.objects.create_user("yuki"))
    page = member.get("/account/sessions/")
    assert len(page.context["sessions"]) == 2
    for browser in (other, stranger):
        member.post("/account/sessions/", {"session": hashed(browser.cookies["sessionid"].value)})
    assert (is_in(member), is_in(other), is_in(stranger)) == (True, False, True)


def test_all_but_this_one_are_ended(member, user):
    others = [with_password_only(Client(), user) for _number in range(2)]
    stranger = with_password_only(Client(), User.objects.create_user("yuki"))
    member.post("/account/sessions/")
    assert [is_in(browser) for browser in (member, *others, stranger)] == [True, False, False, True]


def test_a_chief_signs_somebody_out_everywhere(member, user):
    standing.sign_out_everywhere(user, actor=User.objects.create_user("chief"))
    assert not is_in(member)


def test_sessions_that_have_run_out_are_forgotten(member):
    from base.daily import forget_sessions

    KeptSession.objects.update(expire_date="2020-01-01T00:00Z")
    assert forget_sessions(None) == 1
    assert not KeptSession.objects.exists()


# What was typed when the time had run out.

NEW = "/portal/needs/new/"
WORDS = "網が\n二百枚 <たまって>います。"


def late_post(client, **more):
    age(client, seen=31 * MINUTE)
    return client.post(f"{NEW}?sheet=1", {"trouble": WORDS, "slots": ["0-0", "1-0"], **more})


def sign_in_again(client, name="ami-ten"):
    return client.post("/account/login/?next=/account/unsent/", {"login": name, "password": "x" * 20})


def test_a_form_that_arrives_too_late_waits_for_its_owner(member):
    response = late_post(member)
    assert response["Location"] == "/account/login/?next=%2Faccount%2Funsent%2F"
    assert "預かっています" in member.get(response["Location"]).content.decode()
    assert sign_in_again(member)["Location"] == "/account/unsent/"
    page = member.get("/account/unsent/")
    assert page.context["kept"]["path"] == f"{NEW}?sheet=1"
    assert [name for name, _value in page.context["kept"]["fields"]] == ["trouble", "slots", "slots"]
    assert "&lt;たまって&gt;" in page.content.decode()
    member.post(f"{NEW}?sheet=1", {"trouble": WORDS})
    assert member.get("/account/unsent/").status_code == 302


def test_it_waits_also_when_the_end_was_noticed_by_another_request_before(member):
    age(member, seen=31 * MINUTE)
    member.get("/account/session/")
    member.get("/portal/")
    member.post(NEW, {"trouble": WORDS})
    sign_in_again(member)
    assert WORDS in member.get("/account/unsent/").context["words"]


def test_it_is_shown_to_nobody_else_at_the_same_computer(member):
    User.objects.create_user("yuki", password="x" * 20)
    late_post(member)
    sign_in_again(member, "yuki")
    assert member.get("/account/unsent/").status_code == 302
    member.post("/account/logout/")
    sign_in_again(member)
    assert member.get("/account/unsent/").status_code == 302


def test_it_can_be_thrown_away(member):
    late_post(member)
    sign_in_again(member)
    member.post("/account/unsent/")
    assert "unsent" not in member.session


def test_it_is_sealed_while_it_waits(member):
    late_post(member)
    assert "二百枚" not in "".join(KeptSession.objects.values_list("session_data", flat=True))


def test_a_form_from_elsewhere_is_not_kept(user):
    browser = with_password_only(Client(enforce_csrf_checks=True), user)
    age(browser, seen=31 * MINUTE)
    assert browser.post(NEW, {"trouble": "よそから"}).status_code == 403
    assert "unsent" not in browser.session


def test_a_public_form_is_not_led_to_the_door(member):
    age(member, seen=31 * MINUTE)
    member.post("/account/forgotten/", {"email": "a@example.com"})
    assert "unsent" not in member.session


def test_a_whole_library_is_not_kept(member):
    late_post(member, could_split="あ" * 600_000)
    assert "unsent" not in member.session


def test_time_is_noted_once_a_minute_at_most(member, django_assert_num_queries):
    age(member, seen=10)
    before = KeptSession.objects.get().seen_at
    member.get("/account/")
    assert KeptSession.objects.get().seen_at == before
    assert time.time() - member.session["seen"] < 20
