"""The log of every change of state. Append-only: the database itself refuses to change or delete a row."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import clock


class MoveQuerySet(models.QuerySet["Move"]):
    def of(self, record: models.Model) -> "MoveQuerySet":
        """The moves of one record, oldest first."""
        return self.filter(subject_type=record._meta.label_lower, subject_id=record.pk).order_by("pk")

    def into(self, model: type[models.Model], *states: str) -> "MoveQuerySet":
        """The moves of any record of `model` into one of `states`."""
        return self.filter(subject_type=model._meta.label_lower, to_state__in=states)

    def log(self, record: Any, *, from_state: str, actor: Any, reason: str = "") -> "Move":
        return self.create(
            subject_type=record._meta.label_lower,
            subject_id=record.pk,
            from_state=from_state,
            to_state=record.state,
            actor=actor,
            reason=reason,
            at=clock.now(),
        )


class Move(models.Model):
    """One change of state of one record: who, when, from, to, why. Holds no words about a person."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.PositiveBigIntegerField()
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    # PROTECT: who did it must stay known; accounts are switched off, not deleted.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(_("when"))

    objects = MoveQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["subject_type", "to_state", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.from_state} → {self.to_state}"
