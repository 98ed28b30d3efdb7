"""Who does it: one kind of person, many roles. Who is helped today may help tomorrow.

Nothing here is a snippet, a ModelViewSet, indexed, revisioned or tagged (architecture.md, fact 3).
"""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from base import clock
from base.models import Area
from base.once import OncePosted
from base.sealing import SealedCharField, SealedDateField, SealedRow, SealedTextField
from base.vocabulary import Authority, Stage
from volunteers.models.reading import Noted
from volunteers.models.wall import team_scoped

# Without 0, O, 1, I and L: the number is read out over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_public_id() -> str:
    """A random number without meaning, e.g. "K7F3-Q9TM": 40 bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


class BenefitStatus(models.TextChoices):
    NONE = "none", _("None")
    APPLYING = "applying", _("Applying")
    RECEIVING = "receiving", _("Receiving")
    ENDED = "ended", _("Ended")
    UNKNOWN = "unknown", _("Not known")


class Person(Noted, OncePosted, SealedRow):
    """Somebody who looks for a place, helps, or both. Only a name to call them by is required."""

    leads_to_person = "pk"

    public_id = models.CharField(max_length=9, unique=True, default=new_public_id, editable=False)
    call_name = SealedCharField(_("name to call them by"), max_length=60)
    family_name = SealedCharField(_("family name"), max_length=60, blank=True)
    given_name = SealedCharField(_("given name"), max_length=60, blank=True)
    family_name_kana = SealedCharField(_("family name, reading"), max_length=60, blank=True)
    given_name_kana = SealedCharField(_("given name, reading"), max_length=60, blank=True)
    birth_date = SealedDateField(_("date of birth"), null=True, blank=True)
    phone = SealedCharField(_("telephone"), max_length=20, blank=True)
    safe_to_call = models.BooleanField(_("may be called"), default=True)
    voicemail_ok = models.BooleanField(_("a message may be left"), default=False)
    contact_hours = SealedCharField(_("good times to call"), max_length=100, blank=True)
    postal_code = SealedCharField(_("postal code"), max_length=8, blank=True)
    address = SealedCharField(_("address"), max_length=200, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lives in")
    )
    # Where they live stands in SecretAddress and nowhere else; not even the area is kept here.
    address_kept_apart = models.BooleanField(_("the address is kept apart"), default=False, editable=False)
    responsible_authority = models.CharField(
        _("responsible authority"), max_length=20, choices=Authority, default=Authority.KUSHIRO_CITY
    )
    benefit_status = SealedCharField(
        _("welfare benefit"), max_length=10, choices=BenefitStatus, default=BenefitStatus.UNKNOWN
    )
    stage = models.PositiveSmallIntegerField(_("stage"), choices=Stage, default=Stage.CONTACT)
    own_words = SealedTextField(_("in their own words"), blank=True)
    strengths = SealedTextField(_("strengths"), blank=True)
    registered_at = models.DateTimeField(_("registered at"), default=clock.now)
    main_supporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("main supporter")
    )
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="people", verbose_name=_("team"))
    # From then on the row is a number of the statistics, and no reader finds it (models.wall).
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped()

    class Meta:
        ordering = ["-registered_at", "-pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [
            ("support_person", _("May support people and match them to openings")),
            ("support_everyone", _("May see everyone and clear blocks (chief)")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(call_name=""),
                name="person_has_a_name_to_be_called_by",
                violation_error_message=_("Write a name to call them by. Any name will do."),
            ),
            models.CheckConstraint(
                condition=models.Q(address_kept_apart=False)
                | models.Q(address="", postal_code="", area__isnull=True),
                name="person_address_in_one_place",
                violation_error_message=_(
                    "The address of this person is kept apart. Nothing of it is written here."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class PersonKey(models.Model):
    """A keyed digest under which a person can be found by a name, a reading or a number (base.sealing.digests).

    Whoever takes the database sees that two people share one, and not what it stands for.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=32)
    key = models.CharField(max_length=24)  # which key of the ring made the digest

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "person"],
                name="person_key_once",
                violation_error_message=_("A key leads to a person once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class PersonRole(Noted):
    """A role that a person has for a time. Having been helped is never shown to those they help."""

    class Kind(models.TextChoices):
        SEEKER = "seeker", _("Looks for a place")
        VOLUNTEER = "volunteer", _("Volunteers")
        SUPPORTER = "supporter", _("Supports others")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(_("role"), max_length=10, choices=Kind)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(until__isnull=True),
                name="person_role_once_at_a_time",
                violation_error_message=_("This person already has that role."),
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="person_role_dates_in_order",
                violation_error_message=_("The end comes before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class StageChange(Noted):
    """The dated history of a person's stage: any to any, back as well as forth. Append-only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stage_changes")
    from_stage = models.PositiveSmallIntegerField(choices=Stage, null=True)
    to_stage = models.PositiveSmallIntegerField(choices=Stage)
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True  # "used in" pages of the admin are outside the wall
    objects = team_scoped("person__")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.from_stage} → {self.to_stage}"
