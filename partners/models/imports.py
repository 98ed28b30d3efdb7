"""Lists of partners that were uploaded: waiting to be looked through, then imported once."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import clock
from base.states import Stateful


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Looked through, not yet imported")
    IMPORTED = "imported", _("Imported")
    SET_ASIDE = "set_aside", _("Set aside")


class ImportBatch(Stateful):
    """One uploaded file, kept between its preview and its import, so that confirming sends nothing but an id.

    Afterwards the file's bytes go, and `outcome` keeps what became of every row, in the order of the file, as
    partners.importing.wording.outcome_of puts it.
    """

    MOVES = {
        ImportState.WAITING: {ImportState.IMPORTED, ImportState.SET_ASIDE},
        ImportState.IMPORTED: set(),
        ImportState.SET_ASIDE: set(),
    }

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=clock.now)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    outcome: Any = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("uploaded list of partners")
        verbose_name_plural = _("uploaded lists of partners")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ImportState.WAITING) | ~models.Q(content=b""),
                name="import_waiting_has_its_file",
                violation_error_message=_("The uploaded file is empty."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name
