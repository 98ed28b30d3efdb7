"""The work itself: agreed, begun, looked after, ended (domain.md 4.5, 5.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base.sealing import SealedCharField, SealedRow, SealedTextField
from base.states import Stateful
from base.vocabulary import PayKind, WorkForm
from volunteers.models.reading import Noted
from volunteers.models.wall import team_scoped

from .matches import Match


class PlacementState(models.TextChoices):
    AGREED = "agreed", _("Agreed, not begun")
    ACTIVE = "active", _("Working")
    REVIEW_DUE = "review_due", _("Time to look together")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    ENDED_EARLY = "ended_early", _("Ended early")
    CALLED_OFF = "called_off", _("Did not begin")


LIVE_PLACEMENT_STATES = (
    PlacementState.AGREED,
    PlacementState.ACTIVE,
    PlacementState.REVIEW_DUE,
    PlacementState.PAUSED,
)


class Outcome(models.TextChoices):
    """What it came to. Each of these may be a success."""

    OPEN_HERE = "open_here", _("Employed here")
    OPEN_ELSEWHERE = "open_elsewhere", _("Employed elsewhere")
    NEXT_TRAINING = "next_training", _("Goes on to the next training")
    HALF_HALF = "half_half", _("Stays half on benefit, half at work")
    BACK_TO_PREPARATION = "preparation", _("Back to preparation")


class EndReason(models.TextChoices):
    HEALTH = "health", _("Health")
    FAMILY = "family", _("Family")
    NOT_SUITED = "not_suited", _("The work did not suit")
    RELATIONS = "relations", _("Relations at the workplace")
    TRAVEL = "travel", _("The way there")
    EMPLOYER = "employer", _("The employer's circumstances")
    MOVED = "moved", _("Moved away")
    OTHER = "other", _("Other")


class Placement(Noted, SealedRow, Stateful):
    """One person at work at one opening. Holds the conditions as they were shown, for good."""

    MOVES = {
        PlacementState.AGREED: {PlacementState.ACTIVE, PlacementState.CALLED_OFF},
        PlacementState.ACTIVE: {
            PlacementState.REVIEW_DUE,
            PlacementState.PAUSED,
            PlacementState.COMPLETED,
            PlacementState.ENDED_EARLY,
        },
        PlacementState.REVIEW_DUE: {
            PlacementState.ACTIVE,
            PlacementState.PAUSED,
            PlacementState.COMPLETED,
            PlacementState.ENDED_EARLY,
        },
        PlacementState.PAUSED: {PlacementState.ACTIVE, PlacementState.ENDED_EARLY, PlacementState.COMPLETED},
        PlacementState.COMPLETED: set(),
        PlacementState.ENDED_EARLY: set(),
        PlacementState.CALLED_OFF: set(),
    }

    leads_to_person = "match_id"

    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="placement")
    state = models.CharField(_("state"), max_length=12, choices=PlacementState, default=PlacementState.AGREED)
    work_form = models.PositiveSmallIntegerField(_("form of work"), choices=WorkForm)
    pay_kind = models.PositiveSmallIntegerField(_("kind of pay"), choices=PayKind)
    conditions_shown = models.JSONField(_("conditions as shown"), default=dict)
    agreed_on = models.DateField(_("agreed on"))
    starts_on = models.DateField(_("begins on"))
    planned_end_on = models.DateField(_("planned until"))
    begun_on = models.DateField(_("begun on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    review_on = models.DateField(_("look together on"), null=True, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    workplace_supporter = SealedCharField(_("supporter at the workplace"), max_length=80)
    centre_supporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("supporter of the centre"),
    )
    accommodations = SealedTextField(_("what was arranged"), blank=True)
    outcome = models.CharField(_("what it came to"), max_length=15, choices=Outcome, blank=True)
    end_reason = SealedCharField(_("why it ended"), max_length=12, choices=EndReason, blank=True)
    end_note = SealedTextField(_("what we learnt"), blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("match__person__")

    class Meta:
        ordering = ["-agreed_on", "-pk"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end_on__gte=F("starts_on")),
                name="placement_plan_in_order",
                violation_error_message=_("The planned end comes before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(begun_on__isnull=True)
                | Q(ended_on__gte=F("begun_on")),
                name="placement_dates_in_order",
                violation_error_message=_("The end comes before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week__isnull=True) | Q(hours_per_week__lte=168),
                name="placement_hours_within_a_week",
                violation_error_message=_("A week has 168 hours."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.COMPLETED) | ~Q(outcome=""),
                name="placement_completed_with_an_outcome",
                violation_error_message=_("Say what it came to."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.ENDED_EARLY) | ~Q(end_reason=""),
                name="placement_ended_early_with_a_reason",
                violation_error_message=_("Say why it ended."),
            ),
            models.CheckConstraint(
                condition=~Q(
                    state__in=(PlacementState.ACTIVE, PlacementState.REVIEW_DUE, PlacementState.PAUSED)
                )
                | Q(begun_on__isnull=False),
                name="placement_at_work_has_begun",
                violation_error_message=_("Give the day on which the work began."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Review(Noted, SealedRow):
    """A look together at how it goes: stay, more hours, fewer hours, or another form."""

    class Decision(models.TextChoices):
        CONTINUE = "continue", _("Go on as it is")
        MORE = "more_hours", _("More hours")
        LESS = "fewer_hours", _("Fewer hours")

    leads_to_person = "placement_id"

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField(_("looked together on"))
    decision = models.CharField(_("decision"), max_length=12, choices=Decision)
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week from now"), null=True, blank=True)
    person_words = SealedTextField(_("what the person says"), blank=True)
    next_review_on = models.DateField(_("look together again on"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("placement__match__person__")

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_review_on__gt=F("held_on")),
                name="review_next_is_later",
                violation_error_message=_("The next date must be later than this one."),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
