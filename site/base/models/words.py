"""Tags, told apart by meaning and not by width or case: ＰＣ, PC and pc are one."""

import re
import unicodedata

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

LONGEST_SLUG = 100


class TagQuerySet(models.QuerySet["Tag"]):
    def meant_by(self, slug: str) -> "Tag | None":
        """The tag of an address; None for anything that is no tag of ours."""
        if not slug or len(slug) > LONGEST_SLUG or "\0" in slug:
            return None
        return self.filter(slug=slug).first()


class Tag(TagBase):
    """A free word on a page."""

    free_tagging = True

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")


def split_tags(typed: str) -> list[str]:
    """Tags as people type them: separated by comma, 、 or ， and folded to one width and case."""
    words = (
        unicodedata.normalize("NFKC", word).strip(' "').casefold() for word in re.split("[,、，\n]", typed)
    )
    return sorted({word for word in words if word})


def join_tags(tags: object) -> str:
    """The inverse for an input field."""
    return ", ".join(sorted(str(tag) for tag in tags))  # type: ignore[attr-defined]
