"""Who may act for whom. Plain predicates."""

from typing import Any

from partners.models import Partner


def partner_of(user: Any) -> Partner | None:
    """The partner that an account acts for in the portal, or None: also while nobody has confirmed the account."""
    if not (user and user.is_authenticated and user.is_active):
        return None
    member = getattr(user, "partner_member", None)
    return member.partner if member and member.confirmed_at else None


def waits_for_confirmation(user: Any) -> bool:
    """Whether an account belongs to a partner and a coordinator has yet to look at it."""
    member = getattr(user, "partner_member", None)
    return bool(member and not member.confirmed_at)


def may_import(user: Any) -> bool:
    """Coordinators and chiefs bring lists of partners in."""
    return bool(user and user.has_perm("partners.import_partner"))


def may_be_shown(partner: Partner) -> bool:
    """A partner is shown to the public only after they agreed to it."""
    return partner.published_consent_on is not None
