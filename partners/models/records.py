"""Who needs hands: partners, their workplaces, and the people of theirs who sign in."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.models import Area, Invitation


class PartnerKind(models.TextChoices):
    """domain.md 5.4."""

    COMPANY = "company", _("Company")
    COOPERATIVE = "cooperative", _("Cooperative")
    NPO = "npo", _("NPO")
    SOCIAL_WELFARE = "social_welfare_corp", _("Social welfare corporation")
    MEDICAL = "medical", _("Medical corporation")
    PRIMARY = "farm_fishery_forestry", _("Farm, fishery or forestry")
    PUBLIC = "public_body", _("Public body")
    SCHOOL = "school", _("School")
    CREDIT_UNION = "credit_union", _("Credit union")
    CREATIVE = "creative", _("Creative work")
    RESIDENTS = "residents_group", _("Residents' group")
    OTHER = "other", _("Other")


class Partner(models.Model):
    """An organisation that the centre works with: host, buyer, adviser or neighbour. Never deleted."""

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("First contact")
        ACTIVE = "active", _("Working with us")
        RESTING = "resting", _("Resting")
        ENDED = "ended", _("Ended")

    legal_name = models.CharField(_("legal name"), max_length=120)
    legal_name_kana = models.CharField(_("reading"), max_length=160, blank=True)
    trade_name = models.CharField(_("name in use"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=PartnerKind, default=PartnerKind.COMPANY)
    corporate_number = models.CharField(
        _("corporate number"), max_length=13, blank=True, validators=[RegexValidator(r"^\d{13}$")]
    )
    sector = models.CharField(_("sector"), max_length=60, blank=True)
    employees_total = models.PositiveIntegerField(_("people employed"), null=True, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("area"), related_name="partners"
    )
    postal_code = models.CharField(_("postal code"), max_length=8, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    url = models.URLField(_("website"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROSPECT)
    published_consent_on = models.DateField(
        _("agreed to be shown on"),
        null=True,
        blank=True,
        help_text=_("Without it no public page may show them."),
    )

    class Meta:
        ordering = ["legal_name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        permissions = [("import_partner", _("May import lists of partners"))]
        constraints = [
            models.UniqueConstraint(
                fields=["corporate_number"],
                condition=~models.Q(corporate_number=""),
                name="partner_corporate_number_once",
                violation_error_message=_("Another partner already has this corporate number."),
            )
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.trade_name or self.legal_name


class Workplace(models.Model):
    """A site of a partner: what is accredited, what one travels to."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="workplaces", verbose_name=_("partner")
    )
    name = models.CharField(_("name"), max_length=120)
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("area"),
        related_name="workplaces",
    )
    postal_code = models.CharField(_("postal code"), max_length=8, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    nearest_stop = models.CharField(_("nearest stop or station"), max_length=60, blank=True)
    walk_minutes = models.PositiveSmallIntegerField(_("minutes on foot from there"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("workplace")
        verbose_name_plural = _("workplaces")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "name", "address"],
                name="workplace_once",
                violation_error_message=_(
                    "This partner already has a workplace of that name at that address."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(walk_minutes__isnull=True) | models.Q(walk_minutes__lte=1440),
                name="workplace_walk_within_a_day",
                violation_error_message=_("A day has 1,440 minutes."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Accreditation(models.Model):
    """認定就労訓練事業所: granted per workplace by the governor (domain.md 7.2)."""

    workplace = models.OneToOneField(
        Workplace, on_delete=models.PROTECT, related_name="accreditation", verbose_name=_("workplace")
    )
    # Some prefectures publish their lists without numbers: an unknown number is empty, a known one is unique.
    number = models.CharField(_("accreditation number"), max_length=40, blank=True)
    accredited_on = models.DateField(_("accredited on"), null=True, blank=True)
    authority = models.CharField(_("accredited by"), max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField(_("capacity"), null=True, blank=True)
    covers_employment = models.BooleanField(_("with employment"), default=False)
    covers_non_employment = models.BooleanField(_("without employment"), default=False)
    work_description = models.TextField(_("work"), blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="accreditation_number_once",
                violation_error_message=_("Another workplace already has this accreditation number."),
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_on__isnull=True)
                | models.Q(accredited_on__isnull=True)
                | models.Q(revoked_on__gte=models.F("accredited_on")),
                name="accreditation_dates_in_order",
                violation_error_message=_("An accreditation cannot be revoked before it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.workplace)


class MemberQuerySet(models.QuerySet["Member"]):
    def waiting(self) -> "MemberQuerySet":
        """Those whom no coordinator has confirmed yet."""
        return self.filter(confirmed_at__isnull=True)


class Member(models.Model):
    """An account that may act for a partner in the portal, once a coordinator has confirmed it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="partner_member",
        verbose_name=_("user"),
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="members", verbose_name=_("partner")
    )
    since = models.DateField(_("since"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        permissions = [("invite_member", _("May invite employers and look after their accounts"))]

    def __str__(self) -> str:
        return f"{self.partner} #{self.pk}"


class EmployerInvitation(models.Model):
    """For which partner an invitation is."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="for_employer")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("partner")
    )

    def __str__(self) -> str:
        return f"{self.invitation} for {self.partner}"
