"""How far it is, for somebody who waits."""

import sys
import time
from collections.abc import Callable
from typing import Any

MEGABYTE = 1024 * 1024
GLANCE = 1.0
"""Seconds between two lines."""


class Progress:
    """Says each step in a line and, while bytes pass, how many megabytes there were."""

    def __init__(self, write: Callable[[str], Any] | None = None) -> None:
        self._write = write or (lambda line: None)
        self._bytes, self._said_at = 0, time.monotonic()

    def step(self, sentence: str) -> None:
        self._write(sentence)
        self._bytes, self._said_at = 0, time.monotonic()

    def passed(self, count: int) -> None:
        self._bytes += count
        if time.monotonic() - self._said_at >= GLANCE:
            self._said_at = time.monotonic()
            self._write(f"  … {self._bytes // MEGABYTE:,} MB")


SILENT = Progress()


def to_terminal(line: str) -> None:
    """Print at once, also through a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
