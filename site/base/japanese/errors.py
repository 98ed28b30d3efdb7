"""The one exception that all readers of this package raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class UnreadableInputError(ValueError):
    """Typed text that cannot be read, with a sentence that says why and what to write instead.

    `message` is a translatable msgid, `params` fills its %(placeholders)s, `code` names the kind of
    mistake for tests and programs. The same triple makes a Django ValidationError.
    """

    def __init__(
        self, message: str | _StrPromise, *, code: str, params: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(code)
        self.message = message
        self.code = code
        self.params = dict(params or {})

    def __str__(self) -> str:
        """The whole sentence in the language that is active now."""
        return str(self.message) % self.params if self.params else str(self.message)
