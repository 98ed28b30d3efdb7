"""What belongs to the product: its apps, its models, its source files and templates."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

ROOT: Path = settings.ROOT
APPS = ("home", "volunteers", "projects", "partners", "base")


def models() -> list[type[Any]]:
    """The product's models, by label."""
    ours = (model for model in apps.get_models() if model._meta.app_label in APPS)
    return sorted(ours, key=lambda model: model._meta.label)


def code() -> Iterator[Path]:
    """Python of the product itself: neither its tests nor what Django wrote."""
    for folder in ("partners", "projects", "volunteers", "site"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"tests", "migrations"} & set(path.parts):
                yield path


def templates() -> dict[str, Path]:
    """Every template of ours by the name that Django finds it under."""
    folder = ROOT / "templates"
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows, and those that it will be told of next."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return tuple(path for path in paths if path.is_file())
