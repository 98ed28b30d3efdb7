"""One form, sent by forty clicks at the same moment: the need of a partner, and the registration of a person."""

import uuid
from collections import Counter
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from base.models import Move
from base.tests.at_once import all_at_once
from base.tests.signing_in import force_login_with_code
from partners.models import Need, NeedNews
from volunteers.models import Person, StageChange
from volunteers.tests import scene


def needs_of(clicks: int) -> dict[str, int]:
    """How many answers of each kind there were, how many addresses they led to, and what was kept."""
    host = scene.partner()
    filled = {"token": str(uuid.uuid4()), "trouble": "手が足りない", "contact_how": "phone"}
    answers = _posted(scene.member_of(host), reverse("portal:new_need"), filled, clicks)
    kept = {"needs": Need.objects.count(), "news": NeedNews.objects.count(), "moves": Move.objects.count()}
    return _counted(answers) | kept


def people_of(clicks: int) -> dict[str, int]:
    """The same of a person's registration at the desk."""
    filled = {"call_name": "みなと", "roles": "seeker", "posted_token": str(uuid.uuid4())}
    answers = _posted(scene.coordinator("clicking"), reverse("desk_person_new"), filled, clicks)
    with scopes_disabled():
        kept = {"people": Person.objects.count(), "stages": StageChange.objects.count()}
    return _counted(answers) | kept


def _posted(user: AbstractUser, address: str, filled: dict[str, str], clicks: int) -> list[Any]:
    clients = [Client() for _ in range(clicks)]
    force_login_with_code(clients[0], user)
    for client in clients[1:]:
        client.cookies = clients[0].cookies  # one browser
    return all_at_once([partial(client.post, address, filled) for client in clients])


def _counted(answers: list[Any]) -> dict[str, int]:
    led_on = [a for a in answers if isinstance(a, HttpResponse) and a.status_code == 302]
    other = Counter(repr(answer)[:80] for answer in answers if answer not in led_on)
    return {"led on": len(led_on), "addresses": len({a["Location"] for a in led_on}), **other}
