"""What the desk does with an account: switch it off and on, end its sessions, reset its second factor."""

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from base.accounts import second_factor
from base.models import AccountEvent, Invitation, KeptSession, User


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


@transaction.atomic
def make_nameless(user: User, *, actor: User) -> None:
    """What an account that is off says about its owner goes, for good. Its key stays: histories and logs name it.

    Raises ValueError for an account that may still sign in.
    """
    if user.is_active:
        raise ValueError("an account in use keeps its name")
    user.username, user.display_name = f"former-{user.pk}", f"以前の利用者（{user.pk}番）"
    user.first_name = user.last_name = user.email = ""
    user.set_unusable_password()
    user.save()
    _forget_copies(user)
    AccountEvent.log(user, AccountEvent.Kind.NAMELESS, actor=actor)


def _forget_copies(user: User) -> None:
    """What else bears the name or the address: the second factor, the mail book, invitations, Wagtail's own rows."""
    second_factor.forget(user)
    end_sessions(user)
    EmailAddress.objects.filter(user=user).delete()
    UserProfile.objects.filter(user=user).delete()
    Invitation.objects.filter(Q(used_by=user) | Q(account=user)).update(label="")
    about = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=about, object_id=str(user.pk)).update(label="", data={})
