"""What a backup says of itself: sealed inside it, as its last member."""

import datetime as dt
import json
import tomllib
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from .failing import Refused

FORMAT = 1
MEMBER = "manifest.json"


@dataclass
class Manifest:
    """Everything that a restore is held against. Hashes are SHA-256 in hexadecimal; sizes are bytes."""

    vendor: str
    database: str
    """The member that holds the database."""
    migrations: list[list[str]]
    tables: dict[str, int]
    """Rows of every table, counted in the same snapshot."""
    audit_head: dict[str, Any] | None
    """Number and hash of the last entry of the audit log."""
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    """`{"media/a.jpg": {"sha256": …, "size": …}}`"""
    made_at: str = ""
    product_version: str = ""
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Manifest":
        values = json.loads(data)
        if values.get("format") != FORMAT:
            raise Refused(
                _("This backup was made by another version of the product, which writes another format.")
            )
        return cls(**values)

    @property
    def made_on(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def product_version() -> str:
    """The version in pyproject.toml."""
    with (settings.ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
