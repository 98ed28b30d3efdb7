"""Community projects and partners as the public sees them: roles, orders, openings, and who is not named."""

import datetime as dt

import pytest

from base.vocabulary import Month
from partners.models import PartnerIndexPage, PartnerPage
from projects.actions import move_order, pause, take_order
from projects.models import CommunityProjectPage, ProjectIndexPage, Stakeholder
from projects.models.projects import OrderState, Role
from projects.tests import public

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    return public.public_site()


def words(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def address(record):
    """Of a project or a partner."""
    return record.page.url


def order(project, *, item, state):
    """An order that went its way as far as `state`."""
    made = take_order(
        project,
        actor=public.coordinator(),
        client=public.partner(trade_name=f"{item}の注文主"),
        item=item,
        quantity=3,
        unit_price=43_210,
        ordered_on=dt.date(2026, 10, 1),
    )
    way = [OrderState.QUOTED, OrderState.ORDERED, OrderState.IN_WORK, OrderState.DELIVERED, OrderState.PAID]
    if state == OrderState.CALLED_OFF:
        way = [OrderState.CALLED_OFF]
    elif state != OrderState.ENQUIRY:
        way = way[: way.index(state) + 1]
    else:
        way = []
    for step in way:
        move_order(made, step, actor=public.coordinator())


# Projects.


def test_project_says_who_gives_and_wants_what_and_who_is_missing(client):
    project = public.project(months=int(Month.APRIL | Month.MAY | Month.JUNE), area=public.area())
    Stakeholder.objects.create(
        project=project,
        role=Role.LEAD,
        partner=public.partner(trade_name="みほん網店"),
        contributes="場所と技術",
        gains="次の担い手",
    )
    Stakeholder.objects.create(project=project, role=Role.PROMOTION, contributes="写真と文章", gains="見学")
    page = words(client, address(project))
    for said in ("代表", "みほん網店", "場所と技術", "次の担い手", "4月〜6月"):
        assert said in page
    assert page.count("この役割をさがしています") == 1
    assert "写真と文章" in page
    assert page.count('href="tel:0154001234"') == 4  # header, empty role, box, footer


def test_project_keeps_back_who_did_not_agree_and_roles_that_are_not_public(client):
    project = public.project()
    shy = public.partner(trade_name="秘密の会社", shown=False)
    Stakeholder.objects.create(project=project, role=Role.FINANCE, partner=shy, contributes="お金の相談")
    Stakeholder.objects.create(
        project=project, role=Role.LABOUR, partner=public.partner(trade_name="内輪の会社"), public=False
    )
    page = words(client, address(project))
    assert "秘密の会社" not in page
    assert "内輪の会社" not in page
    assert "お名前を出していない仲間" in page
    assert "お金の相談" in page
    assert "この役割をさがしています" not in page


def test_orders_are_told_without_price_client_or_talks(client):
    project = public.project()
    for item, state in [
        ("相談中の網", OrderState.ENQUIRY),
        ("見積もりの網", OrderState.QUOTED),
        ("取りやめの網", OrderState.CALLED_OFF),
        ("作業中の網", OrderState.IN_WORK),
        ("入金済みの網", OrderState.PAID),
    ]:
        order(project, item=item, state=state)
    page = words(client, address(project))
    assert "作業中の網" in page
    assert "入金済みの網" in page
    for hidden in ("相談中の網", "見積もりの網", "取りやめの網", "注文主", "43,210", "43210", "入金済み<"):
        assert hidden not in page
    assert "納品済み" in page


def test_project_shows_its_open_places_only(client):
    project = public.project()
    public.published(title="網を結ぶ", project=project)
    pause(public.published(title="休みの仕事", project=project), actor=public.coordinator())
    public.published(title="よその仕事")
    page = words(client, address(project))
    assert "網を結ぶ" in page
    assert "休みの仕事" not in page
    assert "よその仕事" not in page


def test_projects_that_are_over_come_last_and_tags_narrow(client):
    over = public.project(title="あ 終わった取り組み")
    type(over).objects.filter(pk=over.pk).update(state="ended")
    running = public.project(title="ん 続く取り組み")
    page_of = CommunityProjectPage.objects.get(project=running)
    page_of.tags.add("漁網")
    page_of.save()
    page = words(client, "/projects/")
    assert page.index("ん 続く取り組み") < page.index("あ 終わった取り組み")
    assert "終わった取り組み" not in words(client, "/projects/?tag=漁網")
    assert "終わった取り組み" in words(client, "/projects/?tag=なし&page=99")


def test_card_counts_the_public_roles_that_look_for_someone(client):
    project = public.project()
    Stakeholder.objects.create(project=project, role=Role.PROMOTION)
    Stakeholder.objects.create(project=project, role=Role.RESEARCH)
    Stakeholder.objects.create(project=project, role=Role.FINANCE, public=False)
    Stakeholder.objects.create(project=project, role=Role.LEAD, partner=public.partner())
    assert "あと2つの役割をさがしています" in words(client, "/projects/")


# Partners.


def test_partner_shows_its_open_places_and_its_projects(client):
    host = public.partner(trade_name="みほん網店", sector="漁網の仕立て", phone="0154-00-9999")
    project = public.project(title="体育館の網")
    Stakeholder.objects.create(project=project, role=Role.LEAD, partner=host)
    public.project(title="よその取り組み")
    public.published(title="網を結ぶ", of=host)
    pause(public.published(title="休みの仕事", of=host), actor=public.coordinator())
    page = words(client, address(host))
    for said in ("みほん網店", "漁網の仕立て", "網を結ぶ", "体育館の網"):
        assert said in page
    for hidden in ("休みの仕事", "よその取り組み", "0154-00-9999"):
        assert hidden not in page
    assert "いま募集中 1件" in words(client, "/partners/")


def test_hidden_part_in_a_project_does_not_show_on_the_partners_page(client):
    host = public.partner()
    Stakeholder.objects.create(
        project=public.project(title="内輪の取り組み"), role=Role.FINANCE, partner=host, public=False
    )
    assert "内輪の取り組み" not in words(client, address(host))


def test_partner_without_consent_is_nowhere(client):
    shy = public.partner(trade_name="秘密の会社", shown=False)
    assert client.get(address(shy)).status_code == 404
    assert "秘密の会社" not in words(client, "/partners/")


def test_consent_taken_back_closes_the_profile_at_once(client):
    host = public.partner(trade_name="みほん網店")
    assert client.get(address(host)).status_code == 200
    host.published_consent_on = None
    host.save()
    assert client.get(address(host)).status_code == 404


def test_partner_page_that_was_taken_down_is_named_but_not_linked(client):
    host = public.partner(trade_name="みほん網店")
    opening = public.published(of=host)
    gone = address(host)
    PartnerPage.objects.get(partner=host).unpublish()
    page = words(client, f"/openings/opening-{opening.pk}/")
    assert "みほん網店" in page
    assert f'href="{gone}"' not in page


# How often the database is asked, and previews.


@pytest.mark.parametrize("number", [1, 3, 60])
def test_pages_ask_the_database_as_often_for_many(client, django_assert_num_queries, number):
    host = public.partner()
    project = public.project()
    for index in range(number):
        partner = public.partner()
        Stakeholder.objects.create(project=project, role=Role.LABOUR, partner=partner)
        Stakeholder.objects.create(
            project=public.project(area=public.area()), role=Role.LABOUR, partner=host, sort_order=index
        )
    for _ in range(min(number, 3)):
        order(project, item="網", state=OrderState.ORDERED)
        public.published(of=host, project=project)
    for url, queries in [("/projects/", 5), ("/partners/", 6), (address(project), 7), (address(host), 6)]:
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_previews_work_before_there_is_a_record():
    for page, index in [
        (CommunityProjectPage(title="まだ記録のないページ", slug="new"), ProjectIndexPage.objects.get()),
        (PartnerPage(title="まだ記録のないページ", slug="new"), PartnerIndexPage.objects.get()),
    ]:
        page.set_url_path(index)
        response = page.make_preview_request()
        assert response.status_code == 200
        assert "まだ記録のないページ" in response.content.decode()
