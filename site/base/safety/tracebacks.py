"""What is told when something of ours breaks: where in the code, and which kind of error. Nothing else.

The values that a view was working on, what was sent, cookies, settings, and the words of the error itself (a
database quotes the row that it refuses) may be somebody's debts or address. They go neither into a log, nor into a
mail, nor onto the page that DEBUG shows.
"""

import logging
import re
import traceback
from copy import copy
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.log import AdminEmailHandler
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

ASKED = re.compile(r"(?<=[\w/%.\-])\?[^\s\"']+")
"""What stands behind the question mark of an address: people type names into searches."""


def bare(error: BaseException | None) -> str:
    """The traceback of `error` and of what led to it: places in the code and kinds of error."""
    if error is None:
        return ""
    told = traceback.TracebackException.from_exception(error, capture_locals=False, compact=True)
    return "\n".join(_told(told))


def _told(told: traceback.TracebackException) -> list[str]:
    before = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
    lines = [*_told(before), "", "which led to:", ""] if before else []
    kind = getattr(told, "exc_type_str", None) or getattr(told.exc_type, "__qualname__", "error")
    return [*lines, "Traceback (most recent call last):", "".join(told.stack.format()).rstrip(), str(kind)]


class NothingAbout(SafeExceptionReporterFilter):
    """For whoever asks Django's filter: there are no variables, no fields, no cookies and no settings."""

    def get_safe_settings(self) -> dict[str, Any]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        return {}.items()


def _kind(error: type[BaseException] | None) -> str:
    return error.__name__ if error else "error"


class BareReporter(ExceptionReporter):
    """Django's report on an error, reduced to the bare traceback."""

    def get_traceback_text(self) -> SafeString:
        error = (
            self.exc_value if isinstance(self.exc_value, BaseException) else None
        )  # a mail may come without one
        return mark_safe(bare(error))  # noqa: S308 - plain text

    def get_traceback_html(self) -> SafeString:
        told = str(self.get_traceback_text())  # as plain text, so that it is escaped
        return format_html("<!doctype html><title>{}</title><pre>{}</pre>", _kind(self.exc_type), told)


def _harmless(record: logging.LogRecord) -> logging.LogRecord:
    """A copy of the record without the words of errors and without what was asked for in addresses."""
    record = copy(record)
    values: Any = record.args
    if isinstance(values, tuple):
        record.args = tuple(_named(value) for value in values)
    elif isinstance(values, dict):
        record.args = {name: _named(value) for name, value in values.items()}
    record.msg = ASKED.sub("?…", str(_named(record.msg)) if not record.args else _filled(record))
    record.args = ()
    record.exc_text = None  # another handler may have written its own
    return record


def _filled(record: logging.LogRecord) -> str:
    return str(record.msg) % record.args


def _named(value: Any) -> Any:
    return type(value).__name__ if isinstance(value, BaseException) else value


class BareFormatter(logging.Formatter):
    """A line of the log, with the bare traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_harmless(record))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | Any
    ) -> str:
        return bare(ei[1])


class BareMail(AdminEmailHandler):
    """The mail to ADMINS, as bare as the log."""

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(_harmless(record))
