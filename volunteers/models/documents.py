"""Papers about a person. The record stays; the bytes lie sealed in the private store (base.uploads.store) until removed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import clock
from base.once import OncePosted
from base.sealing import SealedCharField, SealedRow, SealedTextField

from .people import Person
from .reading import Noted
from .wall import team_scoped


class PersonDocument(Noted, OncePosted, SealedRow):
    """One paper: what it is, who put it here, and, once it was removed, who did and why."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application, request for support")
        CONSENT = "consent", _("Consent, signed paper")
        IDENTITY = "identity", _("Identity, certificate")
        WORK = "work", _("Résumé, work papers")
        MONEY = "money", _("Money, bills, benefits")
        HEALTH = "health", _("Health, doctor's paper")
        LETTER = "letter", _("Letter from an office")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = SealedCharField(_("kind"), max_length=15, choices=Kind, default=Kind.OTHER)
    title = SealedCharField(_("what it is"), max_length=120)
    ending = models.CharField(max_length=5, editable=False)
    size = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=32, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = SealedTextField(_("why it was removed"), blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True, removed_by__isnull=True)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="document_removed_by_somebody",
                violation_error_message=_("What was removed says who did it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def bound_to(self) -> str:
        """The record that the seal of the bytes belongs to."""
        return f"{self._meta.label}#{self.pk}"

    @property
    def file_name(self) -> str:
        """What a downloaded copy is called: it says nothing about anybody."""
        return f"kurashigoto-{str(self.key)[:8]}.{self.ending}"
