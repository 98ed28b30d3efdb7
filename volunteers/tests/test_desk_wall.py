"""Who gets through the wall, and what leaks around it."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError
from wagtail.models import ReferenceIndex

from base.tests.signing_in import with_password_only
from volunteers.models import Match, Person, Placement, Review, StageChange, WorkConditions

from . import scene

pytestmark = pytest.mark.django_db
NAME = "ないしょのみなと"


@pytest.fixture
def told() -> dict[str, Any]:
    """A person with a placement, and every address of the desk that shows something of it."""
    owner = scene.coordinator("owner")
    opening = scene.opening(owner)
    person = scene.person(owner, NAME, own_words=f"{NAME}のことば")
    placement = scene.working(person, opening, owner)
    number = person.public_id
    return {
        "owner": owner,
        "person": person,
        "placement": placement,
        "addresses": [
            reverse("desk_people"),
            reverse("desk_person_new"),
            reverse("desk_progress"),
            reverse("desk_people_for_opening", args=[opening.pk]),
            *_of_the_person(number, placement),
        ],
        "of_the_person": _of_the_person(number, placement),
    }


def _of_the_person(number: str, placement: Placement) -> list[str]:
    return [
        reverse("desk_person", args=[number]),
        reverse("desk_person_edit", args=[number]),
        reverse("desk_openings_for_person", args=[number]),
        reverse("desk_match", args=[placement.match_id]),
        reverse("desk_placement", args=[placement.pk]),
    ]


def test_the_team_reads_every_page(client: Client, told: dict[str, Any]) -> None:
    client.force_login(told["owner"])
    for address in told["addresses"]:
        assert client.get(address, follow=True).status_code == 200, address


def test_a_chief_reads_everyone(client: Client, told: dict[str, Any]) -> None:
    client.force_login(scene.chief())
    for address in told["addresses"]:
        assert client.get(address, follow=True).status_code == 200, address
    assert NAME in client.get(reverse("desk_people")).content.decode()


def test_a_coordinator_off_the_team_finds_nobody(client: Client, told: dict[str, Any]) -> None:
    client.force_login(scene.coordinator("stranger"))
    for address in told["of_the_person"]:
        assert client.get(address).status_code == 404, address
    for address in told["addresses"]:
        response = client.get(address)
        assert NAME not in response.content.decode(), address
        assert told["person"].public_id not in response.content.decode().replace(address, ""), address


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_others_in_the_admin_find_no_such_page(client: Client, told: dict[str, Any], who: str) -> None:
    account = scene.editor() if who == "editor" else scene.user("root", is_superuser=True)
    client.force_login(account)
    for address in told["addresses"]:
        response = client.get(address)
        assert response.status_code == 404, address
        assert NAME not in response.content.decode()


def test_a_superuser_sees_neither_menu_nor_panel(client: Client, told: dict[str, Any]) -> None:
    client.force_login(scene.user("root", is_superuser=True))
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("desk_people") not in home
    assert reverse("desk_progress") not in home
    assert NAME not in home


def test_an_employer_is_not_let_in(client: Client, told: dict[str, Any]) -> None:
    client.force_login(scene.member_of(told["placement"].match.opening.partner))
    for address in told["addresses"]:
        response = client.get(address)
        assert response.status_code == 403, address
        assert NAME not in response.content.decode()


def test_the_team_without_its_second_factor_is_sent_to_it(client: Client, told: dict[str, Any]) -> None:
    with_password_only(client, told["owner"])
    for address in told["addresses"]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith(reverse("mfa_activate_totp")), address
        assert NAME not in client.get(address, follow=True).content.decode(), address


def test_nobody_signed_in_is_sent_to_sign_in(client: Client, told: dict[str, Any]) -> None:
    for address in told["addresses"]:
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_an_account_that_was_switched_off_reads_nothing(client: Client, told: dict[str, Any]) -> None:
    client.force_login(told["owner"])
    told["owner"].is_active = False
    told["owner"].save()
    assert client.get(told["of_the_person"][0]).status_code == 302


@pytest.mark.parametrize("stranger", ["coordinator", "editor", "superuser"])
def test_nothing_can_be_written_from_outside_the_team(
    client: Client, told: dict[str, Any], stranger: str
) -> None:
    makers = {
        "coordinator": lambda: scene.coordinator("stranger"),
        "editor": scene.editor,
        "superuser": lambda: scene.user("root", is_superuser=True),
    }
    client.force_login(makers[stranger]())
    number, placement = told["person"].public_id, told["placement"]
    posts: list[tuple[str, dict[str, Any]]] = [
        (reverse("desk_person_edit", args=[number]), {"call_name": "x"}),
        (reverse("desk_person_stage", args=[number]), {"stage": 5, "seen": 0}),
        (reverse("desk_person_role", args=[number]), {"kind": "supporter"}),
        (reverse("desk_person_team", args=[number]), {"main_supporter": told["owner"].pk}),
        (reverse("desk_suggest"), {"person": number, "opening": placement.match.opening_id}),
        (reverse("desk_match_step", args=[placement.match_id, "withdraw"]), {"seen": "agreed"}),
        (
            reverse("desk_match_clear", args=[placement.match_id]),
            {"seen": "agreed", "code": "lift", "reason": "x"},
        ),
        (reverse("desk_placement_step", args=[placement.pk, "pause"]), {"seen": "active"}),
    ]
    for address, data in posts:
        assert client.post(address, data).status_code == 404, address
    with scopes_disabled():
        person = Person.objects.get()
        assert (person.call_name, person.stage) == (NAME, 0)
        assert Match.objects.count() == 1
        assert Placement.objects.get().state == "active"
        assert [role.kind for role in person.roles.all()] == ["seeker"]


def test_no_page_is_kept_on_the_way(client: Client, told: dict[str, Any]) -> None:
    client.force_login(told["owner"])
    for address in told["addresses"]:
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_titles_and_addresses_hold_no_name(client: Client, told: dict[str, Any]) -> None:
    client.force_login(told["owner"])
    for address in told["addresses"]:
        page = client.get(address, follow=True).content.decode()
        title = page.split("<title>")[1].split("</title>")[0]
        assert NAME not in title
        assert NAME not in address


@pytest.mark.parametrize("model", [Person, Match, Placement, WorkConditions, StageChange, Review])
def test_a_query_outside_the_wall_is_an_error(model: Any) -> None:
    with pytest.raises(ScopeError):
        model.objects.count()


def test_nothing_about_people_is_in_the_reference_index() -> None:
    models = list(apps.get_app_config("volunteers").get_models())
    assert Person in models
    assert [model.__name__ for model in models if ReferenceIndex.model_is_indexable(model)] == []
