"""Importing into the records: once, all good rows or none, twice without doubles."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from base.models import Area, User
from base.states import AlreadyMoved, MoveRefused
from partners.importing.apply import _Writer, import_batch, keep_upload, kind_of, look_through, set_aside
from partners.importing.preview import Action, fingerprint
from partners.models import Accreditation, ImportBatch, Partner, Workplace
from partners.models.imports import ImportState
from partners.models.records import PartnerKind
from partners.tests.lists import HEADER, ROWS, csv_bytes, grouped_workbook, whole_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def actor() -> User:
    return User.objects.create(username="coordinator", display_name="見本 係")


def upload(actor: User, rows: list[list[Any]] | bytes | None = None) -> ImportBatch:
    content = (
        rows if isinstance(rows, bytes) else csv_bytes(whole_list() if rows is None else [HEADER, *rows])
    )
    return keep_upload(content, file_name="一覧.csv", actor=actor)


def import_now(batch: ImportBatch, actor: User) -> list[str]:
    """Import as the screen does, and give the actions of the data rows."""
    _reading, steps = look_through(batch)
    import_batch(batch, actor=actor, seen=fingerprint(steps))
    return [row["action"] for row in batch.outcome if row["action"] != Action.NO_DATA]


def everything() -> list[Any]:
    """All that is recorded about partners, to see whether anything changed."""
    return [list(model.objects.order_by("pk").values()) for model in (Partner, Workplace, Accreditation)]


def sample(**changed: str) -> list[str]:
    return [*{**dict(zip(HEADER, ROWS[0], strict=True)), **changed}.values()]


def test_good_rows_become_records(actor: User) -> None:
    assert import_now(upload(actor), actor) == ["create"] * 4
    assert Partner.objects.count() == 3
    place = Workplace.objects.select_related("partner", "area", "accreditation").get(name="みなも工房")
    assert (place.partner.legal_name, place.partner.kind) == (
        "社会福祉法人みなもの会",
        PartnerKind.SOCIAL_WELFARE,
    )
    assert (place.address, place.phone) == ("釧路市北大通１２丁目１番地", "0154000101")
    assert place.area == Area.objects.get(code="kushiro")
    given = place.accreditation
    assert (given.number, given.accredited_on, given.capacity) == ("第１号", dt.date(2016, 4, 1), 5)
    assert (given.covers_employment, given.covers_non_employment) == (False, True)
    assert given.work_description == "漁網の手入れ、箱折り"


def test_nobody_is_shown_to_the_public_by_an_import(actor: User) -> None:
    import_now(upload(actor), actor)
    assert not Partner.objects.exclude(published_consent_on=None).exists()


def test_the_same_list_twice_makes_no_doubles(actor: User) -> None:
    import_now(upload(actor), actor)
    before = everything()
    again = upload(actor)
    assert again.state == ImportState.WAITING
    assert import_now(again, actor) == ["same"] * 4
    assert everything() == before


def test_a_workbook_is_imported_with_its_sheets(actor: User) -> None:
    assert import_now(upload(actor, grouped_workbook()), actor) == ["create"] * 4
    assert [place.accreditation.number for place in Workplace.objects.order_by("pk")] == [
        "道-1",
        "道-2",
        "道-3",
        "道-4",
    ]
    assert Partner.objects.count() == 3
    assert import_now(upload(actor, grouped_workbook()), actor) == ["same"] * 4


def test_changed_rows_update_and_nothing_else_is_touched(actor: User) -> None:
    import_now(upload(actor), actor)
    Partner.objects.update(trade_name="みなも", status=Partner.Status.ACTIVE)
    changed = [sample(定員="８", 電話番号="0154-00-0199", 作業内容=""), *ROWS[1:]]
    assert import_now(upload(actor, changed), actor) == ["update", "same", "same", "same"]
    place = Workplace.objects.get(name="みなも工房")
    assert (place.phone, place.accreditation.capacity) == ("0154000199", 8)
    assert place.accreditation.work_description == "漁網の手入れ、箱折り"
    assert set(Partner.objects.values_list("trade_name", "status")) == {("みなも", "active")}


def test_an_accreditation_is_added_to_a_workplace_that_had_none(actor: User) -> None:
    partner = Partner.objects.create(legal_name="（福）みなもの会")
    place = Workplace.objects.create(
        partner=partner, name="みなも工房", address="釧路市北大通12-1", phone="0154-00-0101"
    )
    assert import_now(upload(actor, [ROWS[0]]), actor) == ["update"]
    assert Partner.objects.get() == partner
    assert Workplace.objects.get() == place
    assert Accreditation.objects.get().workplace == place
    assert Workplace.objects.get().address == "釧路市北大通12-1"


def test_an_organisation_without_workplaces_is_found_again(actor: User) -> None:
    partner = Partner.objects.create(legal_name="社会福祉法人 みなもの会")
    import_now(upload(actor), actor)
    assert partner.workplaces.count() == 2


def test_later_rows_complete_what_earlier_rows_made(actor: User) -> None:
    assert import_now(upload(actor, [sample(電話番号="", 認定年月日=""), sample()]), actor) == [
        "create",
        "update",
    ]
    place = Workplace.objects.select_related("accreditation").get()
    assert (place.phone, place.accreditation.accredited_on) == ("0154000101", dt.date(2016, 4, 1))


def test_wrong_rows_stay_out_and_are_told_in_the_outcome(actor: User) -> None:
    batch = upload(actor, [sample(認定年月日="平成32年4月1日"), *ROWS[1:]])
    assert import_now(batch, actor) == ["wrong", "create", "create", "create"]
    assert not Workplace.objects.filter(name="みなも工房").exists()
    wrong = next(row for row in batch.outcome if row["action"] == "wrong")
    assert wrong["row"] == 2
    assert wrong["sentences"][0]["column"] == "認定年月日"
    assert "令和2年4月1日" in wrong["sentences"][0]["sentence"]
    assert "みなも工房" in wrong["text"]


def test_names_of_people_in_a_list_are_not_kept(actor: User) -> None:
    header, wrong = [*HEADER, "担当者"], [*sample(認定年月日="平成32年4月1日"), "見本 花子"]
    batch = upload(actor, csv_bytes([header, wrong, [*ROWS[1], "見本 太郎"]]))
    assert import_now(batch, actor) == ["wrong", "create"]
    assert "みなも工房" in str(batch.outcome)
    assert "花子" not in str(batch.outcome)
    assert "太郎" not in str([*batch.outcome, *everything()])


def test_rows_without_a_number_keep_their_accreditation(actor: User) -> None:
    rows = [sample(認定番号=""), sample(認定番号="", 事業所名="みなも二号館", 所在地="釧路市北大通13")]
    assert import_now(upload(actor, rows), actor) == ["create", "create"]
    assert list(Accreditation.objects.values_list("number", flat=True)) == ["", ""]
    assert import_now(upload(actor, rows), actor) == ["same", "same"]


def test_a_known_accreditation_number_is_unique(actor: User) -> None:
    import_now(upload(actor), actor)
    other = Workplace.objects.create(partner=Partner.objects.all()[0], name="別の家")
    with pytest.raises(IntegrityError), transaction.atomic():
        Accreditation.objects.create(workplace=other, number="第１号")


def test_an_import_is_done_once_and_its_file_goes(actor: User) -> None:
    batch = upload(actor)
    steps = look_through(batch)[1]
    import_now(batch, actor)
    stored = ImportBatch.objects.get()
    assert (stored.state, bytes(stored.content)) == (ImportState.IMPORTED, b"")
    assert [(move.from_state, move.to_state, move.actor) for move in stored.moves()] == [
        ("", "waiting", actor),
        ("waiting", "imported", actor),
    ]
    before = everything()
    with pytest.raises(AlreadyMoved, match="見本 係"):
        import_batch(stored, actor=actor, seen=fingerprint(steps))
    with pytest.raises(AlreadyMoved):
        set_aside(stored, actor=actor)
    assert everything() == before


def test_records_changed_after_looking_stop_the_import(actor: User) -> None:
    batch = upload(actor)
    seen = fingerprint(look_through(batch)[1])
    partner = Partner.objects.create(legal_name="株式会社はまなす清掃")
    with pytest.raises(MoveRefused, match="look through the rows once more"):
        import_batch(batch, actor=actor, seen=seen)
    assert not Workplace.objects.exists()
    assert ImportBatch.objects.get().state == ImportState.WAITING
    assert import_now(batch, actor) == ["create"] * 4
    assert partner.workplaces.count() == 1


def test_a_failure_in_the_middle_leaves_nothing_behind(actor: User) -> None:
    """Two workplaces that only the database tells apart as one: the second write fails, the first is undone."""
    batch = upload(actor)
    steps = look_through(batch)[1]
    doubled = [step for step in steps if step.action is Action.CREATE]
    doubled[1].row.understood["number"] = doubled[0].row.understood["number"]
    with pytest.raises(IntegrityError), transaction.atomic():
        _Writer(steps).write()
    assert everything() == [[], [], []]


def at_once(*jobs: Callable[[], None]) -> list[str]:
    """Run the jobs in threads with connections of their own; how each ended: done, or the refusal's class."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], None]) -> str:
        gate.wait()
        try:
            job()
        except MoveRefused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_confirmations_one_imports(actor: User) -> None:
    batch = upload(actor)
    seen = fingerprint(look_through(batch)[1])

    def confirm() -> None:
        import_batch(ImportBatch.objects.get(pk=batch.pk), actor=actor, seen=seen)

    assert at_once(*[confirm] * 6) == ["AlreadyMoved"] * 5 + ["done"]
    assert Workplace.objects.count() == 4
    assert batch.moves().count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_importing_one_list_at_once_make_no_doubles(actor: User) -> None:
    other = User.objects.create(username="chief")
    batches = [(upload(who), who) for who in (actor, other)]
    seen = fingerprint(look_through(batches[0][0])[1])
    jobs = [partial(import_batch, batch, actor=who, seen=seen) for batch, who in batches]
    assert at_once(*jobs) == ["MoveRefused", "done"]
    assert Workplace.objects.count() == 4
    assert Partner.objects.count() == 3


def test_the_same_upload_twice_waits_once(actor: User) -> None:
    assert upload(actor) == upload(actor)
    other = User.objects.create(username="chief")
    assert upload(other) != upload(actor)


def test_a_list_set_aside_imports_nothing(actor: User) -> None:
    batch = upload(actor)
    set_aside(batch, actor=actor)
    with pytest.raises(AlreadyMoved):
        import_batch(batch, actor=actor, seen="")
    assert everything() == [[], [], []]
    assert bytes(ImportBatch.objects.get().content) == b""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("㈱あおば", PartnerKind.COMPANY),
        ("（福）あおば会", PartnerKind.SOCIAL_WELFARE),
        ("NPO法人あおば", PartnerKind.NPO),
        ("医療法人社団あおば", PartnerKind.MEDICAL),
        ("あおば農業協同組合", PartnerKind.COOPERATIVE),
        ("あおば信用金庫", PartnerKind.CREDIT_UNION),
        ("一般社団法人あおば", PartnerKind.OTHER),
    ],
)
def test_kinds_are_told_from_names(name: str, kind: PartnerKind) -> None:
    assert kind_of(name) == kind


def test_an_import_of_many_rows_asks_the_database_little(
    actor: User, django_assert_max_num_queries: Any
) -> None:
    """Reading is a handful of queries however long the list; writing is two for each new workplace."""
    rows = [sample(事業所名=f"みなも{n}", 所在地=f"釧路市北大通{n}", 認定番号=f"{n}") for n in range(30)]
    batch = upload(actor, rows)
    with django_assert_max_num_queries(6):
        _reading, steps = look_through(batch)
    with django_assert_max_num_queries(30 * 2 + 25):
        import_batch(batch, actor=actor, seen=fingerprint(steps))
    with django_assert_max_num_queries(25):
        import_now(upload(actor, rows[::-1]), actor)
