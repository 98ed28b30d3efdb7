"""Eight kinds of visitor, every address, GET and POST: the answer that is meant, and nothing of a person on the way."""

import os
import re

import pytest

from config.tests import who_may
from config.tests.who_may import (
    ASKED,
    CANARIES,
    METHODS,
    NOTED,
    PAPER,
    PHONE_AS_SHOWN,
    SETTLED,
    VISITORS,
    World,
)

pytestmark = pytest.mark.django_db

SECRETS = (*CANARIES.values(), *NOTED, ASKED, PAPER, SETTLED, PHONE_AS_SHOWN, "ひみつの緊急の理由")
MAY_READ = ("on_the_team", "chief")
ABOUT_ONE_PERSON = re.compile(
    r"admin/(consultations/%|people/(%\(public_id\)s|emergency/%)|matches/%|placements/%|documents-of-people|person-)"
)
measured: dict[tuple[str, str], dict[str, str]] = {}


@pytest.fixture
def world() -> World:
    return who_may.make_world()


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_answers_this_visitor_as_it_is_meant(world: World, visitor: str) -> None:
    client = who_may.client_of(world.users[visitor])
    leaks, differences, found = [], [], {}
    meant = who_may.table() if os.environ.get("WHO_MAY") != "write" else {}
    column = VISITORS.index(visitor)
    for address in who_may.addresses():
        for method in METHODS:
            answer, text = who_may.ask(client, method, who_may.concrete(address, world))
            found[method, address] = answer
            if visitor not in MAY_READ:
                leaks += [f"{method} {address}: {secret}" for secret in SECRETS if secret in text]
            expected = meant.get((method, address))
            if meant and (expected is None or expected[column] != answer):
                wanted = expected[column] if expected else "no row in who_may.tsv"
                differences.append(f"{method} {address}: {answer}, meant is {wanted}")
    assert not leaks
    _keep(visitor, found)
    assert not differences, "\n".join(differences)


def _keep(visitor: str, found: dict[tuple[str, str], str]) -> None:
    """With WHO_MAY=write: the table anew, once every visitor has been everywhere."""
    for row, answer in found.items():
        measured.setdefault(row, {})[visitor] = answer
    if os.environ.get("WHO_MAY") == "write" and all(len(row) == len(VISITORS) for row in measured.values()):
        who_may.write({row: [answers[v] for v in VISITORS] for row, answers in measured.items()})


def test_there_was_something_to_leak(world: World) -> None:
    page = who_may.concrete("admin/people/%(public_id)s/", world)
    for visitor in MAY_READ:
        _answer, text = who_may.ask(who_may.client_of(world.users[visitor]), "GET", page)
        assert CANARIES["call_name"] in text
        assert CANARIES["own_words"] in text
        assert PHONE_AS_SHOWN in text


def test_the_table_has_a_row_for_every_address_and_no_other() -> None:
    assert set(who_may.table()) == {(method, one) for method in METHODS for one in who_may.addresses()}


def test_no_answer_that_is_meant_is_a_fault_of_ours() -> None:
    faults = {row for row, answers in who_may.table().items() if any(a.startswith("5") for a in answers)}
    assert faults == set()


def answers_about_people() -> list[tuple[str, str, dict[str, str]]]:
    return [
        (method, address, dict(zip(VISITORS, answers, strict=True)))
        for (method, address), answers in who_may.table().items()
        if ABOUT_ONE_PERSON.match(address)
    ]


def test_whoever_is_off_the_team_is_told_that_there_is_no_such_page() -> None:
    rows = answers_about_people()
    assert len(rows) >= 2 * 14
    for method, address, answers in rows:
        for stranger in ("off_the_team", "editor", "administrator", "employer", "volunteer"):
            is_outside = stranger in ("employer", "volunteer")  # the whole admin is closed to them
            wanted = ("403",) if is_outside else ("404", "405")
            assert answers[stranger] in wanted, (method, address, stranger)
            assert answers[stranger] != "405" or answers["on_the_team"] == "405", (method, address, stranger)
        assert answers["off_the_team"] in ("404", "405"), (method, address)
        assert answers["anonymous"] == "in", (method, address)


def test_every_address_behind_the_admins_door_sends_strangers_to_sign_in() -> None:
    in_front = re.compile(r"admin/(login|logout|password_reset|jsi18n|test404|sprite|auth)")
    for (method, address), answers in who_may.table().items():
        if address.startswith("admin/") and not in_front.match(address):
            assert answers[0] in ("in", "404", "405"), (method, address, answers[0])
