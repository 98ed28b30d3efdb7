"""The employer portal: who gets in, what they see of their own, and what they never see of others."""

import re
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from base import clock
from base.models import CentreSettings, User
from base.vocabulary import DayPart, Weekday, slot
from partners.actions import decline, hear, mark_openings_made, start_carving, submit_need, tell_partner
from partners.models import Member, Need, NeedNews, Partner
from partners.models.needs import DeclineReason, NeedState

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-password-1"
NEW = "/portal/needs/new/"


@pytest.fixture(autouse=True)
def centre():
    CentreSettings.objects.update_or_create(pk=1, defaults={"phone": "0154-00-1234"})


@pytest.fixture
def partner():
    return Partner.objects.create(legal_name="みほん網店")


@pytest.fixture
def other():
    return Partner.objects.create(legal_name="よその店")


@pytest.fixture
def user(partner):
    user = User.objects.create_user("ami-ten", password=PASSWORD)
    Member.objects.create(user=user, partner=partner, confirmed_at=clock.now())
    return user


@pytest.fixture
def clerk():
    return User.objects.create_user("coordinator")


@pytest.fixture
def member(client, user):
    client.force_login(user)
    return client


def words(response):
    return response.content.decode()


def steps(response):
    """(title, state) of each step on a need's page."""
    return [(step.title, step.state) for step in response.context["steps"]]


def current(response):
    return next(title for title, state in steps(response) if state == "current")


# Signing in and out.


@pytest.mark.parametrize("typed", ["ami-ten", "ＡＭＩ－ＴＥＮ".lower(), "ａｍｉ－ｔｅｎ", " ami-ten　"])
def test_member_signs_in_with_a_name_of_any_width(client, user, typed):
    response = client.post("/account/login/", {"login": typed, "password": PASSWORD}, follow=True)
    assert response.redirect_chain == [("/portal/", 302)]
    assert "みほん網店" in words(response)


def test_wrong_password_comes_back_kindly_with_the_name_filled_in(client, user):
    response = client.post("/account/login/", {"login": "ami-ten", "password": "wrong"})
    assert 'value="ami-ten"' in words(response)
    assert "ユーザー名とパスワードの組み合わせ" in words(response)


def test_signing_in_leads_back_to_where_one_wanted_to_go_but_not_elsewhere(client, user):
    response = client.get(NEW)
    assert response.headers["Location"] == "/account/login/?next=/portal/needs/new/"
    answers = {"login": "ami-ten", "password": PASSWORD}
    assert client.post("/account/login/", {**answers, "next": NEW}).headers["Location"] == NEW
    client.logout()
    elsewhere = client.post("/account/login/", {**answers, "next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/portal/"


def test_member_signs_out_by_a_button_only(member):
    assert member.get("/portal/logout/").status_code == 405
    assert member.post("/portal/logout/").headers["Location"] == "/account/login/"
    assert member.get("/portal/").status_code == 302


def test_member_does_not_get_into_the_admin(member):
    assert member.get(reverse("wagtailadmin_home")).status_code == 403


def test_account_without_a_partner_is_told_kindly_what_to_do(client):
    client.force_login(User.objects.create_user("nobody"))
    for url in ("/portal/", NEW, "/portal/needs/1/"):
        response = client.get(url)
        assert response.status_code == 403
        assert 'href="tel:0154001234"' in words(response)
        assert reverse("wagtailadmin_home") + '">職員の画面へ' not in words(response)


def test_new_account_that_nobody_confirmed_sees_nothing_and_is_told_so(client, user, partner):
    Member.objects.update(confirmed_at=None)
    mine, _made = submit_need(partner, actor=user, trouble="まだ見せない困りごと")
    client.force_login(user)
    for url in ("/portal/", NEW, f"/portal/needs/{mine.pk}/", f"/portal/needs/{mine.pk}/received/"):
        response = client.get(url)
        assert response.status_code == 403
        assert "確かめています" in words(response)
        assert "まだ見せない" not in words(response)
        assert "みほん網店" not in words(response)


def test_staff_who_come_to_the_portal_find_the_way_to_their_desk(client):
    staff = User.objects.create_user("staff")
    staff.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(staff)
    assert f'href="{reverse("wagtailadmin_home")}">職員の画面へ' in words(client.get("/portal/"))


def test_no_answer_of_the_portal_is_kept(client, member, partner, user, other, clerk):
    mine, _made = submit_need(partner, actor=user, trouble="荷づくり")
    theirs, _made = submit_need(other, actor=clerk, trouble="よその困りごと")
    answers = [
        member.get("/portal/"),
        member.get(NEW, follow=True),
        member.post(NEW, {}),
        member.get(f"/portal/needs/{mine.pk}/"),
        member.get(f"/portal/needs/{theirs.pk}/"),
        member.post("/portal/logout/"),
        client.get("/portal/"),
        client.get("/portal/login/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 422, 200, 404, 302, 302, 302]
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)


# Telling of a trouble.


def test_one_page_of_eight_questions_makes_a_need(member, partner, user):
    token = str(uuid.uuid4())
    monday = slot(Weekday.MONDAY, DayPart.MORNING)
    answers = {
        "token": token,
        "trouble": "網の修理が追いつかない",
        "when_needed": "来年の春から",
        "slots": [str(monday), str(slot(Weekday.FRIDAY, DayPart.EVENING))],
        "people_needed": "２人",
        "could_split": "糸の準備",
        "can_try_first": "yes",
        "can_pay": "maybe",
        "reach_me": "夕方に電話で ０１５４－００－１２３４",
    }
    form = member.get(NEW, follow=True).context["form"]
    assert len(form.visible_fields()) == 8
    response = member.post(NEW, answers, follow=True)
    need = Need.objects.get()
    assert response.redirect_chain == [(f"/portal/needs/{need.pk}/received/", 302)]
    assert "ありがとうございます" in words(response)
    assert (need.partner, need.submitted_by, need.state) == (partner, user, "submitted")
    assert (need.trouble, need.people_needed, need.can_try_first) == ("網の修理が追いつかない", 2, "yes")
    assert need.slots == monday | slot(Weekday.FRIDAY, DayPart.EVENING)
    assert need.reach_me == "夕方に電話で ０１５４－００－１２３４"
    assert [news.kind for news in need.news.all()] == ["received"]


def test_only_the_first_question_needs_an_answer(member):
    assert member.post(NEW, {"trouble": "人が足りない"}).status_code == 302
    need = Need.objects.get()
    assert (need.can_try_first, need.can_pay, need.slots, need.people_needed) == (
        "maybe",
        "maybe",
        None,
        None,
    )


def test_sent_twice_it_is_one_need(member):
    page = words(member.get(NEW, follow=True))
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    answers = {"token": token, "trouble": "人が足りない"}
    first, second = (member.post(NEW, answers) for _ in range(2))
    assert Need.objects.count() == 1
    assert NeedNews.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]
    assert "一件のままに" in words(member.get(second.headers["Location"]))


def test_going_back_to_the_questions_finds_the_same_token(member):
    sheet = member.get(NEW)
    assert sheet.status_code == 302
    tokens = {str(member.get(sheet["Location"]).context["form"].initial["token"]) for _ in range(2)}
    assert len(tokens) == 1
    assert sheet["Location"] == f"{NEW}?sheet={tokens.pop()}"


def test_every_page_of_questions_has_its_own_token(member):
    tokens = {member.get(NEW, follow=True).context["form"].initial["token"] for _ in range(3)}
    assert len(tokens) == 3


def test_token_of_somebody_elses_need_opens_nothing(member, other, clerk):
    token = uuid.uuid4()
    submit_need(other, actor=clerk, token=token, trouble="よその困りごと")
    response = member.post(NEW, {"token": str(token), "trouble": "人が足りない"}, follow=True)
    assert "よその困りごと" not in words(response)
    assert response.context["need"].trouble == "人が足りない"


def test_form_kept_and_sent_for_another_trouble_is_another_need(member):
    token = str(uuid.uuid4())
    for trouble in ("人が足りない", "車が足りない"):
        assert (
            member.post(NEW, {"token": token, "trouble": trouble}, follow=True).context["need"].trouble
            == trouble
        )
    assert Need.objects.count() == 2


def test_spoilt_token_does_not_lose_the_words(member):
    assert member.post(NEW, {"token": "x\0", "trouble": "人が足りない"}).status_code == 302
    assert Need.objects.get().trouble == "人が足りない"


@pytest.mark.parametrize("trouble", ["", "   ", "　　\n", "\u200b\u200b"])
def test_need_without_words_comes_back_filled_with_the_reason(member, trouble):
    typed = {"trouble": trouble, "when_needed": "春から", "people_needed": "２", "can_pay": "no"}
    response = member.post(NEW, typed)
    page = words(response)
    assert response.status_code == 422
    assert not Need.objects.exists()
    assert page.count("ひとことで大丈夫ですので書いてください。") == 2  # above and beside
    assert 'value="春から"' in page
    assert 'value="２"' in page
    assert re.search(r'name="can_pay" value="no"[^>]* checked', page)


@pytest.mark.parametrize("people", ["0", "201", "-1", "２０１", "たくさん", "1.5", "9" * 400])
def test_number_that_cannot_be_is_said_beside_its_field(member, people):
    response = member.post(NEW, {"trouble": "人が足りない", "people_needed": people})
    page = words(response)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["people_needed"]
    assert f'value="{people}"' in page
    assert 'id="id_people_needed_error"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slots", "x"),
        ("slots", str(1 << 21)),
        ("can_pay", "perhaps"),
        ("trouble", "長" * 2001),
        ("reach_me", "長" * 201),
        ("when_needed", "\0"),
    ],
)
def test_any_other_nonsense_is_refused_without_breaking(member, field, value):
    response = member.post(NEW, {"trouble": "人が足りない", field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


# What became of it.


def test_members_see_the_needs_of_their_own_partner_only(member, partner, user, other, clerk):
    mine, _made = submit_need(partner, actor=user, trouble="網の修理が追いつかない")
    theirs, _made = submit_need(other, actor=clerk, trouble="よその困りごと")
    page = words(member.get("/portal/"))
    assert "網の修理が追いつかない" in page
    assert "よその困りごと" not in page
    assert member.get(f"/portal/needs/{mine.pk}/").status_code == 200
    for url in (f"/portal/needs/{theirs.pk}/", f"/portal/needs/{theirs.pk}/received/"):
        response = member.get(url)
        assert response.status_code == 404
        assert "よその困りごと" not in words(response)


def test_every_step_is_told(member, partner, user, clerk):
    need, _made = submit_need(partner, actor=user, trouble="荷づくり")
    url = f"/portal/needs/{need.pk}/"
    seen = [current(member.get(url))]
    for step in (
        lambda: hear(need, actor=clerk),
        lambda: start_carving(need, actor=clerk),
        lambda: mark_openings_made(need, actor=clerk, opening_title="箱に詰める"),
        lambda: tell_partner(need, NeedNews.Kind.PROPOSED),
        lambda: tell_partner(need, NeedNews.Kind.NOT_THIS_TIME),
        lambda: tell_partner(need, NeedNews.Kind.TRIAL),
        lambda: tell_partner(need, NeedNews.Kind.BEGUN),
    ):
        step()
        seen.append(current(member.get(url)))
    assert seen == [
        "受け取りました",
        "お話をうかがいます",
        "任せられる仕事をさがします",
        "募集をつくります",
        "顔合わせ・体験",
        "募集をつくります",
        "顔合わせ・体験",
        "仕事がはじまります",
    ]
    assert "箱に詰める" in words(member.get(url))


def test_declined_need_ends_with_its_ground(member, partner, user, clerk):
    need, _made = submit_need(partner, actor=user, trouble="荷づくり")
    decline(need, actor=clerk, decline_reason="not_disclosed", reason="内部のメモ")
    response = member.get(f"/portal/needs/{need.pk}/")
    assert steps(response) == [("受け取りました", "done"), (str(NeedState.DECLINED.label), "current")]
    assert str(DeclineReason.NOT_DISCLOSED.label) in words(response)
    assert "内部のメモ" not in words(response)


def test_what_the_coordinator_noted_stays_inside(member, partner, user, clerk):
    need, _made = submit_need(partner, actor=user, trouble="荷づくり")
    hear(need, actor=clerk)
    start_carving(need, actor=clerk, heard_note="内部のメモ")
    assert "内部のメモ" not in words(member.get(f"/portal/needs/{need.pk}/"))


def test_outline_of_somebody_is_told_in_words_and_only_what_we_know_by_name(member, partner, user):
    need, _made = submit_need(partner, actor=user, trouble="荷づくり")
    sketch = {
        "max_hours_now": 6,
        "slots": slot(Weekday.MONDAY, DayPart.MORNING),
        "max_minutes_continuous": 45,
        "lift_kg": 5,
        "needs_accompaniment": 1,
        "name": "秘密の名前",
        "benefit_status": 3,
    }
    tell_partner(need, NeedNews.Kind.PROPOSED, sketch=sketch)
    page = words(member.get(f"/portal/needs/{need.pk}/"))
    for said in ("6時間まで", "月　午前", "45分くらい", "5kgまで", "はじめの日だけ"):
        assert said in page
    assert "秘密の名前" not in page
    assert "benefit" not in page


def test_long_history_is_folded_but_whole(member, partner, user):
    need, _made = submit_need(partner, actor=user, trouble="荷づくり")
    for number in range(12):
        tell_partner(need, NeedNews.Kind.OPENING_MADE, opening_title=f"仕事その{number}。")
    response = member.get(f"/portal/needs/{need.pk}/")
    page = words(response)
    assert [page.count(f"仕事その{number}。") for number in range(12)] == [1] * 12
    assert page.index("<details") < page.index("仕事その0。")
    assert page.index("仕事その11。") < page.index("<details")


@pytest.mark.parametrize("number", [1, 3, 60])
def test_list_asks_the_database_as_often_for_many(member, partner, user, django_assert_num_queries, number):
    for index in range(number):
        submit_need(partner, actor=user, trouble=f"困りごと{index}")
    member.get("/portal/")
    with django_assert_num_queries(11):
        assert words(member.get("/portal/")).count('class="card card--link"') == min(number, 20)
