"""Who comes to the desk, what they see in the menu, and what waits for them on the first page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from base import clock
from base.models import User
from partners.actions import add_task
from partners.models import Need, Partner
from partners.models.needs import NeedState
from projects.actions import make_opening, start_project, take_order
from projects.models import Opening
from projects.tests import public
from projects.tests.desk import (
    SECRET,
    account,
    carved_need,
    coordinator,
    editor,
    employer,
    need_of,
    says,
    signed_in,
)

pytestmark = pytest.mark.django_db
MENU = ("/admin/needs/", "/admin/openings/", "/admin/community/", "/admin/partner/")


@pytest.fixture
def addresses() -> list[str]:
    """Every page of the desk, each holding the secret words somewhere."""
    sano = coordinator("佐野")
    partner = Partner.objects.create(legal_name=SECRET)
    need = carved_need(partner, by=sano, trouble=SECRET)
    task = add_task(need, what=SECRET)
    opening = make_opening(need, actor=sano, tasks=[task], title=SECRET, work_form=0, pay_kind=0)[0]
    project = start_project(actor=sano, title=SECRET)
    order = take_order(project, actor=sano, client=partner, item=SECRET)
    return [
        reverse("desk_needs"),
        reverse("desk_need_new"),
        reverse("desk_need", args=[need.pk]),
        reverse("desk_need_tasks", args=[need.pk]),
        reverse("desk_opening_from_need", args=[need.pk]) + f"?task={task.pk}",
        reverse("desk_openings"),
        reverse("desk_opening", args=[opening.pk]),
        reverse("desk_opening_edit", args=[opening.pk]),
        reverse("desk_projects"),
        reverse("desk_project", args=[project.pk]),
        reverse("desk_project_edit", args=[project.pk]),
        reverse("desk_order_new", args=[project.pk]),
        reverse("desk_order", args=[order.pk]),
        reverse("partner:index"),
        reverse("partner:edit", args=[partner.pk]),
    ]


def test_a_coordinator_reads_every_page(addresses: list[str]) -> None:
    desk = signed_in(User.objects.get(username="佐野"))

    for address in addresses:
        response = desk.get(address, follow=True)
        assert response.status_code == 200, address
        assert SECRET in says(response), address


@pytest.mark.parametrize("who", ["editor", "employer", "nobody", "employer with admin"])
def test_nobody_else_reads_a_page_of_the_desk(addresses: list[str], who: str) -> None:
    partner = Partner.objects.get()
    client = {
        "editor": lambda: signed_in(editor()),
        "employer": lambda: signed_in(employer(partner)),
        "employer with admin": lambda: signed_in(account("both", {"wagtailadmin": ("access_admin",)})),
        "nobody": Client,
    }[who]()

    for address in addresses:
        response = client.get(address)
        assert response.status_code == (403 if who == "employer" else 302), address
        assert SECRET not in says(client.get(address, follow=True)), address


@pytest.mark.parametrize("who", ["editor", "nobody"])
def test_nobody_else_takes_a_step(addresses: list[str], who: str) -> None:
    client = signed_in(editor()) if who == "editor" else Client()
    need, opening = Need.objects.get(), Opening.objects.get()
    Need.objects.filter(pk=need.pk).update(state=NeedState.HEARING)

    client.post(reverse("desk_need_step", args=[need.pk, "carve"]), {"seen": "hearing"})
    client.post(reverse("desk_opening_step", args=[opening.pk, "close"]), {"seen": "draft", "reason": "x"})
    client.post(reverse("desk_opening_edit", args=[opening.pk]), {"title": "x"})
    client.post(reverse("desk_need_new"), {"new_name": "x", "trouble": "x", "source": "phone"})
    client.post(reverse("partner:edit", args=[need.partner_id]), {"legal_name": "x"})

    need.refresh_from_db()
    opening.refresh_from_db()
    assert (need.state, opening.state, opening.title) == (NeedState.HEARING, "draft", SECRET)
    assert list(Partner.objects.values_list("legal_name", flat=True)) == [SECRET]


def test_the_menu_shows_the_desk_to_coordinators_only() -> None:
    coordinators, editors = (
        says(signed_in(coordinator()).get("/admin/")),
        says(signed_in(editor()).get("/admin/")),
    )

    for address in MENU:
        assert f'"{address}"' in coordinators
        assert f'"{address}"' not in editors


def test_the_menu_leaves_out_what_a_coordinator_has_no_use_for() -> None:
    shown = says(signed_in(coordinator()).get("/admin/"))

    assert '"name": "reports"' not in shown
    assert '"name": "help"' not in shown


def test_a_coordinator_sees_on_the_first_page_what_waits() -> None:
    public.public_site()
    sano = coordinator()
    waiting = need_of(public.partner(), by=sano, trouble="待っています")
    soon = public.published(valid_until=clock.today() + dt.timedelta(days=7))
    later = public.published(valid_until=clock.today() + dt.timedelta(days=8))

    page = says(signed_in(sano).get("/admin/"))

    assert reverse("desk_need", args=[waiting.pk]) in page
    assert reverse("desk_opening", args=[soon.pk]) in page
    assert reverse("desk_opening", args=[later.pk]) not in page


def test_an_editor_sees_nothing_of_it_on_the_first_page() -> None:
    need_of(Partner.objects.create(legal_name="見本牧場"), by=coordinator(), trouble=SECRET)

    assert SECRET not in says(signed_in(editor()).get("/admin/"))
