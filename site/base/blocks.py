"""Blocks that editors build pages from. Each has a preview, and a template of its name in templates/blocks/."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.rich_text import RichText

RICH = ["bold", "link", "ul", "ol"]
# As Wagtail stores a link to a page; in JSON its quotes are escaped.
PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype=\\?"page\\?"[^>]*>')
PAGE_ID = re.compile(r'\bid=\\?"(\d+)')


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"
        description = _("A heading inside the text")
        preview_value = "はじめの一歩は、ゆっくりで"


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=RICH, **kwargs)

    def get_context(self, value: RichText, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """On a page, links to other pages are put in from what the page read for all its paragraphs at once."""
        context = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        if hasattr(page, "story_links"):
            context["value"] = RichText(with_addresses(value.source, page.story_links))
        return context

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        template = "blocks/paragraph.html"
        description = _("Plain text with links and lists")
        preview_value = "<p>週に二回、午前だけ。そんな働き方から始める人もいます。</p>"


def _chosen_image() -> ImageBlock:
    block = ImageBlock(label=_("Picture"))
    block.child_blocks["image"].label = _("Picture")  # Wagtail 8.0.1 leaves this one in English
    return block


class PictureBlock(blocks.StructBlock):
    image = _chosen_image()
    caption = blocks.CharBlock(required=False, max_length=120, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"
        preview_template = "blocks/picture_preview.html"
        description = _("A picture with words for those who do not see it")


class CallBlock(blocks.StructBlock):
    lead = blocks.CharBlock(max_length=80, label=_("A sentence before the number"))

    class Meta:
        icon = "mobile-alt"
        label = _("Call us")
        template = "blocks/call.html"
        description = _("The centre's telephone number, large")
        preview_value = {"lead": "まとまっていなくても大丈夫です。"}


class VoiceBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=_("Words"))
    who = blocks.CharBlock(required=False, max_length=60, label=_("Who says it"))

    class Meta:
        icon = "openquote"
        label = _("A voice")
        template = "blocks/voice.html"
        description = _("Somebody's own words")
        preview_value = {"words": "網の目がそろうと、気持ちもそろう。", "who": "網の作業場に通う人（見本）"}


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(max_length=60, label=_("Title"))),
                ("text", blocks.TextBlock(required=False, label=_("Text"))),
            ]
        ),
        label=_("Steps"),
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blocks/steps.html"
        description = _("What happens one after another")
        preview_value = {"steps": [{"title": "電話をする", "text": "ひとことで十分です。"}]}


class FactsBlock(blocks.StructBlock):
    facts = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("term", blocks.CharBlock(max_length=40, label=_("What"))),
                ("text", blocks.TextBlock(label=_("How it is"))),
            ]
        ),
        label=_("Facts"),
    )

    class Meta:
        icon = "list-ul"
        label = _("Facts")
        template = "blocks/facts.html"
        description = _("Short facts side by side")
        preview_value = {"facts": [{"term": "費用", "text": "相談も支援も無料です。"}]}


class NoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "blocks/note.html"
        description = _("Something that should not be overlooked")
        preview_value = {"text": "名前を言わなくても相談できます。"}


class LinksBlock(blocks.StructBlock):
    links = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("page", blocks.PageChooserBlock(label=_("Page"))),
                ("text", blocks.CharBlock(required=False, max_length=100, label=_("Text"))),
            ]
        ),
        label=_("Links"),
    )

    class Meta:
        icon = "link"
        label = _("Links")
        template = "blocks/links.html"
        description = _("Cards that lead to other pages")

    def get_preview_value(self) -> Any:
        """The first pages of the site that exists."""
        pages = Page.objects.live().filter(depth__gt=2).order_by("depth", "path")[:2]
        return self.normalize({"links": [{"page": page, "text": page.title} for page in pages]})


def linked_pages(text: str) -> set[int]:
    """The ids of the pages that rich text leads to; `text` may also be JSON that holds such text."""
    return {int(id_) for link in PAGE_LINK.findall(text) for id_ in PAGE_ID.findall(link)}


def with_addresses(source: str, addresses: Mapping[int, str]) -> str:
    """Rich text whose links to pages carry addresses; a page without one is named but not linked."""

    def opening_tag(link: re.Match[str]) -> str:
        ids = PAGE_ID.findall(link[0])
        address = addresses.get(int(ids[0]), "") if ids else ""
        return f'<a href="{escape(address)}">' if address else "<a>"

    return PAGE_LINK.sub(opening_tag, source)


def story_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks of a page's body."""
    return [
        ("heading", HeadingBlock()),
        ("paragraph", ParagraphBlock()),
        ("picture", PictureBlock()),
        ("call", CallBlock()),
        ("voice", VoiceBlock()),
        ("steps", StepsBlock()),
        ("facts", FactsBlock()),
        ("note", NoteBlock()),
        ("links", LinksBlock()),
    ]
