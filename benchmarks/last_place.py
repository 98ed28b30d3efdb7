# ruff: noqa: T201 - a tool for a terminal
"""Forty coordinators agree on the last place of an opening at the same moment, twenty times over.

    make races                                               on SQLite, and on PostgreSQL where one answers
    DATABASE_URL=… .venv/bin/python benchmarks/last_place.py [rounds] [claims]

Runs in a test database of its own. Exit code: 0 only when every round had one winner, and everybody else was told in
words that no place is left.
"""

import os
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402 - the settings' name comes first

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from volunteers.tests.races import LastPlace  # noqa: E402


def run(rounds: int, claims: int) -> bool:
    """Print a line a round; True when every round went as it must."""
    race, total, well = LastPlace.of(claims), Counter[str](), True
    for number in range(1, rounds + 1):
        began = time.monotonic()
        outcomes = race.round()
        errors = claims - outcomes["won"] - outcomes["no place left"]
        well = well and outcomes["won"] == 1 and errors == 0
        total += outcomes
        print(
            f"round {number:>2}: {outcomes['won']} won, {outcomes['no place left']} told that no place is left, "
            f"{errors} errors, {time.monotonic() - began:.2f} s",
            flush=True,
        )
    print(f"{connection.vendor}: {rounds} rounds of {claims} claims: {dict(total)}")
    return well


def main(arguments: list[str]) -> int:
    """Make a test database, run, take it away again."""
    rounds, claims = [*map(int, arguments), *(20, 40)[len(arguments) :]]
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return 0 if run(rounds, claims) else 1
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
