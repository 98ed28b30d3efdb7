"""Who looks after whose accounts. Plain predicates; a system administrator may look after all of them."""

from typing import Any

from django.db.models import QuerySet

from base.models import User


def may_invite_staff(user: Any) -> bool:
    """Chiefs: accounts of staff and of employers."""
    return bool(user and user.is_active and user.has_perm("base.invite_staff"))


def may_invite_employers(user: Any) -> bool:
    """Coordinators and chiefs: accounts of employers."""
    return bool(user and user.is_active and user.has_perm("partners.invite_member"))


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
