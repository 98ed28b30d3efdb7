"""Keeping an address apart, naming who may open it, and opening it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from base import audit
from base.models import User
from base.states import AlreadyMoved
from volunteers.models import Match, Person, SecretAddress, SecretAddressOpening, SecretAddressReader
from volunteers.rules import on_team_or_chief, reads_everyone, supports_people

KEPT, NAMED, OPENED = "secret_address.kept", "secret_address.named", "secret_address.opened"
"""What the log of readings says was done."""
ABOUT_THE_WAY = frozenset({"travel", "commute", "winter_commute", "last_service", "near"})
"""Reasons of the matching engine that tell how far somebody lives from somewhere."""


@transaction.atomic
def keep_address_apart(
    person: Person, *, actor: User, address: str, postal_code: str = "", note: str = ""
) -> None:
    """From now on this address stands apart, in the place of any that was there, which nobody needs to have seen.

    The person's own row loses address and area, and matches lose what was said about the way. Raises ValidationError.
    """
    locked = Person._base_manager.select_for_update().get(pk=person.pk)
    secret = SecretAddress._base_manager.filter(person=person).first() or SecretAddress(person=person)
    secret.postal_code, secret.address, secret.note = postal_code.strip(), address.strip(), note.strip()
    secret.written_by, secret.written_at = actor, timezone.now()
    secret.full_clean(exclude=["person"])
    for record in (locked, person):
        record.address = record.postal_code = ""
        record.area = None
        record.address_kept_apart = True
    locked.save(update_fields=["address", "postal_code", "area", "address_kept_apart"])
    secret.save()
    _forget_the_way(person)
    _log(person, actor=actor, what=KEPT)


def _forget_the_way(person: Person) -> None:
    """A match keeps why it was suggested, and "forty minutes by bus" tells where from."""
    for match in Match._base_manager.filter(person=person):
        left = [said for said in match.reasons if said["code"] not in ABOUT_THE_WAY]
        if left != match.reasons:
            match.reasons = left
            match.save(update_fields=["reasons"])


@transaction.atomic
def no_longer_apart(person: Person, *, actor: User) -> None:
    """A chief has heard that nobody needs to be kept away any more. The address goes; what is told anew is ordinary."""
    _chief_only(actor)
    locked = Person._base_manager.select_for_update().get(pk=person.pk)
    SecretAddress._base_manager.filter(person=person).delete()
    locked.address_kept_apart = person.address_kept_apart = False
    locked.save(update_fields=["address_kept_apart"])
    _log(person, actor=actor, what=KEPT)


@transaction.atomic
def name_reader(person: Person, *, actor: User, reader: User, reason: str) -> SecretAddressReader:
    """A chief lets one colleague, perhaps themselves, open the address. Raises ValidationError, PermissionDenied."""
    _chief_only(actor)
    secret = SecretAddress._base_manager.select_for_update().get(person=person)
    if not (supports_people(reader) and on_team_or_chief(reader, person)):
        raise ValidationError({"reader": _("Only a chief, or somebody of the team, may be named.")})
    named = SecretAddressReader(
        person=person, secret=secret, reader=reader, reason=reason.strip(), named_by=actor
    )
    named.full_clean(exclude=["person", "secret"])
    named.save()
    _log(person, actor=actor, what=NAMED)
    return named


@transaction.atomic
def end_reader(named: SecretAddressReader, *, actor: User) -> None:
    """From now on they do not open it any more. Raises AlreadyMoved when a colleague was first, PermissionDenied."""
    _chief_only(actor)
    locked = SecretAddressReader._base_manager.select_for_update().get(pk=named.pk)
    if locked.ended_at:
        raise AlreadyMoved(_("A colleague has ended this already."))
    locked.ended_by, locked.ended_at = actor, timezone.now()
    locked.save(update_fields=["ended_by", "ended_at"])
    _log(named.person, actor=actor, what=NAMED)


@transaction.atomic
def open_secret_address(person: Person, *, actor: User, reason: str) -> SecretAddress:
    """The address, after it was written down who opens it and why. Raises DoesNotExist for whoever was not named.

    Raises ValidationError without a reason, and what `audit.record` raises; then nothing is given out.
    """
    secret: SecretAddress = SecretAddress.objects.get(person=person)
    opening = SecretAddressOpening(person=person, reader=actor, reason=reason.strip())
    opening.full_clean(exclude=["person"])
    opening.save()
    _log(person, actor=actor, what=OPENED, action=audit.AuditAction.VIEW)
    return secret


def _chief_only(actor: User) -> None:
    if not reads_everyone(actor):
        raise PermissionDenied


def _log(person: Person, *, actor: User, what: str, action: str = audit.AuditAction.CHANGE) -> None:
    audit.record(actor=actor, action=action, what=what, people=[(person.pk, "named")])
