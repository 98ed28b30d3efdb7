"""A person and an opening, from the first thought to the agreement (domain.md 4.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import clock
from base.once import OncePosted
from base.sealing import SealedCharField, SealedJSONField, SealedRow, SealedTextField
from base.states import Stateful
from projects.models import Opening
from volunteers.models.reading import Noted
from volunteers.models.wall import team_scoped

from .people import Person


class MatchState(models.TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    DISCUSSED = "discussed_with_person", _("Talked over with the person")
    DECLINED_BY_PERSON = "declined_by_person", _("Not for the person")
    PROPOSED = "proposed_to_employer", _("Proposed to the employer")
    DECLINED_BY_EMPLOYER = "declined_by_employer", _("Not for the employer")
    TRIAL = "visit_or_trial", _("Visit or trial")
    AGREED = "agreed", _("Agreed")
    CONCLUDED = "concluded", _("Concluded")
    WITHDRAWN = "withdrawn", _("Taken back")


LIVE_MATCH_STATES = (
    MatchState.SUGGESTED,
    MatchState.DISCUSSED,
    MatchState.PROPOSED,
    MatchState.TRIAL,
    MatchState.AGREED,
)


class Match(Noted, OncePosted, SealedRow, Stateful):
    """One suggestion and what became of it. What is noted here never reaches the employer."""

    class VisitKind(models.TextChoices):
        VISIT = "visit", _("Visit")
        TRIAL = "trial", _("Trial")

    MOVES = {
        MatchState.SUGGESTED: {MatchState.DISCUSSED, MatchState.DECLINED_BY_PERSON, MatchState.WITHDRAWN},
        MatchState.DISCUSSED: {MatchState.PROPOSED, MatchState.DECLINED_BY_PERSON, MatchState.WITHDRAWN},
        MatchState.PROPOSED: {
            MatchState.TRIAL,
            MatchState.AGREED,
            MatchState.DECLINED_BY_PERSON,
            MatchState.DECLINED_BY_EMPLOYER,
            MatchState.WITHDRAWN,
        },
        MatchState.TRIAL: {
            MatchState.AGREED,
            MatchState.DECLINED_BY_PERSON,
            MatchState.DECLINED_BY_EMPLOYER,
            MatchState.WITHDRAWN,
        },
        MatchState.AGREED: {MatchState.CONCLUDED},
        MatchState.CONCLUDED: set(),
        MatchState.DECLINED_BY_PERSON: set(),
        MatchState.DECLINED_BY_EMPLOYER: set(),
        MatchState.WITHDRAWN: set(),
    }

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="matches", verbose_name=_("person")
    )
    # related_name "+": nothing below the wall may walk from an opening to a person.
    opening = models.ForeignKey(
        Opening, on_delete=models.PROTECT, related_name="+", verbose_name=_("opening")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("coordinator")
    )
    state = models.CharField(_("state"), max_length=22, choices=MatchState, default=MatchState.SUGGESTED)
    suggested_at = models.DateTimeField(default=clock.now)
    reasons = SealedJSONField(default=list, blank=True)
    band = models.PositiveSmallIntegerField(null=True, blank=True)
    person_words = SealedTextField(_("what the person says"), blank=True)
    employer_answer = SealedTextField(_("what the employer says"), blank=True)
    visit_kind = models.CharField(_("visit or trial"), max_length=5, choices=VisitKind, blank=True)
    visit_on = models.DateField(_("on"), null=True, blank=True)
    accompanied_by = SealedCharField(_("who goes along"), max_length=80, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["-suggested_at", "-pk"]
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "opening"],
                condition=models.Q(state__in=LIVE_MATCH_STATES),
                name="one_live_match_per_person_and_opening",
                violation_error_message=_("This person is already being matched with this opening."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MatchState.TRIAL) | models.Q(visit_on__isnull=False),
                name="match_trial_has_a_date",
                violation_error_message=_("Give the date of the visit or trial."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class BlockClearance(Noted, SealedRow):
    """A chief's decision that a hard block does not stand in the way here, with the reason (domain.md 9.1)."""

    leads_to_person = "match_id"

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="clearances")
    code = models.CharField(max_length=40)
    reason = SealedTextField(_("reason"))
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(default=clock.now)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("match__person__")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["match", "code"],
                name="block_cleared_once",
                violation_error_message=_("It is already written why this does not stand in the way."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="clearance_has_a_reason",
                violation_error_message=_("Write why this does not stand in the way."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match} {self.code}"
