"""Asking, answering, taking back; and `share`, the only door through which anything of a person leaves."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import audit, clock
from base.models import User
from base.states import AlreadyMoved, MoveRefused, all_or_nothing, begin, move
from partners.actions import tell_partner
from partners.models import NeedNews, Partner
from volunteers.consent_forms import VERSION, form_text
from volunteers.models import ConsentRecord, DisclosureRecord, Match, Person
from volunteers.models.consents import KIND_OF, ConsentState, Method, RecipientKind, may_be_told
from volunteers.models.matches import MatchState
from volunteers.sheets import Row, told_of

KNOWN_TO_EMPLOYER = (MatchState.PROPOSED, MatchState.TRIAL, MatchState.AGREED, MatchState.CONCLUDED)


class NotShared(Exception):
    """Nothing was shared. `str()` is a sentence for the person at the screen that says nothing of anybody."""


@dataclass(frozen=True)
class Sheet:
    """What may be shown now, and the record of its being shown, which is written already."""

    record: DisclosureRecord
    consent: ConsentRecord | None
    rows: list[Row]


# --- asking and answering -------------------------------------------------------------------------------------------


@transaction.atomic
def ask_consent(
    person: Person,
    *,
    actor: User,
    purpose: str,
    fields: Iterable[str],
    ends_on: dt.date,
    partner: Partner | None = None,
    agency: str = "",
    volunteer: Person | None = None,
    proxy_name: str = "",
    proxy_basis: str = "",
    token: uuid.UUID | str | None = None,
) -> tuple[ConsentRecord, bool]:
    """(consent, made): put the question to the person. Nothing may be shared by it until they agree.

    The recipient is the one of `partner`, `agency` and `volunteer` that the purpose is about. Raises ValidationError
    with a sentence per field.
    """
    kind, chosen, today = KIND_OF[purpose], sorted(set(fields)), clock.today()  # type: ignore[index]
    recipient = _name_of(kind, partner=partner, agency=agency, volunteer=volunteer)
    words = form_text(
        purpose=purpose, recipient=recipient, kind=kind, fields=chosen, asked_on=today, ends_on=ends_on
    )
    values: dict[str, Any] = {
        "person": person,
        "purpose": purpose,
        "recipient_kind": kind,
        "recipient_name": recipient,
        "partner": partner if kind == RecipientKind.PARTNER else None,
        "volunteer": volunteer if kind == RecipientKind.VOLUNTEER else None,
        "fields": chosen,
        "form_text": words,
        "form_version": VERSION,
        "asked_on": today,
        "ends_on": ends_on,
        "proxy_name": proxy_name.strip(),
        "proxy_basis": proxy_basis,
        "noted_by": actor,
    }
    ConsentRecord(**values).full_clean(exclude=["person", "volunteer", "posted_token", "shared_id"])
    consent, made = ConsentRecord.create_once(
        token=token, known_by=("person", "purpose", "recipient_name", "fields"), **values
    )
    if made:
        begin(consent, actor=actor)
    return consent, made


def _name_of(kind: str, *, partner: Partner | None, agency: str, volunteer: Person | None) -> str:
    if kind == RecipientKind.PARTNER and partner:
        return partner.shown_name
    if kind == RecipientKind.VOLUNTEER and volunteer:
        return f"{volunteer.family_name} {volunteer.given_name}".strip() or volunteer.call_name
    return agency.strip() if kind == RecipientKind.AGENCY else ""


def note_given(
    consent: ConsentRecord, *, actor: User, method: str, witness: str = "", seen: str | None = None
) -> None:
    """The person agreed today. An earlier consent for the same purpose and recipient ends with it.

    Raises MoveRefused when its last day is over, ValidationError when it is not said how they agreed.
    """
    if method not in Method.values:
        raise ValidationError({"method": _("Say how the person agreed.")})
    if method == Method.SPOKEN and not witness.strip():
        raise ValidationError({"witness": _("Name who heard it with you.")})
    today = clock.today()
    if consent.ends_on < today:
        raise MoveRefused(_("The last day of this consent is over. Please ask anew."))
    with all_or_nothing(consent):
        for earlier in _given_for_the_same(consent):
            move(earlier, ConsentState.EXPIRED, actor=actor, reason=_("There is a newer consent."))
        move(
            consent,
            ConsentState.GIVEN,
            actor=actor,
            seen=seen,
            given_on=today,
            method=method,
            witness=witness.strip() if method == Method.SPOKEN else "",
        )
        tell_of_sheet(consent)


def _given_for_the_same(consent: ConsentRecord) -> list[ConsentRecord]:
    given = ConsentRecord._base_manager.select_for_update().filter(
        person=consent.person_id, purpose=consent.purpose, state=ConsentState.GIVEN
    )
    return [
        other
        for other in given.exclude(pk=consent.pk)
        if (other.partner_id, other.volunteer_id, other.recipient_name)
        == (consent.partner_id, consent.volunteer_id, consent.recipient_name)
        or (consent.partner_id and other.partner_id == consent.partner_id)
    ]


def note_refused(consent: ConsentRecord, *, actor: User, seen: str | None = None) -> None:
    """The person would rather not. Nothing follows from it, and nobody outside learns that they were asked."""
    move(consent, ConsentState.REFUSED, actor=actor, seen=seen)


@transaction.atomic
def withdraw_consent(
    consent: ConsentRecord, *, actor: User, seen: str | None = None
) -> list[DisclosureRecord]:
    """The person takes it back: from this moment nothing more is shared. What had been shared, newest first.

    The row is locked by whoever shares, so the list is whole: what is not on it was never shown.
    """
    move(consent, ConsentState.WITHDRAWN, actor=actor, seen=seen, withdrawn_on=clock.today())
    told = list(DisclosureRecord._base_manager.filter(consent=consent).order_by("-at"))
    for need, title in _needs_that_knew(consent):
        tell_partner(need, NeedNews.Kind.TAKEN_BACK, opening_title=title, shared_id=consent.shared_id)
    return told


def expire_consents(today: dt.date) -> int:
    """End what ended before `today`, answered or not; how many. Sharing looks at the day itself and waits for nobody."""
    due = ConsentRecord._base_manager.filter(
        state__in=(ConsentState.REQUESTED, ConsentState.GIVEN), ends_on__lt=today
    )
    ended = 0
    for consent in due.order_by("pk"):
        try:
            move(consent, ConsentState.EXPIRED, actor=None)
            ended += 1
        except AlreadyMoved:  # somebody answered or took it back at this moment
            continue
    return ended


def tell_of_sheet(consent: ConsentRecord) -> None:
    """A line in the portal with the number of the sheet, for an employer to whom the person was proposed already."""
    told = NeedNews.objects.filter(kind=NeedNews.Kind.SHARED, shared_id=consent.shared_id)
    if consent.partner_id and not told.exists():
        matches = _matches_with(consent).filter(state__in=KNOWN_TO_EMPLOYER)
        match = matches.order_by("-pk").select_related("opening__need").first()
        if match:
            tell_partner(
                match.opening.need,
                NeedNews.Kind.SHARED,
                opening_title=match.opening.title,
                shared_id=consent.shared_id,
            )


def tell_of_sheets(match: Match) -> None:
    """The same for every consent that the person of a match has given to its employer."""
    given = ConsentRecord._base_manager.filter(
        person=match.person_id, partner=match.opening.partner_id, state=ConsentState.GIVEN
    )
    for consent in given:
        if consent.holds_on(clock.today()):
            tell_of_sheet(consent)


def _matches_with(consent: ConsentRecord) -> Any:
    return Match._base_manager.filter(person=consent.person_id, opening__partner=consent.partner_id)


def _needs_that_knew(consent: ConsentRecord) -> list[tuple[Any, str]]:
    news = NeedNews.objects.filter(kind=NeedNews.Kind.SHARED, shared_id=consent.shared_id)
    return [(line.need, line.opening_title) for line in news.select_related("need")]


# --- the door -------------------------------------------------------------------------------------------------------


@transaction.atomic
def share(
    consent: ConsentRecord,
    *,
    actor: User,
    purpose: str,
    partner: Partner | None,
    way: str,
    what: str,
    fields: Iterable[str] | None = None,
) -> Sheet:
    """Share what the person agreed to with the one recipient whom they named, or raise NotShared.

    Asked again at every showing, with the consent's row locked: the state, the days, the purpose, the recipient
    (`partner`: on whose behalf somebody reads; None for an agency or a volunteer) and the fields (None: all agreed
    ones). The record of it and the entry in the log of readings are written before anything is given back; when they
    cannot be (DatabaseError, KeysMissing), neither can this. The same, shown to the same account on the same day, is
    one record; the log has an entry each time. `what` names the screen.
    """
    locked = ConsentRecord._base_manager.select_for_update(of=("self",)).get(pk=consent.pk)
    chosen = set(locked.fields if fields is None else fields)
    _refuse_unless_agreed(locked, purpose=purpose, partner=partner, chosen=chosen)
    rows = told_of(locked.person, chosen, partner=locked.partner)
    record = _same_today(locked, actor=actor, way=way, rows=rows) or DisclosureRecord._base_manager.create(
        person=locked.person,
        consent=locked,
        at=clock.now(),
        actor=actor,
        recipient_kind=locked.recipient_kind,
        recipient_name=locked.recipient_name,
        fields=sorted(chosen),
        way=way,
        shown=rows,
    )
    audit.record(
        actor=actor, action=audit.AuditAction.SHARE, what=what, people=[(locked.person_id, "consent")]
    )
    return Sheet(record=record, consent=locked, rows=rows)


def _refuse_unless_agreed(
    consent: ConsentRecord, *, purpose: str, partner: Partner | None, chosen: set[str]
) -> None:
    if consent.state == ConsentState.WITHDRAWN:
        raise NotShared(_("The person has taken this back. Nothing more is shown."))
    if not consent.holds_on(clock.today()):
        raise NotShared(_("There is no consent for this now. Nothing is shown."))
    if consent.purpose != purpose or consent.partner_id != (partner.pk if partner else None):
        raise NotShared(_("The consent is for somebody else, or for something else. Nothing is shown."))
    if not chosen or chosen - may_be_told(consent.recipient_kind, consent.fields):
        raise NotShared(_("The person has not agreed to tell all of this. Nothing is shown."))


def _same_today(consent: ConsentRecord, *, actor: User, way: str, rows: list[Row]) -> DisclosureRecord | None:
    earlier = DisclosureRecord._base_manager.filter(consent=consent, actor=actor, way=way).order_by("-at")
    last = earlier.first()
    return last if last and last.at_date == clock.today() and last.shown == rows else None


@transaction.atomic
def share_without_consent(
    person: Person,
    *,
    actor: User,
    basis: str,
    agency: str,
    fields: Iterable[str],
    reason: str,
    what: str,
) -> Sheet:
    """Tell an agency what a law, a life in danger or a support meeting under the law demands, and say why (L12, L17).

    Never an employer, never a volunteer. Raises ValidationError with a sentence per field.
    """
    chosen = sorted(may_be_told(RecipientKind.AGENCY, fields))
    if not chosen:
        raise ValidationError({"fields": _("Choose at least one thing that may be told.")})
    if basis not in DisclosureRecord.Basis.values or basis == DisclosureRecord.Basis.CONSENT:
        raise ValidationError({"basis": _("Say what allows it.")})
    rows = told_of(person, chosen)
    record = DisclosureRecord(
        person=person,
        at=clock.now(),
        actor=actor,
        recipient_kind=RecipientKind.AGENCY,
        recipient_name=agency.strip(),
        fields=chosen,
        basis=basis,
        reason=reason.strip(),
        way=DisclosureRecord.Way.PAPER,
        shown=rows,
    )
    record.full_clean(exclude=["person", "id"])
    record.save(force_insert=True)
    audit.record(actor=actor, action=audit.AuditAction.SHARE, what=what, people=[(person.pk, basis)])
    return Sheet(record=record, consent=None, rows=rows)
