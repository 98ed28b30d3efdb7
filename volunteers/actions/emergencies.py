"""Opening somebody's record past the team because a life is in danger, and answering for it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from base import audit
from base.models import User
from base.states import AlreadyMoved
from volunteers.jobs import tell_chiefs_of_emergency
from volunteers.models import EmergencyAccess, Person
from volunteers.models.emergencies import OPEN_FOR


@transaction.atomic
def open_in_emergency(person: Person, *, actor: User, reason: str) -> EmergencyAccess:
    """Let `actor` read of `person` for a day. Written down, and the chiefs are told. Raises ValidationError."""
    now = timezone.now()
    opened = EmergencyAccess(
        person=person, actor=actor, reason=reason.strip(), opened_at=now, until=now + OPEN_FOR
    )
    opened.full_clean(exclude=["person"])
    opened.save()
    audit.record(
        actor=actor,
        action=audit.AuditAction.BREAK_GLASS,
        what="desk_emergency",
        people=[(person.pk, "emergency")],
    )
    tell_chiefs_of_emergency.enqueue(opened.pk)
    return opened


@transaction.atomic
def look_at_emergency(opened: EmergencyAccess, *, actor: User) -> None:
    """A chief has looked at it. Raises AlreadyMoved when another one was first, ValidationError for their own."""
    locked = EmergencyAccess._base_manager.select_for_update().get(pk=opened.pk)
    if locked.seen_by_id:
        raise AlreadyMoved(_("A colleague has looked at this already."))
    locked.seen_by, locked.seen_at = actor, timezone.now()
    locked.validate_constraints()
    locked.save(update_fields=["seen_by", "seen_at"])
