"""Where somebody lives whom others must not find (DV, abuse; domain.md L22): apart from everything else.

Nobody reads it by their office: not the team, not a chief, not in an emergency. A chief names readers one by one, out
of those who may read of the person anyway.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.sealing import SealedCharField, SealedRow, SealedTextField

from .people import Person
from .reading import Noted
from .wall import named_reader, team_scoped


class SecretAddress(Noted, SealedRow):
    """One row a person. While it is there, the person's own row holds neither an address nor an area."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    postal_code = SealedCharField(_("postal code"), max_length=8, blank=True)
    address = SealedCharField(_("address"), max_length=200)
    note = SealedTextField(_("who must not learn of it, and what to mind"), max_length=1000, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The real time, not base.clock: a wall is not built in hindsight.
    written_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__", narrowed=named_reader)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(address=""),
                name="secret_address_is_written",
                violation_error_message=_("Write the address."),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SecretAddressReader(Noted, SealedRow):
    """Who may open one address, named by a chief with a reason, themselves included; and until when."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="secret_readers")
    # No way back from here: whoever reads this list must not come to the address by it.
    secret = models.ForeignKey(SecretAddress, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(_("why they need to know"), max_length=500)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["secret", "reader"],
                condition=Q(ended_at__isnull=True),
                name="secret_reader_once_at_a_time",
                violation_error_message=_("This colleague may open the address already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="secret_reader_has_a_reason",
                violation_error_message=_("Write why they need to know."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("named_at"), ended_by__isnull=False),
                name="secret_reader_ends_after_beginning",
                violation_error_message=_("The end comes before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SecretAddressOpening(Noted, SealedRow):
    """One opening of an address: who, when, and why they needed it that time. Kept with the person's log."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="secret_openings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(_("what it is needed for today"), max_length=500)
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="secret_opening_has_a_reason",
                violation_error_message=_("Write what it is needed for today."),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
