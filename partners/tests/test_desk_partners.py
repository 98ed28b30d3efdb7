"""Partners, workplaces, accreditations and accounts in the admin."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.models import Area, User
from partners.models import Accreditation, Member, Partner, Workplace

pytestmark = pytest.mark.django_db
MODELS = ("partner", "workplace", "accreditation", "member")


def account(name: str, *codenames: str, **values: Any) -> User:
    user = User.objects.create(username=name, **values)
    user.user_permissions.set(Permission.objects.filter(codename__in=("access_admin", *codenames)))
    return user


@pytest.fixture
def desk() -> Client:
    verbs = [f"{verb}_{model}" for verb in ("add", "change", "view") for model in MODELS]
    client = Client()
    client.force_login(account("coordinator", *verbs))
    return client


PARTNER = {"legal_name": "見本牧場", "kind": "company", "status": "active"}


def test_a_partner_is_written_as_people_here_write(desk: Client) -> None:
    area = Area.objects.first()
    posted = PARTNER | {
        "area": area.pk,
        "phone": "０１５４－００－１２３４",
        "postal_code": "〒０８５－００００",
        "employees_total": "１２",
        "published_consent_on": "令和八年五月一日",
        "corporate_number": "Ｔ８０００００００００００１",
    }

    response = desk.post(reverse("partner:add"), posted)

    assert response.status_code == 302
    partner = Partner.objects.get()
    assert (partner.phone, partner.postal_code, partner.employees_total) == ("0154001234", "0850000", 12)
    assert partner.published_consent_on == dt.date(2026, 5, 1)
    assert partner.corporate_number == "8000000000001"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "うちの電話"}, "phone"),
        ({"corporate_number": "123"}, "corporate_number"),
        ({"published_consent_on": "平成32年1月1日"}, "published_consent_on"),
        ({"legal_name": ""}, "legal_name"),
        ({"url": "ホームページ"}, "url"),
    ],
)
def test_what_cannot_be_read_comes_back_filled(desk: Client, wrong: dict[str, str], field: str) -> None:
    response = desk.post(reverse("partner:add"), PARTNER | {"sector": "酪農と観光"} | wrong)

    assert list(response.context["form"].errors) == [field]
    page = response.content.decode()
    assert "酪農と観光" in page
    assert all(value in page for value in wrong.values())
    assert not Partner.objects.exists()


def test_the_same_form_posted_twice_makes_one_partner(desk: Client) -> None:
    for _again in range(2):
        desk.post(reverse("partner:add"), PARTNER | {"address": "見本町1"})

    assert Partner.objects.count() == 1


def test_a_corporate_number_belongs_to_one_partner(desk: Client) -> None:
    Partner.objects.create(legal_name="先の会社", corporate_number="8000000000001")

    response = desk.post(reverse("partner:add"), PARTNER | {"corporate_number": "8000000000001"})

    assert list(response.context["form"].errors) == ["corporate_number"]


def test_partners_are_found_by_any_of_their_names(desk: Client) -> None:
    Partner.objects.create(legal_name="はまなす水産加工株式会社", trade_name="はまなす", status="active")
    Partner.objects.create(legal_name="見本牧場", legal_name_kana="みほんぼくじょう", kind="npo")

    def found(**query: str) -> list[str]:
        return [
            partner.legal_name for partner in desk.get(reverse("partner:index"), query).context["object_list"]
        ]

    assert found(q="水産") == ["はまなす水産加工株式会社"]
    assert found(q="ぼくじょう") == ["見本牧場"]
    assert found(kind="npo") == ["見本牧場"]
    assert found(status="active") == ["はまなす水産加工株式会社"]


def test_an_accreditation_is_not_revoked_before_it_was_given(desk: Client) -> None:
    place = Workplace.objects.create(partner=Partner.objects.create(**PARTNER), name="牛舎")
    posted = {"workplace": place.pk, "accredited_on": "H28.4.1", "revoked_on": "H27.4.1", "number": "北認1"}

    response = desk.post(reverse("accreditation:add"), posted)

    assert list(response.context["form"].errors) == ["revoked_on"]

    desk.post(reverse("accreditation:add"), posted | {"revoked_on": ""})
    assert Accreditation.objects.get().accredited_on == dt.date(2016, 4, 1)


def test_a_workplace_is_kept_once_at_one_address(desk: Client) -> None:
    posted = {"partner": Partner.objects.create(**PARTNER).pk, "name": "牛舎", "address": "見本町1"}

    desk.post(reverse("workplace:add"), posted)
    again = desk.post(reverse("workplace:add"), posted)

    assert "name" in again.context["form"].errors
    assert Workplace.objects.count() == 1


def test_accounts_of_the_staff_do_not_become_a_partners(desk: Client) -> None:
    partner = Partner.objects.create(**PARTNER)
    outside, chief = (
        User.objects.create(username="outside"),
        User.objects.create(username="chief", is_staff=True),
    )

    desk.post(reverse("member:add"), {"user": chief.pk, "partner": partner.pk})
    assert not Member.objects.exists()

    desk.post(reverse("member:add"), {"user": outside.pk, "partner": partner.pk})
    assert Member.objects.get().user == outside


@pytest.mark.parametrize("model", MODELS)
def test_nobody_deletes_not_even_an_administrator(model: str) -> None:
    partner = Partner.objects.create(**PARTNER)
    place = Workplace.objects.create(partner=partner, name="牛舎")
    made = {
        "partner": partner,
        "workplace": place,
        "accreditation": Accreditation.objects.create(workplace=place),
        "member": Member.objects.create(partner=partner, user=User.objects.create(username="outside")),
    }[model]
    client = Client()
    client.force_login(User.objects.create(username="admin", is_superuser=True))

    client.post(reverse(f"{model}:delete", args=[made.pk]))

    made.refresh_from_db()  # raises when it has gone
    assert (
        reverse(f"{model}:delete", args=[made.pk])
        not in client.get(reverse(f"{model}:index")).content.decode()
    )


@pytest.mark.parametrize("model", MODELS)
def test_without_permission_no_list_and_no_form(model: str) -> None:
    partner = Partner.objects.create(legal_name="見せない名前")
    place = Workplace.objects.create(partner=partner, name="見せない名前")
    made = {
        "partner": partner,
        "workplace": place,
        "accreditation": Accreditation.objects.create(workplace=place, number="見せない名前"),
        "member": Member.objects.create(partner=partner, user=User.objects.create(username="outside")),
    }[model]
    client = Client()
    client.force_login(account("editor"))

    for address in (
        reverse(f"{model}:index"),
        reverse(f"{model}:index_results"),
        reverse(f"{model}:add"),
        reverse(f"{model}:edit", args=[made.pk]),
        reverse(f"{model}:history", args=[made.pk]),
        reverse(f"{model}:usage", args=[made.pk]),
    ):
        assert client.get(address).status_code == 302, address
        assert "見せない名前" not in client.get(address, follow=True).content.decode(), address


@pytest.mark.parametrize("model", MODELS)
def test_queries_of_a_list_do_not_grow_with_its_rows(desk: Client, model: str) -> None:
    area = Area.objects.first()

    def grow(number: int) -> None:
        partner = Partner.objects.create(legal_name=f"見本{number}", area=area)
        place = Workplace.objects.create(partner=partner, name="牛舎", area=area)
        Accreditation.objects.create(workplace=place)
        Member.objects.create(partner=partner, user=User.objects.create(username=f"outside{number}"))

    def queries() -> int:
        desk.get(reverse(f"{model}:index"))
        with CaptureQueriesContext(connection) as made:
            desk.get(reverse(f"{model}:index"))
        return len(made)

    grow(1)
    one = queries()
    grow(2)
    grow(3)

    assert queries() == one
