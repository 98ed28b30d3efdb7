"""Telephone numbers for the hours in which nobody is at the centre. The centre enters them, each with its day."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from base import clock
from base.japanese.errors import UnreadableInputError
from base.japanese.phones import parse_phone

VALID = dt.timedelta(days=396)
"""Thirteen months: whoever is in need must not ring a number that nobody looked at for longer."""


class CrisisLineQuerySet(models.QuerySet["CrisisLine"]):
    def valid_on(self, day: dt.date) -> "CrisisLineQuerySet":
        """Those that somebody confirmed lately enough to be shown."""
        return self.filter(confirmed_on__gt=day - VALID, confirmed_on__lte=day)


class CrisisLine(models.Model):
    """One number to call when the centre is closed. None comes with the product; public, and never about a person."""

    name = models.CharField(_("name of the line"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=20)
    hours_text = models.CharField(_("when somebody answers"), max_length=80)
    about = models.CharField(_("for what"), max_length=80, blank=True)
    confirmed_on = models.DateField(
        _("confirmed on"),
        help_text=_(
            "The day on which somebody made sure of the number. It is shown for thirteen months from then."
        ),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CrisisLineQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("hours_text")]),
        FieldPanel("about"),
        FieldRowPanel([FieldPanel("confirmed_on"), FieldPanel("source")]),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("line for a crisis")
        verbose_name_plural = _("lines for a crisis")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.confirmed_on and self.confirmed_on > clock.today():
            raise ValidationError({"confirmed_on": _("This day is still to come.")})
        # 110, #7119 and the like are no numbers of a subscriber: they stay as they were typed.
        if self.phone.startswith(("0", "０", "+")):
            try:
                self.phone = parse_phone(self.phone)
            except UnreadableInputError as refusal:
                raise ValidationError({"phone": str(refusal)}) from refusal

    @property
    def tel(self) -> str:
        """What a tel: link dials."""
        return re.sub(r"[^\d#*]", "", self.phone.split(";")[0])
