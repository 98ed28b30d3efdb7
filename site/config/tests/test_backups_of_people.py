"""Backups of people's records: what is sealed in a row stays sealed in the backup, and is opened row by row before a restore."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from base.backups import making, restoring
from base.backups.failing import Refused
from base.tests.centres import elsewhere
from base.uploads import Checked, store
from base.uploads.kinds import Kind
from volunteers import actions
from volunteers.models import Person, PersonDocument
from volunteers.scopes import reading_as
from volunteers.tests import scene


@pytest.fixture
def two_people(transactional_db: None, tmp_path: Path, settings: Any) -> list[Any]:
    settings.VAR, settings.BACKUPS = tmp_path / "centre", tmp_path / "backups"
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = settings.VAR / "media", settings.VAR / "private"
    with transaction.atomic():
        actor = scene.coordinator()
        return [scene.person(actor, name) for name in ("みなと", "あおい")]


def test_a_drill_opens_every_seal(two_people: list[Any], settings: Any) -> None:
    made = making.make_backup(settings.BACKUPS)
    assert restoring.drill(made).manifest.tables[Person._meta.db_table] == 2


def test_seals_that_were_exchanged_between_rows_are_refused(two_people: list[Any], settings: Any) -> None:
    one, other = two_people
    with connection.cursor() as cursor:
        cursor.execute("SELECT call_name FROM volunteers_person WHERE id = %s", [other.pk])
        [stolen] = cursor.fetchone()
        cursor.execute("UPDATE volunteers_person SET call_name = %s WHERE id = %s", [stolen, one.pk])
    with pytest.raises(Refused, match=r"call_name"):
        restoring.drill(making.make_backup(settings.BACKUPS))


@pytest.fixture
def papers(two_people: list[Any]) -> list[PersonDocument]:
    """A paper of each of the two."""
    made = []
    for person in two_people:
        actor = person.main_supporter
        with reading_as(actor):
            checked = Checked(Kind.PDF, f"%PDF- {person.pk}".encode())
            made.append(
                actions.add_document(person, actor=actor, checked=checked, kind="other", title="紙")[0]
            )
    return made


def test_every_paper_is_opened_before_a_restore(
    papers: list[PersonDocument], settings: Any, tmp_path: Path
) -> None:
    store.write("stray", b"left by an upload that was broken off")
    made = making.make_backup(settings.BACKUPS)
    drilled = restoring.drill(made).papers
    assert drilled
    assert (drilled.opened, drilled.missing, drilled.strays) == (2, 0, 1)
    with elsewhere(tmp_path / "new", settings):
        restored = restoring.restore(made).papers
    assert restored == drilled


def test_the_command_says_how_many_papers_opened(papers: list[PersonDocument], settings: Any) -> None:
    store.erase(str(papers[0].key))
    said = StringIO()
    call_command("restore", str(making.make_backup(settings.BACKUPS)), "--drill", stdout=said)
    assert "1件は、このサーバーの鍵で開けました" in said.getvalue()
    assert "1件はファイルがなく" in said.getvalue()


def test_papers_that_were_exchanged_are_refused_and_named(
    papers: list[PersonDocument], settings: Any, tmp_path: Path
) -> None:
    one, other = (store.path_of(str(paper.key)) for paper in papers)
    one.write_bytes(other.read_bytes())
    made = making.make_backup(settings.BACKUPS)
    with pytest.raises(Refused, match=one.name):
        restoring.drill(made)
    with elsewhere(tmp_path / "new", settings), pytest.raises(Refused, match=one.name):
        restoring.restore(made)


def test_a_paper_with_a_flipped_byte_is_refused(papers: list[PersonDocument], settings: Any) -> None:
    path = store.path_of(str(papers[0].key))
    harmed = bytearray(path.read_bytes())
    harmed[-1] ^= 1
    path.write_bytes(harmed)
    with pytest.raises(Refused, match=path.name):
        restoring.drill(making.make_backup(settings.BACKUPS))
