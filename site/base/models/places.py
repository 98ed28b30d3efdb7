"""The city's three areas and the district's seven towns (domain.md items 104, 105), and how long the ways are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.vocabulary import Authority, TravelMode


class Area(models.Model):
    """A part of the region: where work is, where people live, and which authority answers for it."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    authority = models.CharField(_("responsible authority"), max_length=20, choices=Authority)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort_order"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.name


class TravelTime(models.Model):
    """Usual minutes from one area to another by one means. No row means not known, never "impossible"."""

    origin = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+", verbose_name=_("from"))
    destination = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+", verbose_name=_("to"))
    mode = models.PositiveSmallIntegerField(_("means"), choices=TravelMode)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    source = models.CharField(_("source"), max_length=200)
    confirmed_on = models.DateField(_("confirmed on"))

    class Meta:
        verbose_name = _("travel time")
        verbose_name_plural = _("travel times")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "destination", "mode"],
                name="travel_time_once",
                violation_error_message=_("This way is already in the table."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.destination} ({self.get_mode_display()})"
