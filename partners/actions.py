"""What happens to a need and to an enquiry: received, heard, carved, answered; and who may act for a partner.

Each verb is one transaction.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from base import clock
from base.accounts.invitations import invite
from base.models import AccountEvent, Invitation, User
from base.open_forms import earlier_of
from base.states import begin, move
from base.working_days import next_working_day
from partners.jobs import tell_of_enquiry
from partners.models import EmployerEnquiry, EmployerInvitation, Member, Need, NeedNews, Partner, Task
from partners.models.enquiries import EnquiryState
from partners.models.needs import NeedState

ENQUIRY_KEPT = dt.timedelta(days=365)
"""How long an enquiry is kept (domain.md L23, proposed there)."""
SPAM_KEPT = dt.timedelta(days=30)


@transaction.atomic
def submit_need(
    partner: Partner, *, actor: User, token: uuid.UUID | str | None = None, **answers: Any
) -> tuple[Need, bool]:
    """(need, made): keep a partner's answers. The same `token` again gives the need it made before."""
    need, made = Need.create_once(
        token=token,
        known_by=("partner", "trouble"),
        partner=partner,
        submitted_by=actor,
        submitted_at=clock.now(),
        **answers,
    )
    if made:
        begin(need, actor=actor)
        tell_partner(need, NeedNews.Kind.RECEIVED)
    return need, made


@transaction.atomic
def hear(need: Need, *, actor: User, seen: str | None = None) -> None:
    """A coordinator takes the need up and will listen."""
    move(need, NeedState.HEARING, actor=actor, seen=seen, owner=actor)
    tell_partner(need, NeedNews.Kind.HEARING)


@transaction.atomic
def start_carving(need: Need, *, actor: User, heard_note: str = "", seen: str | None = None) -> None:
    """What was heard is noted; now the pieces are looked for."""
    changes = {"heard_note": heard_note} if heard_note else {}
    move(need, NeedState.CARVING, actor=actor, seen=seen, **changes)
    tell_partner(need, NeedNews.Kind.CARVING)


def add_task(need: Need, **task: Any) -> Task:
    """Carve one task out of a need."""
    return Task.objects.create(need=need, **task)


@transaction.atomic
def mark_openings_made(need: Need, *, actor: User, opening_title: str) -> None:
    """An opening came out of the need (called by `projects`). The first one moves the need.

    Raises MoveRefused while nobody has listened yet, and after the need was answered in another way.
    """
    if need.state != NeedState.OPENINGS_MADE:
        move(need, NeedState.OPENINGS_MADE, actor=actor)
    tell_partner(need, NeedNews.Kind.OPENING_MADE, opening_title=opening_title)


@transaction.atomic
def support_otherwise(need: Need, *, actor: User, reason: str, seen: str | None = None) -> None:
    """The trouble was eased in another way than by an opening."""
    move(need, NeedState.SUPPORTED_OTHERWISE, actor=actor, reason=reason, seen=seen)
    tell_partner(need, NeedNews.Kind.SUPPORTED_OTHERWISE)


@transaction.atomic
def decline(
    need: Need, *, actor: User, decline_reason: str, reason: str = "", seen: str | None = None
) -> None:
    """Turn a need away on one of the lawful grounds (domain.md L6); the database refuses any other."""
    move(need, NeedState.DECLINED, actor=actor, reason=reason, seen=seen, decline_reason=decline_reason)
    tell_partner(need, NeedNews.Kind.DECLINED)


def tell_partner(
    need: Need | None,
    kind: NeedNews.Kind,
    *,
    opening_title: str = "",
    on: dt.date | None = None,
    sketch: dict[str, Any] | None = None,
    shared_id: uuid.UUID | None = None,
    could_be: list[list[Any]] | None = None,
) -> None:
    """Write one line that the partner reads in the portal. Never anything about who somebody is."""
    if need is not None:
        NeedNews.objects.create(
            need=need,
            kind=kind,
            at=clock.now(),
            on=on,
            opening_title=opening_title,
            sketch=sketch or {},
            shared_id=shared_id,
            could_be=could_be or [],
        )


@transaction.atomic
def receive_enquiry(*, token: uuid.UUID, **answers: Any) -> tuple[EmployerEnquiry, bool]:
    """(enquiry, made): keep what an employer without an account wrote.

    The same `token` with the same answers gives the enquiry that it made; with other answers it raises SlipUsed.
    """
    earlier = earlier_of(EmployerEnquiry, token, answers)
    if earlier:
        return earlier, False
    today = timezone.localdate(clock.now())
    enquiry, made = EmployerEnquiry.create_once(
        token=token,
        received_at=clock.now(),
        reply_due=next_working_day(today),
        purge_on=today + ENQUIRY_KEPT,
        **answers,
    )
    if made:
        begin(enquiry, actor=None)
        tell_of_enquiry.enqueue(enquiry.pk)
    return enquiry, made


def take_enquiry(enquiry: EmployerEnquiry, *, actor: User, seen: str | None = None) -> None:
    """A coordinator answers it from now on."""
    kept = clock.today() + ENQUIRY_KEPT
    move(enquiry, EnquiryState.TAKEN, actor=actor, seen=seen, owner=actor, purge_on=kept)


def note_enquirer_unreachable(enquiry: EmployerEnquiry, *, actor: User, seen: str | None = None) -> None:
    """Nobody answered; they may call again."""
    move(enquiry, EnquiryState.UNREACHABLE, actor=actor, seen=seen)


def answer_enquiry(
    enquiry: EmployerEnquiry, *, actor: User, outcome_note: str = "", seen: str | None = None
) -> None:
    """What they asked was answered without a need."""
    kept = clock.today() + ENQUIRY_KEPT
    move(
        enquiry,
        EnquiryState.ANSWERED_ONLY,
        actor=actor,
        seen=seen,
        outcome_note=outcome_note,
        purge_on=kept,
    )


def put_enquiry_aside(enquiry: EmployerEnquiry, *, actor: User, seen: str | None = None) -> None:
    """It was no enquiry: advertising, or a machine. It goes after a month."""
    kept = clock.today() + SPAM_KEPT
    move(enquiry, EnquiryState.SPAM, actor=actor, seen=seen, purge_on=kept)


def take_enquiry_back(enquiry: EmployerEnquiry, *, actor: User, seen: str | None = None) -> None:
    """They do not want it any more."""
    move(enquiry, EnquiryState.WITHDRAWN, actor=actor, seen=seen)


@transaction.atomic
def make_need_of(
    enquiry: EmployerEnquiry,
    *,
    actor: User,
    partner: Partner,
    seen: str | None = None,
    token: uuid.UUID | str | None = None,
    **answers: Any,
) -> Need:
    """The enquiry becomes a need of `partner`, saved with it if it is new. Raises AlreadyMoved for the second of two."""
    if partner.pk is None:
        partner.save()
    need, _made = submit_need(partner, actor=actor, token=token, **answers)
    move(enquiry, EnquiryState.NEED_MADE, actor=actor, seen=seen, need=need)
    return need


@transaction.atomic
def invite_member(partner: Partner, *, actor: User, label: str) -> tuple[Invitation, str]:
    """(invitation, token): ask somebody to act for a partner."""
    invitation, token = invite(Invitation.Kind.EMPLOYER, actor=actor, label=label)
    EmployerInvitation.objects.create(invitation=invitation, partner=partner)
    return invitation, token


def await_confirmation(invitation: Invitation, user: User) -> Member:
    """An employer's invitation was accepted: the account belongs to the partner and sees nothing yet."""
    return Member.objects.create(user=user, partner=invitation.for_employer.partner)


@transaction.atomic
def confirm_member(member: Member, *, actor: User) -> bool:
    """A coordinator knows who this is. Whether it was still to be done."""
    waiting = Member.objects.waiting().filter(pk=member.pk)
    if not waiting.update(confirmed_at=clock.now(), confirmed_by=actor):
        return False
    AccountEvent.log(member.user, AccountEvent.Kind.CONFIRMED, actor=actor)
    return True


@transaction.atomic
def add_member(user: User, partner: Partner, *, actor: User) -> Member:
    """An account that a coordinator gives to a partner at once."""
    member = Member.objects.create(user=user, partner=partner)
    confirm_member(member, actor=actor)
    return member


def forget_sketch(need: Need | None, *, at: dt.datetime, opening_title: str) -> int:
    """Take the outline of a possible person out of the news of that minute; returns out of how many."""
    minute = dt.timedelta(minutes=1)
    news = NeedNews.objects.filter(
        need=need,
        kind=NeedNews.Kind.PROPOSED,
        opening_title=opening_title,
        at__range=(at - minute, at + minute),
    )
    return news.update(sketch={}) if need else 0
