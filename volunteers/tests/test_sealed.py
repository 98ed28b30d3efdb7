"""What is about a person is ciphertext in the database, bound to its row, and plain only in the product's hands."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection

from base import keyring
from base.keyring import Ring, new_key
from base.models import User
from base.sealing import SealBroken, current, open_bytes, seal_bytes
from base.sealing.rotation import left_to_do, sealed_models
from volunteers import actions
from volunteers.models import Match, Person, PersonKey
from volunteers.scopes import reading_as
from volunteers.search import named
from volunteers.tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Iterator[User]:
    owner = scene.coordinator("owner")
    with reading_as(owner):
        yield owner


@pytest.fixture
def person(owner: User) -> Person:
    made, _ = actions.register_person(
        actor=owner,
        call_name="みなと",
        family_name="渡邊",
        given_name="髙志",
        family_name_kana="ﾜﾀﾅﾍﾞ",
        given_name_kana="たかし",
        birth_date=dt.date(1987, 6, 5),
        phone="0154001234",
        own_words="ゆっくり話したい",
    )
    return made


def column(person: Person, name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM volunteers_person WHERE id = %s", [person.pk])  # noqa: S608 - our own column
        return cursor.fetchone()[0]


def put(person: Person, name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE volunteers_person SET {name} = %s WHERE id = %s", [value, person.pk])  # noqa: S608 - our own column


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_every_sealed_column_is_ciphertext_in_the_database_and_plain_in_hand(person: Person) -> None:
    for name in ("call_name", "family_name", "birth_date", "phone", "own_words", "benefit_status"):
        assert column(person, name).startswith("tests-1.")
    read = fresh(person)
    assert (read.call_name, read.birth_date) == ("みなと", dt.date(1987, 6, 5))
    assert read.get_benefit_status_display() == person.get_benefit_status_display()


def test_the_same_words_are_never_the_same_ciphertext(owner: User, person: Person) -> None:
    other = scene.person(owner, "みなと")
    assert column(person, "call_name") != column(other, "call_name")


def test_swapped_ciphertexts_of_two_people_are_found(owner: User, person: Person) -> None:
    other = scene.person(owner, "あさひ")
    mine, theirs = column(person, "call_name"), column(other, "call_name")
    put(person, "call_name", theirs)
    put(other, "call_name", mine)
    for swapped in (person, other):
        with pytest.raises(SealBroken):
            _ = fresh(swapped).call_name


def test_swapped_columns_of_one_person_are_found(person: Person) -> None:
    put(person, "family_name", column(person, "given_name"))
    with pytest.raises(SealBroken):
        _ = fresh(person).family_name


@pytest.mark.parametrize(
    "forged", ["みなと", "tests-1.", "tests-1.AAAA", "no-such-key.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
)
def test_what_is_no_seal_is_an_error_and_never_shown(person: Person, forged: str) -> None:
    put(person, "call_name", forged)
    with pytest.raises(SealBroken) as broken:
        _ = fresh(person).call_name
    assert forged not in str(broken.value)


def test_any_flipped_character_is_found(person: Person) -> None:
    token = column(person, "call_name")
    for place in range(len("tests-1."), len(token) - 1):
        other = "A" if token[place] != "A" else "B"
        put(person, "call_name", token[:place] + other + token[place + 1 :])
        with pytest.raises(SealBroken):
            _ = fresh(person).call_name


@pytest.mark.parametrize(
    "asked",
    [
        {"call_name": "みなと"},
        {"call_name__icontains": "みな"},
        {"birth_date__year": 1987},
        {"birth_date__lt": dt.date(2000, 1, 1)},
        {"phone__in": ["0154001234"]},
    ],
    ids=str,
)
def test_a_sealed_column_says_that_it_cannot_be_asked(person: Person, asked: dict[str, Any]) -> None:
    for question in (Person.objects.filter, Person.objects.exclude):
        with pytest.raises(FieldError):
            list(question(**asked))


def test_whether_anything_is_written_can_be_asked(person: Person) -> None:
    assert Person.objects.filter(own_words="").count() == 0
    assert Person.objects.filter(strengths="").count() == 1


def test_writing_past_save_is_refused(person: Person) -> None:
    with pytest.raises(TypeError, match="sealed"):
        Person.objects.update(call_name="みなと")
    with pytest.raises(TypeError, match="its own save"):
        Match.objects.bulk_create([Match(person=person, person_words="ことば")])


def test_values_give_nothing_away(person: Person) -> None:
    rows = list(Person.objects.values("call_name", "birth_date"))
    assert repr(rows) == "[{'call_name': <sealed>, 'birth_date': <sealed>}]"


def test_a_dump_holds_ciphertext_that_loads_again(person: Person) -> None:
    dump = io.StringIO()
    call_command("dumpdata", "volunteers.person", "--all", stdout=dump)
    for secret in ("みなと", "渡邊", "1987", "0154001234", "ゆっくり"):
        assert secret not in dump.getvalue()
    fields = json.loads(dump.getvalue())[0]["fields"]
    assert fields["birth_date"].startswith("tests-1.")
    put(person, "birth_date", fields["birth_date"])
    assert fresh(person).birth_date == dt.date(1987, 6, 5)


@pytest.mark.parametrize(
    "typed",
    ["渡辺", "渡邉", "渡邊髙志", "わたなべ", "ワタナベ", "ﾜﾀﾅﾍﾞ", "わたなべ　たかし", "高志", "たか", "みな", "ミナト",
     "0154001234", "０１５４-００-１２３４", "0154(00)1234", "1234"],
)  # fmt: skip
def test_a_person_is_found_in_any_spelling(person: Person, typed: str) -> None:
    assert list(named(typed)) == [person]


@pytest.mark.parametrize("typed", ["佐藤", "なべ", "0154001235", "015", "", "　", "%", "' OR 1=1"])
def test_others_are_not_found(person: Person, typed: str) -> None:
    assert list(named(typed)) == []


def test_nobody_finds_people_of_another_team(person: Person) -> None:
    stranger = scene.coordinator("stranger")
    with reading_as(stranger):
        assert list(named("渡辺")) == []


def test_an_old_name_finds_nobody_after_it_was_corrected(person: Person) -> None:
    actions.update_person(person, family_name="小島", family_name_kana="こじま")
    assert list(named("渡辺")) == []
    assert list(named("小嶋")) == [person]


def test_sealed_bytes_open_only_where_they_belong() -> None:
    sealed = seal_bytes("診断書".encode(), bound_to="document#1")
    assert open_bytes(sealed, bound_to="document#1") == "診断書".encode()
    assert "診断書".encode() not in sealed
    for wrong in (sealed[:-1], sealed[:10] + b"x" + sealed[11:], b"", b"KS1", "診断書".encode()):
        with pytest.raises(SealBroken):
            open_bytes(wrong, bound_to="document#1")
    with pytest.raises(SealBroken):
        open_bytes(sealed, bound_to="document#2")


# ── rotation ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ring_file(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(current, "LOOKED_AT_EVERY", -1.0)  # the tests write the file faster than people do
    path = tmp_path / "keys"
    keyring.write(path, Ring((new_key("demo-1"),)))
    settings.SEALING_KEYS, settings.SEALING_KEY_FILE = "", path
    return path


def test_rotation_seals_everything_anew_and_the_old_key_opens_nothing(
    ring_file: Path, person: Person
) -> None:
    old = keyring.read(ring_file)
    call_command("rotate_keys", stdout=io.StringIO())
    ring = keyring.read(ring_file)
    assert [key.name for key in ring.keys][1:] == ["demo-1"]
    assert left_to_do() == 0
    keyring.write(ring_file, Ring(ring.keys[:1]))  # without the old key at all
    assert fresh(person).call_name == "みなと"
    assert list(named("渡辺")) == [person]
    keyring.write(ring_file, old)
    with pytest.raises(SealBroken):
        _ = fresh(person).call_name


def test_while_keys_change_people_are_found_under_the_old_and_the_new(
    ring_file: Path, person: Person
) -> None:
    keyring.write(ring_file, keyring.read(ring_file).with_new_key("demo-2"))
    assert fresh(person).call_name == "みなと"
    assert list(named("渡辺")) == [person]


def test_a_rotation_that_was_stopped_goes_on_without_another_key(ring_file: Path, owner: User) -> None:
    people = [scene.person(owner, f"ひと{number}") for number in range(3)]
    keyring.write(ring_file, keyring.read(ring_file).with_new_key("demo-2"))
    people[0].save()  # one row is under the new key already
    said = io.StringIO()
    call_command("rotate_keys", stdout=said)
    assert "was not finished" in said.getvalue()
    assert [key.name for key in keyring.read(ring_file).keys] == ["demo-2", "demo-1"]
    assert left_to_do() == 0
    assert [fresh(one).call_name for one in people] == ["ひと0", "ひと1", "ひと2"]


def test_every_sealed_column_is_bound_to_model_field_and_row(person: Person) -> None:
    places = {column.bound_to(7) for _model, columns in sealed_models() for column in columns}
    assert "volunteers.Person.call_name#7" in places
    assert len(places) == sum(len(columns) for _model, columns in sealed_models())


def test_keys_from_the_environment_are_changed_where_they_come_from(settings: Any) -> None:
    with pytest.raises(CommandError, match="environment"):
        call_command("rotate_keys", stdout=io.StringIO())
    settings.SEALING_KEYS = Ring((new_key("k2"),)).as_text() + settings.SEALING_KEYS
    call_command("rotate_keys", stdout=io.StringIO())


def test_nothing_is_shown_without_a_ring(person: Person, tmp_path: Path, settings: Any) -> None:
    settings.SEALING_KEYS = Ring((new_key("other"),)).as_text()
    with pytest.raises(SealBroken):
        _ = fresh(person).call_name
    assert PersonKey.objects.exists()
