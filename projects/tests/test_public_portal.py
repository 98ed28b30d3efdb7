"""What the portal shows of the openings that came out of a need: their state, and a link while they are public."""

import pytest
from django.test import Client

from base import clock
from base.models import User
from partners.actions import hear, start_carving, submit_need
from partners.models import Member
from projects.actions import make_opening, pause
from projects.tests import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    public.public_site()
    return public.partner()


@pytest.fixture
def need(host):
    need, _made = submit_need(host, actor=public.coordinator(), trouble="網の修理が追いつかない")
    hear(need, actor=public.coordinator())
    start_carving(need, actor=public.coordinator())
    return need


@pytest.fixture
def page(client: Client, host, need):
    """The need's page as the partner's member reads it now."""
    user = User.objects.create_user("employer")
    Member.objects.create(user=user, partner=host, confirmed_at=clock.now())
    client.force_login(user)
    return lambda: client.get(f"/portal/needs/{need.pk}/").content.decode()


def test_need_shows_its_openings_with_places_and_links_while_public(need, page):
    shown = public.published(title="網を結ぶ", need=need, of=need.partner, places=3)
    resting = public.published(title="糸を切る", need=need, of=need.partner)
    pause(resting, actor=public.coordinator())
    public.opening(title="箱を折る", need=need, of=need.partner)
    public.published(title="よその仕事", of=need.partner)
    words = page()
    assert f'href="/openings/opening-{shown.pk}/"' in words
    assert "定員3人、あと3人" in words
    assert f"opening-{resting.pk}" not in words
    assert "いまはお休みしています" in words
    assert "箱を折る" in words
    assert "準備しています" in words
    assert "よその仕事" not in words


@pytest.mark.parametrize("number", [1, 3, 20])
def test_need_asks_the_database_as_often_for_many(client, need, page, django_assert_num_queries, number):
    for index in range(number):
        make_opening(
            need,
            actor=public.coordinator(),
            title=f"仕事{index}",
            work_form=0,
            pay_kind=0,
            tasks_text="手伝い",
        )
    page()
    with django_assert_num_queries(12):
        page()
