"""Where somebody lives whom others must not find: on one page, for those who were named, and nowhere else."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from base.audit import AuditAction, faults
from base.models import Area, AuditSubject, User
from base.sealing.fields import sealed_fields
from volunteers import actions
from volunteers.models import Match, Person, SecretAddress, SecretAddressOpening, SecretAddressReader
from volunteers.scopes import reading_as
from volunteers.tests import scene

pytestmark = pytest.mark.django_db

STREET, HOUSE, MIND = "かくれ町9丁目8番", "ひそか荘707", "元の夫に知らせない"
ORDINARY = "まえの町1丁目2番"
POSTAL = "0850909"


@pytest.fixture
def owner() -> User:
    return scene.coordinator("owner")


@pytest.fixture
def chief() -> User:
    return scene.chief()


@pytest.fixture
def area() -> Area:
    found = Area.objects.filter(name="音別").first() or Area.objects.last()
    assert found
    return found


@pytest.fixture
def person(owner: User, chief: User, area: Area) -> Person:
    """Somebody with an ordinary address, and a match that says how far they live from the work, before all is kept apart."""
    made = scene.person(owner, "しおり", area=area, address=ORDINARY, postal_code="0850001")
    placement = scene.working(made, scene.opening(owner), owner)
    with reading_as(owner):
        actions.keep_address_apart(
            made, actor=owner, address=f"{STREET} {HOUSE}", postal_code=POSTAL, note=MIND
        )
    assert placement.pk
    return made


def name(person: Person, chief: User, reader: User) -> SecretAddressReader:
    with reading_as(chief):
        return actions.name_reader(person, actor=chief, reader=reader, reason="訪問に行くため")


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def screen(person: Person) -> str:
    return reverse("desk_secret_address", args=[person.public_id])


# --- what the record itself holds -----------------------------------------------------------------------------------


def test_the_persons_own_row_loses_address_and_area(person: Person) -> None:
    row = Person._base_manager.get(pk=person.pk)
    assert (row.address, row.postal_code, row.area, row.address_kept_apart) == ("", "", None, True)


@pytest.mark.parametrize("field", ["address", "postal_code", "area"])
def test_nothing_of_an_address_can_be_written_there_again(person: Person, field: str, area: Area) -> None:
    value = area if field == "area" else "0850001"
    with reading_as(scene.chief("other")), pytest.raises(ValidationError) as refusal:
        actions.update_person(Person.objects.get(), **{field: value})
    assert "別にしまって" in " ".join(refusal.value.messages)
    row = Person._base_manager.get(pk=person.pk)
    setattr(row, field, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_form_that_was_open_meanwhile_does_not_bring_the_address_back(person: Person, owner: User) -> None:
    desk = desk_of(owner)
    shown = desk.get(reverse("desk_person_edit", args=[person.public_id]))
    form = shown.context["form"]
    assert not {"address", "postal_code", "area"} & set(form.fields)
    sent = {"call_name": "しおり", "address": ORDINARY, "area": "1", "seen": shown.context["seen"]}
    desk.post(reverse("desk_person_edit", args=[person.public_id]), sent)
    assert Person._base_manager.get(pk=person.pk).address == ""


def test_a_match_forgets_how_far_it_is(owner: User, area: Area) -> None:
    who = scene.person(owner, "しおり", area=area, conditions={"max_commute_minutes": 10})
    match = scene.suggested(who, scene.opening(owner), owner)
    said = {reason["code"] for reason in match.reasons}
    about_the_way = said & actions.addresses.ABOUT_THE_WAY
    assert about_the_way, "there is something to forget"
    with reading_as(owner):
        actions.keep_address_apart(who, actor=owner, address=STREET)
    left = {reason["code"] for reason in Match._base_manager.get(pk=match.pk).reasons}
    assert left == said - about_the_way


def test_everything_of_it_is_sealed_and_bound_to_its_row(person: Person) -> None:
    assert {field.name for field in sealed_fields(SecretAddress)} == {"address", "postal_code", "note"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, postal_code, note FROM volunteers_secretaddress")
        stored = " ".join(cursor.fetchone())
    for secret in (STREET, HOUSE, MIND, POSTAL):
        assert secret not in stored


# --- who may --------------------------------------------------------------------------------------------------------


def test_nobody_reads_it_by_their_office(person: Person, owner: User, chief: User) -> None:
    for user in (
        owner,
        chief,
        scene.coordinator("off"),
        scene.editor(),
        scene.user("root", is_superuser=True),
    ):
        with reading_as(user):
            assert not SecretAddress.objects.exists()
        assert desk_of(user).get(screen(person)).status_code in (403, 404)


def test_an_emergency_does_not_open_it(person: Person) -> None:
    stranger = scene.coordinator("stranger")
    actions.open_in_emergency(person, actor=stranger, reason="命の危険がある")
    with reading_as(stranger):
        assert Person.objects.exists()
        assert not SecretAddress.objects.exists()
    assert desk_of(stranger).get(screen(person)).status_code == 404


def test_a_named_reader_reads_it_until_the_chief_ends_it(person: Person, owner: User, chief: User) -> None:
    named = name(person, chief, owner)
    with reading_as(owner):
        assert SecretAddress.objects.get().address == f"{STREET} {HOUSE}"
    with reading_as(chief):
        assert not SecretAddress.objects.exists()
        actions.end_reader(named, actor=chief)
    with reading_as(owner):
        assert not SecretAddress.objects.exists()


def test_a_named_reader_who_leaves_the_team_reads_it_no_more(person: Person, chief: User) -> None:
    colleague = scene.coordinator("colleague")
    with reading_as(chief):
        actions.change_team(person, add=[colleague])
    name(person, chief, colleague)
    with reading_as(chief):
        actions.change_team(person, remove=[colleague])
    with reading_as(colleague):
        assert not SecretAddress.objects.exists()


def test_only_a_chief_names_and_only_those_near(person: Person, owner: User, chief: User) -> None:
    with reading_as(owner), pytest.raises(PermissionDenied):
        actions.name_reader(person, actor=owner, reader=owner, reason="訪問に行くため")
    for stranger in (scene.coordinator("off"), scene.editor(), scene.member_of(scene.partner("別の会社"))):
        with pytest.raises(ValidationError):
            name(person, chief, stranger)
    assert not SecretAddressReader._base_manager.exists()


def test_a_chief_who_names_themselves_leaves_a_record(person: Person, chief: User) -> None:
    named = name(person, chief, chief)
    assert (named.reader, named.named_by, named.reason) == (chief, chief, "訪問に行くため")
    last = AuditSubject.objects.filter(person_id=person.pk).last()
    assert last
    assert (last.entry.what, last.entry.actor) == ("secret_address.named", chief)


def test_a_coordinator_cannot_post_what_is_for_chiefs(person: Person, owner: User, chief: User) -> None:
    named = name(person, chief, owner)
    desk, who = desk_of(owner), person.public_id
    for address in (
        reverse("desk_secret_reader", args=[who]),
        reverse("desk_secret_end", args=[who, named.pk]),
        reverse("desk_kept_apart_end", args=[who]),
    ):
        assert desk.post(address, {"reader": owner.pk, "reason": "知りたいから"}).status_code == 404
    assert SecretAddressReader._base_manager.filter(ended_at=None).count() == 1
    assert SecretAddress._base_manager.exists()


# --- opening --------------------------------------------------------------------------------------------------------


def test_it_opens_with_a_reason_that_is_written_down_before(person: Person, owner: User, chief: User) -> None:
    name(person, chief, owner)
    desk = desk_of(owner)
    asked = desk.get(screen(person))
    assert HOUSE not in asked.content.decode()
    for nothing in ("", "  ", "x"):
        refused = desk.post(screen(person), {"reason": nothing})
        assert HOUSE not in refused.content.decode()
        assert "何のために必要かを" in refused.content.decode()
    assert not SecretAddressOpening._base_manager.exists()
    shown = desk.post(screen(person), {"reason": "病院に付きそうため"})
    assert HOUSE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    opening = SecretAddressOpening._base_manager.get()
    assert (opening.reader, opening.reason) == (owner, "病院に付きそうため")
    entries = AuditSubject.objects.filter(person_id=person.pk, entry__what="secret_address.opened")
    assert [(line.entry.action, line.why, line.entry.actor) for line in entries] == [
        (AuditAction.VIEW, "named", owner)
    ]
    assert list(faults()) == []


def test_nothing_is_shown_when_it_cannot_be_written_down(person: Person, owner: User, chief: User) -> None:
    name(person, chief, owner)
    desk = desk_of(owner)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE base_auditsubject RENAME TO base_auditsubject_away")
    answer = desk.post(screen(person), {"reason": "病院に付きそうため"})
    assert answer.status_code == 503
    assert HOUSE not in answer.content.decode()


def test_going_back_to_the_page_asks_anew(person: Person, owner: User, chief: User) -> None:
    name(person, chief, owner)
    desk = desk_of(owner)
    desk.post(screen(person), {"reason": "病院に付きそうため"})
    assert HOUSE not in desk.get(screen(person)).content.decode()


def test_the_persons_page_says_kept_apart_and_how_careful_to_be(person: Person, owner: User) -> None:
    page = desk_of(owner).get(reverse("desk_person", args=[person.public_id])).content.decode()
    assert "別にしまってあります" in page
    assert "見つかってはいけません" in page


def test_it_ends_with_the_address_gone(person: Person, owner: User, chief: User) -> None:
    name(person, chief, owner)
    desk_of(chief).post(reverse("desk_kept_apart_end", args=[person.public_id]))
    assert not SecretAddress._base_manager.exists()
    assert not SecretAddressReader._base_manager.exists()
    row = Person._base_manager.get(pk=person.pk)
    assert (row.address_kept_apart, row.address) == (False, "")


def test_a_new_address_takes_the_place_of_the_old_unseen(person: Person, owner: User) -> None:
    desk, page = desk_of(owner), reverse("desk_kept_apart", args=[person.public_id])
    assert STREET not in desk.get(page).content.decode()
    desk.post(page, {"address": "あたらしい町3丁目"})
    assert SecretAddress._base_manager.get().address == "あたらしい町3丁目"


# --- nowhere else ---------------------------------------------------------------------------------------------------


def every_address(person: Person, match: Match) -> list[str]:
    """Every address of the site that can be made with this person's, or the match's, number."""
    found = set()
    for pattern in _named(get_resolver()):
        for args in ([], [person.public_id], [match.pk], [match.opening_id], [match.opening.partner_id]):
            try:
                found.add(reverse(pattern, args=args))
            except NoReverseMatch:
                continue
    return sorted(found)


def _named(resolver: Any, space: str = "") -> list[str]:
    names: list[str] = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            names += _named(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            names.append(f"{space}{pattern.name}")
    return names


@pytest.mark.parametrize("who", ["chief", "owner"])
def test_no_other_page_says_a_word_of_it(
    person: Person, owner: User, chief: User, area: Area, who: str
) -> None:
    """Readers of the address themselves find it on no page but the one; and nobody reads the area either."""
    user = {"chief": chief, "owner": owner}[who]
    name(person, chief, user)
    match = Match._base_manager.get()
    desk, seen = desk_of(user), 0
    desk.raise_request_exception = False
    for address in every_address(person, match):
        if "logout" in address:
            continue
        answer = desk.get(address)
        body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        seen += answer.status_code == 200
        for secret in (STREET, HOUSE, MIND, POSTAL, "085-0909", ORDINARY):
            assert secret.encode() not in body, f"{secret} on {address}"
    assert seen > 40, "there are pages to look at"
    for page in ("desk_person", "desk_kept_apart", "desk_openings_for_person"):
        answer = desk.get(reverse(page, args=[person.public_id])).content.decode()
        assert f"／ {area.name}" not in answer


def test_it_is_found_by_no_search(person: Person, owner: User, chief: User) -> None:
    name(person, chief, owner)
    desk = desk_of(owner)
    for typed in (STREET, HOUSE, POSTAL, "かくれ"):
        shown = desk.post(reverse("desk_people"), {"name": typed}).content.decode()
        assert person.public_id not in shown
