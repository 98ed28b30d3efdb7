"""Who may open what: every address that the resolver knows, asked by every kind of visitor with GET and with POST.

The answers that are meant stand in `who_may.tsv` beside this file, a line a method and address, a column a visitor:

    ok   a page or file         go   a redirect to somewhere else (after a step, or to the shorter address)
    in   sent to sign in        no   sent back to the admin's first page with "you may not"
    404, 403, 405, 400, 409, 422 …   as they are

After a change that is meant: WHO_MAY=write pytest site/config/tests/test_who_may.py, and read the difference.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize
from wagtail.models import Site

from base.models import Area, User
from base.uploads import check
from partners.actions import receive_enquiry
from partners.models import Member, Need
from projects.models import Opening
from volunteers import actions
from volunteers.models import BoardOrder, BoardRun, Person
from volunteers.scopes import reading_as
from volunteers.tests import scene
from volunteers.whole_board import carry_out

TABLE = Path(__file__).with_name("who_may.tsv")
VISITORS = (
    "anonymous",
    "employer",
    "volunteer",
    "on_the_team",
    "off_the_team",
    "chief",
    "editor",
    "administrator",
)
METHODS = ("GET", "POST")
CANARIES = {
    "call_name": "ひみつのみなと",
    "family_name": "秘密川",
    "given_name": "航太郎",
    "family_name_kana": "ひみつがわ",
    "given_name_kana": "こうたろう",
    "phone": "0154009876",
    "contact_hours": "ひみつの時間帯",
    "own_words": "ひみつのことば",
    "strengths": "ひみつの得意",
}
NOTED = ("ひみつの返事", "ひみつの配慮")
SETTLED = "ひみつの決めごと"
PAPER = "ひみつの書類の名前"
ASKED = "ひみつの相談の中身"
PHONE_AS_SHOWN = "0154-00-9876"


@dataclass
class World:
    """One person with a match, a placement and all that, and an account of every kind."""

    users: dict[str, User | None]
    person: Person
    keys: dict[str, Any]
    """Values for the parameters of addresses: by "folder/parameter", or by the parameter's name alone."""


def addresses() -> list[str]:
    """Every address of the product as a pattern such as "admin/people/%(public_id)s/", each once, in order."""
    found: dict[str, None] = {}
    for regex in _walk(get_resolver()):
        found.setdefault(normalize(regex)[0][0])
    return list(found)


def _walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        regex = pattern.pattern.regex.pattern.removeprefix("^").replace(r"\Z", "").removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, before + regex)
        elif isinstance(pattern, URLPattern):
            yield before + regex


def make_world() -> World:
    """Everything of one person is written by somebody on their team; everybody else has something of their own."""
    owner, other, chief = scene.coordinator("on"), scene.coordinator("off"), scene.chief()
    area = Area.objects.get(code="kushiro") if Area.objects.filter(code="kushiro").exists() else None
    with reading_as(chief):
        person = scene.person(owner, CANARIES["call_name"])
        actions.update_person(person, area=area, **{k: v for k, v in CANARIES.items() if k != "call_name"})
        placement = scene.working(person, scene.opening(owner), owner)
        placement.accommodations = NOTED[1]
        placement.save()
        second = scene.opening(owner, title="二つめの仕事")
        match, _made = actions.suggest(person, second, actor=owner)
        actions.talk_over(match, actor=owner, words=NOTED[0])
        emergency = actions.open_in_emergency(person, actor=chief, reason="ひみつの緊急の理由")
        scene.person(other, "よその人")
        board = board_of(person, second, owner)
    # Given to somebody else than the employer who asks: they must not find it, and nobody else may read it.
    consent = scene.consent(person, owner, partner=scene.partner("よその会社"))
    words = check(f"{CANARIES['call_name']}の書類".encode())
    paper, _made = actions.add_document(person, actor=owner, checked=words, kind="other", title=PAPER)
    asked, _made = actions.receive_consultation(token=uuid.uuid4(), actor=owner, text=ASKED)
    enquiry, _made = receive_enquiry(token=uuid.uuid4(), trouble="ふきの畑に人手がほしい", phone="0154000000")
    host = Opening.objects.get(pk=second.pk).partner
    employer = scene.member_of(host)
    need = Need.objects.filter(partner=host).first()
    admin = User.objects.create_superuser("administrator-of-all", "admin@example.com", "x")
    users: dict[str, User | None] = {
        "anonymous": None,
        "employer": employer,
        "volunteer": scene.user("somebody"),
        "on_the_team": owner,
        "off_the_team": other,
        "chief": chief,
        "editor": scene.editor(),
        "administrator": admin,
    }
    root = Site.objects.get(is_default_site=True).root_page
    page = root.get_children().first() or root
    keys = {
        "public_id": person.public_id,
        "admin/consultations/receipt": asked.receipt,
        "admin/enquiries/receipt": enquiry.receipt,
        "admin/people/emergency/pk": emergency.pk,
        "admin/retention/accounts/what": "switched_off",
        "authority": "kushiro_city",
        "admin/people/%(public_id)s/documents/key": paper.key,
        "admin/people/%(public_id)s/consents/pk": consent.pk,
        "admin/people/%(public_id)s/consents/%(pk)s/name": "take-back",
        "portal/shared/shared_id": consent.shared_id,
        "purpose": "work",
        "admin/people/for-opening/pk": second.pk,
        "admin/matches/pk": match.pk,
        "admin/placements/pk": placement.pk,
        "admin/boards/key": board.key,
        "other": board.key,
        "admin/boards/%(key)s/settle/name": "person",
        "admin/boards/%(key)s/lift/pk": BoardOrder._base_manager.get(run=board).pk,
        "admin/boards/%(key)s/lift-place/pk": board.place_orders.get().pk,
        "admin/needs/pk": need.pk if need else 1,
        "admin/openings/pk": second.pk,
        "portal/needs/pk": need.pk if need else 1,
        "admin/partner/pk": host.pk,
        "admin/workplace/pk": second.workplace_id,
        "admin/member/pk": Member.objects.get(user=employer).pk,
        "admin/users/pk": owner.pk,
        "admin/accounts/pk": owner.pk,
        "name": "begin",
        "app_label": "volunteers",
        "app_name": "volunteers",
        "model_name": "person",
        "content_type_app_name": "volunteers",
        "content_type_model_name": "person",
        "object_id": person.pk,
        "page_id": page.pk,
        "parent_page_id": root.pk,
        "page_to_move_id": page.pk,
        "page_to_copy_id": page.pk,
        "destination_id": root.pk,
        "user_id": owner.pk,
        "path": "no-such-file.jpg",
        "token": "x" * 43,
        "uidb36": "1",
        "key": "set-password",
        "slug": "no-such-thing",
        "_0": "",
    }
    return World(users, person, keys)


def board_of(person: Person, opening: Opening, owner: User) -> BoardRun:
    """A proposal with something settled, worked out."""
    run, _made = actions.prepare_board(actor=owner)
    actions.order_for(run, kind="forbid", person=person, opening=opening, reason=SETTLED, actor=owner)
    actions.order_place(run, opening=opening, more=1, reason="もしも", actor=owner)
    actions.start_board(run, actor=owner)
    carry_out(run)
    return run


def concrete(address: str, world: World) -> str:
    """The address with values in place of its parameters; 1 for a number that nobody said anything about."""

    def value(match: re.Match[str]) -> str:
        name, folder = match[1], address[: match.start()]
        while folder:
            if f"{folder.rstrip('/')}/{name}" in world.keys:
                return str(world.keys[f"{folder.rstrip('/')}/{name}"])
            folder = folder.rstrip("/").rpartition("/")[0]
        return str(world.keys.get(name, 1))

    return "/" + re.sub(r"%\((\w+)\)s", value, address)


def ask(client: Client, method: str, address: str) -> tuple[str, str]:
    """(what came back in a word, the whole of it as text); whatever was changed is taken back."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, {})
        text = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies.clear()  # signing out took the key away, and is taken back as well
    client.cookies.load(cookies)
    return _in_a_word(response), text.decode("utf-8", "replace") + str(sorted(response.headers.items()))


def _in_a_word(response: Any) -> str:
    if 200 <= response.status_code < 300:
        return "ok"
    if response.status_code in (301, 302, 303, 307, 308):
        where = response["Location"]
        if where.startswith(("/account/login/", "/account/code/", "/admin/login/", "/portal/login/")):
            return "in"
        return "no" if where == "/admin/" else "go"
    return str(response.status_code)


def client_of(user: User | None) -> Client:
    """A browser in which this user has signed in with both factors."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def table() -> dict[tuple[str, str], list[str]]:
    """(method, address) to the meant answers, in the order of VISITORS."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        method, address, *answers = line.split("\t")
        rows[method, address] = answers
    return rows


def write(rows: dict[tuple[str, str], list[str]]) -> None:
    """Keep measured answers as the meant ones."""
    lines = ["\t".join(("method", "address", *VISITORS))]
    lines += ["\t".join((method, address, *answers)) for (method, address), answers in sorted(rows.items())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
