"""A match from the first thought to the agreement."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from base import clock
from base.models import User
from base.states import MoveRefused, all_or_nothing, begin, move
from partners.actions import tell_partner
from partners.models import NeedNews
from projects.actions import claim_place
from projects.models import Opening
from volunteers.board import open_blocks, reasons_between
from volunteers.consent_forms import READY
from volunteers.models import BlockClearance, Match, Person, Placement
from volunteers.models.consents import LONGEST, Purpose
from volunteers.models.matches import LIVE_MATCH_STATES, MatchState
from volunteers.rules import PLANNED_LENGTH, REVIEW_WITHIN, reads_everyone
from volunteers.snapshots import conditions_shown, sketch_of

from .consents import ask_consent, note_given, tell_of_sheets


@transaction.atomic
def suggest(
    person: Person, opening: Opening, *, actor: User, token: uuid.UUID | str | None = None
) -> tuple[Match, bool]:
    """(match, made): put a person and an opening side by side, with the reasons as they are today.

    A live match of the two is given back rather than doubled. The employer sees nothing of it.
    """
    earlier = Match.objects.filter(person=person, opening=opening, state__in=LIVE_MATCH_STATES).first()
    if earlier:
        return earlier, False
    reasons, band = reasons_between(person, opening)
    try:
        match, made = Match.create_once(
            token=token,
            known_by=("person", "opening"),
            person=person,
            opening=opening,
            owner=actor,
            reasons=reasons,
            band=band,
            suggested_at=clock.now(),
        )
    except IntegrityError:  # a colleague was a moment quicker
        return Match.objects.get(person=person, opening=opening, state__in=LIVE_MATCH_STATES), False
    if made:
        begin(match, actor=actor)
    return match, made


def talk_over(match: Match, *, actor: User, words: str = "", seen: str | None = None) -> None:
    """The person has heard of it; their words are noted."""
    move(match, MatchState.DISCUSSED, actor=actor, seen=seen, person_words=words or match.person_words)


@transaction.atomic
def decline_for_person(match: Match, *, actor: User, words: str = "", seen: str | None = None) -> None:
    """The person says no. No reason is needed, nothing follows from it, the employer is never told why."""
    known_to_employer = match.state in (MatchState.PROPOSED, MatchState.TRIAL)
    move(
        match, MatchState.DECLINED_BY_PERSON, actor=actor, seen=seen, person_words=words or match.person_words
    )
    if known_to_employer:
        _tell(match, NeedNews.Kind.NOT_THIS_TIME)


@transaction.atomic
def propose(match: Match, *, actor: User, seen: str | None = None) -> None:
    """Tell the employer that somebody is interested: an anonymous sketch of work conditions, nothing else."""
    move(match, MatchState.PROPOSED, actor=actor, seen=seen)
    _tell(match, NeedNews.Kind.PROPOSED, sketch=sketch_of(match.person.conditions))
    tell_of_sheets(match)


@transaction.atomic
def decline_for_employer(match: Match, *, actor: User, answer: str = "", seen: str | None = None) -> None:
    """The employer says no."""
    move(match, MatchState.DECLINED_BY_EMPLOYER, actor=actor, seen=seen, employer_answer=answer)
    _tell(match, NeedNews.Kind.NOT_THIS_TIME)


@transaction.atomic
def set_visit(
    match: Match,
    *,
    actor: User,
    kind: str,
    on: dt.date | None,
    accompanied_by: str = "",
    answer: str = "",
    seen: str | None = None,
) -> None:
    """A visit or a trial has a date. Raises ValidationError without one."""
    if on is None:
        raise ValidationError({"visit_on": _("Give the date of the visit or trial.")})
    move(
        match,
        MatchState.TRIAL,
        actor=actor,
        seen=seen,
        visit_kind=kind,
        visit_on=on,
        accompanied_by=accompanied_by,
        employer_answer=answer or match.employer_answer,
    )
    _tell(match, NeedNews.Kind.TRIAL, on=on)


def agree(
    match: Match,
    *,
    actor: User,
    starts_on: dt.date,
    workplace_supporter: str,
    planned_end_on: dt.date | None = None,
    hours_per_week: int | None = None,
    accommodations: str = "",
    told_by: str = "",
    witness: str = "",
    seen: str | None = None,
) -> Placement:
    """Person, employer and centre agree: the place is taken and the conditions are kept as they were shown.

    `told_by` is how the person agreed to the employer learning their name (a consents.Method); without it, and without
    an earlier consent, the employer goes on reading of "somebody".

    Raises MoveRefused while a hard block stands that no chief has cleared (domain.md 9.1), NoPlaceLeft, or
    ValidationError with a sentence per field.
    """
    with all_or_nothing(match, match.opening):
        if told_by:
            _let_name_be_told(match, actor=actor, method=told_by, witness=witness, until=planned_end_on)
        _refuse_while_blocked(match)
        move(match, MatchState.AGREED, actor=actor, seen=seen)
        claim_place(match.opening, actor=actor)
        placement = Placement(
            match=match,
            work_form=match.opening.work_form,
            pay_kind=match.opening.pay_kind,
            conditions_shown=conditions_shown(match.opening),
            agreed_on=clock.today(),
            starts_on=starts_on,
            planned_end_on=planned_end_on or starts_on + PLANNED_LENGTH,
            review_on=starts_on + REVIEW_WITHIN,
            hours_per_week=hours_per_week,
            workplace_supporter=workplace_supporter,
            centre_supporter=actor,
            accommodations=accommodations,
        )
        placement.full_clean(exclude=["match"])
        placement.save()
        begin(placement, actor=actor)
        _tell(match, NeedNews.Kind.AGREED, on=starts_on)
    return placement


def _let_name_be_told(match: Match, *, actor: User, method: str, witness: str, until: dt.date | None) -> None:
    ready, longest = READY[Purpose.WORK], clock.today() + dt.timedelta(days=LONGEST - 1)
    consent, _made = ask_consent(
        match.person,
        actor=actor,
        purpose=ready.purpose,
        partner=match.opening.partner,
        fields=ready.fields,
        ends_on=max(clock.today(), min(until or longest, longest)),
    )
    note_given(consent, actor=actor, method=method, witness=witness)


def _refuse_while_blocked(match: Match) -> None:
    blocks = open_blocks(match)
    if blocks:
        raise MoveRefused(_("This still stands in the way: %(blocks)s") % {"blocks": " ／ ".join(blocks)})


@transaction.atomic
def clear_block(match: Match, code: str, *, actor: User, reason: str) -> BlockClearance:
    """A chief says why a hard block does not stand in the way of this match."""
    if not reads_everyone(actor):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Write why this does not stand in the way.")})
    clearance, _made = BlockClearance.objects.update_or_create(
        match=match, code=code, defaults={"reason": reason, "cleared_by": actor, "cleared_at": clock.now()}
    )
    return clearance


@transaction.atomic
def withdraw(match: Match, *, actor: User, seen: str | None = None) -> None:
    """The centre takes a match back."""
    known_to_employer = match.state in (MatchState.PROPOSED, MatchState.TRIAL)
    move(match, MatchState.WITHDRAWN, actor=actor, seen=seen)
    if known_to_employer:
        _tell(match, NeedNews.Kind.NOT_THIS_TIME)


def _tell(match: Match, kind: NeedNews.Kind, **news: Any) -> None:
    tell_partner(match.opening.need, kind, opening_title=match.opening.title, **news)
