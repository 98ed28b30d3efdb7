"""Community projects: many partners, one field (or one net), each giving something and wanting something."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base.masks import MaskField
from base.models import Area
from base.states import Stateful
from base.vocabulary import Month
from partners.models import Partner


class ProjectState(models.TextChoices):
    IDEA = "idea", _("An idea")
    FORMING = "forming", _("Coming together")
    ACTIVE = "active", _("Under way")
    SEASONAL_REST = "seasonal_rest", _("Resting for the season")
    COMPLETED = "completed", _("Completed")
    ENDED = "ended", _("Ended")


class Role(models.TextChoices):
    """What a stakeholder does in a project (domain.md 5.4)."""

    LEAD = "lead", _("Lead")
    SECRETARIAT = "secretariat", _("Secretariat")
    PRODUCTION = "production", _("Production")
    PROCESSING = "processing", _("Processing")
    LABOUR = "labour", _("Hands")
    WATCH_OVER = "watch_over", _("Watching over")
    COORDINATION = "coordination", _("Coordination")
    TECHNICAL = "technical", _("Skill and technique")
    GOVERNMENT = "government", _("Government")
    FINANCE = "finance_management", _("Finance and management")
    PROMOTION = "promotion", _("Promotion")
    RESEARCH = "research", _("Research")


class CommunityProject(Stateful):
    """A shared undertaking of the community, with its season and its people."""

    MOVES = {
        ProjectState.IDEA: {ProjectState.FORMING, ProjectState.ENDED},
        ProjectState.FORMING: {ProjectState.ACTIVE, ProjectState.ENDED},
        ProjectState.ACTIVE: {ProjectState.SEASONAL_REST, ProjectState.COMPLETED, ProjectState.ENDED},
        ProjectState.SEASONAL_REST: {ProjectState.ACTIVE, ProjectState.COMPLETED, ProjectState.ENDED},
        ProjectState.COMPLETED: set(),
        ProjectState.ENDED: set(),
    }

    title = models.CharField(_("title"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=15, choices=ProjectState, default=ProjectState.IDEA)
    vision = models.CharField(_("vision"), max_length=200, blank=True)
    background = models.TextField(_("background"), blank=True)
    aims = models.TextField(_("aims"), blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("area")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    months = MaskField(_("season"), members=Month, null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("community project")
        verbose_name_plural = _("community projects")

    def __str__(self) -> str:
        return self.title


class Stakeholder(models.Model):
    """A role in a project: who fills it, what they give, what they want in return. Nobody: the role is empty."""

    project = models.ForeignKey(CommunityProject, on_delete=models.CASCADE, related_name="stakeholders")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stakes",
        verbose_name=_("partner"),
    )
    contributes = models.CharField(_("what they give"), max_length=200, blank=True)
    gains = models.CharField(_("what they want in return"), max_length=200, blank=True)
    public = models.BooleanField(_("shown to the public"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["sort_order", "pk"]
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "role", "partner"],
                name="stakeholder_once",
                violation_error_message=_("This partner already has that role in the project."),
            )
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def is_empty(self) -> bool:
        return self.partner_id is None


class OrderState(models.TextChoices):
    ENQUIRY = "enquiry", _("Enquiry")
    QUOTED = "quoted", _("Quoted")
    ORDERED = "ordered", _("Ordered")
    IN_WORK = "in_work", _("In work")
    DELIVERED = "delivered", _("Delivered")
    PAID = "paid", _("Paid")
    DISTRIBUTED = "distributed", _("Shared out")
    CALLED_OFF = "called_off", _("Called off")


class WorkOrder(Stateful):
    """Sold work of a project, for example nets for a gymnasium (domain.md item 112)."""

    class Category(models.TextChoices):
        NET = "net", _("Fishing nets")
        NON_NET = "non_net", _("Other than fishing nets")

    MOVES = {
        OrderState.ENQUIRY: {OrderState.QUOTED, OrderState.CALLED_OFF},
        OrderState.QUOTED: {OrderState.ORDERED, OrderState.CALLED_OFF},
        OrderState.ORDERED: {OrderState.IN_WORK, OrderState.CALLED_OFF},
        OrderState.IN_WORK: {OrderState.DELIVERED},
        OrderState.DELIVERED: {OrderState.PAID},
        OrderState.PAID: {OrderState.DISTRIBUTED},
        OrderState.DISTRIBUTED: set(),
        OrderState.CALLED_OFF: set(),
    }

    project = models.ForeignKey(CommunityProject, on_delete=models.PROTECT, related_name="work_orders")
    client = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="work_orders", verbose_name=_("client")
    )
    state = models.CharField(_("state"), max_length=12, choices=OrderState, default=OrderState.ENQUIRY)
    item = models.CharField(_("item"), max_length=120)
    category = models.CharField(_("category"), max_length=8, choices=Category, default=Category.NET)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_price = models.PositiveIntegerField(_("price of one (yen)"), null=True, blank=True)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        ordering = ["-ordered_on", "-pk"]
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True)
                | Q(ordered_on__isnull=True)
                | Q(due_on__gte=F("ordered_on")),
                name="work_order_dates_in_order",
                violation_error_message=_("The due date comes before the order."),
            )
        ]

    def __str__(self) -> str:
        return self.item
