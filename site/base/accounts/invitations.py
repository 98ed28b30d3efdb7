"""Invitations: made at the desk, shown once, used once."""

import datetime as dt
import hashlib
import secrets
from typing import Any, cast

from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from base import clock
from base.accounts.signals import invitation_accepted
from base.models import AccountEvent, CentreSettings, Invitation, User

VALID_FOR = dt.timedelta(days=7)


class InvitationOver(Exception):
    """It was used, withdrawn or has run out in the meantime."""


def hash_of(token: str) -> str:
    """Under what an invitation is kept; the token itself is nowhere but in the link."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """The invitation of a link, also one that is over."""
    return Invitation.objects.select_related("account").filter(token_hash=hash_of(token)).first()


@transaction.atomic
def invite(
    kind: str, *, actor: User | None, label: str, group: Group | None = None, account: User | None = None
) -> tuple[Invitation, str]:
    """(invitation, token): a new one. The token is in no other place: whoever loses the link gets a new one.

    An earlier link for a new password of the same account is withdrawn.
    """
    if account is not None:
        Invitation.objects.waiting().filter(account=account).update(withdrawn_at=clock.now())
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        kind=kind,
        token_hash=hash_of(token),
        label=label,
        group=group,
        account=account,
        invited_by=actor,
        created_at=clock.now(),
        expires_at=clock.now() + VALID_FOR,
    )
    return invitation, token


def withdraw(invitation: Invitation) -> bool:
    """Whether it could still be withdrawn."""
    return bool(Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=clock.now()))


@transaction.atomic
def accept(invitation: Invitation, *, username: str, password: str, email: str = "") -> User:
    """The new account, or the old one with its new password. Raises InvitationOver.

    The invitation is claimed by one conditional UPDATE: of two who press at once, one gets an account.
    """
    user = (
        _renewed(invitation, password) if invitation.account else _made(invitation, username, password, email)
    )
    claimed = Invitation.objects.waiting().filter(pk=invitation.pk).update(used_at=clock.now(), used_by=user)
    if not claimed:
        raise InvitationOver
    if invitation.account is None:
        AccountEvent.log(user, AccountEvent.Kind.INVITED, actor=invitation.invited_by)
        AccountEvent.log(user, AccountEvent.Kind.JOINED, actor=user)
        invitation_accepted.send(sender=Invitation, invitation=invitation, user=user)
    return user


def _made(invitation: Invitation, username: str, password: str, email: str) -> User:
    user = User.objects.create_user(
        username,
        email=email,
        password=password,
        display_name=invitation.label,
        is_superuser=invitation.kind == Invitation.Kind.ADMINISTRATOR,
    )
    if invitation.group:
        user.groups.add(invitation.group)
    return user


def _renewed(invitation: Invitation, password: str) -> User:
    user = User.objects.select_for_update().get(pk=cast(int, invitation.account_id))
    user.set_password(password)
    user.save(update_fields=["password"])
    AccountEvent.log(user, AccountEvent.Kind.RENEWED, actor=user)
    return user


def mail_link(link: str, *, to: str) -> None:
    """The link and what it is; nothing of anybody."""
    centre = CentreSettings.load()
    context: dict[str, Any] = {"link": link, "centre": centre, "days": VALID_FOR.days}
    send_mail(
        _("An invitation from %(centre)s") % {"centre": centre.name},
        render_to_string("account/email/invitation.txt", context),
        None,
        [to],
    )
