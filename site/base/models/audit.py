"""Who looked at whom, when, at what, and why they might. Append-only and chained: `base.audit` is the only writer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditAction(models.TextChoices):
    """What was done with somebody's record."""

    VIEW = "view", _("Read")
    LIST = "list", _("Seen in a list")
    SEARCH = "search", _("Found by a search")
    CHANGE = "change", _("Written")
    MATCH = "match", _("Put beside openings")
    PRINT = "print", _("Printed")
    EXPORT = "export", _("Taken out as a file")
    ATTACHMENT = "attachment", _("Document opened")
    SHARE = "share", _("Passed on")
    BREAK_GLASS = "break_glass", _("Opened in an emergency")
    ERASE = "erase", _("Erased")


class AuditEntry(models.Model):
    """One reading. `digest` is keyed and covers everything here, the people of the entry, and the entry before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    # PROTECT: who looked must stay known; accounts are switched off, not deleted.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=12, choices=AuditAction)
    what = models.CharField(max_length=60)
    key = models.CharField(max_length=24)
    digest = models.CharField(max_length=64, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"


class AuditSubject(models.Model):
    """One person of an entry, by number, and why the reader might read of them."""

    # No constraint in the database: verify_audit finds what is missing, and append-only tables are emptied whole.
    entry = models.ForeignKey(
        AuditEntry, on_delete=models.PROTECT, db_constraint=False, related_name="subjects"
    )
    person_id = models.PositiveBigIntegerField(db_index=True)
    why = models.CharField(max_length=40)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person_id"],
                name="audit_subject_once",
                violation_error_message=_("A person stands in an entry once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}"


class AuditHead(models.Model):
    """Where the chain ends: one row, locked while an entry is added, so that entries stand in one line."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="audit_head_is_one",
                violation_error_message=_("The log has one end."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"
