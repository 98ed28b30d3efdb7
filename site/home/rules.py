"""Who looks after whose accounts. Plain predicates; a system administrator may look after all of them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from base import clock
from base.accounts import invitations
from base.models import AccountEvent, Invitation, User


def may_invite_staff(user: Any) -> bool:
    """Chiefs: accounts of staff and of employers."""
    return bool(user and user.is_active and user.has_perm("base.invite_staff"))


def may_invite_employers(user: Any) -> bool:
    """Coordinators and chiefs: accounts of employers."""
    return bool(user and user.is_active and user.has_perm("partners.invite_member"))


def may_renew(user: Any, account: User) -> bool:
    """A new password or second factor for `account`, by hand. Not for a chief: two chiefs approve what one may not.

    Whoever could let themselves in as another chief would be both. A chief uses the mail, or asks an administrator.
    """
    permission = {"content_type__app_label": "base", "codename": "invite_staff"}
    is_chief = (
        Permission.objects.filter(**permission).filter(Q(group__user=account) | Q(user=account)).exists()
    )
    return bool(user.is_superuser or not is_chief)


def did_other_half(user: User, account: User, half: str) -> bool:
    """Whether `user` did the other half of letting somebody into `account` in the last days ("link" or "reset").

    The link for a new password and the reset of the second factor together would let themselves in.
    """
    since = clock.now() - invitations.VALID_FOR
    if half == "reset":
        links = Invitation.objects.filter(kind=Invitation.Kind.RENEWAL, account=account, invited_by=user)
        return links.filter(created_at__gt=since).exists()
    resets = AccountEvent.objects.filter(kind=AccountEvent.Kind.FACTOR_RESET, account=account, actor=user)
    return resets.filter(at__gt=since).exists()


def accounts_looked_after(user: Any) -> QuerySet[User]:
    """Whose accounts `user` may see here. Nobody but an administrator looks after an administrator."""
    accounts = User.objects.order_by("-is_active", "username")
    if user.is_superuser and user.is_active:
        return accounts
    if may_invite_staff(user):
        return accounts.filter(is_superuser=False)
    if may_invite_employers(user):
        return accounts.filter(
            is_superuser=False,
            is_staff=False,
            partner_member__isnull=False,
            groups__isnull=True,
            user_permissions__isnull=True,
        )
    return accounts.none()
