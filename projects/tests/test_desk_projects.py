"""Community projects and their orders at the coordinator's desk."""

from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.models import User
from partners.models import Partner
from projects.actions import make_opening, start_project, take_order
from projects.models import CommunityProject, Stakeholder, WorkOrder
from projects.models.projects import OrderState, ProjectState
from projects.tests.desk import coordinator, hidden, rows, says, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sano() -> User:
    return coordinator("佐野")


@pytest.fixture
def desk(sano: User) -> Client:
    return signed_in(sano)


@pytest.fixture
def farm() -> Partner:
    return Partner.objects.create(legal_name="見本牧場")


@pytest.fixture
def fuki(sano: User) -> CommunityProject:
    return start_project(actor=sano, title="ふき畑")


def edit_url(project: CommunityProject) -> str:
    return reverse("desk_project_edit", args=[project.pk])


def step(project: CommunityProject, name: str) -> str:
    return reverse("desk_project_step", args=[project.pk, name])


def corner(role: str, **values: Any) -> dict[str, Any]:
    return {"role": role, "partner": "", "public": "on", "sort_order": "0", **values}


def save_corners(desk: Client, project: CommunityProject, *corners: dict[str, Any], **words: Any) -> Any:
    seen = hidden(desk.get(edit_url(project)), "seen")
    return desk.post(
        edit_url(project), rows("corners", *corners) | {"title": project.title, "seen": seen} | words
    )


def test_an_idea_needs_only_a_name(desk: Client, sano: User) -> None:
    response = desk.post(reverse("desk_project_new"), {"title": "木の椅子"})

    project = CommunityProject.objects.get()
    assert response.url == edit_url(project)
    assert (project.state, project.moves().get().actor) == (ProjectState.IDEA, sano)


def test_an_idea_posted_twice_is_one_project(desk: Client) -> None:
    first = desk.post(reverse("desk_project_new"), {"title": "木の椅子"})
    second = desk.post(reverse("desk_project_new"), {"title": "木の椅子"})

    assert second.status_code == first.status_code == 302
    assert CommunityProject.objects.count() == 1


def test_the_name_of_a_colleagues_project_is_refused_beside_it(desk: Client) -> None:
    start_project(actor=coordinator("三浦"), title="木の椅子")

    response = desk.post(reverse("desk_project_new"), {"title": "木の椅子", "vision": "わたしの夢"})

    assert list(response.context["form"].errors) == ["title"]
    assert "わたしの夢" in says(response)


def test_corners_are_held_by_partners_or_still_empty(
    desk: Client, fuki: CommunityProject, farm: Partner
) -> None:
    save_corners(
        desk,
        fuki,
        corner("lead", partner=farm.pk, contributes="畑", gains="収穫"),
        corner("promotion", contributes="記事を書く"),
        months=["1", "2"],
        started_on="R8.4.1",
    )

    lead, promotion = fuki.stakeholders.all()
    assert (lead.partner, lead.contributes, lead.gains) == (farm, "畑", "収穫")
    assert promotion.is_empty
    fuki.refresh_from_db()
    assert (fuki.months, str(fuki.started_on)) == (3, "2026-04-01")


def test_a_partner_holds_a_role_only_once(desk: Client, fuki: CommunityProject, farm: Partner) -> None:
    twice = corner("lead", partner=farm.pk)

    response = save_corners(desk, fuki, twice, twice, background="長い背景")

    assert response.status_code == 200
    assert "長い背景" in says(response)
    assert response.context["rows"].non_form_errors()
    assert not fuki.stakeholders.exists()


def test_corners_posted_twice_are_saved_once(desk: Client, fuki: CommunityProject) -> None:
    seen = hidden(desk.get(edit_url(fuki)), "seen")
    posted = rows("corners", corner("promotion")) | {"title": "ふき畑", "seen": seen}

    desk.post(edit_url(fuki), posted)
    again = desk.post(edit_url(fuki), posted)

    assert again.status_code == 302
    assert fuki.stakeholders.count() == 1


def test_a_project_that_a_colleague_changed_is_not_overwritten(desk: Client, fuki: CommunityProject) -> None:
    seen = hidden(desk.get(edit_url(fuki)), "seen")
    CommunityProject.objects.filter(pk=fuki.pk).update(vision="同僚の夢")

    response = desk.post(
        edit_url(fuki), rows("corners") | {"title": "ふき畑", "vision": "わたしの夢", "seen": seen}
    )

    assert response.status_code == 409
    assert "わたしの夢" in says(response)
    fuki.refresh_from_db()
    assert fuki.vision == "同僚の夢"


def test_a_project_gets_under_way_with_a_lead_and_a_secretariat(
    desk: Client, fuki: CommunityProject, farm: Partner
) -> None:
    desk.post(step(fuki, "forming"), {"seen": "idea"})
    save_corners(desk, fuki, corner("lead", partner=farm.pk), corner("secretariat"))

    refused = desk.post(step(fuki, "active"), {"seen": "forming"})
    assert refused.context["said"]
    fuki.refresh_from_db()
    assert fuki.state == ProjectState.FORMING

    Stakeholder.objects.filter(role="secretariat").update(partner=farm)
    desk.post(step(fuki, "active"), {"seen": "forming"})
    fuki.refresh_from_db()
    assert fuki.state == ProjectState.ACTIVE


def test_the_state_is_no_field_of_the_form(desk: Client, fuki: CommunityProject) -> None:
    save_corners(desk, fuki, state="completed")

    fuki.refresh_from_db()
    assert fuki.state == ProjectState.IDEA


def test_the_slower_of_two_coordinators_is_told(desk: Client, fuki: CommunityProject) -> None:
    signed_in(coordinator("三浦")).post(step(fuki, "forming"), {"seen": "idea"})

    response = desk.post(step(fuki, "ended"), {"seen": "idea"})

    assert response.status_code == 409
    assert "三浦" in response.context["said"][0]
    fuki.refresh_from_db()
    assert fuki.state == ProjectState.FORMING


def ordered(desk: Client, project: CommunityProject, client: Partner, **values: Any) -> dict[str, Any]:
    page = desk.get(reverse("desk_order_new", args=[project.pk]))
    return {
        "client": client.pk,
        "item": "体育館のネット",
        "category": "non_net",
        "quantity": "２",
        "unit_price": "１２，０００円",
        "seen": hidden(page, "seen"),
        **values,
    }


def test_an_order_is_taken_once(desk: Client, fuki: CommunityProject, farm: Partner) -> None:
    posted = ordered(desk, fuki, farm, ordered_on="R8.11.1", due_on="2026-12-20")

    for _again in range(2):
        desk.post(reverse("desk_order_new", args=[fuki.pk]), posted)

    order = fuki.work_orders.get()
    assert (order.quantity, order.unit_price, order.state) == (2, 12000, OrderState.ENQUIRY)


def test_a_second_order_of_the_same_thing_can_be_taken(
    desk: Client, fuki: CommunityProject, farm: Partner
) -> None:
    for _again in range(2):
        desk.post(reverse("desk_order_new", args=[fuki.pk]), ordered(desk, fuki, farm))

    assert fuki.work_orders.count() == 2


def test_an_order_due_before_it_came_is_told_beside_the_date(
    desk: Client, fuki: CommunityProject, farm: Partner
) -> None:
    posted = ordered(desk, fuki, farm, ordered_on="R8.11.1", due_on="R8.10.1")

    response = desk.post(reverse("desk_order_new", args=[fuki.pk]), posted)

    assert list(response.context["form"].errors) == ["due_on"]
    assert "体育館のネット" in says(response)
    assert not WorkOrder.objects.exists()


def test_an_order_goes_its_way_step_by_step(
    desk: Client, fuki: CommunityProject, farm: Partner, sano: User
) -> None:
    order = take_order(fuki, actor=sano, client=farm, item="ネット")
    way = ["enquiry", "quoted", "ordered", "in_work", "delivered", "paid", "distributed"]

    for here, to in pairwise(way):
        desk.post(reverse("desk_order_step", args=[order.pk, to]), {"seen": here})

    order.refresh_from_db()
    assert order.state == OrderState.DISTRIBUTED
    page = desk.get(reverse("desk_order", args=[order.pk]))
    assert (page.context["steps"], len(page.context["history"])) == ([], len(way))


def test_an_order_is_corrected(desk: Client, fuki: CommunityProject, farm: Partner, sano: User) -> None:
    order = take_order(fuki, actor=sano, client=farm, item="ネット")
    address = reverse("desk_order", args=[order.pk])
    posted = ordered(desk, fuki, farm) | {"state": "paid", "seen": hidden(desk.get(address), "seen")}

    for _again in range(2):
        assert desk.post(address, posted).status_code == 302

    order.refresh_from_db()
    assert (order.item, order.state) == ("体育館のネット", OrderState.ENQUIRY)


def test_of_two_who_correct_an_order_the_second_is_told(
    desk: Client, fuki: CommunityProject, farm: Partner, sano: User
) -> None:
    order = take_order(fuki, actor=sano, client=farm, item="ネット")
    address = reverse("desk_order", args=[order.pk])
    mine = ordered(desk, fuki, farm) | {"seen": hidden(desk.get(address), "seen")}
    desk.post(address, mine | {"item": "同僚の言葉"})

    refused = desk.post(address, mine)

    order.refresh_from_db()
    assert (refused.status_code, order.item) == (409, "同僚の言葉")
    assert "体育館のネット" in says(refused)
    desk.post(address, mine | {"seen": hidden(refused, "seen")})
    order.refresh_from_db()
    assert order.item == "体育館のネット"


@pytest.mark.parametrize("unseen", ["\u200b", "\u200b\u3000\u2060", "\u3164", "\ufe0f\u00ad"])
def test_a_title_in_which_nothing_can_be_read_is_refused(
    desk: Client, fuki: CommunityProject, unseen: str
) -> None:
    response = desk.post(edit_url(fuki), {"title": unseen, "seen": "x"})
    assert list(response.context["form"].errors) == ["title"]
    fuki.refresh_from_db()
    assert fuki.title != unseen


def test_queries_do_not_grow_with_projects_corners_orders_and_openings(
    desk: Client, fuki: CommunityProject, farm: Partner, sano: User
) -> None:
    addresses = [reverse("desk_projects"), reverse("desk_project", args=[fuki.pk]), edit_url(fuki)]

    def grow(number: int) -> None:
        other = Partner.objects.create(legal_name=f"見本{number}")
        Stakeholder.objects.create(project=fuki, role="hands", partner=other)
        take_order(fuki, actor=sano, client=other, item="ネット")
        make_opening(None, actor=sano, partner=other, project=fuki, title="草取り", work_form=0, pay_kind=0)
        start_project(actor=sano, title=f"もう一つ{number}")

    def queries() -> list[int]:
        counts = []
        for address in addresses:
            desk.get(address)
            with CaptureQueriesContext(connection) as made:
                desk.get(address)
            counts.append(len(made))
        return counts

    grow(1)
    one = queries()
    grow(2)
    grow(3)

    assert queries() == one
