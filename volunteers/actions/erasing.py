"""Forgetting: what the calendar finds, what holds it up, who asks and who approves, and the erasure itself.

Two people erase: one asks, a chief who is somebody else approves. It is one transaction: killed half-way, nothing has
happened.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from base import audit
from base.accounts import standing
from base.japanese.dates import japanese_date_short
from base.models import User
from base.models.moves import Move
from base.sealing import digest, digests
from base.states import MoveRefused
from partners.actions import forget_sketch
from volunteers import disposals, other_terms
from volunteers.forgetting import WAYS
from volunteers.models import (
    ConsultationRequest,
    ContactAttempt,
    DisposalRecord,
    ErasureCase,
    Match,
    Person,
    PersonsRequest,
    RetentionHold,
)
from volunteers.models.matches import LIVE_MATCH_STATES, MatchState
from volunteers.models.retention import Ground, Kept
from volunteers.rules import reads_everyone
from volunteers.terms import due_people, due_requests, kept_by_law_until, proposed_requests

MARK = "volunteers.Person.disposal"
NAMES_OF_ACCOUNTS = gettext_noop("names of accounts")


def list_due(today: dt.date) -> int:
    """Note whose term is over, and take off the list who is in contact again. Returns how many are new. Erases nothing."""
    due = {person.pk: last for person, last in due_people(today)}
    found = ErasureCase._base_manager.filter(ground=Ground.DUE, asked_at__isnull=True)
    found.exclude(person__in=due).delete()
    known = set(ErasureCase._base_manager.values_list("person", flat=True))
    for person in due.keys() - known:
        ErasureCase._base_manager.create(person_id=person, found_on=today, due_on=due[person])
    return len(due.keys() - known)


@transaction.atomic
def hold(person: Person, *, actor: User, reason: str) -> RetentionHold:
    """This record stays, whatever the table says. Raises ValidationError."""
    held = RetentionHold(person=person, reason=reason.strip(), set_by=actor)
    held.full_clean(exclude=["person"])
    held.save()
    return held


@transaction.atomic
def end_hold(person: Person, *, actor: User) -> None:
    """A chief ends what held it. Raises PermissionDenied."""
    _chief_only(actor)
    RetentionHold._base_manager.filter(person=person, ended_at__isnull=True).update(
        ended_by=actor, ended_at=timezone.now()
    )


@transaction.atomic
def ask_erasure(person: Person, *, actor: User, ground: str, words: str = "") -> ErasureCase:
    """Somebody of the desk proposes that a record goes. Raises MoveRefused while something stands in the way."""
    _refuse_while_needed(person)
    case = ErasureCase._base_manager.filter(person=person).first() or ErasureCase(person=person)
    case.ground, case.words = ground, words.strip()
    case.asked_by, case.asked_at = actor, timezone.now()
    case.full_clean(exclude=["person"])
    case.save()
    return case


def ask_erasure_of_all(authority: str, *, actor: User) -> tuple[int, int]:
    """(proposed, in the way): propose that what is kept for an authority goes, when its contract ends (domain.md L15).

    Each record is then looked at and approved by itself. What the law keeps, what is held and what goes on is counted
    as in the way. For chiefs; needs a reading scope. Raises PermissionDenied.
    """
    _chief_only(actor)
    asked = ErasureCase._base_manager.filter(asked_at__isnull=False).values("person")
    proposed = in_the_way = 0
    for person in Person.objects.filter(responsible_authority=authority).exclude(pk__in=asked):
        try:
            ask_erasure(person, actor=actor, ground=Ground.AUTHORITY)
            proposed += 1
        except MoveRefused:
            in_the_way += 1
    return proposed, in_the_way


@transaction.atomic
def keep_after_all(person: Person) -> None:
    """The proposal is taken back; what the calendar finds, it finds again."""
    ErasureCase._base_manager.filter(person=person).delete()


@transaction.atomic
def approve_erasure(person: Person, *, actor: User) -> DisposalRecord:
    """A chief who did not ask for it erases a record, everywhere. Raises MoveRefused, PermissionDenied."""
    _chief_only(actor)
    locked = Person._base_manager.select_for_update().get(pk=person.pk)
    case = ErasureCase._base_manager.select_for_update().filter(person=person, asked_at__isnull=False).first()
    if locked.erased_at or case is None:
        raise MoveRefused(_("Nobody has asked for this erasure, or it is done already."))
    if case.asked_by_id == actor.pk:
        raise MoveRefused(_("Somebody else has to approve this."))
    _refuse_while_needed(locked)
    return _forget(locked, ground=case.ground, asked_by=case.asked_by_id, approved_by=actor.pk, actor=actor)


def _refuse_while_needed(person: Person) -> None:
    if RetentionHold._base_manager.filter(person=person, ended_at__isnull=True).exists():
        raise MoveRefused(_("This record is being held. End the hold first."))
    if until := kept_by_law_until(person):
        raise MoveRefused(
            _("Registers and records of what was passed on have to stay until %(day)s.")
            % {"day": japanese_date_short(until)}
        )
    if Match._base_manager.filter(person=person, state__in=LIVE_MATCH_STATES).exists():
        raise MoveRefused(_("Something is still going on with this person. Bring it to its end first."))


def what_goes(person: Person) -> list[tuple[str, str, int]]:
    """(name, deleted/emptied/kept, rows) of everything about somebody, as the erasure would find it now."""
    counted = [(way.name, way.becomes, way.rows(person).count()) for way in WAYS]
    return [(_(name), becomes, number) for name, becomes, number in counted if number]


def _forget(
    person: Person, *, ground: str, asked_by: int | None, approved_by: int | None, actor: User | None
) -> DisposalRecord:
    mark = digest(person.public_id, purpose=MARK)
    audit.record(actor=actor, action=audit.AuditAction.ERASE, what="erasure", people=[(person.pk, "chief")])
    _forget_sketches(person)
    counts = {way.name: way.forget(way.rows(person)) for way in WAYS}
    if approved_by:  # somebody has to stand there; whoever ran alongside need not stay known by it
        Person._base_manager.filter(pk=person.pk).update(main_supporter=approved_by)
    record = DisposalRecord.objects.create(
        at=timezone.now(),
        ground=ground,
        mark=mark,
        asked_by_id=asked_by,
        approved_by_id=approved_by,
        counts={name: number for name, number in counts.items() if number},
    )
    transaction.on_commit(disposals.write_kept)
    return record


def _forget_sketches(person: Person) -> None:
    """The outline of work conditions that an employer was shown goes too."""
    for match in Match._base_manager.filter(person=person).select_related("opening__need"):
        shown = Move.objects.of(match).filter(to_state=MatchState.PROPOSED)
        for at in shown.values_list("at", flat=True):
            forget_sketch(match.opening.need, at=at, opening_title=match.opening.title)


@transaction.atomic
def ask_to_erase_requests(today: dt.date, *, actor: User) -> int:
    """Propose that requests past their day go, of those that the reader sees and nobody proposed yet. How many.

    Needs a reading scope.
    """
    seen = ConsultationRequest.objects.values("pk")
    waiting = due_requests(today).filter(pk__in=seen).exclude(pk__in=proposed_requests(today).values("pk"))
    return waiting.update(erasure_asked_by=actor, erasure_asked_on=today)


@transaction.atomic
def erase_due_requests(today: dt.date, *, actor: User) -> int:
    """A chief approves that requests go which somebody else proposed. How many. Raises MoveRefused, PermissionDenied."""
    _chief_only(actor)
    proposed = proposed_requests(today).select_for_update()
    if not proposed:
        return 0
    by_others = proposed.exclude(erasure_asked_by=actor)
    if not by_others:
        raise MoveRefused(_("Somebody else has to approve this."))
    audit.record(actor=actor, action=audit.AuditAction.ERASE, what="erasure.requests")
    askers = sorted(set(by_others.order_by().values_list("erasure_asked_by", flat=True)))
    number = sum(_forget_requests(by_others, asked_by=asker, approved_by=actor) for asker in askers)
    transaction.on_commit(disposals.write_kept)
    return number


def _forget_requests(
    requests: QuerySet[ConsultationRequest], *, asked_by: int | None, approved_by: User
) -> int:
    keys = list(requests.filter(erasure_asked_by=asked_by).values_list("pk", flat=True))
    ContactAttempt._base_manager.filter(consultation__in=keys).delete()
    ConsultationRequest._base_manager.filter(pk__in=keys).delete()
    DisposalRecord.objects.create(
        at=timezone.now(),
        ground=Ground.DUE,
        asked_by_id=asked_by,
        approved_by=approved_by,
        counts={"requests for a talk": len(keys)},
    )
    return len(keys)


@transaction.atomic
def forget_accounts(what: str, today: dt.date, *, actor: User) -> int:
    """A chief approves that names of accounts past their term go. How many. Raises PermissionDenied.

    `what` is Kept.ACCOUNTS (invitations that nobody accepted, accounts that nobody confirmed) or Kept.SWITCHED_OFF.
    """
    _chief_only(actor)
    before = other_terms.term_ends(what, today)
    number = _FORGET_ACCOUNTS[what](before, actor) if before else 0
    if number:
        audit.record(actor=actor, action=audit.AuditAction.ERASE, what="erasure.accounts")
        DisposalRecord.objects.create(
            at=timezone.now(), ground=Ground.DUE, approved_by=actor, counts={NAMES_OF_ACCOUNTS: number}
        )
    return number


def _forget_unconfirmed(before: dt.datetime, actor: User) -> int:
    accounts = list(other_terms.unconfirmed_accounts(before))
    for account in accounts:
        standing.switch(account, on=False, actor=actor, reason=_("Never confirmed; its term is over."))
    return other_terms.unused_invitations(before).update(label="") + len(accounts)


def _forget_switched_off(before: dt.datetime, actor: User) -> int:
    accounts = list(other_terms.switched_off_accounts(before))
    for account in accounts:
        standing.make_nameless(account, actor=actor)
    return len(accounts)


_FORGET_ACCOUNTS: dict[str, Callable[[dt.datetime, User], int]] = {
    Kept.ACCOUNTS: _forget_unconfirmed,
    Kept.SWITCHED_OFF: _forget_switched_off,
}


def reapply(lines: Iterable[dict[str, Any]]) -> tuple[int, list[str]]:
    """(erased, in the way): erase anew whoever was erased before, and came back with an older backup."""
    wanted = {line["mark"]: line for line in lines if line.get("mark")}
    erased, refused = 0, []
    for person in Person._base_manager.filter(erased_at__isnull=True).order_by("pk"):
        line = next((wanted[m] for m in digests(person.public_id, purpose=MARK) if m in wanted), None)
        if line is None:
            continue
        with transaction.atomic():
            if Match._base_manager.filter(person=person, state__in=LIVE_MATCH_STATES).exists():
                refused.append(person.public_id)
                continue
            known = set(User.objects.values_list("pk", flat=True))
            by = {
                key: line.get(key) if line.get(key) in known else None for key in ("asked_by", "approved_by")
            }
            _forget(person, ground=line["ground"], actor=None, **by)
            erased += 1
    return erased, refused


@transaction.atomic
def note_request(
    person: Person, *, actor: User, kind: str, asked_on: dt.date, words: str = ""
) -> PersonsRequest:
    """Somebody asked about their own record (L14). Raises ValidationError."""
    noted = PersonsRequest(person=person, noted_by=actor, kind=kind, asked_on=asked_on, words=words.strip())
    noted.full_clean(exclude=["person"])
    noted.save()
    return noted


@transaction.atomic
def answer_request(noted: PersonsRequest, *, answered_on: dt.date, answer: str) -> None:
    """What was done about it, and when. Raises ValidationError."""
    noted.answered_on, noted.answer = answered_on, answer.strip()
    if not noted.answer:
        raise ValidationError({"answer": _("Write what was done, with a day that is not before the asking.")})
    noted.full_clean(exclude=["person"])
    noted.save(update_fields=["answered_on", "answer"])


def _chief_only(actor: User) -> None:
    if not reads_everyone(actor):
        raise PermissionDenied
