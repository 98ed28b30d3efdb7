"""What a person can and wants to do, as work conditions and never as diagnoses (domain.md 9.4)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base import clock
from base.masks import MaskField, SlotsField
from base.vocabulary import (
    Accompaniment,
    InstructionStyle,
    PayEvery,
    Qualification,
    Strain,
    Theme,
    TravelMode,
    WishCompany,
    WishPay,
    WishPlace,
    WishPosture,
)
from partners.models import Partner
from volunteers.models.reading import Noted
from volunteers.models.wall import team_scoped

from .people import Person


def _strain(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=Strain, null=True, blank=True)


def _wish(label: Any, choices: type[models.IntegerChoices]) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=choices, default=0)


_A_DAY = _("A day has 1,440 minutes.")
# What the matching engine takes at most; beyond it is a slip of the keys.
MOST = (
    ("lift_kg", 200, _("Nobody lifts more than 200 kg. Please look at the number again.")),
    ("stand_minutes", 1440, _A_DAY),
    ("max_minutes_continuous", 1440, _A_DAY),
    ("max_commute_minutes", 1440, _A_DAY),
)


class WorkConditions(Noted):
    """One row a person; NULL means not known yet. Names and values are the matching engine's columns."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="conditions")
    confirmed_on = models.DateField(_("last confirmed on"), default=clock.today)
    max_hours_now = models.PositiveSmallIntegerField(_("hours a week now, at most"), null=True, blank=True)
    max_hours_goal = models.PositiveSmallIntegerField(_("hours a week they hope for"), null=True, blank=True)
    slots = SlotsField(_("days and times that suit"), null=True, blank=True)
    max_minutes_continuous = models.PositiveSmallIntegerField(
        _("minutes at a stretch, at most"), null=True, blank=True
    )
    lift_kg = models.PositiveSmallIntegerField(_("can lift up to (kg)"), null=True, blank=True)
    stand_minutes = models.PositiveSmallIntegerField(_("can stand for (minutes)"), null=True, blank=True)
    cold_ok = models.BooleanField(_("cold places are fine"), null=True, blank=True)
    heights_ok = models.BooleanField(_("high places are fine"), null=True, blank=True)
    machinery_ok = models.BooleanField(_("dangerous machines are fine"), null=True, blank=True)
    driving_ok = models.BooleanField(_("driving is fine"), null=True, blank=True)
    night_ok = models.BooleanField(_("night work is fine"), null=True, blank=True)
    noise_stress = _strain(_("noise"))
    crowd_stress = _strain(_("many people around"))
    smell_stress = _strain(_("smell or dust"))
    phone_stress = _strain(_("telephone"))
    stranger_stress = _strain(_("talking with strangers"))
    pace_stress = _strain(_("being hurried"))
    reading_stress = _strain(_("reading and writing"))
    travel_modes = MaskField(_("can come by"), members=TravelMode, null=True, blank=True)
    max_commute_minutes = models.PositiveSmallIntegerField(
        _("minutes of travel, at most"), null=True, blank=True
    )
    winter_ok = models.BooleanField(_("can travel in winter"), null=True, blank=True)
    qualifications = MaskField(_("licences"), members=Qualification, null=True, blank=True)
    needs_accompaniment = models.PositiveSmallIntegerField(
        _("wants somebody to come along"), choices=Accompaniment, null=True, blank=True
    )
    needs_same_day_absence = models.BooleanField(
        _("must be able to stay away on the day"), null=True, blank=True
    )
    needs_quiet_place = models.BooleanField(_("needs a quiet place to rest"), null=True, blank=True)
    instruction_style = MaskField(
        _("learns best when it is"), members=InstructionStyle, null=True, blank=True
    )
    pay_day_need = models.PositiveSmallIntegerField(
        _("needs the pay"), choices=PayEvery, null=True, blank=True
    )
    available_from = models.DateField(_("could begin from"), null=True, blank=True)
    interests = MaskField(_("likes"), members=Theme, null=True, blank=True)
    wish_company = _wish(_("alone or with others"), WishCompany)
    wish_posture = _wish(_("sitting or moving"), WishPosture)
    wish_place = _wish(_("indoors or outdoors"), WishPlace)
    wish_pay = _wish(_("about pay"), WishPay)
    avoid_partners = models.ManyToManyField(
        Partner, blank=True, related_name="+", verbose_name=_("never propose these partners")
    )

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": most}),
                    name=f"conditions_{name}_within_reason",
                    violation_error_message=sentence,
                )
                for name, most, sentence in MOST
            ),
            models.CheckConstraint(
                condition=(Q(max_hours_now__isnull=True) | Q(max_hours_now__lte=168))
                & (Q(max_hours_goal__isnull=True) | Q(max_hours_goal__lte=168)),
                name="conditions_hours_within_a_week",
                violation_error_message=_("A week has 168 hours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
