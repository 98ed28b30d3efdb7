"""How long what is kept, what may not go yet, and what has gone (domain.md L10, L14, L15, L23; 13.5).

Nothing here erases by itself: the calendar only says what is due.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base import clock
from base.sealing import SealedRow, SealedTextField

from .people import Person
from .reading import Noted
from .wall import team_scoped


class Kept(models.TextChoices):
    """What the table has a term for."""

    REQUESTS = "requests", _("Requests for a talk that became nobody's record")
    CASE_FILES = "case_files", _("Records of people, after the last work or contact")
    REGISTERS = "registers", _("Registers of those who look for work and of introductions")
    DISCLOSURES = "disclosures", _("Records of what was passed on")
    READINGS = "readings", _("Log of who looked")
    BACKUPS = "backups", _("Backups")
    ACCOUNTS = "accounts", _("Invitations and accounts that were never confirmed")
    SWITCHED_OFF = "switched_off", _("Names of accounts that were switched off")


class RetentionRule(models.Model):
    """One line of the dated table: from that day on, this is kept so long. About no person, and so not behind the wall."""

    class Basis(models.TextChoices):
        LAW = "law", _("Law")
        CONTRACT = "contract", _("Contract with the city or prefecture")
        OWN = "own", _("The centre's own rule")

    what = models.CharField(_("what"), max_length=12, choices=Kept)
    months = models.PositiveSmallIntegerField(_("months"))
    basis = models.CharField(_("basis"), max_length=8, choices=Basis)
    source = models.CharField(_("where it is written"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    confirmed_on = models.DateField(_("confirmed by the centre on"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["what", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "valid_from"],
                name="retention_rule_once_a_day",
                violation_error_message=_("There is a line for this from that day on already."),
            ),
            models.CheckConstraint(
                condition=Q(months__range=(1, 360)),
                name="retention_rule_within_reason",
                violation_error_message=_("Give months from 1 to 360."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.valid_from}"


class Ground(models.TextChoices):
    """Why something is erased."""

    DUE = "due", _("The term is over")
    WISH = "wish", _("The person wishes it")
    AUTHORITY = "authority", _("Given back to the city or prefecture")


class ErasureCase(Noted, SealedRow):
    """Somebody whose record is to be looked at: found by the calendar, or asked for. It goes with the record."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="erasure_case")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground, default=Ground.DUE)
    found_on = models.DateField(default=clock.today)
    due_on = models.DateField(_("due since"), null=True, blank=True)
    words = SealedTextField(_("what to know about it"), max_length=500, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class RetentionHold(Noted, SealedRow):
    """Why a record may not go yet, whatever the table says: a claim, an inspection, a wish."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    reason = SealedTextField(_("why it has to stay"), max_length=500)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="retention_hold_once_at_a_time",
                violation_error_message=_("This record is being held already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="retention_hold_has_a_reason",
                violation_error_message=_("Write why it has to stay."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class DisposalRecord(models.Model):
    """That something was erased, by whom, and how much: without a word of what it was. Append-only.

    `mark` is a keyed digest of the number that the record had: after an older backup was put back, it finds the
    record that has to go again, and nobody else can read anything out of it.
    """

    at = models.DateTimeField()
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    mark = models.CharField(max_length=32, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counts = models.JSONField(default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True)
                | Q(approved_by__isnull=True)
                | ~Q(approved_by=F("asked_by")),
                name="disposal_by_two_people",
                violation_error_message=_("Somebody else has to approve this."),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class PersonsRequest(Noted, SealedRow):
    """What somebody asked about their own record: to see it, to have it put right, to have it used no more (L14)."""

    class Kind(models.TextChoices):
        SEE = "see", _("Would like to see it")
        CORRECT = "correct", _("Would like it put right")
        STOP = "stop", _("Would like it used no more, or erased")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="own_requests")
    kind = models.CharField(_("what they ask"), max_length=8, choices=Kind)
    asked_on = models.DateField(_("asked on"), default=clock.today)
    words = SealedTextField(_("in their words"), max_length=1000, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = SealedTextField(_("what was done"), max_length=1000, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(answer="") & Q(answered_on__gte=F("asked_on")),
                name="own_request_answered_says_how",
                violation_error_message=_("Write what was done, with a day that is not before the asking."),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
