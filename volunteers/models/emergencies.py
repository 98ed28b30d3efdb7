"""Danger to somebody's life: a coordinator off the team may read for a day, and has to answer for it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.sealing import SealedRow, SealedTextField

from .people import Person
from .reading import Noted
from .wall import team_scoped

OPEN_FOR = dt.timedelta(hours=24)


class EmergencyAccess(Noted, SealedRow):
    """Who opened whose record past the team, why, and which chief has looked at it since."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="emergencies")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(_("what is happening"), max_length=1000)
    # The real time, not base.clock: a wall is not opened in hindsight.
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="emergency_has_a_reason",
                violation_error_message=_("Write what is happening."),
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")),
                name="emergency_ends_after_it_began",
                violation_error_message=_("The end comes before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True, seen_at__isnull=True)
                | Q(seen_by__isnull=False, seen_at__isnull=False) & ~Q(seen_by=F("actor")),
                name="emergency_is_looked_at_by_somebody_else",
                violation_error_message=_("Somebody else has to look at this."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
