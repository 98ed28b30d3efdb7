"""Finding people by a name, a reading or a telephone number that stands nowhere in clear (base.sealing.digests)."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from base.japanese.text import fold_number, search_key
from base.sealing import digest, digests
from base.sealing.current import ring
from base.sealing.rotation import Reseal, Told
from volunteers.models import Person, PersonKey

NAME, PHONE = "volunteers.Person.name", "volunteers.Person.phone"
SHORTEST_BEGINNING = 2
"""A name is found by its first two characters; by one only if it has no more."""
LAST_DIGITS = 4
PEOPLE_AT_ONCE = 200


def named(typed: str) -> QuerySet[Any]:
    """The reader's people whose name or reading begins like `typed`, in any spelling, or who have that number."""
    wanted = [
        key
        for text, purpose in ((search_key(typed), NAME), (_digits(typed), PHONE))
        if text
        for key in digests(text, purpose=purpose)
    ]
    number = fold_number(typed).replace(" ", "").upper()
    return Person.objects.filter(
        Q(pk__in=PersonKey.objects.filter(digest__in=wanted).values("person")) | Q(public_id=number)
    )


def exactly(typed: str) -> QuerySet[Any]:
    """Whoever has exactly this whole name, reading, telephone number or record number, on whatever team.

    Only for opening a record in an emergency, where a few letters must not be enough to look around.
    """
    found = Person._base_manager.filter(public_id=fold_number(typed).replace(" ", "").upper())
    whole, phone = search_key(typed), _digits(typed)
    candidates = Person._base_manager.filter(
        pk__in=PersonKey._base_manager.filter(
            digest__in=[
                *(digests(whole, purpose=NAME) if whole else ()),
                *(digests(phone, purpose=PHONE) if len(phone) > LAST_DIGITS else ()),
            ]
        ).values("person")
    )
    meant = [
        person.pk
        for person in candidates
        if whole in map(search_key, _whole_names(person)) or (phone and phone == _phone(person))
    ]
    return found | Person._base_manager.filter(pk__in=meant)


def _whole_names(person: Person) -> set[str]:
    names = {
        person.call_name,
        person.family_name + person.given_name,
        person.family_name_kana + person.given_name_kana,
    }
    return names - {""}


def _phone(person: Person) -> str:
    return _digits(person.phone.partition(";")[0])


def file_under(person: Person) -> None:
    """Bring the keys of one person in line with their names and numbers."""
    _file([person])


def _file(people: Iterable[Person]) -> None:
    people = list(people)
    current = ring().current.name
    keys = [(person.pk, key, current) for person in people for key in sorted(keys_of(person))]
    with transaction.atomic(), connection.cursor() as cursor:
        PersonKey._base_manager.filter(person__in=people).delete()
        # Past the models: there are twenty keys to a person, and ten thousand people when the ring changes.
        table = connection.ops.quote_name(PersonKey._meta.db_table)
        cursor.executemany(
            f"INSERT INTO {table} (person_id, digest, key) VALUES (%s, %s, %s)",  # noqa: S608
            keys,
        )


def keys_of(person: Person) -> set[str]:
    """The digests under which somebody is found."""
    family, given = person.family_name, person.given_name
    family_kana, given_kana = person.family_name_kana, person.given_name_kana
    names = {
        person.call_name,
        family,
        given,
        family + given,
        family_kana,
        given_kana,
        family_kana + given_kana,
    }
    beginnings = {part for name in names for part in _beginnings(search_key(name))}
    phone = _phone(person)
    numbers = {phone, phone[-LAST_DIGITS:]} - {""}
    return {digest(part, purpose=NAME) for part in beginnings} | {
        digest(number, purpose=PHONE) for number in numbers
    }


def _beginnings(key: str) -> set[str]:
    return {key[:length] for length in range(min(SHORTEST_BEGINNING, len(key)), len(key) + 1)} - {""}


def _digits(typed: str) -> str:
    """The digits of what may be a number; nothing when other characters or too few digits say that it is none."""
    plain = fold_number(typed).translate(str.maketrans("", "", "-() "))
    return plain if plain.isascii() and plain.isdigit() and len(plain) >= LAST_DIGITS else ""


def _without_current_key() -> QuerySet[Any]:
    filed = PersonKey._base_manager.filter(key=ring().current.name).values("person")
    return Person._base_manager.exclude(pk__in=filed).order_by("pk")


def _file_everybody(told: Told) -> None:
    done, last = 0, 0
    while people := list(_without_current_key().filter(pk__gt=last)[:PEOPLE_AT_ONCE]):
        _file(people)
        last = people[-1].pk
        done += len(people)
        told(str(PersonKey._meta.label), done)


RESEAL = Reseal(gettext_noop("search keys"), lambda: _without_current_key().count(), _file_everybody)
