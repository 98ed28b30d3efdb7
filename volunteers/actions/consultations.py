"""A request for a talk: received, taken, answered, or become somebody's record. Each verb is one transaction."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from base import clock
from base.models import User
from base.models.moves import Move
from base.open_forms import earlier_of
from base.states import MoveRefused, begin, move
from base.working_days import next_working_day
from volunteers.jobs import tell_of_consultation
from volunteers.models import ConsultationRequest, ContactAttempt, Person
from volunteers.models.consultations import URGENT_TOPICS, ConsultationState

KEPT = dt.timedelta(days=365)
"""How long a request is kept that became nobody's record (domain.md L23, proposed there)."""
SPAM_KEPT = dt.timedelta(days=30)
HANDED_TO = "handed to account "
"""In the reason of a line of the history, before the key of the account: a name would stay there for good."""


@transaction.atomic
def receive_consultation(
    *,
    token: uuid.UUID,
    actor: User | None = None,
    channel: str = ConsultationRequest.Channel.WEB,
    **answers: Any,
) -> tuple[ConsultationRequest, bool]:
    """(request, made): keep what a visitor wrote, or (with `actor`) what a colleague heard and takes in hand.

    Needs no reading scope: whoever writes reads nothing. The same `token` with the same answers gives the request
    that it made; with other answers it raises SlipUsed.
    """
    earlier = earlier_of(ConsultationRequest, token, answers)
    if earlier:
        return earlier, False
    now = clock.now()
    request, made = ConsultationRequest.create_once(
        token=token,
        channel=channel,
        received_at=now,
        reply_due=next_working_day(timezone.localdate(now)),
        is_anonymous=not answers.get("call_name"),
        is_urgent=bool(URGENT_TOPICS & set(answers.get("topics", ()))),
        purge_on=timezone.localdate(now) + KEPT,
        **answers,
    )
    if made:
        begin(request, actor=actor)
        if actor:
            take_consultation(request, actor=actor)
        else:
            tell_of_consultation.enqueue(request.pk)
    return request, made


def take_consultation(request: ConsultationRequest, *, actor: User, seen: str | None = None) -> None:
    """A colleague answers it from now on; the others no longer see it."""
    move(
        request,
        ConsultationState.CONTACTING,
        actor=actor,
        seen=seen,
        assigned=actor,
        purge_on=clock.today() + KEPT,
    )


@transaction.atomic
def hand_over_consultation(request: ConsultationRequest, *, to: User, actor: User) -> None:
    """Another colleague answers it from now on; its history says who gave it to whom."""
    locked = ConsultationRequest._base_manager.select_for_update().get(pk=request.pk)
    if locked.person_id or locked.assigned_id is None:
        raise MoveRefused(
            _("Only a request that somebody has taken, and that is nobody's record yet, is handed over.")
        )
    if locked.assigned_id == to.pk:
        return
    request.assigned = to
    request.save(update_fields=["assigned"])
    Move.objects.log(locked, from_state=locked.state, actor=actor, reason=f"{HANDED_TO}{to.pk}")


def note_attempt(
    request: ConsultationRequest, *, actor: User, how: str, reached: bool = False, note: str = ""
) -> ContactAttempt:
    """Note one try to reach them. Raises ValidationError where it is not the way that they said is safe."""
    if how == ContactAttempt.How.VOICEMAIL and not request.voicemail_ok:
        raise ValidationError({"how": _("They did not say that a message may be left. Please leave none.")})
    return ContactAttempt._base_manager.create(
        consultation=request, by=actor, at=clock.now(), how=how, reached=reached, note=note
    )


def give_up_reaching(request: ConsultationRequest, *, actor: User, seen: str | None = None) -> None:
    """They could not be reached. At least one try has to be noted."""
    if not ContactAttempt._base_manager.filter(consultation=request).exists():
        raise MoveRefused(_("Please note first when and how you tried to reach them."))
    move(request, ConsultationState.UNREACHABLE, actor=actor, seen=seen)


def answer_consultation(
    request: ConsultationRequest, *, actor: User, outcome_note: str = "", seen: str | None = None
) -> None:
    """What they asked was answered, and nothing more is to be done."""
    _finish(request, ConsultationState.ANSWERED_ONLY, actor=actor, seen=seen, outcome_note=outcome_note)


def refer_out(
    request: ConsultationRequest,
    *,
    actor: User,
    outcome_note: str,
    told_who_they_are: bool = False,
    they_agreed: bool = False,
    seen: str | None = None,
) -> None:
    """Another place helps. Raises ValidationError where it was told who they are without their word for it."""
    if told_who_they_are and not they_agreed:
        raise ValidationError(
            {
                "they_agreed": _(
                    "Who they are may be told only after they agreed to it. Please ask them first."
                )
            }
        )
    _finish(request, ConsultationState.REFERRED_OUT, actor=actor, seen=seen, outcome_note=outcome_note)


def put_aside(request: ConsultationRequest, *, actor: User, seen: str | None = None) -> None:
    """It was no request: advertising, or a machine. It goes after a month."""
    changes: dict[str, Any] = {} if request.assigned_id else {"assigned": actor}
    move(
        request, ConsultationState.SPAM, actor=actor, seen=seen, purge_on=clock.today() + SPAM_KEPT, **changes
    )


def take_back(
    request: ConsultationRequest, *, actor: User, outcome_note: str = "", seen: str | None = None
) -> None:
    """They do not want it any more."""
    _finish(request, ConsultationState.WITHDRAWN, actor=actor, seen=seen, outcome_note=outcome_note)


def link_to_person(
    request: ConsultationRequest, person: Person, *, actor: User, seen: str | None = None
) -> None:
    """The request becomes part of a person's record, and is kept as long as that; their team reads it."""
    move(request, ConsultationState.CONVERTED, actor=actor, seen=seen, person=person, purge_on=None)


def _finish(
    request: ConsultationRequest, to: str, *, actor: User, seen: str | None, outcome_note: str
) -> None:
    changes: dict[str, Any] = {"outcome_note": outcome_note} if outcome_note else {}
    if request.assigned_id is None:
        changes["assigned"] = actor
    if request.person_id is None:
        changes["purge_on"] = clock.today() + KEPT
    move(request, to, actor=actor, seen=seen, **changes)
