"""Pictures and files of the site itself: anybody can see them, so editors are told, and they are looked at by content."""

from collections.abc import Collection
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from base.uploads import Kind, check, read_upload

PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
PAPERS = frozenset({Kind.PDF, Kind.XLSX, Kind.DOCX, Kind.TXT})
SEEN_BY_ALL = _(
    "What you put here can be seen by anybody. Papers and photos of people who ask for help do not belong here: "
    "they go to the person's page. Place and time of a photo are taken out."
)


def looked_at(file: Any, allowed: Collection[Kind]) -> InMemoryUploadedFile:
    """What is kept of an uploaded file, under the ending of what it is. Raises Refused."""
    checked = check(read_upload(file), allowed=allowed)
    stem = file.name.rpartition(".")[0] or file.name
    content, size = BytesIO(checked.data), len(checked.data)
    return InMemoryUploadedFile(content, "file", f"{stem}.{checked.kind}", checked.content_type, size, None)


class PublicPictureField(WagtailImageField):
    """Looks at the file, and draws it anew, before anything else of Wagtail's or Pillow's opens it."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(data if data in self.empty_values else looked_at(data, PICTURES))


class PublicDocumentField(WagtailDocumentField):
    """Looks at the file before anything else opens it."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(data if data in self.empty_values else looked_at(data, PAPERS))


class _ToldThatItIsPublic(forms.BaseForm):
    """Puts our field in the place of Wagtail's, with the sentence that everybody should read before they choose."""

    field_class: type[forms.FileField]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            field = self.field_class(label=given.label, required=given.required, widget=given.widget)
            field.help_text = format_lazy("{} {}", SEEN_BY_ALL, field.help_text)
            self.fields["file"] = field


class PublicPictureForm(_ToldThatItIsPublic, BaseImageForm):
    """Wagtail's form for a picture."""

    field_class = PublicPictureField


class PublicDocumentForm(_ToldThatItIsPublic, BaseDocumentForm):
    """Wagtail's form for a public file. No editor may use it and no menu leads there; an administrator's account can."""

    field_class = PublicDocumentField
