"""What has a term besides records of people and requests for a talk: what is past it, and what approving would do (L23)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base.backups import keeping
from base.models import AccountEvent, AuditEntry, Invitation, User
from volunteers.models import DisclosureRecord
from volunteers.models.retention import Kept
from volunteers.terms import in_force, months_before

Words = str | Promise


@dataclass(frozen=True)
class Past:
    """One line of the table: how much is past its term, by name where that says something, and what becomes of it."""

    what: str
    label: Words
    number: int
    becomes: Words
    names: tuple[str, ...] = ()
    may_go: bool = False


def past_their_term(today: dt.date) -> list[Past]:
    """A line for each of what the table names, those with nothing in them included."""
    ends = {what: term_ends(what, today) for what in _LINES}
    return [_LINES[what](end) for what, end in ends.items() if end]


def term_ends(what: str, today: dt.date) -> dt.datetime | None:
    """What is older than this is past its term; None where the table has no line for it."""
    rule = in_force(today).get(what)
    return _from(months_before(today, rule.months)) if rule else None


def _from(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def _readings(before: dt.datetime) -> Past:
    return Past(
        what=Kept.READINGS,
        label=Kept.READINGS.label,
        number=AuditEntry.objects.filter(at__lte=before).count(),
        becomes=_("Kept. The log only grows and holds no names; nothing in it can be erased."),
    )


def _disclosures(before: dt.datetime) -> Past:
    return Past(
        what=Kept.DISCLOSURES,
        label=Kept.DISCLOSURES.label,
        number=DisclosureRecord._base_manager.filter(at__lte=before).count(),
        becomes=_("Go together with the record of the person, and not by themselves."),
    )


def _backups(before: dt.datetime) -> Past:
    """Those that the rule of days, weeks and months no longer keeps, and those older than the table says."""
    rule, folder = keeping.Rule.parse(settings.BACKUPS_KEPT), settings.BACKUPS
    names = {path.name for path in (*keeping.beyond(folder, rule), *keeping.made_before(folder, before))}
    return Past(
        what=Kept.BACKUPS,
        label=Kept.BACKUPS.label,
        number=len(names),
        becomes=_(
            "The worker deletes what the rule no longer keeps, every night. What stays longer: by hand."
        ),
        names=tuple(sorted(names)),
    )


def _invitations(before: dt.datetime) -> Past:
    return Past(
        what=Kept.ACCOUNTS,
        label=Kept.ACCOUNTS.label,
        number=unused_invitations(before).count() + unconfirmed_accounts(before).count(),
        becomes=_("The name on the invitation goes. An account that was never confirmed is switched off."),
        may_go=True,
    )


def _switched_off(before: dt.datetime) -> Past:
    off = switched_off_accounts(before)
    return Past(
        what=Kept.SWITCHED_OFF,
        label=Kept.SWITCHED_OFF.label,
        number=off.count(),
        becomes=_("Name and e-mail go. The number of the account stays, so that the logs stay whole."),
        names=tuple(account.shown_name for account in off),
        may_go=True,
    )


_LINES: dict[str, Callable[[dt.datetime], Past]] = {
    Kept.READINGS: _readings,
    Kept.DISCLOSURES: _disclosures,
    Kept.BACKUPS: _backups,
    Kept.ACCOUNTS: _invitations,
    Kept.SWITCHED_OFF: _switched_off,
}


def unused_invitations(before: dt.datetime) -> QuerySet[Invitation]:
    """Those that ran out before, that nobody accepted, and that still say for whom they were."""
    return Invitation.objects.filter(expires_at__lte=before, used_at__isnull=True).exclude(label="")


def unconfirmed_accounts(before: dt.datetime) -> QuerySet[User]:
    """Accounts of employers whom no coordinator ever confirmed."""
    return User.objects.filter(
        partner_member__isnull=False,
        partner_member__confirmed_at__isnull=True,
        date_joined__lte=before,
        is_active=True,
    )


def switched_off_accounts(before: dt.datetime) -> QuerySet[User]:
    """Accounts that have been off since before, and still bear a name. An administrator's is for administrators."""
    events = AccountEvent.objects.filter(account=OuterRef("pk"))
    switched = events.filter(kind=AccountEvent.Kind.SWITCHED_OFF).order_by("-pk").values("at")[:1]
    since = Coalesce(Subquery(switched), "last_login", "date_joined", output_field=DateTimeField())
    nameless = AccountEvent.objects.filter(kind=AccountEvent.Kind.NAMELESS).values("account")
    off = User.objects.filter(is_active=False, is_superuser=False).exclude(pk__in=nameless)
    return off.annotate(off_since=since).filter(off_since__lte=before).order_by("pk")
