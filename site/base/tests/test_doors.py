"""Getting in: one door, two steps, and every other way in led to it or closed."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.views import LoginView
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from wagtail.models import Page, PageViewRestriction

from base.accounts.demo_marks import DEMO_PASSWORD, demo_secret
from base.models import CentreSettings, User
from base.tests.signing_in import with_password_only

pytestmark = pytest.mark.django_db
PASSWORD = "なみのおと と かもめ 12345"
DOOR = "/account/login/"
PORTAL, DESK = "/portal/", "/admin/"


@pytest.fixture(autouse=True)
def centre():
    cache.clear()
    CentreSettings.objects.update_or_create(pk=1, defaults={"phone": "0154-00-1234"})


def staff(name="sakura", **values):
    user = User.objects.create_user(name, password=PASSWORD, **values)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def app_of(user):
    """The secret of an app that was set up."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def number(secret, *, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def give_password(client, name="sakura", password=PASSWORD, **more):
    return client.post(DOOR, {"login": name, "password": password, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


# One door.


def test_every_login_view_of_every_package_leads_to_the_one_door(client):
    found = [route for route, view in _views(get_resolver()) if issubclass(_class_of(view), LoginView)]
    assert len(found) >= 2  # Wagtail's two
    for route in found:
        response = client.get(f"/{route}")
        assert response.status_code == 302, route
        assert response["Location"].startswith(DOOR), route
        posted = client.post(f"/{route}", {"username": "sakura", "password": PASSWORD})
        assert posted["Location"].startswith(DOOR), route


def _views(resolver, before=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern, before + str(pattern.pattern).lstrip("^"))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern).lstrip("^"), pattern.callback


def _class_of(view):
    return getattr(view, "view_class", object)


@pytest.mark.parametrize("door", ["/admin/login/", "/portal/login/", "/_util/login/"])
def test_other_doors_keep_where_one_wanted_to_go_and_lead_nowhere_else(client, door):
    assert (
        client.get(f"{door}?next=/portal/needs/new/")["Location"] == f"{DOOR}?next=%2Fportal%2Fneeds%2Fnew%2F"
    )
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert "evil" not in client.get(door, {"next": elsewhere})["Location"]
        assert "javascript" not in client.get(door, {"next": elsewhere})["Location"]


def test_nobody_signs_up_and_no_door_of_allauth_stands_open_that_we_did_not_name(client):
    for path in (
        "/account/signup/",
        "/account/email/",
        "/account/login/code/",
        "/account/social/",
        "/accounts/login/",
    ):
        assert client.get(path).status_code == 404
    with pytest.raises(Exception, match="account_signup"):
        reverse("account_signup")


def test_wagtails_own_password_pages_are_closed(client):
    assert client.get("/admin/password_reset/").status_code == 404
    assert client.get("/admin/password_reset/confirm/MQ/set-password/").status_code == 404


def test_private_page_leads_to_the_same_door(client):
    page = Page.objects.filter(depth=2).first()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/")
    assert response["Location"].startswith(DOOR)


@pytest.mark.parametrize(
    "address", [DOOR, "/account/code/", "/account/forgotten/", "/account/invitation/", "/account/"]
)
def test_no_page_around_signing_in_is_kept_by_a_browser(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]


# The second step.


def test_password_alone_opens_nothing_to_somebody_with_an_app(client):
    app_of(staff())
    response = give_password(client, next="/admin/reports/")
    assert response["Location"] == "/account/code/"
    assert not is_signed_in(client)
    assert client.get(DESK)["Location"].startswith(DOOR)


def test_number_opens_and_leads_where_one_wanted_to_go(client):
    secret = app_of(staff())
    give_password(client, next="/admin/account/")
    response = client.post("/account/code/", {"code": number(secret)})
    assert response["Location"] == "/admin/account/"
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize("typed", ["{0}{1}", "{0} {1}", "{0}－{1}", "wide"])
def test_number_is_read_as_people_type_it(client, typed):
    secret = app_of(staff())
    give_password(client)
    code = number(secret)
    text = (
        code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        if typed == "wide"
        else typed.format(code[:3], code[3:])
    )
    assert client.post("/account/code/", {"code": text}).status_code == 302
    assert is_signed_in(client)


def test_number_is_good_once_also_in_another_browser(client):
    secret = app_of(staff())
    code = number(secret)
    give_password(client)
    client.post("/account/code/", {"code": code})
    cache.delete_many([])  # nothing is forgotten in between
    other = Client()
    give_password(other)
    response = other.post("/account/code/", {"code": code})
    assert not is_signed_in(other)
    assert "次の数字" in response.content.decode()


def test_number_of_the_half_minute_before_is_not_good_a_second_time(client):
    secret = app_of(staff())
    code = number(secret, later=-1)
    for browser, expected in ((client, True), (Client(), False)):
        give_password(browser)
        browser.post("/account/code/", {"code": code})
        assert is_signed_in(browser) is expected


def test_tries_of_numbers_are_limited_across_browsers_and_workers(client):
    secret = app_of(staff())
    for _try in range(5):
        other = Client()
        give_password(other)
        other.post("/account/code/", {"code": "000000"})
    give_password(client)
    response = client.post("/account/code/", {"code": number(secret)})
    assert not is_signed_in(client)
    assert "15分" in response.content.decode()


def test_one_can_turn_back_from_the_code_page(client):
    app_of(staff())
    give_password(client)
    assert client.get(DOOR)["Location"] == "/account/code/"
    client.post("/account/code/leave/")
    assert client.get(DOOR).status_code == 200


def test_recovery_code_opens_once(client):
    user = staff()
    app_of(user)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for browser, expected in ((client, True), (Client(), False)):
        give_password(browser)
        browser.post("/account/code/", {"code": f"{code[:4]} {code[4:]}"})
        assert is_signed_in(browser) is expected


def test_secrets_are_not_in_the_database(client):
    user = staff()
    secret = app_of(user)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    codes = RecoveryCodes.activate(user)
    seed = codes.instance.data["seed"]
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert len(seed) > 100
    assert not re.fullmatch(r"[0-9a-f]+", seed)


# Who must have one.


@pytest.mark.parametrize("who", ["group", "permission", "superuser"])
@pytest.mark.parametrize(
    "path", [DESK, "/admin/account/", "/admin/pages/", "/admin/people/", PORTAL, "/", "/documents/1/x/"]
)
def test_whoever_may_enter_the_admin_sets_an_app_up_before_anything_else(client, who, path):
    user = User.objects.create_user("tsubaki", password=PASSWORD, is_superuser=who == "superuser")
    if who == "group":
        user.groups.add(Group.objects.get(name="広報（サイトの編集）"))
    if who == "permission":
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    give_password(client, "tsubaki")
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/account/app/?next={path.replace('/', '%2F')}"


def test_setting_the_app_up_opens_the_desk_and_gives_recovery_codes_once(client):
    staff()
    give_password(client)
    page = client.get("/account/app/?next=/admin/account/")
    secret = page.context["form"].secret
    response = client.post("/account/app/", {"code": number(secret)})
    assert response["Location"] == "/account/recovery-codes/"
    shown = client.get("/account/recovery-codes/")
    codes = shown.context["unused_codes"]
    assert len(codes) == 10
    assert 'href="/admin/account/"' in shown.content.decode()
    assert client.get(DESK).status_code == 200
    again = client.get("/account/recovery-codes/").content.decode()
    assert codes[0][:4] not in again


def test_wrong_number_keeps_the_picture_that_was_shown(client):
    staff()
    give_password(client)
    secret = client.get("/account/app/").context["form"].secret
    refused = client.post("/account/app/", {"code": "000000"})
    assert refused.context["form"].secret == secret
    assert client.post("/account/app/", {"code": number(secret)}).status_code == 302


def test_session_without_the_number_does_not_get_in_where_the_account_has_an_app(client):
    """As one would have that was opened before the app was set up in another browser."""
    user = staff()
    with_password_only(client, user)
    secret = app_of(user)
    response = client.get(DESK)
    assert response["Location"] == "/account/code/again/?next=%2Fadmin%2F"
    assert client.post(DESK)["Location"].startswith("/account/code/again/")
    done = client.post(response["Location"], {"code": number(secret), "next": DESK})
    assert done["Location"] == DESK
    assert client.get(DESK).status_code == 200


def test_password_alone_does_not_exchange_the_app(client):
    user = staff()
    with_password_only(client, user)
    app_of(user)
    for address in ("/account/app/exchange/", "/account/app/remove/", "/account/recovery-codes/new/"):
        response = client.get(address)
        assert response.status_code == 302, address
        assert "/account/code/again/" in response["Location"], address
    assert client.get("/account/again/")["Location"].startswith("/account/code/again/")


def test_another_telephone_takes_the_place_of_the_old_one(client):
    user = staff()
    old = app_of(user)
    give_password(client)
    client.post("/account/code/", {"code": number(old)})
    new = client.get("/account/app/exchange/").context["form"].secret
    assert client.post("/account/app/exchange/", {"code": number(new)}).status_code == 302
    other = Client()
    give_password(other)
    other.post("/account/code/", {"code": number(old, later=1)})
    assert not is_signed_in(other)
    other.post("/account/code/", {"code": number(new)})
    assert is_signed_in(other)


def test_staff_cannot_go_without_an_app_and_an_employer_can(client):
    for user, stays in ((staff(), True), (User.objects.create_user("ami-ten", password=PASSWORD), False)):
        secret = app_of(user)
        browser = Client()
        give_password(browser, user.username)
        browser.post("/account/code/", {"code": number(secret)})
        browser.post("/account/app/remove/")
        assert Authenticator.objects.filter(user=user).exists() is stays


def test_an_employer_is_asked_only_if_they_wanted_it(client):
    User.objects.create_user("ami-ten", password=PASSWORD)
    give_password(client, "ami-ten")
    assert client.get(PORTAL).status_code == 403  # no partner, but signed in
    assert 'href="/account/app/"' in client.get("/account/").content.decode()


def test_wrong_doors_of_the_admin_are_closed_to_an_employer_without_a_round_trip(client):
    User.objects.create_user("ami-ten", password=PASSWORD)
    give_password(client, "ami-ten")
    assert client.get(DESK).status_code == 403


# Wrong passwords.


def test_five_wrong_passwords_close_the_name_from_that_address_only(client):
    user = User.objects.create_user("ami-ten", password=PASSWORD)
    for _try in range(5):
        response = give_password(client, "ami-ten", "wrong")
    assert response.status_code == 429
    page = give_password(client, "ami-ten").content.decode()
    assert re.search(r"<strong class=\"nowrap\">\d\d:\d\d</strong>", page)
    assert 'href="tel:0154001234"' in page
    assert not is_signed_in(client)
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    give_password(elsewhere, "ami-ten")
    assert is_signed_in(elsewhere)
    User.objects.create_user("yuki", password=PASSWORD)
    give_password(client, "yuki")
    assert client.session["_auth_user_id"] != str(user.pk)


def test_the_time_that_is_named_does_not_move_with_more_tries(client):
    User.objects.create_user("ami-ten", password=PASSWORD)
    for _try in range(5):
        give_password(client, "ami-ten", "wrong")
    named = AccessAttempt.objects.latest("attempt_time").attempt_time
    give_password(client, "ami-ten", "wrong")
    assert AccessAttempt.objects.latest("attempt_time").attempt_time == named


def test_no_password_is_kept_with_the_tries(client):
    give_password(client, "ami-ten", "himitsu-no-aikotoba")
    give_password(client, "himitsu-no-aikotoba", "x")
    for tried in AccessAttempt.objects.all():
        assert "himitsu" not in tried.post_data + tried.get_data


@override_settings(TRUSTED_PROXIES=1)
def test_behind_a_proxy_the_visitors_own_word_about_the_address_counts_for_nothing(client):
    User.objects.create_user("ami-ten", password=PASSWORD)
    for number_ in range(6):
        response = client.post(
            DOOR,
            {"login": "ami-ten", "password": "wrong"},
            headers={"X-Forwarded-For": f"1.2.3.{number_}, 203.0.113.7"},
        )
    assert response.status_code == 429


def test_somebody_who_was_switched_off_is_told_so_only_with_the_right_password(client):
    User.objects.create_user("ami-ten", password=PASSWORD, is_active=False)
    assert give_password(client, "ami-ten").headers["Location"] == "/account/inactive/"
    assert "組み合わせ" in give_password(client, "ami-ten", "wrong").content.decode()


# The password is gone.


def test_reset_answers_alike_whether_the_address_is_known_or_not(client):
    User.objects.create_user("ami-ten", email="ami@example.com", password=PASSWORD)
    known = client.post("/account/forgotten/", {"email": "ami@example.com"}, follow=True)
    unknown = Client().post("/account/forgotten/", {"email": "dare@example.com"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    bodies = [re.sub(r'name="csrf[^>]*>', "", answer.content.decode()) for answer in (known, unknown)]
    assert bodies[0] == bodies[1]
    assert [message.to for message in mail.outbox] == [["ami@example.com"], ["dare@example.com"]]
    assert "ami-ten" not in mail.outbox[0].body


def test_link_of_the_mail_sets_a_new_password_once_and_the_number_is_still_asked_for(client):
    user = User.objects.create_user("ami-ten", email="ami@example.com", password=PASSWORD)
    app_of(user)
    client.post("/account/forgotten/", {"email": "ami@example.com"})
    link = re.search(r"https?://[^/]+(/account/forgotten/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link)["Location"]
    assert link not in client.get(form).content.decode()
    short = client.post(form, {"password1": "みじかい", "password2": "みじかい"})
    assert "あと11文字" in short.content.decode()
    new = "あたらしい うたを うたう あさ"
    client.post(form, {"password1": new, "password2": new})
    assert client.get(link, follow=True).context["token_fail"]
    assert give_password(client, "ami-ten", new)["Location"] == "/account/code/"


# Nothing of the demo.


@override_settings(DEMO=False)
def test_the_demos_password_and_secret_open_nothing_in_a_real_centre(client):
    user = staff()
    user.set_password(DEMO_PASSWORD)
    user.save()
    give_password(client, password=DEMO_PASSWORD)
    assert not is_signed_in(client)
    user.set_password(PASSWORD)
    user.save()
    TOTP.activate(user, demo_secret("sakura"))
    give_password(client)
    client.post("/account/code/", {"code": number(demo_secret("sakura"))})
    assert not is_signed_in(client)


@override_settings(DEMO=False)
def test_a_check_finds_what_was_carried_over_from_the_demo():
    from base.accounts.checks import nothing_of_the_demo

    assert nothing_of_the_demo(databases=["default"]) == []
    User.objects.create_user("chief", password=DEMO_PASSWORD)
    TOTP.activate(staff(), demo_secret("x"))
    assert len(nothing_of_the_demo(databases=["default"])) == 2


@override_settings(DEMO=False)
def test_the_page_of_numbers_is_not_there_without_the_demo(client):
    assert client.get("/demo/codes/").status_code == 404


def test_the_page_of_numbers_is_declared_only_for_the_demo():
    from pathlib import Path

    from django.conf import settings

    urls = (Path(settings.ROOT) / "site/config/urls.py").read_text()
    assert urls.index("if settings.DEMO:") < urls.index('path("demo/"')
    assert resolve("/demo/codes/").url_name == "demo_codes"
