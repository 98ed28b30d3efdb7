"""Somebody asked for a talk, or would like to help: what they wrote, and what the desk did (domain.md 4.1).

Anybody may write; the desk reads. A new request is seen by everyone who supports people; one that was taken by who
took it and by chiefs; one that became a person by that person's team.
"""

from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import get_scope

from base import clock
from base.models import Area
from base.once import OncePosted
from base.sealing import SealedJSONField, SealedRow, SealedTextField
from base.states import Stateful

from .people import Person, new_public_id
from .reading import reading_now
from .wall import Shut, readable

LONGEST_TEXT = 4000


class ConsultationState(models.TextChoices):
    NEW = "new", _("New")
    CONTACTING = "contacting", _("Being answered")
    UNREACHABLE = "unreachable", _("Could not be reached")
    ANSWERED_ONLY = "answered_only", _("Answered")
    REFERRED_OUT = "referred_out", _("Led to another place")
    CONVERTED = "converted", _("Registered as a person")
    SPAM = "spam", _("Not a request")
    WITHDRAWN = "withdrawn", _("Taken back")


OPEN_STATES = (ConsultationState.NEW, ConsultationState.CONTACTING, ConsultationState.UNREACHABLE)


class Topic(models.TextChoices):
    """What it is about: the choices of the national form (domain.md 5.2)."""

    INCOME = "income", _("Income and the cost of living")
    RENT_LOAN = "rent_loan", _("Paying rent or a loan")
    TAX_UTILITIES = "tax_utilities", _("Paying taxes, electricity, gas, water")
    DEBT = "debt", _("Debts")
    NO_FOOD = "no_food", _("Nothing to eat")
    JOB_SEARCH = "job_search", _("Looking for work")
    WORK_TROUBLE = "work_trouble", _("Worry or trouble at work")
    HEALTH = "health", _("Illness, health, disability")
    HOUSING = "housing", _("A place to live")
    WITHDRAWAL = "withdrawal", _("Staying in, not going to school")
    CARE = "care", _("Caring for somebody")
    FAMILY = "family", _("Relations in the family")
    CHILD_REARING = "child_rearing", _("Bringing up children")
    VIOLENCE = "violence", _("Violence or abuse")
    NEIGHBOURHOOD = "neighbourhood", _("Relations in the neighbourhood")
    OTHER = "other", _("Something else")


URGENT_TOPICS = frozenset({Topic.NO_FOOD, Topic.VIOLENCE, Topic.HOUSING})
"""These are read first (domain.md 5.2)."""


class ConsultationQuerySet(models.QuerySet["ConsultationRequest"]):
    def waiting(self) -> "ConsultationQuerySet":
        """Those that are not finished: urgent ones first, then whose answer is due first."""
        return self.filter(state__in=OPEN_STATES).order_by("-is_urgent", "reply_due", "pk")


class DeskManager(models.Manager.from_queryset(ConsultationQuerySet)):  # type: ignore[misc]
    """Finds what the reader of `volunteers.scopes.reading_as` may see; raises where nobody is said to read."""

    path = ""

    def get_queryset(self) -> Any:
        scope = get_scope()
        if not scope.get("_enabled", True):
            return super().get_queryset()
        if "reader" not in scope:
            return Shut(self.model, using=self._db, missing_scopes={"reader"})
        if scope["reader"] is None:
            return super().get_queryset()
        return super().get_queryset().filter(self._seen_by(scope["reader"]))

    def _seen_by(self, reader: int) -> models.Q:
        at = self.path
        mine = models.Q(**{f"{at}assigned": reader, f"{at}person__isnull": True})
        new = models.Q(**{f"{at}assigned__isnull": True, f"{at}person__isnull": True})
        return (mine | new) & _is_supporter(reader) | readable(f"{at}person__", reader)


class AttemptManager(DeskManager):
    path = "consultation__"


def _is_supporter(reader: int) -> models.Q:
    # A new request belongs to nobody's team: who reads it has to be of the desk, and not merely signed in.
    supporters = get_user_model()._base_manager.filter(
        pk=reader,
        is_active=True,
        groups__permissions__codename="support_person",
        groups__permissions__content_type__app_label="volunteers",
    )
    return models.Q(models.Exists(supporters))


class ConsultationRequest(SealedRow, OncePosted, Stateful):
    """What somebody wrote, or told us, before anything is known of them. One line is enough; no name is needed."""

    class Channel(models.TextChoices):
        WEB = "web", _("Form on the site")
        PHONE = "phone", _("Telephone")
        VISIT = "visit", _("Visit")
        REFERRAL = "referral", _("Through another office")

    class Wish(models.TextChoices):
        TALK = "talk", _("I would like to talk about something")
        HELP = "help", _("I would like to help")

    class ForWhom(models.TextChoices):
        ME = "me", _("Myself")
        FAMILY = "family", _("Somebody in my family")
        OTHER = "other", _("A friend or somebody I know")

    MOVES = {
        ConsultationState.NEW: {
            ConsultationState.CONTACTING,
            ConsultationState.SPAM,
            ConsultationState.WITHDRAWN,
        },
        ConsultationState.CONTACTING: {
            ConsultationState.UNREACHABLE,
            ConsultationState.ANSWERED_ONLY,
            ConsultationState.REFERRED_OUT,
            ConsultationState.CONVERTED,
            ConsultationState.SPAM,
            ConsultationState.WITHDRAWN,
        },
        # They may ring again tomorrow, and what looked like a machine may have been a person.
        ConsultationState.UNREACHABLE: {
            ConsultationState.CONTACTING,
            ConsultationState.SPAM,
            ConsultationState.WITHDRAWN,
        },
        ConsultationState.ANSWERED_ONLY: {
            ConsultationState.CONTACTING,
            ConsultationState.SPAM,
            ConsultationState.WITHDRAWN,
        },
        ConsultationState.REFERRED_OUT: {
            ConsultationState.CONTACTING,
            ConsultationState.SPAM,
            ConsultationState.WITHDRAWN,
        },
        ConsultationState.CONVERTED: {ConsultationState.WITHDRAWN},
        ConsultationState.SPAM: {ConsultationState.CONTACTING, ConsultationState.WITHDRAWN},
        ConsultationState.WITHDRAWN: set(),
    }

    receipt = models.CharField(
        _("receipt number"), max_length=9, unique=True, default=new_public_id, editable=False
    )
    channel = models.CharField(_("came by"), max_length=10, choices=Channel, default=Channel.WEB)
    received_at = models.DateTimeField(_("received at"), default=clock.now)
    reply_due = models.DateField(_("answer due on"))
    state = models.CharField(
        _("state"), max_length=15, choices=ConsultationState, default=ConsultationState.NEW
    )
    wish = models.CharField(_("wish"), max_length=5, choices=Wish, default=Wish.TALK)
    for_whom = models.CharField(_("for whom"), max_length=10, choices=ForWhom, blank=True)
    is_anonymous = models.BooleanField(_("without a name"), default=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lives in")
    )
    name_ok = models.BooleanField(_("We may say our name when somebody else answers"), default=False)
    voicemail_ok = models.BooleanField(_("A message may be left"), default=False)

    text = SealedTextField(_("What is it about?"), blank=True)
    topics: Any = SealedJSONField(_("topics"), default=list, blank=True)
    call_name = SealedTextField(_("name to call you by"), blank=True)
    phone = SealedTextField(_("telephone"), blank=True)
    email = SealedTextField(_("e-mail"), blank=True)
    contact_hours = SealedTextField(_("good times to call"), blank=True)
    outcome_note = SealedTextField(_("what became of it"), blank=True)

    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the hands of"),
    )
    # PROTECT: a record is never deleted; the retention table decides when this one goes.
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("person"),
    )
    purge_on = models.DateField(_("to be erased on"), null=True, blank=True)
    # Two people erase (volunteers.actions.erasing). A proposal older than `purge_on` was made before they wrote again.
    erasure_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    erasure_asked_on = models.DateField(null=True, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = DeskManager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("request for a talk")
        verbose_name_plural = _("requests for a talk")
        indexes = [models.Index(fields=["state", "reply_due"], name="consultation_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(assigned__isnull=False)
                | models.Q(
                    state__in=[ConsultationState.NEW, ConsultationState.SPAM, ConsultationState.WITHDRAWN]
                ),
                name="consultation_has_somebody",
                violation_error_message=_("Somebody has to take this request first."),
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(state=ConsultationState.CONVERTED),
                name="consultation_converted_has_a_person",
                violation_error_message=_("Register the person first; the request is linked to them."),
            ),
            models.CheckConstraint(
                condition=models.Q(purge_on__isnull=False) | models.Q(person__isnull=False),
                name="consultation_goes_one_day",
                violation_error_message=_(
                    "A request that became nobody's record has a day on which it goes."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(erasure_asked_by__isnull=True, erasure_asked_on__isnull=True)
                | models.Q(erasure_asked_by__isnull=False, erasure_asked_on__isnull=False),
                name="consultation_erasure_asked_by_somebody",
                violation_error_message=_("What is to be erased was proposed by somebody, on a day."),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Once it is part of somebody's record, reading it is reading of them."""
        row = super().from_db(*args, **kwargs)
        reading, person = reading_now(), row.__dict__.get("person_id")
        if reading is not None and person is not None:
            reading.note("person_id", person)
        return row

    @property
    def may_be_answered(self) -> bool:
        """Whether they left a way to reach them."""
        return bool(self.phone or self.email)

    @property
    def topic_labels(self) -> list[str]:
        """The topics in words."""
        labels = dict(Topic.choices)
        return [str(labels[topic]) for topic in self.topics if topic in labels]


class ContactAttempt(SealedRow):
    """One try to reach somebody, kept to the way that is safe for them."""

    class How(models.TextChoices):
        CALL = "call", _("Telephone")
        VOICEMAIL = "voicemail", _("Message on the answering machine")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("Visit")
        CAME = "came", _("They came or called")

    consultation = models.ForeignKey(ConsultationRequest, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField(_("when"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(_("how"), max_length=10, choices=How)
    reached = models.BooleanField(_("we spoke"), default=False)
    note = SealedTextField(_("note"), blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = AttemptManager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("try to reach somebody")

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.how}"
