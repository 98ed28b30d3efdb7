"""News from below: an invitation for an employer became an account."""

from typing import Any

from django.dispatch import receiver

from base.accounts.signals import invitation_accepted
from base.models import Invitation, User
from partners.actions import await_confirmation


@receiver(invitation_accepted, dispatch_uid="await_confirmation")
def employer_joined(invitation: Invitation, user: User, **_kwargs: Any) -> None:
    """The new account belongs to the partner that the invitation named."""
    if invitation.kind == Invitation.Kind.EMPLOYER:
        await_confirmation(invitation, user)
