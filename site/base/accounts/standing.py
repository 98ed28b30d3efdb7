"""What the desk does with an account: switch it off and on, end its sessions, reset its second factor."""

from django.db import transaction

from base.accounts import second_factor
from base.models import AccountEvent, KeptSession, User


def end_sessions(user: User) -> int:
    """Sign the account out everywhere; how many sessions that were."""
    return KeptSession.objects.filter(user=user).delete()[0]


@transaction.atomic
def sign_out_everywhere(user: User, *, actor: User) -> None:
    """As above, by somebody else, and kept."""
    end_sessions(user)
    AccountEvent.log(user, AccountEvent.Kind.SESSIONS_ENDED, actor=actor)


@transaction.atomic
def switch(user: User, *, on: bool, actor: User, reason: str = "") -> None:
    """Let the account sign in, or not any more. Whoever is switched off is out at once."""
    user.is_active = on
    user.save(update_fields=["is_active"])
    if not on:
        end_sessions(user)
    kind = AccountEvent.Kind.SWITCHED_ON if on else AccountEvent.Kind.SWITCHED_OFF
    AccountEvent.log(user, kind, actor=actor, reason=reason)


@transaction.atomic
def reset_second_factor(user: User, *, actor: User, reason: str) -> None:
    """For a telephone that was lost: app and recovery codes are forgotten, all sessions end."""
    second_factor.forget(user)
    end_sessions(user)
    AccountEvent.log(user, AccountEvent.Kind.FACTOR_RESET, actor=actor, reason=reason)
