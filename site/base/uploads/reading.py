"""Getting the bytes of an upload: never more than the limit, and never on the way through a file in clear."""

from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

from .refusing import Refused

LARGEST = 10 * 1024 * 1024
"""Bytes of one file."""


class KeptInMemory(FileUploadHandler):
    """Django's own handlers write larger files into a temporary folder in clear; here nothing touches the disk.

    What is over the limit is counted and thrown away: the file arrives empty, with its true size.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.seen <= LARGEST:
            self.parts.append(raw_data)
        else:
            self.parts.clear()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        from io import BytesIO

        content = BytesIO(b"".join(self.parts))
        self.parts = []
        return InMemoryUploadedFile(
            file=content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )


def read_upload(file: Any) -> bytes:
    """The whole content of an uploaded file. Raises Refused when it is over the limit."""
    if (file.size or 0) > LARGEST:
        raise Refused(
            _(
                "This file is larger than %(mb)s MB. Please make it smaller, for example by taking the photo again."
            )
            % {"mb": LARGEST // 1024 // 1024},
            code="too_large",
        )
    file.seek(0)
    data: bytes = file.read(LARGEST + 1)
    file.seek(0)
    return data
