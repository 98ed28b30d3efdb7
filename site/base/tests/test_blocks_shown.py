"""Every block of the story has a template that shows its words."""

import gc

import pytest
from django.test import RequestFactory
from wagtail.blocks import StreamBlock
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from base.blocks import story_blocks
from base.context_processors import centre
from base.models import CentreSettings

pytestmark = pytest.mark.django_db


def shown(name: str, value: object) -> str:
    """The HTML of one block, as a page shows it."""
    CentreSettings.objects.update_or_create(pk=1, defaults={"phone": "0154-00-0000"})
    block = StreamBlock(story_blocks()).child_blocks[name]
    context = centre(RequestFactory().get("/"))
    return block.render(block.normalize(value), context)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("heading", "網の仕事", '<h2 class="titled">網の仕事</h2>'),
        ("paragraph", "<p>午前だけ</p>", "<p>午前だけ</p>"),
        ("call", {"lead": "ひとことで"}, 'href="tel:0154000000"'),
        ("voice", {"words": "目がそろう", "who": "通う人"}, "<figcaption>通う人</figcaption>"),
        ("voice", {"words": "目がそろう", "who": ""}, "<p>目がそろう</p>"),
        ("steps", {"steps": [{"title": "電話", "text": ""}]}, "電話"),
        ("facts", {"facts": [{"term": "費用", "text": "無料"}]}, "<dt>費用</dt><dd>無料</dd>"),
        ("note", {"text": "名前はいりません"}, "<p>名前はいりません</p>"),
    ],
)
def test_block_shows_its_words(name, value, words):
    assert words in shown(name, value)


def test_call_block_says_its_own_sentence():
    assert "ひとことで" in shown("call", {"lead": "ひとことで"})


def test_words_of_editors_are_escaped():
    assert "<script>" not in shown("note", {"text": "<script>"})


# Wagtail 8.0.1 leaves the temporary files of renditions to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_picture_carries_its_alternative_text():
    from wagtail.images import get_image_model

    image = get_image_model().objects.create(title="網", file=get_test_image_file())
    block = StreamBlock(story_blocks()).child_blocks["picture"]
    value = block.to_python(
        {"image": {"image": image.pk, "alt_text": "網を結ぶ手", "decorative": False}, "caption": "朝の作業"}
    )

    html = block.render(value)
    gc.collect()

    assert 'alt="網を結ぶ手"' in html
    assert "<figcaption>朝の作業</figcaption>" in html


def test_links_leave_out_pages_that_are_not_published():
    root = Page.get_first_root_node()
    seen = root.add_child(instance=Page(title="見える", slug="seen"))
    hidden = root.add_child(instance=Page(title="見えない", slug="hidden", live=False))

    html = shown("links", {"links": [{"page": seen, "text": "どうぞ"}, {"page": hidden, "text": ""}]})

    assert "見える" in html
    assert "見えない" not in html
