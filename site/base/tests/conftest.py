"""A place with media and documents, and a backup of it."""

from pathlib import Path
from typing import Any

import pytest

from base.backups import making
from base.models import User
from base.tests.centres import SECRET


@pytest.fixture
def centre(tmp_path: Path, settings: Any) -> Path:
    """A place with media and documents about people; its database is that of the test."""
    settings.VAR = tmp_path / "centre"
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = settings.VAR / "media", settings.VAR / "private"
    settings.BACKUPS = tmp_path / "backups"
    for name, content in {
        "media/網/a.jpg": b"\xff\xd8" + bytes(range(256)) * 40,
        "media/empty.txt": b"",
        "private/0f3c": SECRET * 100,
    }.items():
        path = settings.VAR / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Path(settings.VAR)


@pytest.fixture
def backup(centre: Path, transactional_db: None, settings: Any) -> Path:
    """A backup in which there is somebody with an account."""
    User.objects.create_user("minato-hama", display_name="浜みなと")
    return making.make_backup(settings.BACKUPS)
