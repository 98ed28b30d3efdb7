"""Invitations, which stand in place of sign-up, and what the desk did with an account and why."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base import clock


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Those that may still be accepted."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())


class Invitation(models.Model):
    """A link for one person, to be used once, until a day. Only a hash of what stands in the link is kept."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Account for staff")
        EMPLOYER = "employer", _("Account for an employer")
        ADMINISTRATOR = "administrator", _("Account for a system administrator")
        RENEWAL = "renewal", _("New password")

    kind = models.CharField(_("what for"), max_length=13, choices=Kind)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(
        _("for whom"), max_length=60, help_text=_("Only the desk sees this. It becomes the shown name.")
    )
    # For staff: what the new account may do. PROTECT: an open invitation into a group that is gone makes no sense.
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("group"), related_name="+"
    )
    # For a new password: whose. Accounts are switched off, never deleted.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    # NULL: made on the server's own console, where nobody is signed in.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("used by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        permissions = [("invite_staff", _("May invite staff and look after their accounts"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_used_by_somebody",
                violation_error_message=_("An invitation that was withdrawn cannot be used."),
            ),
            models.CheckConstraint(
                condition=(Q(kind="staff") & Q(group__isnull=False) & Q(account__isnull=True))
                | (Q(kind="renewal") & Q(group__isnull=True) & Q(account__isnull=False))
                | (
                    Q(kind__in=["employer", "administrator"])
                    & Q(group__isnull=True)
                    & Q(account__isnull=True)
                ),
                name="invitation_says_into_what",
                violation_error_message=_("Please say for which group this invitation is."),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > clock.now()


class AccountEvent(models.Model):
    """What the desk did with an account, and why. Append-only, like the log of moves."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("invited")
        JOINED = "joined", _("accepted the invitation")
        CONFIRMED = "confirmed", _("confirmed")
        SWITCHED_OFF = "switched_off", _("switched off")
        SWITCHED_ON = "switched_on", _("switched on again")
        FACTOR_RESET = "factor_reset", _("second factor reset")
        SESSIONS_ENDED = "sessions_ended", _("signed out everywhere")
        RENEWED = "renewed", _("chose a new password")
        NAMELESS = "nameless", _("name and e-mail erased")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="account_events",
        verbose_name=_("account"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} #{self.account_id}"

    @classmethod
    def log(cls, account: Any, kind: str, *, actor: Any, reason: str = "") -> "AccountEvent":
        """Keep one line."""
        return cls.objects.create(account=account, kind=kind, actor=actor, reason=reason, at=clock.now())
