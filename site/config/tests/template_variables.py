"""A template of ours that asks for a variable nobody gave it fails the test that rendered it.

Django renders nothing in place of an unknown variable and says so at DEBUG only. A misspelt name in `{% if %}`
would hide a whole paragraph from everybody, for ever, without a trace.

What a template may be given but need not be, it names itself, in its `{% comment %}`: "Optional: quiet, step.text".
"""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.base import Node, Variable, VariableDoesNotExist

ENVIRONMENT = settings.ROOT / ".venv"
DECLARED = re.compile(r"Optional:\s+(\w+(?:\.\w+)*(?:,\s+\w+(?:\.\w+)*)*)")


class Unknown(logging.Handler):
    """Notes "template: variable" for every unknown variable in a template below `roots`."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        super().__init__(logging.DEBUG)
        self.roots = roots
        self.noted: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info and record.exc_info[1]
        if not isinstance(
            error, VariableDoesNotExist
        ):  # a record that is not there is an answer, not a mistake
            return
        template, variable = _asked()
        if template and self._is_ours(template) and variable not in optional_in(template):
            self.noted.append(f"{template}: {variable}")

    def _is_ours(self, template: Path) -> bool:
        is_installed = ENVIRONMENT in template.parents
        return not is_installed and any(root in template.parents for root in self.roots)


@cache
def optional_in(template: Path) -> frozenset[str]:
    """The variables that a template says it can do without."""
    declared = DECLARED.findall(template.read_text(encoding="utf-8")) if template.is_file() else []
    return frozenset(name for names in declared for name in re.split(r",\s+", names))


def _asked() -> tuple[Path | None, str]:
    """(file of the tag that asked, variable): Django's message names only the outermost template of an inheritance."""
    frame, variable = sys._getframe(), ""
    while frame is not None:
        asking = frame.f_locals.get("self")
        if isinstance(asking, Variable) and not variable:
            variable = str(asking.var)
        if isinstance(asking, Node) and getattr(asking, "origin", None):
            return Path(asking.origin.name), variable
        frame = frame.f_back  # type: ignore[assignment]
    return None, variable


@contextmanager
def unknown_variables(*roots: Path) -> Iterator[list[str]]:
    """Collect what templates below `roots` (ours, unless said otherwise) ask for in vain inside the block."""
    logger, handler = logging.getLogger("django.template"), Unknown(roots or (settings.ROOT,))
    before = logger.level, logger.propagate, logger.disabled, logging.root.manager.disable
    logger.setLevel(logging.DEBUG)
    logger.disabled = False  # whoever ran before may have silenced it
    logging.disable(logging.NOTSET)
    logger.propagate = False  # pytest's own report would repeat every traceback
    logger.addHandler(handler)
    try:
        yield handler.noted
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate, logger.disabled = before[1], before[2]
        logging.disable(before[3])
