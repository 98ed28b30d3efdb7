"""Invitations and accounts at the desk: who invites whom, what a link does, who is looked after by whom."""

import re
from functools import partial
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from base import clock
from base.accounts import invitations
from base.accounts.telling import tell_of_new_password
from base.models import AccountEvent, Invitation, User
from base.tests.at_once import all_at_once
from home.accounts import CHIEFS, COORDINATORS, EDITORS
from partners.models import Member, Partner

pytestmark = pytest.mark.django_db
PASSWORD = "うみねこが なく みなとまちの あさ"


def in_group(name, username):
    user = User.objects.create_user(username, display_name=f"{username}さん")
    user.groups.add(Group.objects.get(name=name))
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chief():
    return in_group(CHIEFS, "chief")


@pytest.fixture
def coordinator():
    return in_group(COORDINATORS, "coordinator")


@pytest.fixture
def firm():
    return Partner.objects.create(legal_name="みほん網店")


@pytest.fixture
def employer(firm):
    user = User.objects.create_user("ami-ten", display_name="網店の店主")
    Member.objects.create(user=user, partner=firm, confirmed_at=clock.now())
    return user


def link_of(client, **data):
    """The path of the link that the desk shows once."""
    page = client.post("/admin/accounts/invite/", data, follow=True).content.decode()
    return re.search(r'value="http://testserver(/account/invitation/[^"]+)"', page).group(1)


def accept(path, username="hamanasu", **more):
    client = Client()
    client.get(path)
    answers = {"username": username, "password1": PASSWORD, "password2": PASSWORD, **more}
    return client, client.post("/account/invitation/", answers)


# From the invitation to the account.


def test_chief_invites_a_coordinator_who_sets_an_app_up_and_works(chief):
    group = Group.objects.get(name=COORDINATORS)
    path = link_of(signed_in(chief), label="佐野さん", role=group.pk)
    client, response = accept(path)
    assert response["Location"] == "/account/app/"
    user = User.objects.get(username="hamanasu")
    assert (user.shown_name, list(user.groups.all())) == ("佐野さん", [group])
    assert user.password.startswith("md5$")  # the suite's own hasher; production's is Argon2
    assert client.get("/admin/")["Location"].startswith("/account/app/")


def test_employer_sees_nothing_until_a_coordinator_confirmed_them(coordinator, firm):
    desk = signed_in(coordinator)
    path = link_of(desk, label="店主さん", role="employer", partner=firm.pk)
    client, _response = accept(path)
    assert "確かめています" in client.get("/portal/").content.decode()
    user = User.objects.get(username="hamanasu")
    assert f'action="/admin/accounts/{user.pk}/confirm/"' in desk.get("/admin/accounts/").content.decode()
    desk.post(f"/admin/accounts/{user.pk}/confirm/")
    assert "みほん網店" in client.get("/portal/").content.decode()
    assert user.partner_member.confirmed_by == coordinator


def test_looking_uses_nothing_up_and_the_token_leaves_the_address(chief, firm):
    path = link_of(signed_in(chief), label="店主さん", role="employer", partner=firm.pk)
    for _look in range(3):
        looking = Client()
        response = looking.get(path)
        assert response["Location"] == "/account/invitation/"
        assert path not in looking.get("/account/invitation/").content.decode()
        looking.head(path)
    assert Invitation.objects.get().is_waiting
    assert accept(path)[1].status_code == 302


def test_a_second_time_and_a_week_later_a_kind_sentence(chief, firm):
    invite = partial(link_of, signed_in(chief), label="店主さん", role="employer", partner=firm.pk)
    used, late, withdrawn = invite(), invite(), invite()
    accept(used)
    Invitation.objects.filter(token_hash=invitations.hash_of(late.split("/")[-2])).update(
        expires_at=clock.now()
    )
    gone = Invitation.objects.get(token_hash=invitations.hash_of(withdrawn.split("/")[-2]))
    signed_in(chief).post(f"/admin/accounts/invitations/{gone.pk}/withdraw/")
    for path in (used, late, withdrawn, "/account/invitation/never-made/"):
        _client, response = accept(path, username="another")
        assert response.status_code == 410
        assert "新しい招待をすぐお作りします" in response.content.decode()
    assert not User.objects.filter(username="another").exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_press_at_once_one_gets_an_account(firm):
    chief = User.objects.create_user("root")
    invitation, _token = invitations.invite("employer", actor=chief, label="店主さん", group=None)
    from partners.models import EmployerInvitation

    EmployerInvitation.objects.create(invitation=invitation, partner=firm)

    def press(number):
        try:
            return invitations.accept(invitation, username=f"taken-{number}", password=PASSWORD).pk
        except invitations.InvitationOver:
            return None
        finally:
            connections.close_all()

    pressed = all_at_once([partial(press, number) for number in range(12)])
    assert len([pk for pk in pressed if pk]) == 1
    assert User.objects.filter(username__startswith="taken").count() == 1
    assert Member.objects.count() == 1


def test_only_a_hash_of_the_link_is_kept(chief, firm):
    path = link_of(signed_in(chief), label="店主さん", role="employer", partner=firm.pk)
    token = path.split("/")[-2]
    kept = Invitation.objects.values().get()
    assert token not in str(kept)
    assert signed_in(chief).get("/admin/accounts/link/").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"password1": "みじかい", "password2": "みじかい"}, "password1", "あと11文字"),
        ({"password2": "ちがうちがうちがうちがうちがう"}, "password2", "二つが違っています"),
        ({"password1": "hamanasu-hamanasu", "password2": "hamanasu-hamanasu"}, "password1", "似ています"),
        ({"username": "AMI-TEN"}, "username", "もう使われています"),
        ({"username": "ame ni"}, "username", ""),
        ({"email": "x"}, "email", ""),
    ],
)
def test_what_does_not_do_comes_back_with_the_reason(chief, firm, employer, wrong, field, said):
    path = link_of(signed_in(chief), label="店主さん", role="employer", partner=firm.pk)
    answers = {"username": "hamanasu", "password1": PASSWORD, "password2": PASSWORD} | wrong
    _client, response = accept(path, **answers)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert said in response.content.decode()
    assert Invitation.objects.get().is_waiting


def test_a_colleague_who_is_signed_in_does_not_take_the_invitation(chief, firm):
    desk = signed_in(chief)
    path = link_of(desk, label="店主さん", role="employer", partner=firm.pk)
    desk.get(path)
    answers = {"username": "hamanasu", "password1": PASSWORD, "password2": PASSWORD}
    assert desk.post("/account/invitation/", answers).status_code == 409
    assert Invitation.objects.get().is_waiting


def test_the_mail_holds_the_link_and_nothing_of_anybody(chief, firm):
    data = {"label": "だれかさん", "role": "employer", "partner": firm.pk, "email": "a@example.com"}
    path = link_of(signed_in(chief), **data)
    message = mail.outbox[0]
    assert path in message.body
    for word in ("だれかさん", "みほん網店", "chief"):
        assert word not in message.subject + message.body


def test_the_first_chief_is_invited_on_the_server(client):
    said = StringIO()
    call_command("invite", "chief", "はじめのセンター長", stdout=said)
    path = re.search(r"/account/invitation/\S+", said.getvalue()).group(0)
    _client, response = accept(path)
    assert response["Location"] == "/account/app/"
    assert User.objects.get(username="hamanasu").groups.get().name == CHIEFS


# Who looks after whom.


def test_coordinator_neither_invites_nor_sees_staff(coordinator, chief, employer, firm):
    desk = signed_in(coordinator)
    group = Group.objects.get(name=CHIEFS)
    response = desk.post("/admin/accounts/invite/", {"label": "x", "role": group.pk})
    assert response.status_code == 422
    assert not Invitation.objects.exists()
    invitations.invite("staff", actor=chief, label="ないしょの招待", group=group)
    page = desk.get("/admin/accounts/").content.decode()
    assert "網店の店主" in page
    assert "chiefさん" not in page
    assert "ないしょの招待" not in page
    for verb in ("", "switch/", "sign-out/", "new-password/", "confirm/", "second-factor/"):
        address = f"/admin/accounts/{chief.pk}/{verb}"
        response = desk.post(address, {"reason": "x"}) if verb else desk.get(address)
        assert response.status_code == 404, address
    chief.refresh_from_db()
    assert chief.is_active


@pytest.mark.parametrize("target", ["superuser", "staff with rights of their own", "employer in a group"])
def test_coordinator_cannot_reach_an_account_with_more_than_a_workplace(coordinator, employer, firm, target):
    if target == "superuser":
        User.objects.filter(pk=employer.pk).update(is_superuser=True)
    if target == "staff with rights of their own":
        employer.user_permissions.add(coordinator.groups.get().permissions.first())
    if target == "employer in a group":
        employer.groups.add(Group.objects.get(name=EDITORS))
    assert signed_in(coordinator).post(f"/admin/accounts/{employer.pk}/new-password/").status_code == 404


def test_nobody_below_looks_after_a_system_administrator(chief):
    root = User.objects.create_user("root", is_superuser=True, display_name="システム管理")
    desk = signed_in(chief)
    assert "システム管理" not in desk.get("/admin/accounts/").content.decode()
    assert desk.post(f"/admin/accounts/{root.pk}/new-password/").status_code == 404


@pytest.mark.parametrize("who", ["editor", "employer"])
def test_others_find_no_such_page(who, employer):
    client = signed_in(in_group(EDITORS, "editor") if who == "editor" else employer)
    for address in ("/admin/accounts/", "/admin/accounts/invite/", f"/admin/accounts/{employer.pk}/"):
        response = client.get(address)
        assert response.status_code == (404 if who == "editor" else 403)
        assert "網店の店主" not in response.content.decode()


def test_nobody_below_the_administrator_may_change_users_in_wagtail(chief, coordinator):
    for user in (chief, coordinator, in_group(EDITORS, "editor")):
        for verb in ("add", "change", "delete"):
            assert not user.has_perm(f"base.{verb}_user")
            assert not user.has_perm(f"auth.{verb}_group")


# Switching off, signing out, a lost telephone.


def test_switched_off_is_out_at_once_with_the_reason_kept(coordinator, employer):
    theirs, desk = signed_in(employer), signed_in(coordinator)
    without = desk.post(f"/admin/accounts/{employer.pk}/switch/", {"reason": ""})
    assert without.status_code == 422
    assert theirs.get("/portal/").status_code == 200
    desk.post(f"/admin/accounts/{employer.pk}/switch/", {"reason": "退職されました"})
    assert theirs.get("/portal/").status_code == 302
    event = AccountEvent.objects.get(account=employer)
    assert (event.kind, event.actor, event.reason) == ("switched_off", coordinator, "退職されました")
    desk.post(f"/admin/accounts/{employer.pk}/switch/")
    employer.refresh_from_db()
    assert employer.is_active


def test_nobody_switches_themselves_off(chief):
    desk = signed_in(chief)
    assert desk.post(f"/admin/accounts/{chief.pk}/switch/", {"reason": "x"}).status_code == 404


def test_only_a_chief_resets_a_second_factor_and_says_why(coordinator, chief, employer):
    TOTP.activate(employer, generate_totp_secret())
    theirs = signed_in(employer)
    address = f"/admin/accounts/{employer.pk}/second-factor/"
    assert signed_in(coordinator).post(address, {"reason": "x"}).status_code == 404
    assert signed_in(chief).post(address, {"reason": " "}).status_code == 422
    assert Authenticator.objects.exists()
    signed_in(chief).post(address, {"reason": "電話をなくしたため"})
    assert not Authenticator.objects.exists()
    assert theirs.get("/portal/").status_code == 302
    assert AccountEvent.objects.get(kind="factor_reset").reason == "電話をなくしたため"


def test_link_for_a_new_password_does_not_go_round_the_second_factor(chief, coordinator):
    TOTP.activate(coordinator, generate_totp_secret())
    page = (
        signed_in(chief).post(f"/admin/accounts/{coordinator.pk}/new-password/", follow=True).content.decode()
    )
    path = re.search(r'value="http://testserver(/account/invitation/[^"]+)"', page).group(1)
    client, response = accept(path)
    assert response["Location"] == "/account/code/"
    assert "_auth_user_id" not in client.session
    coordinator.refresh_from_db()
    assert coordinator.check_password(PASSWORD)


@pytest.fixture
def second_chief():
    return in_group(CHIEFS, "second-chief")


def renew(actor, account):
    return signed_in(actor).post(f"/admin/accounts/{account.pk}/new-password/", follow=True).content.decode()


def reset(actor, account):
    if not Authenticator.objects.filter(user=account).exists():
        TOTP.activate(account, generate_totp_secret())
    signed_in(actor).post(f"/admin/accounts/{account.pk}/second-factor/", {"reason": "電話をなくした"})
    return not Authenticator.objects.filter(user=account).exists()


def test_a_chief_does_not_let_themselves_in_as_another_chief(chief, second_chief):
    assert "システム管理者" in renew(chief, second_chief)
    assert not Invitation.objects.exists()
    assert not reset(chief, second_chief)
    page = signed_in(chief).get(f"/admin/accounts/{second_chief.pk}/").content.decode()
    assert "new-password" not in page
    assert "second-factor" not in page


def test_an_administrator_renews_a_chiefs_account(chief):
    root = User.objects.create_superuser("root-admin", password=PASSWORD)
    assert "/account/invitation/" in renew(root, chief)


def test_password_and_second_factor_of_one_account_are_renewed_by_two(chief, second_chief, coordinator):
    assert "/account/invitation/" in renew(chief, coordinator)
    assert not reset(chief, coordinator)
    assert reset(second_chief, coordinator)
    assert "/account/invitation/" not in renew(second_chief, coordinator)
    with clock.happened_at(clock.now() + invitations.VALID_FOR * 2):
        assert "/account/invitation/" in renew(second_chief, coordinator)


def enqueued(job):
    rows = DBTaskResult.objects.filter(task_path=job.module_path).order_by("enqueued_at")
    return [row.args_kwargs["args"] for row in rows]


def change_in_the_account(user):
    user.set_password(PASSWORD)
    user.save()
    signed_in(user).post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": PASSWORD + "べつ", "password2": PASSWORD + "べつ"},
    )


def by_a_link(user):
    _made, token = invitations.invite("renewal", actor=None, label="x", account=user)
    invitations.accept(invitations.find(token), username="", password=PASSWORD)


@pytest.mark.parametrize("change", [change_in_the_account, by_a_link])
def test_the_owner_is_told_that_the_password_was_changed(coordinator, settings, change):
    settings.MAIL_IS_SET_UP = True
    coordinator.email = "c@example.invalid"
    coordinator.save()
    change(coordinator)
    assert enqueued(tell_of_new_password)[-1] == [coordinator.pk]
    tell_of_new_password.func(coordinator.pk)
    [letter] = mail.outbox
    assert letter.to == ["c@example.invalid"]
    said = letter.subject + letter.body
    assert "パスワード" in said
    assert not any(word in said for word in ("coordinator", PASSWORD, "http"))


def test_nobody_without_an_address_is_told(coordinator, settings):
    settings.MAIL_IS_SET_UP = True
    by_a_link(coordinator)
    assert enqueued(tell_of_new_password) == []


def test_what_was_done_cannot_be_rewritten(chief, employer):
    AccountEvent.log(employer, "switched_off", actor=chief, reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountEvent.objects.update(reason="y")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountEvent.objects.all()._raw_delete("default")


def test_demo_accounts_are_told_with_their_numbers():
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    assert re.search(r"coordinator +\d{6} +/admin/", said.getvalue())
    assert re.search(r"volunteer +------ +/portal/", said.getvalue())
    assert "/demo/codes/" in said.getvalue()


@pytest.mark.parametrize("number", [1, 4])
def test_list_asks_the_database_as_often_for_many(chief, firm, django_assert_max_num_queries, number):
    for index in range(number):
        user = User.objects.create_user(f"firm-{index}")
        Member.objects.create(user=user, partner=Partner.objects.create(legal_name=f"店{index}"))
        invitations.invite("employer", actor=chief, label="x")
    desk = signed_in(chief)
    desk.get("/admin/accounts/")
    with django_assert_max_num_queries(22):
        desk.get("/admin/accounts/")
