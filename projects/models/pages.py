"""How openings and projects are shown to the public."""

from typing import Any, Self

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, Count, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from base import clock
from base.models import Area, Tag
from base.models.pages import PublicPage, RecordPage, tagged_cards, with_card_photos
from projects.search import OpeningSearch

from .openings import Opening, Standing
from .projects import CommunityProject, OrderState, ProjectState, Stakeholder, WorkOrder

OPENINGS_A_PAGE = 12
TAGS_OFFERED = 20
OTHERS_OFFERED = 3
# What the public hears of an order: that it was placed, and how far the work is. Money and talks stay inside.
ORDERS_SHOWN = (
    OrderState.ORDERED,
    OrderState.IN_WORK,
    OrderState.DELIVERED,
    OrderState.PAID,
    OrderState.DISTRIBUTED,
)


class OpeningTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="opening_items")
    content_object = ParentalKey("projects.OpeningPage", on_delete=models.CASCADE, related_name="tag_items")


class ProjectTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="project_items")
    content_object = ParentalKey(
        "projects.CommunityProjectPage", on_delete=models.CASCADE, related_name="tag_items"
    )


class OpeningIndexPage(PublicPage):
    """Everything there is to do just now, with filters."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["projects.OpeningPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of openings")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        search = OpeningSearch(request.GET, path=request.path, areas=list(Area.objects.all()))
        shown = Opening.objects.shown_on(clock.today())
        found = Paginator(search.narrow(shown.for_cards()), OPENINGS_A_PAGE)
        context["search"] = search
        context["page_obj"] = found.get_page(request.GET.get("page"))
        context["tags"] = Tag.objects.filter(
            pk__in=OpeningTag.objects.filter(content_object__opening__in=shown).values("tag")
        ).order_by("name")[:TAGS_OFFERED]
        return context


class OpeningPage(RecordPage):
    """The words and pictures of one opening. What holds is on the record."""

    # PROTECT: a record is never deleted; a page may go at any time.
    opening = models.OneToOneField(
        Opening, on_delete=models.PROTECT, related_name="page", verbose_name=_("opening")
    )
    tags = ClusterTaggableManager(through=OpeningTag, blank=True, verbose_name=_("tags"))

    parent_page_types = ["projects.OpeningIndexPage"]
    subpage_types: list[str] = []
    is_creatable = False  # `actions.publish` makes it, after its checks

    content_panels = [
        FieldPanel("opening", read_only=True),
        *RecordPage.content_panels,
        FieldPanel("photo"),
        FieldPanel("tags"),
    ]

    shown_with = (
        "opening__partner__area",
        "opening__partner__page",
        "opening__workplace__area",
        "opening__project__page",
        "photo",
    )

    class Meta:
        verbose_name = _("opening's page")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A partner who no longer agrees to be shown is not shown here either."""
        if self.opening.partner.published_consent_on is None:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What holds comes from the record. While that is being prepared, only an editor's preview shows it."""
        context = super().get_context(request, *args, **kwargs)
        opening = self.opening if self.opening_id else None
        standing = opening.standing_on(clock.today()) if opening else Standing.NOT_READY
        context["opening"] = opening
        context["standing"] = standing
        context["is_open"] = standing == Standing.OPEN
        context["tells_conditions"] = opening is not None and (
            standing != Standing.NOT_READY or getattr(request, "is_preview", False)
        )
        others = Opening.objects.shown_on(clock.today()).exclude(pk=self.opening_id)
        context["others"] = others.for_cards()[:OTHERS_OFFERED]
        return context


class CommunityProjectPageQuerySet(PageQuerySet):
    def for_cards(self) -> Self:
        """Live pages with what a card says; projects that are over come last."""
        looking = Q(project__stakeholders__partner__isnull=True, project__stakeholders__public=True)
        over = When(project__state__in=(ProjectState.COMPLETED, ProjectState.ENDED), then=Value(1))
        pages = self.live().select_related("project__area", "photo").defer("body")
        pages = pages.annotate(
            empty_roles=Count("project__stakeholders", filter=looking),
            is_over=Case(over, default=Value(0)),
        )
        return with_card_photos(pages).order_by("is_over", "project__title")


class ProjectIndexPage(PublicPage):
    """All community projects."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["projects.CommunityProjectPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of community projects")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        cards = tagged_cards(CommunityProjectPage.objects.for_cards(), request.GET)
        return super().get_context(request, *args, **kwargs) | cards


class CommunityProjectPage(RecordPage):
    """The story of one project; stakeholders and openings come from the record."""

    # PROTECT: a record is never deleted; a page may go at any time.
    project = models.OneToOneField(
        CommunityProject, on_delete=models.PROTECT, related_name="page", verbose_name=_("community project")
    )
    tags = ClusterTaggableManager(through=ProjectTag, blank=True, verbose_name=_("tags"))

    parent_page_types = ["projects.ProjectIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        FieldPanel("project"),
        *RecordPage.content_panels,
        FieldPanel("photo"),
        FieldPanel("tags"),
    ]

    objects = PageManager.from_queryset(CommunityProjectPageQuerySet)()
    shown_with = ("project__area", "photo")

    class Meta:
        verbose_name = _("community project's page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        project = self.project if self.project_id else None
        roles = Stakeholder.objects.filter(project=project, public=True).select_related("partner__page")
        orders = WorkOrder.objects.filter(project=project, state__in=ORDERS_SHOWN)
        openings = Opening.objects.shown_on(clock.today()).filter(project=project)
        context["project"] = project
        context["roles"] = roles if project else []
        context["orders"] = orders if project else []
        context["openings"] = openings.for_cards() if project else []
        return context
