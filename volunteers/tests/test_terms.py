# ruff: noqa: F401, F811 - fixtures are imported by name, and named again where they are asked for
"""Whose term is over besides people: requests, accounts, backups; and what goes back to an authority."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.urls import reverse
from openpyxl import load_workbook

from base import audit, clock
from base.accounts import invitations, standing
from base.audit import faults
from base.models import AuditEntry, Invitation, User
from base.states import MoveRefused
from partners.models import Member
from volunteers import actions
from volunteers.models import (
    ConsultationRequest,
    DisposalRecord,
    ErasureCase,
    Person,
)
from volunteers.other_terms import past_their_term
from volunteers.scopes import reading_as
from volunteers.tests import asking, scene
from volunteers.tests.test_erasing import (  # the same scene: its fixtures, and its way of looking
    LONG_AGO,
    SECRET,
    chief,
    desk_of,
    kept_list,
    opened_words,
    owner,
    person,
)

pytestmark = pytest.mark.django_db


# --- requests that became nobody's record: two people, too ---------------------------------------------------------


@pytest.fixture
def past(owner: User) -> ConsultationRequest:
    """A request that a colleague answered long ago, with a try to reach them."""
    with clock.happened_at(LONG_AGO):
        asked = asking.written(text=SECRET)
        with reading_as(owner):
            actions.take_consultation(asked, actor=owner)
            actions.note_attempt(asked, actor=owner, how="call", note=SECRET)
            actions.answer_consultation(asked, actor=owner)
    return asked


def requests_left() -> int:
    return ConsultationRequest._base_manager.count()


def test_a_request_goes_by_two_people(past: ConsultationRequest, owner: User, chief: User) -> None:
    listed = desk_of(owner).get(reverse("desk_consultations")).content.decode()
    assert "消すことを提案する" in listed
    desk_of(owner).post(reverse("desk_consultations_erasure"))
    assert requests_left() == 1
    shown = desk_of(chief).get(reverse("desk_retention")).content.decode()
    assert "ほかの人が提案したもの：1件" in shown
    desk_of(chief).post(reverse("desk_retention_requests"))
    assert requests_left() == 0
    assert SECRET not in opened_words()
    record = DisposalRecord.objects.get()
    assert (record.asked_by, record.approved_by, record.counts) == (owner, chief, {"requests for a talk": 1})


def test_one_chief_alone_erases_no_request(past: ConsultationRequest, chief: User) -> None:
    desk = desk_of(chief)
    desk.post(reverse("desk_retention_requests"))
    desk.post(reverse("desk_consultations_erasure"))
    refused = desk.post(reverse("desk_retention_requests"), follow=True).content.decode()
    assert "ほかの人" in refused
    assert requests_left() == 1
    assert not DisposalRecord.objects.exists()


def test_a_second_chief_approves_what_the_first_proposed(past: ConsultationRequest, chief: User) -> None:
    desk_of(chief).post(reverse("desk_consultations_erasure"))
    desk_of(scene.chief("second")).post(reverse("desk_retention_requests"))
    assert requests_left() == 0


def test_nobody_proposes_what_is_behind_anothers_wall(past: ConsultationRequest, chief: User) -> None:
    stranger = desk_of(scene.coordinator("stranger"))
    assert "消すことを提案する" not in stranger.get(reverse("desk_consultations")).content.decode()
    stranger.post(reverse("desk_consultations_erasure"))
    desk_of(chief).post(reverse("desk_retention_requests"))
    assert requests_left() == 1


def test_a_request_whose_day_has_not_come_cannot_be_proposed(owner: User, chief: User) -> None:
    asked = asking.written(text="まだ新しい")
    desk_of(owner).post(reverse("desk_consultations_erasure"))
    desk_of(chief).post(reverse("desk_retention_requests"))
    assert requests_left() == 1
    asked.refresh_from_db()
    assert asked.erasure_asked_by is None


def test_a_proposal_does_not_outlive_that_they_wrote_again(
    past: ConsultationRequest, owner: User, chief: User
) -> None:
    desk_of(owner).post(reverse("desk_consultations_erasure"))
    with reading_as(owner):
        actions.take_consultation(ConsultationRequest.objects.get(), actor=owner)
        actions.answer_consultation(ConsultationRequest.objects.get(), actor=owner)
    later = clock.now() + dt.timedelta(days=400)
    with clock.happened_at(later):
        assert actions.erase_due_requests(clock.today(), actor=chief) == 0
    assert requests_left() == 1


# --- what else has a term -------------------------------------------------------------------------------------------


def switched_off(name: str) -> User:
    """A colleague who left long ago, and whose name stands where an account leaves it."""
    account = scene.user(name, email=f"{name}@example.invalid", last_name="退職")
    EmailAddress.objects.create(user=account, email=account.email, verified=True)
    Invitation.objects.create(
        kind="staff",
        group=Group.objects.first(),
        label=account.display_name,
        token_hash="x",
        created_at=LONG_AGO,
        expires_at=LONG_AGO,
        used_at=LONG_AGO,
        used_by=account,
    )
    with clock.happened_at(LONG_AGO):
        standing.switch(account, on=False, actor=account, reason="辞めた")
    return account


def test_names_of_accounts_that_are_off_for_good_go(chief: User) -> None:
    account, stays = switched_off("hamasaki"), scene.user("kept", is_active=False)
    audit.record(actor=account, action="view", what="desk_person")
    shown = desk_of(chief).get(reverse("desk_retention")).content.decode()
    assert "担当 hamasaki" in shown
    desk_of(chief).post(reverse("desk_retention_accounts", args=["switched_off"]))
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert "hamasaki" not in opened_words()
    assert AuditEntry.objects.filter(actor=account).exists()  # the number stays
    assert list(faults()) == []
    assert User.objects.get(pk=stays.pk).username == "kept"  # switched off lately
    assert "担当 hamasaki" not in desk_of(chief).get(reverse("desk_retention")).content.decode()


def test_only_a_chief_lets_names_go_and_never_an_administrators(owner: User, chief: User) -> None:
    account = switched_off("hamasaki")
    desk_of(owner).post(reverse("desk_retention_accounts", args=["switched_off"]))
    User.objects.filter(pk=account.pk).update(is_superuser=True)
    desk_of(chief).post(reverse("desk_retention_accounts", args=["switched_off"]))
    assert User.objects.get(pk=account.pk).username == "hamasaki"


def test_an_account_in_use_keeps_its_name(chief: User) -> None:
    with pytest.raises(ValueError, match="in use"):
        standing.make_nameless(scene.user("busy"), actor=chief)


def test_invitations_that_nobody_accepted_lose_their_name(chief: User) -> None:
    with clock.happened_at(LONG_AGO):
        invitations.invite("staff", actor=chief, label="浜さん", group=Group.objects.first())
    invitations.invite("staff", actor=chief, label="岬さん", group=Group.objects.first())
    desk_of(chief).post(reverse("desk_retention_accounts", args=["accounts"]))
    assert sorted(Invitation.objects.values_list("label", flat=True)) == ["", "岬さん"]
    assert DisposalRecord.objects.get().counts == {"names of accounts": 1}


def test_an_employers_account_that_nobody_confirmed_is_switched_off(chief: User) -> None:
    waiting = scene.user("waiting", date_joined=LONG_AGO)
    Member.objects.create(user=waiting, partner=scene.partner())
    confirmed = scene.member_of(scene.partner("見本農園"))
    User.objects.filter(pk=confirmed.pk).update(date_joined=LONG_AGO)
    desk_of(chief).post(reverse("desk_retention_accounts", args=["accounts"]))
    assert not User.objects.get(pk=waiting.pk).is_active
    assert User.objects.get(pk=confirmed.pk).is_active


def test_the_log_of_readings_is_listed_as_kept_and_backups_by_name(
    person: Person, owner: User, chief: User, settings: Any, tmp_path: Path
) -> None:
    settings.BACKUPS = tmp_path
    for name in ("kurashigoto-20190101-030000.backup", "kurashigoto-20990101-030000.backup", "notes.txt"):
        (tmp_path / name).touch()
    scene.shared(scene.person(owner, "いま"), owner)
    lines = {line.what: line for line in past_their_term(clock.today())}
    assert lines["backups"].names == ("kurashigoto-20190101-030000.backup",)
    assert (lines["readings"].number, lines["readings"].may_go) == (0, False)
    assert (lines["disclosures"].number, lines["disclosures"].may_go) == (0, False)
    in_ten_years = clock.today() + dt.timedelta(days=3660)
    later = {line.what: line.number for line in past_their_term(in_ten_years)}
    assert later["readings"] == AuditEntry.objects.count() > 0
    assert later["disclosures"] == 1
    assert "消すことはできません" in desk_of(chief).get(reverse("desk_retention")).content.decode()


# --- given back to the authority ------------------------------------------------------------------------------------


def test_a_chief_sees_how_much_is_kept_for_whom(person: Person, owner: User, chief: User) -> None:
    scene.person(owner, "道のひと", responsible_authority="hokkaido")
    shown = desk_of(chief).get(reverse("desk_retention"))
    assert [(one["authority"], one["people"], one["asked"]) for one in shown.context["authorities"]] == [
        ("kushiro_city", 1, 0),
        ("hokkaido", 1, 0),
    ]


def test_the_file_of_an_authority_holds_theirs_and_nobody_elses(
    person: Person, owner: User, chief: User
) -> None:
    others = scene.person(owner, "道のひと", responsible_authority="hokkaido")
    answer = desk_of(chief).post(reverse("desk_authority_file", args=["hokkaido"]))
    book = load_workbook(io.BytesIO(answer.content))
    rows = [row for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert {row[0] for row in rows} == {others.public_id}
    assert any("道のひと" in row for row in rows)
    last = AuditEntry.objects.last()
    assert last
    assert (last.action, last.actor) == ("export", chief)
    assert [subject.person_id for subject in last.subjects.all()] == [others.pk]


def test_what_is_kept_for_an_authority_is_proposed_and_then_approved_one_by_one(
    person: Person, owner: User, chief: User
) -> None:
    busy = scene.person(owner, "いま")
    scene.suggested(busy, scene.opening(owner), owner)
    theirs = scene.person(owner, "道のひと", responsible_authority="hokkaido")
    said = desk_of(chief).post(reverse("desk_authority_erasure", args=["kushiro_city"]), follow=True)
    assert "1件を提案しました。1件は、今は残します" in said.content.decode()
    assert [case.person_id for case in ErasureCase._base_manager.all()] == [person.pk]
    with reading_as(chief), pytest.raises(MoveRefused):
        actions.approve_erasure(person, actor=chief)
    second = scene.chief("second")
    with reading_as(second):
        assert actions.approve_erasure(person, actor=second).ground == "authority"
    assert Person._base_manager.get(pk=theirs.pk).erased_at is None


def test_only_a_chief_gives_back(person: Person, owner: User) -> None:
    for name in ("desk_authority_file", "desk_authority_erasure"):
        assert desk_of(owner).post(reverse(name, args=["kushiro_city"])).status_code == 404
    assert not ErasureCase._base_manager.exists()
