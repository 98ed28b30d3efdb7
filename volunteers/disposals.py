"""The list of what was erased, kept outside the database, so that it outlives a restore of an older backup.

One line of JSON an erasure, with a keyed mark and no word about anybody. Lines are only ever added: after a restore the
database knows fewer of them than the file.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from volunteers.models import DisposalRecord

Line = dict[str, Any]


def lines_of_database() -> list[Line]:
    """What the database knows."""
    rows = DisposalRecord.objects.exclude(mark="").order_by("at", "pk")
    return [
        {
            "mark": row.mark,
            "at": row.at.isoformat(),
            "ground": row.ground,
            "asked_by": row.asked_by_id,
            "approved_by": row.approved_by_id,
        }
        for row in rows
    ]


def lines_of_file(path: Path) -> list[Line]:
    """What a file holds; nothing where there is none. Raises ValueError for anything else than such a list."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def write_kept(path: Path | None = None) -> int:
    """Bring the file up to date with the database, losing no line of either; returns how many lines there are now."""
    path = path or settings.DISPOSALS_KEPT
    lines = {(line["mark"], line["at"]): line for line in (*lines_of_file(path), *lines_of_database())}
    _replace(path, sorted(lines.values(), key=lambda line: str(line["at"])))
    return len(lines)


def _replace(path: Path, lines: Iterable[Line]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # of mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, sort_keys=True) + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)
