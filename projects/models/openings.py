"""What there is to do: one model for the whole range from unpaid service to a job with a wage (domain.md item 140)."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base import clock
from base.masks import MaskField, SlotsField
from base.models import Area
from base.once import OncePosted
from base.states import Stateful
from base.vocabulary import (
    Company,
    Independence,
    InstructionStyle,
    Level,
    Month,
    PayEvery,
    PayKind,
    PayUnit,
    Qualification,
    Stage,
    Surroundings,
    Theme,
    TravelMode,
    WorkForm,
)
from partners.models import Need, Partner, Task, Workplace

EMPLOYMENT_FORMS = (WorkForm.SUPPORTED_EMPLOYMENT, WorkForm.OPEN_EMPLOYMENT)


class OpeningState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    FILLED = "filled", _("Filled")
    EXPIRED = "expired", _("Expired")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


class Standing(models.TextChoices):
    """What an opening is to somebody who comes by on a certain day."""

    OPEN = "open", _("Open now")
    PAUSED = "paused", _("Resting for a while")
    FILLED = "filled", _("All places are taken")
    EXPIRED = "expired", _("The time for it has passed")
    CLOSED = "closed", _("It has ended")
    NOT_READY = "not_ready", _("Being prepared")


_A_DAY = _("A day has 1,440 minutes.")
# What the matching engine takes at most; beyond it is a slip of the keys.
MOST = (
    ("lift_kg", 200, _("Nobody lifts more than 200 kg. Please look at the number again.")),
    ("stand_minutes", 1440, _A_DAY),
    ("minutes_continuous", 1440, _A_DAY),
    ("last_service_gap", 1440, _A_DAY),
    ("slots_needed", 21, _("A week has 21 half-days.")),
    ("supporter_ratio", 1000, _("One supporter cannot look after more than 1,000 people.")),
)


class OpeningQuerySet(models.QuerySet["Opening"]):
    def open_on(self, date: dt.date) -> Self:
        """Those a person could take up on `date`: published, within their dates, with a place left."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date),
            Q(valid_until__isnull=True) | Q(valid_until__gte=date),
            state=OpeningState.PUBLISHED,
            places_taken__lt=F("places"),
        )

    def shown_on(self, date: dt.date) -> Self:
        """Those the public may read of on `date`: open, with a live page, of a partner who agreed to be shown."""
        return self.open_on(date).filter(page__live=True, partner__published_consent_on__isnull=False)

    def for_cards(self) -> Self:
        """With everything that a card of a list says, in the same query."""
        return self.select_related("page", "partner__area", "workplace__area").defer("page__body")

    def of_forms(self, forms: Iterable[int]) -> Self:
        return self.filter(work_form__in=forms)

    def paid_as(self, kinds: Iterable[int]) -> Self:
        return self.filter(pay_kind__in=kinds)

    def in_areas(self, codes: Iterable[str]) -> Self:
        """Where the workplace is; where none is named, where the partner is."""
        return self.filter(
            Q(workplace__area__code__in=codes)
            | Q(workplace__area__isnull=True, partner__area__code__in=codes)
        )

    def fitting_stage(self, stage: int) -> Self:
        return self.filter(stage_min__lte=stage, stage_max__gte=stage)

    def at_any_of(self, slots: int) -> Self:
        """Those with work in at least one of the half-days of the mask."""
        return self.annotate(_common=F("slots").bitand(slots)).filter(_common__gt=0)

    def where_sure(self, conditions: Iterable[str]) -> Self:
        """Those of which every one of these yes-or-no conditions is known to hold."""
        return self.filter(**dict.fromkeys(conditions, True))

    def tagged(self, slug: str) -> Self:
        return self.filter(page__tag_items__tag__slug=slug)


class Opening(OncePosted, Stateful):
    """A place to take part or to work, with its conditions as typed columns; NULL means not known.

    Units: hours a week, minutes at a stretch, kilograms, whole yen. Names and values are the matching
    engine's columns. State, capacity and dates live here and not on the page, so that no page draft undoes them.
    """

    MOVES = {
        OpeningState.DRAFT: {OpeningState.IN_REVIEW, OpeningState.CLOSED},
        OpeningState.IN_REVIEW: {OpeningState.RETURNED, OpeningState.APPROVED},
        OpeningState.RETURNED: {OpeningState.IN_REVIEW, OpeningState.CLOSED},
        OpeningState.APPROVED: {OpeningState.PUBLISHED, OpeningState.IN_REVIEW, OpeningState.CLOSED},
        OpeningState.PUBLISHED: {
            OpeningState.PAUSED,
            OpeningState.FILLED,
            OpeningState.CLOSED,
            OpeningState.EXPIRED,
            OpeningState.IN_REVIEW,
        },
        OpeningState.PAUSED: {OpeningState.PUBLISHED, OpeningState.CLOSED, OpeningState.IN_REVIEW},
        OpeningState.FILLED: {
            OpeningState.PUBLISHED,
            OpeningState.CLOSED,
            OpeningState.EXPIRED,
            OpeningState.IN_REVIEW,
        },
        OpeningState.EXPIRED: {OpeningState.IN_REVIEW, OpeningState.CLOSED},
        OpeningState.CLOSED: {OpeningState.ARCHIVED},
        OpeningState.ARCHIVED: set(),
    }

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="openings", verbose_name=_("partner")
    )
    workplace = models.ForeignKey(
        Workplace,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="openings",
        verbose_name=_("workplace"),
    )
    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, null=True, blank=True, related_name="openings", verbose_name=_("need")
    )
    project = models.ForeignKey(
        "projects.CommunityProject",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="openings",
        verbose_name=_("community project"),
    )
    tasks = models.ManyToManyField(Task, blank=True, related_name="openings", verbose_name=_("tasks"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("coordinator"),
    )
    made_at = models.DateTimeField(_("made at"), default=clock.now)
    state = models.CharField(_("state"), max_length=12, choices=OpeningState, default=OpeningState.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    tasks_text = models.TextField(_("what one does"), blank=True)

    work_form = models.PositiveSmallIntegerField(_("form of work"), choices=WorkForm)
    pay_kind = models.PositiveSmallIntegerField(_("kind of pay"), choices=PayKind)
    pay_min = models.PositiveIntegerField(_("pay from (yen)"), null=True, blank=True)
    pay_max = models.PositiveIntegerField(_("pay up to (yen)"), null=True, blank=True)
    pay_unit = models.CharField(_("per"), max_length=6, choices=PayUnit, blank=True)
    pay_every = models.PositiveSmallIntegerField(_("paid"), choices=PayEvery, null=True, blank=True)
    pay_note = models.CharField(_("how the pay is decided"), max_length=200, blank=True)
    stage_min = models.PositiveSmallIntegerField(_("from stage"), choices=Stage, default=Stage.CONTACT)
    stage_max = models.PositiveSmallIntegerField(_("to stage"), choices=Stage, default=Stage.HALF_HALF)
    independence = MaskField(_("good for"), members=Independence, null=True, blank=True)
    interests = MaskField(_("has to do with"), members=Theme, null=True, blank=True)

    places = models.PositiveSmallIntegerField(_("places"), default=1)
    places_taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    valid_from = models.DateField(_("shown from"), null=True, blank=True)
    valid_until = models.DateField(_("shown until"), null=True, blank=True)
    starts_on = models.DateField(_("work starts on"), null=True, blank=True)
    accuracy_confirmed_on = models.DateField(_("confirmed to be right on"), null=True, blank=True)
    months = MaskField(_("season"), members=Month, null=True, blank=True)

    slots = SlotsField(_("days and times"), null=True, blank=True)
    slots_needed = models.PositiveSmallIntegerField(_("half-days a week at least"), null=True, blank=True)
    hours_text = models.CharField(_("working hours"), max_length=120, blank=True)
    hours_min = models.PositiveSmallIntegerField(_("hours a week from"), null=True, blank=True)
    hours_max = models.PositiveSmallIntegerField(_("hours a week up to"), null=True, blank=True)
    starts_from_hours = models.PositiveSmallIntegerField(
        _("may begin with hours a week"), null=True, blank=True
    )
    minutes_continuous = models.PositiveSmallIntegerField(_("minutes at a stretch"), null=True, blank=True)
    same_day_absence_ok = models.BooleanField(_("may be absent without notice"), null=True, blank=True)

    lift_kg = models.PositiveSmallIntegerField(_("heaviest lift (kg)"), null=True, blank=True)
    stand_minutes = models.PositiveSmallIntegerField(
        _("standing at a stretch (minutes)"), null=True, blank=True
    )
    sitting_possible = models.BooleanField(_("sitting is possible"), null=True, blank=True)
    indoor = models.PositiveSmallIntegerField(
        _("indoors or outdoors"), choices=Surroundings, null=True, blank=True
    )
    cold = models.BooleanField(_("cold place"), null=True, blank=True)
    heights = models.BooleanField(_("high places"), null=True, blank=True)
    machinery = models.BooleanField(_("dangerous machines"), null=True, blank=True)
    driving = models.BooleanField(_("driving"), null=True, blank=True)
    night = models.BooleanField(_("night work"), null=True, blank=True)
    noise = models.PositiveSmallIntegerField(_("noise"), choices=Level, null=True, blank=True)
    crowd = models.PositiveSmallIntegerField(_("many people around"), choices=Level, null=True, blank=True)
    smell = models.PositiveSmallIntegerField(_("smell or dust"), choices=Level, null=True, blank=True)
    pace = models.PositiveSmallIntegerField(_("pressure of pace"), choices=Level, null=True, blank=True)
    customers = models.PositiveSmallIntegerField(
        _("contact with customers"), choices=Level, null=True, blank=True
    )
    phone = models.PositiveSmallIntegerField(_("telephone"), choices=Level, null=True, blank=True)
    reading = models.PositiveSmallIntegerField(_("reading and writing"), choices=Level, null=True, blank=True)
    company = models.PositiveSmallIntegerField(
        _("alone or with others"), choices=Company, null=True, blank=True
    )
    instruction_style = MaskField(_("how it is taught"), members=InstructionStyle, null=True, blank=True)
    qualifications_required = MaskField(
        _("licence the law asks for"), members=Qualification, null=True, blank=True
    )

    supporter_named = models.BooleanField(_("a supporter at the workplace is named"), null=True, blank=True)
    supporter_ratio = models.PositiveSmallIntegerField(_("people per supporter"), null=True, blank=True)
    accompaniment_allowed = models.BooleanField(_("somebody may come along"), null=True, blank=True)
    quiet_place = models.BooleanField(_("a quiet place to rest"), null=True, blank=True)
    plain_japanese_ok = models.BooleanField(_("explained in easy Japanese"), null=True, blank=True)
    visit_possible = models.BooleanField(_("a visit is possible"), null=True, blank=True)
    trial_possible = models.BooleanField(_("a trial is possible"), null=True, blank=True)

    reach_modes = MaskField(_("can be reached by"), members=TravelMode, null=True, blank=True)
    pick_up = models.BooleanField(_("pick-up"), null=True, blank=True)
    last_service_gap = models.PositiveSmallIntegerField(
        _("minutes from the end of work to the last bus"), null=True, blank=True
    )
    papers_complete = models.BooleanField(
        _("papers complete"),
        null=True,
        blank=True,
        help_text=_(
            "Employment: all conditions are written. Otherwise: insurance and the confirmation sheet."
        ),
    )

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        indexes = [models.Index(fields=["state", "valid_until"])]
        permissions = [("carve_opening", _("May carve openings out of needs and publish them"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="opening_has_a_place",
                violation_error_message=_("An opening needs at least one place."),
            ),
            models.CheckConstraint(
                condition=Q(places_taken__lte=F("places")),
                name="opening_not_overbooked",
                violation_error_message=_("There are not more places than that."),
            ),
            models.CheckConstraint(
                condition=Q(work_form__in=EMPLOYMENT_FORMS, pay_kind=PayKind.WAGE)
                | (~Q(work_form__in=EMPLOYMENT_FORMS) & ~Q(pay_kind=PayKind.WAGE)),
                name="opening_pay_fits_form",
                violation_error_message=_(
                    "A wage belongs to employment and only to employment: change the pay or the form of work."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(work_form=WorkForm.VOLUNTEER) | ~Q(pay_kind=PayKind.KOCHIN),
                name="opening_no_piece_pay_for_volunteers",
                violation_error_message=_(
                    "Volunteering may carry expenses or an honorarium, but not piece pay."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(pay_kind=PayKind.NONE) | Q(pay_min__isnull=True, pay_max__isnull=True),
                name="opening_unpaid_has_no_amount",
                violation_error_message=_("Unpaid work has no amount."),
            ),
            models.CheckConstraint(
                condition=Q(pay_min__isnull=True) | Q(pay_max__isnull=True) | Q(pay_max__gte=F("pay_min")),
                name="opening_pay_in_order",
                violation_error_message=_("The upper pay is below the lower one."),
            ),
            models.CheckConstraint(
                condition=Q(stage_max__gte=F("stage_min")),
                name="opening_stages_in_order",
                violation_error_message=_("The last stage comes before the first."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="opening_dates_in_order",
                violation_error_message=_("The end comes before the beginning."),
            ),
            models.CheckConstraint(
                condition=(Q(hours_min__isnull=True) | Q(hours_min__lte=168))
                & (Q(hours_max__isnull=True) | Q(hours_max__lte=168))
                & (Q(starts_from_hours__isnull=True) | Q(starts_from_hours__lte=168)),
                name="opening_hours_within_a_week",
                violation_error_message=_("A week has 168 hours."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": most}),
                    name=f"opening_{name}_within_reason",
                    violation_error_message=sentence,
                )
                for name, most, sentence in MOST
            ),
            models.CheckConstraint(
                condition=Q(hours_min__isnull=True)
                | Q(hours_max__isnull=True)
                | Q(hours_max__gte=F("hours_min")),
                name="opening_hours_in_order",
                violation_error_message=_("The most hours are fewer than the least."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def places_left(self) -> int:
        return self.places - self.places_taken

    def standing_on(self, date: dt.date) -> Standing:
        """The same answer as `open_on`, and where it is not open, why."""
        if self.state in (OpeningState.PAUSED, OpeningState.FILLED, OpeningState.EXPIRED):
            return Standing(self.state)
        if self.state in (OpeningState.CLOSED, OpeningState.ARCHIVED):
            return Standing.CLOSED
        if self.state != OpeningState.PUBLISHED or (self.valid_from and self.valid_from > date):
            return Standing.NOT_READY
        if self.valid_until and self.valid_until < date:
            return Standing.EXPIRED
        return Standing.OPEN if self.places_left > 0 else Standing.FILLED

    @property
    def shown_area(self) -> Area | None:
        """Where one goes: the workplace's area, or else the partner's."""
        return (self.workplace.area if self.workplace else None) or self.partner.area

    @property
    def is_employment(self) -> bool:
        return self.work_form in EMPLOYMENT_FORMS


# Conditions that a person was told: a change of one of them on a published opening goes back to review (L4).
CONDITION_FIELDS = (
    "title",
    "tasks_text",
    "work_form",
    "pay_kind",
    "pay_min",
    "pay_max",
    "pay_unit",
    "pay_every",
    "pay_note",
    "stage_min",
    "stage_max",
    "independence",
    "interests",
    "starts_on",
    "months",
    "slots",
    "slots_needed",
    "hours_text",
    "hours_min",
    "hours_max",
    "starts_from_hours",
    "minutes_continuous",
    "same_day_absence_ok",
    "lift_kg",
    "stand_minutes",
    "sitting_possible",
    "indoor",
    "cold",
    "heights",
    "machinery",
    "driving",
    "night",
    "noise",
    "crowd",
    "smell",
    "pace",
    "customers",
    "phone",
    "reading",
    "company",
    "instruction_style",
    "qualifications_required",
    "supporter_named",
    "supporter_ratio",
    "accompaniment_allowed",
    "quiet_place",
    "plain_japanese_ok",
    "visit_possible",
    "trial_possible",
    "reach_modes",
    "pick_up",
    "last_service_gap",
    "papers_complete",
    "workplace",
)
