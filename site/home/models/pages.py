"""The front page, plain pages, and what it all came to."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string

from base import clock
from base.models.pages import PublicPage
from home import statistics
from projects.models import CommunityProjectPage, Opening

NEWEST_OPENINGS = 3
PROJECTS_SHOWN = 3


def _door(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


class HomePage(PublicPage):
    """The front page: telephone first, then the three doors."""

    lead = models.CharField(_("first sentence"), max_length=120, blank=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )

    consultation_page = _door(_("door: a trouble to talk about"))
    employer_page = _door(_("door: short of hands"))
    helping_page = _door(_("door: would like to help"))

    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("photo"),
        MultiFieldPanel(
            [FieldPanel("consultation_page"), FieldPanel("employer_page"), FieldPanel("helping_page")],
            _("Doors"),
        ),
    ]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Both sides of the work: the newest places, and the projects that look for people and partners."""
        context = super().get_context(request, *args, **kwargs)
        context["openings"] = Opening.objects.shown_on(clock.today()).for_cards()[:NEWEST_OPENINGS]
        context["projects"] = CommunityProjectPage.objects.for_cards()[:PROJECTS_SHOWN]
        return context


class StandardPage(PublicPage):
    """A page of text: a door of the front page, the way to us, our promises."""

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    class Meta:
        verbose_name = _("page of text")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["calls"] = any(block.block_type == "call" for block in self.body)
        context["below"] = self.get_children().live().in_menu() if self.pk else []
        return context


class StatisticsPage(PublicPage):
    """The public counts of the way from need to work, small numbers hidden."""

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("what it came to")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Only what may be public goes to the template; the exact counts stay here."""
        context = super().get_context(request, *args, **kwargs)
        today = clock.today()
        years = [statistics.publish(counts, today=today) for counts in statistics.by_fiscal_year(today)]
        context |= {
            "years": years,
            # In April the new year has nothing to show yet: the way is then that of the year before.
            "way": next((year for year in years if year.says_something), years[0] if years else None),
            "flow": statistics.flow_chart(years),
            "pay": statistics.pay_kind_chart(years),
            "minimum": statistics.PUBLIC_MINIMUM,
        }
        return context
