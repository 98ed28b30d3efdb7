"""An employer's trouble, in the employer's words, and the tasks that a coordinator hears out of it (domain.md 4.4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import clock
from base.masks import SlotsField
from base.once import OncePosted
from base.states import Stateful
from base.vocabulary import Level

from .records import Partner, Workplace


class NeedState(models.TextChoices):
    SUBMITTED = "submitted", _("Received")
    HEARING = "hearing", _("Listening to you")
    CARVING = "carving", _("Finding the pieces")
    OPENINGS_MADE = "openings_made", _("Openings made")
    SUPPORTED_OTHERWISE = "supported_otherwise", _("Helped in another way")
    DECLINED = "declined", _("Not taken on")


class DeclineReason(models.TextChoices):
    """The only lawful grounds to turn a vacancy away (domain.md L6)."""

    UNLAWFUL = "unlawful", _("The content is against the law")
    UNREASONABLE = "unreasonable", _("The conditions are far below what is usual")
    VIOLATION = "violation", _("The employer was found to violate labour law")
    NOT_DISCLOSED = "not_disclosed", _("The conditions were not disclosed")
    ANTISOCIAL = "antisocial", _("Ties with organised crime")
    NO_DECLARATION = "no_declaration", _("The self-declaration was not given")


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    MAYBE = "maybe", _("Let us talk about it")
    NO = "no", _("No")


class Need(OncePosted, Stateful):
    """What a partner is short of, before it is an opening."""

    class Source(models.TextChoices):
        PORTAL = "portal", _("Portal")
        WEB = "web", _("Form on the site")
        PHONE = "phone", _("Telephone")
        VISIT = "visit", _("Visit")
        LETTER = "letter", _("Letter or fax")

    MOVES = {
        NeedState.SUBMITTED: {NeedState.HEARING, NeedState.DECLINED},
        NeedState.HEARING: {NeedState.CARVING, NeedState.SUPPORTED_OTHERWISE, NeedState.DECLINED},
        NeedState.CARVING: {NeedState.OPENINGS_MADE, NeedState.SUPPORTED_OTHERWISE, NeedState.DECLINED},
        NeedState.OPENINGS_MADE: {NeedState.CARVING},
        NeedState.SUPPORTED_OTHERWISE: {NeedState.HEARING},
        NeedState.DECLINED: set(),
    }

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="needs", verbose_name=_("partner")
    )
    workplace = models.ForeignKey(
        Workplace,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("workplace"),
    )
    source = models.CharField(_("came by"), max_length=10, choices=Source, default=Source.PORTAL)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    submitted_at = models.DateTimeField(_("received at"), default=clock.now)
    state = models.CharField(_("state"), max_length=20, choices=NeedState, default=NeedState.SUBMITTED)
    trouble = models.TextField(_("What is the trouble?"), max_length=2000)
    when_needed = models.CharField(_("When do you need hands?"), max_length=300, blank=True)
    slots = SlotsField(_("Which days and times?"), null=True, blank=True)
    people_needed = models.PositiveSmallIntegerField(_("How many people?"), null=True, blank=True)
    could_split = models.TextField(_("Which part could somebody else do?"), max_length=1000, blank=True)
    can_try_first = models.CharField(
        _("Could somebody come and try first?"), max_length=10, choices=Answer, default=Answer.MAYBE
    )
    can_pay = models.CharField(
        _("Can you pay something?"), max_length=10, choices=Answer, default=Answer.MAYBE
    )
    reach_me = models.CharField(_("When and how do we reach you best?"), max_length=200, blank=True)
    heard_note = models.TextField(_("What we heard"), blank=True)
    decline_reason = models.CharField(_("ground"), max_length=20, choices=DeclineReason, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs_owned",
        verbose_name=_("coordinator"),
    )

    class Meta:
        ordering = ["-submitted_at"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(trouble=""),
                name="need_has_words",
                violation_error_message=_("Tell us in a few words what the trouble is."),
            ),
            models.CheckConstraint(
                condition=models.Q(people_needed__isnull=True) | models.Q(people_needed__range=(1, 200)),
                name="need_people_between_1_and_200",
                violation_error_message=_("Give a number of people from 1 to 200, or leave it empty."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=NeedState.DECLINED, decline_reason__in=DeclineReason.values)
                | (~models.Q(state=NeedState.DECLINED) & models.Q(decline_reason="")),
                name="need_declined_only_on_lawful_ground",
                violation_error_message=_("A need may be declined only on one of the lawful grounds."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} #{self.pk}"


class Task(models.Model):
    """One piece carved out of a need: small enough that somebody could do it (業務の切り出し)."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("need"))
    what = models.CharField(_("what is done"), max_length=120)
    where = models.CharField(_("where"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes at a stretch"), null=True, blank=True)
    lift_kg = models.PositiveSmallIntegerField(_("heaviest lift (kg)"), null=True, blank=True)
    stand_minutes = models.PositiveSmallIntegerField(
        _("standing at a stretch (minutes)"), null=True, blank=True
    )
    noise = models.PositiveSmallIntegerField(_("noise"), choices=Level, null=True, blank=True)
    pace = models.PositiveSmallIntegerField(_("pressure of pace"), choices=Level, null=True, blank=True)
    customers = models.PositiveSmallIntegerField(
        _("contact with customers"), choices=Level, null=True, blank=True
    )
    support_needed = models.CharField(_("what help it takes to learn"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__range=(1, 600)),
                name="task_minutes_within_a_day",
                violation_error_message=_("Give minutes from 1 to 600."),
            )
        ]

    def __str__(self) -> str:
        return self.what


class NeedNews(models.Model):
    """What the partner is told about a need, step by step. Written by the apps above; holds no identity.

    `sketch` is an anonymous outline of a proposed person made of work conditions only (domain.md 4.5).
    `shared_id` is the random number of a sheet that the app above shows to members of the partner, and nothing else.
    `could_be` are changes of the opening and how many people at least would come with each, in round numbers and of nobody
    in particular: [[lever, value, people], …].
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("We received your words")
        HEARING = "hearing", _("A coordinator will listen to you")
        CARVING = "carving", _("We are looking for the pieces that fit someone")
        OPENING_MADE = "opening_made", _("An opening was made")
        PUBLISHED = "published", _("The opening is on the public site")
        PROPOSED = "proposed", _("Somebody would like to hear more")
        TRIAL = "trial", _("A visit or a trial has a date")
        NOT_THIS_TIME = "not_this_time", _("It did not come together this time")
        AGREED = "agreed", _("You agreed to begin")
        BEGUN = "begun", _("The work has begun")
        ENDED = "ended", _("The work has come to its end")
        SUPPORTED_OTHERWISE = "supported_otherwise", _("We helped in another way")
        DECLINED = "declined", _("We could not take this on")
        SHARED = "shared", _("There is a sheet that you may read with the person's consent")
        TAKEN_BACK = "taken_back", _("The person took the consent to a sheet back")
        COULD_BE = "could_be", _("With a small change, more people could come")

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="news")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=clock.now)
    on = models.DateField(null=True, blank=True)
    opening_title = models.CharField(max_length=120, blank=True)
    sketch = models.JSONField(default=dict, blank=True)
    shared_id = models.UUIDField(null=True, blank=True)
    could_be = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.need} {self.kind}"
