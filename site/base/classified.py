"""Which column holds what: `classification.toml` beside this file, as code and documents read it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

TABLE = Path(__file__).with_name("classification.toml")
CLASSES = ("public", "internal", "personal", "special", "secret")
SEALED = ("personal", "special", "secret")
"""Classes whose columns are sealed, or have a written reason why not."""
EVERY = "*"


@dataclass(frozen=True)
class Column:
    """A column with its class, and why it stands in clear although its class is one that is sealed ("" if sealed)."""

    model: str
    name: str
    kind: str
    why_clear: str = ""


@cache
def table() -> dict[str, Any]:
    """The file as it is written."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def columns() -> Iterator[Column]:
    """Every column of the product that the file names."""
    for model, entry in table().items():
        reasons = entry.get("clear", {})
        for kind in CLASSES:
            for name in entry.get(kind, ()):
                why = reasons.get(name) or (reasons.get(EVERY, "") if kind in SEALED else "")
                yield Column(model=model, name=name, kind=kind, why_clear=why)


def classified_whole(label: str) -> str:
    """The class of a table of another package, e.g. "wagtailcore.Page"; "" if the file does not know it."""
    for pattern, entry in table().items():
        if "whole" in entry and fnmatch(label, pattern):
            return str(entry["whole"])
    return ""


def all_models() -> Iterator[type[models.Model]]:
    """Every model that has a table, the ones between two models included."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield model
