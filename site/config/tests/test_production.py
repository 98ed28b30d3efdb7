"""Production: checked by Django itself, and refused where something secret is missing or the demo's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.tests.test_headers import MADE_UP


def manage(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own that knows nothing but what is given here."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {"DJANGO_SETTINGS_MODULE": "config.settings.production", "KURASHIGOTO_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, str(settings.ROOT / "manage.py"), *arguments],
        env=known | given | environment,
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
    )


def test_django_has_nothing_to_say_about_a_deployment(tmp_path: Path) -> None:
    checked = manage(tmp_path, "check", "--deploy", "--fail-level=DEBUG", **MADE_UP)
    assert checked.stderr == ""
    assert checked.stdout == "System check identified no issues (0 silenced).\n"
    assert checked.returncode == 0


@pytest.mark.parametrize(
    "instead",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "too-short"},
        {"SECRET_KEY": "demo-only-key-that-production-refuses-" + "0" * 40},
        {"ALLOWED_HOSTS": ""},
    ],
)
def test_production_does_not_start_without_what_is_secret(tmp_path: Path, instead: dict[str, str]) -> None:
    refused = manage(tmp_path, "check", **MADE_UP | instead)
    assert refused.returncode != 0
    assert f"Set {next(iter(instead))}" in refused.stderr
