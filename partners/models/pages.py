"""How partners are shown to the public."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from base.models import Tag
from base.models.pages import PublicPage, RecordPage, tagged_cards, with_card_photos

from .records import Partner


class PartnerTag(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="partner_items")
    content_object = ParentalKey("partners.PartnerPage", on_delete=models.CASCADE, related_name="tag_items")


class PartnerPageQuerySet(PageQuerySet):
    def for_cards(self) -> Self:
        """Live pages of partners who agreed to be shown, in the order of their names' reading."""
        pages = self.live().filter(partner__published_consent_on__isnull=False)
        pages = pages.select_related("partner__area", "photo").defer("body")
        return with_card_photos(pages).order_by("partner__legal_name_kana", "title")


class PartnerIndexPage(PublicPage):
    """All partners who agreed to be shown."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["partners.PartnerPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of partners")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        cards = tagged_cards(PartnerPage.objects.for_cards(), request.GET)
        return super().get_context(request, *args, **kwargs) | cards


class PartnerPage(RecordPage):
    """One partner: who they are, why they take part, what they have to offer."""

    # PROTECT: a record is never deleted; a page may go at any time.
    partner = models.OneToOneField(
        Partner, on_delete=models.PROTECT, related_name="page", verbose_name=_("partner")
    )
    welcome_message = models.TextField(_("a word of welcome"), blank=True)
    why_we_take_part = models.TextField(_("why we take part"), blank=True)
    tags = ClusterTaggableManager(through=PartnerTag, blank=True, verbose_name=_("tags"))

    parent_page_types = ["partners.PartnerIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        FieldPanel("partner"),
        *RecordPage.content_panels,
        FieldPanel("photo"),
        FieldPanel("welcome_message"),
        FieldPanel("why_we_take_part"),
        FieldPanel("tags"),
    ]

    objects = PageManager.from_queryset(PartnerPageQuerySet)()
    shown_with = ("partner__area", "photo")

    class Meta:
        verbose_name = _("partner's page")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Consent that was taken back counts from that moment, whatever the page says."""
        if self.partner.published_consent_on is None:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.partner_id and not self.partner.published_consent_on:
            raise ValidationError({"partner": _("This partner has not agreed to be shown on the site.")})
