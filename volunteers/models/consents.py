"""What somebody agreed to have told, to whom, until when; and what was told (domain.md 4.6, 5.4, L12, L13, L16, L17)."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.lookups import Range
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base import clock
from base.day_counts import DaysBetween
from base.once import OncePosted
from base.sealing import SealedCharField, SealedJSONField, SealedRow, SealedTextField
from base.states import Stateful
from partners.models import Partner

from .people import Person
from .reading import Noted
from .wall import team_scoped

LONGEST = 366
"""Days that a consent may last: a year, a leap day included."""


class Shareable(models.TextChoices):
    """The fixed catalogue of what may be told of a person. What is not in it never leaves, whatever anybody agreed to."""

    CALL_NAME = "call_name", _("name to call them by")
    FULL_NAME = "full_name", _("family and given name")
    KANA = "kana", _("reading of the name")
    BIRTH_YEAR = "birth_year", _("year of birth")
    PHONE = "phone", _("telephone, and when to call")
    AREA = "area", _("town they live in")
    TIME = "time", _("days, times and hours that suit")
    BODY = "body", _("what the work may ask of the body")
    SURROUNDINGS = "surroundings", _("noise, people, telephone: what is hard")
    WAY = "way", _("how they get there")
    SUPPORT = "support", _("how to explain, when to come along")
    WISHES = "wishes", _("what they like")
    PAY = "pay", _("wishes about pay")
    ACCOMMODATIONS = "accommodations", _("what was arranged at the workplace")
    STRENGTHS = "strengths", _("strengths")
    OWN_WORDS = "own_words", _("their own words")
    BENEFIT = "benefit", _("welfare benefit")
    AUTHORITY = "authority", _("authority in charge")
    STAGE = "stage", _("stage of support")


SPECIAL_CARE = frozenset({Shareable.BENEFIT, Shareable.AUTHORITY, Shareable.STAGE})
"""What exposes somebody to prejudice: agencies only, never an employer or a volunteer (domain.md 4.7)."""


class RecipientKind(models.TextChoices):
    PARTNER = "partner", _("Employer")
    AGENCY = "agency", _("Other agency")
    VOLUNTEER = "volunteer", _("Volunteer")


def may_be_told(kind: str, fields: Iterable[str]) -> set[str]:
    """Of `fields`, those of the catalogue that a recipient of this kind may ever be told."""
    known = set(Shareable.values) - (set() if kind == RecipientKind.AGENCY else SPECIAL_CARE)
    return set(fields) & known


class Purpose(models.TextChoices):
    MEETING = "meeting", _("A visit or a trial at a workplace")
    WORK = "work", _("Beginning work and going on with it")
    WELFARE = "welfare", _("Talking things over with the welfare office")
    AGENCY = "agency", _("Support together with another agency")
    COMPANION = "companion", _("Somebody who comes along")


KIND_OF = {
    Purpose.MEETING: RecipientKind.PARTNER,
    Purpose.WORK: RecipientKind.PARTNER,
    Purpose.WELFARE: RecipientKind.AGENCY,
    Purpose.AGENCY: RecipientKind.AGENCY,
    Purpose.COMPANION: RecipientKind.VOLUNTEER,
}


class ConsentState(models.TextChoices):
    REQUESTED = "requested", _("Asked")
    GIVEN = "given", _("May be told")
    REFUSED = "refused", _("Would rather not")
    WITHDRAWN = "withdrawn", _("Taken back by the person")
    EXPIRED = "expired", _("Its time is over")


class Method(models.TextChoices):
    PAPER = "paper", _("Signed on paper")
    SPOKEN = "spoken", _("Said aloud, with a witness")
    ELECTRONIC = "electronic", _("Sent electronically")


class ConsentQuerySet(models.QuerySet["ConsentRecord"]):
    def ending(self, *, first: dt.date, last: dt.date) -> "ConsentQuerySet":
        """Those that hold now and whose last day lies between the two, the earliest first."""
        holding = self.filter(state=ConsentState.GIVEN, ends_on__range=(first, last))
        return holding.order_by("ends_on", "pk")


class ConsentRecord(Noted, OncePosted, SealedRow, Stateful):
    """One question and its answer: may we tell this recipient these things, for this purpose, until this day?

    `ends_on` is the last day on which anything may be shared. The recipient's name is kept as it stood on the form.
    """

    class ProxyBasis(models.TextChoices):
        PARENT = "parent", _("Parent of a minor")
        GUARDIAN = "guardian", _("Guardian of an adult")
        CURATOR = "curator", _("Curator")
        ASSISTANT = "assistant", _("Assistant appointed by the court")
        ENTRUSTED = "entrusted", _("Entrusted in writing by the person")

    MOVES = {
        ConsentState.REQUESTED: {ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.EXPIRED},
        ConsentState.GIVEN: {ConsentState.WITHDRAWN, ConsentState.EXPIRED},
        ConsentState.REFUSED: set(),
        ConsentState.WITHDRAWN: set(),
        ConsentState.EXPIRED: set(),
    }

    # Stands in the address of the shared sheet: random, and worth nothing without the right account.
    shared_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    state = models.CharField(_("state"), max_length=10, choices=ConsentState, default=ConsentState.REQUESTED)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    recipient_kind = models.CharField(_("kind of recipient"), max_length=10, choices=RecipientKind)
    recipient_name = SealedCharField(_("recipient"), max_length=160)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("employer")
    )
    volunteer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("volunteer")
    )
    fields = SealedJSONField(_("what may be told"), default=list)
    form_text = SealedTextField(_("form as shown to the person"))
    form_version = models.CharField(_("version of the form"), max_length=10)
    asked_on = models.DateField(_("asked on"), default=clock.today)
    given_on = models.DateField(_("said yes on"), null=True, blank=True)
    ends_on = models.DateField(_("may be told until"))
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    method = models.CharField(_("how they agreed"), max_length=10, choices=Method, blank=True)
    witness = SealedCharField(_("witness"), max_length=80, blank=True)
    proxy_name = SealedCharField(_("who agreed for them"), max_length=80, blank=True)
    proxy_basis = models.CharField(_("on what ground"), max_length=10, choices=ProxyBasis, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("noted by")
    )

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__", ConsentQuerySet)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "partner"],
                condition=Q(state=ConsentState.GIVEN, partner__isnull=False),
                name="one_consent_per_purpose_and_employer",
                violation_error_message=_("There is already a consent for this purpose and this employer."),
            ),
            models.CheckConstraint(
                condition=~Q(recipient_name=""),
                name="consent_names_its_recipient",
                violation_error_message=_("Say who is to be told."),
            ),
            models.CheckConstraint(
                condition=Q(recipient_kind="partner", partner__isnull=False, volunteer__isnull=True)
                | Q(recipient_kind="agency", partner__isnull=True, volunteer__isnull=True)
                | Q(recipient_kind="volunteer", partner__isnull=True, volunteer__isnull=False),
                name="consent_is_for_one_recipient",
                violation_error_message=_("A consent is for one recipient."),
            ),
            models.CheckConstraint(
                condition=Range(DaysBetween("asked_on", "ends_on"), (0, LONGEST)),
                name="consent_lasts_at_most_a_year",
                violation_error_message=_(
                    "A consent lasts a year at most, and ends no earlier than it is asked."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ConsentState.GIVEN, ConsentState.WITHDRAWN))
                | Q(given_on__isnull=False) & ~Q(method=""),
                name="consent_given_says_when_and_how",
                violation_error_message=_("Say how the person agreed."),
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.SPOKEN) | ~Q(witness=""),
                name="consent_said_aloud_has_a_witness",
                violation_error_message=_("Name who heard it with you."),
            ),
            models.CheckConstraint(
                condition=Q(state=ConsentState.WITHDRAWN, withdrawn_on__isnull=False)
                | ~Q(state=ConsentState.WITHDRAWN) & Q(withdrawn_on__isnull=True),
                name="consent_taken_back_has_a_date",
                violation_error_message=_("Say when it was taken back."),
            ),
            models.CheckConstraint(
                condition=Q(proxy_name="", proxy_basis="") | ~Q(proxy_name="") & ~Q(proxy_basis=""),
                name="consent_by_proxy_has_a_ground",
                violation_error_message=_("Name who agreed for the person, and on what ground they may."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def clean(self) -> None:
        """The fields are of the catalogue, and none that this recipient may never be told."""
        super().clean()
        if not self.fields:
            raise ValidationError({"fields": _("Choose at least one thing that may be told.")})
        if may_be_told(self.recipient_kind, self.fields) != set(self.fields):
            raise ValidationError(
                {"fields": _("Some of this is never told to an employer or a volunteer, whoever agrees.")}
            )

    @property
    def reference(self) -> str:
        """What stands on the sheet and in letters instead of a name."""
        return self.shared_id.hex[:8].upper()

    def holds_on(self, day: dt.date) -> bool:
        """Whether anything may be shared on `day`."""
        return (
            self.state == ConsentState.GIVEN
            and self.given_on is not None
            and self.given_on <= day <= self.ends_on
        )


def new_number() -> int:
    """A key that is known before the row is written: a row that only grows cannot be sealed in a second step."""
    return secrets.randbits(62) + 1


class DisclosureRecord(Noted, SealedRow):
    """That something of a person was told to somebody outside, and what, as it was. Only grows (domain.md L13)."""

    class Basis(models.TextChoices):
        CONSENT = "consent", _("The person agreed")
        LAW = "law", _("A law demands it")
        LIFE = "life_and_body", _("A life is in danger, and the person could not be asked")
        CONFERENCE = "conference", _("Support meeting under the law (closed, bound to secrecy)")

    class Way(models.TextChoices):
        SCREEN = "screen", _("read on the portal")
        PAPER = "paper", _("printed sheet")

    id = models.BigIntegerField(primary_key=True, default=new_number, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    consent = models.ForeignKey(
        ConsentRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="disclosures"
    )
    at = models.DateTimeField(default=clock.now)
    # The coordinator who printed, or the employer's account that read.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recipient_kind = models.CharField(max_length=10, choices=RecipientKind)
    recipient_name = SealedCharField(_("recipient"), max_length=160)
    fields = SealedJSONField(_("what was told"), default=list)
    basis = models.CharField(_("what allows it"), max_length=15, choices=Basis, default=Basis.CONSENT)
    reason = SealedTextField(_("reason"), max_length=1000, blank=True)
    way = models.CharField(_("how"), max_length=10, choices=Way)
    shown = SealedJSONField(_("as it was shown"), default=list)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis="consent", consent__isnull=False)
                | ~Q(basis="consent") & Q(consent__isnull=True),
                name="disclosure_by_consent_names_it",
                violation_error_message=_("What was told with a consent names that consent."),
            ),
            models.CheckConstraint(
                condition=Q(basis="consent") | ~Q(reason=""),
                name="disclosure_without_consent_has_a_reason",
                violation_error_message=_("Write why it has to be told without a consent."),
            ),
            models.CheckConstraint(
                condition=~Q(recipient_name=""),
                name="disclosure_names_its_recipient",
                violation_error_message=_("Say who is to be told."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def at_date(self) -> dt.date:
        """The day in Asia/Tokyo."""
        return timezone.localdate(self.at)
