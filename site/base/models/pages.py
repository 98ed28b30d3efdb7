"""What every public page has. Pages show facts; the facts themselves are records."""

import json
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model, get_image_model_string
from wagtail.models import Page, PagePermissionTester, PageViewRestriction

from base.blocks import linked_pages, story_blocks

from .words import Tag

CARD_PHOTO = "fill-720x405"
"""How a photo is cut for a card of a list."""
CARDS_A_PAGE = 24


class PublicPage(Page):
    """A page with a short summary in easy words and a body of blocks."""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("Two or three short sentences in easy words. Shown in lists and to search engines."),
    )
    body = StreamField(story_blocks(), blank=True, verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]

    shown_with: ClassVar[tuple[str, ...]] = ()
    """Relations that are read together with the page when it is served."""

    known_unrestricted = False
    """Set by `base.serving` once it has seen that nobody restricted the page or one above it."""

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """What the meta description says."""
        return self.search_description or self.summary

    @cached_property
    def story_links(self) -> dict[int, str]:
        """Addresses of the live pages that the text leads to, by id: read once for however many paragraphs."""
        named = linked_pages(json.dumps(self.body.get_prep_value())) if self.body else set()
        return {page.pk: page.url or "" for page in Page.objects.live().filter(pk__in=named)} if named else {}

    def get_view_restrictions(self) -> Any:
        """Asked once a visit: not again when the answer came with the page."""
        return (
            PageViewRestriction.objects.none() if self.known_unrestricted else super().get_view_restrictions()
        )


class NeverCopied(PagePermissionTester):
    """What somebody may do with the page of one record."""

    def can_copy(self) -> bool:
        """Nobody, not even the system administrator: the copy would be a second page of the same record."""
        return False


class RecordPage(PublicPage):
    """A page that shows one record (a OneToOne field of its own). The record has this page and no other."""

    photo = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NeverCopied(user, self)


def tagged_cards(pages: Any, asked: QueryDict) -> dict[str, Any]:
    """One page of a list of cards (a QuerySet of tagged pages) as its template wants it: `tag`, `page_obj`."""
    tag = Tag.objects.meant_by(asked.get("tag", ""))
    shown = pages.filter(tag_items__tag=tag) if tag else pages
    return {"tag": tag, "page_obj": Paginator(shown, CARDS_A_PAGE).get_page(asked.get("page"))}


def with_card_photos(pages: Any) -> Any:
    """The pages (a QuerySet whose rows have a `photo`) with the renditions that `card_photo` shows, in one query."""
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec=CARD_PHOTO)
    return pages.prefetch_related(
        models.Prefetch("photo__renditions", queryset=renditions, to_attr="prefetched_renditions")
    )
