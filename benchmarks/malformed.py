# ruff: noqa: T201 - a tool for a terminal
"""Ten thousand malformed requests to every address of the product, as every kind of visitor.

    make malformed
    .venv/bin/python benchmarks/malformed.py [requests] [seed]

In a test database of its own with the demo's data. Exit code: 0 only when nothing of ours answered with 5xx.
"""

import logging
import os
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402 - the settings' name comes first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from base.models import User  # noqa: E402
from config.tests.malformed import Malformed  # noqa: E402
from home.demo.accounts import ACCOUNTS, PASSWORD  # noqa: E402


def run(number: int, seed: int) -> bool:
    """Send them, print what came of it; True when nothing of ours broke."""
    call_command("seed_demo", verbosity=0)
    User.objects.create_superuser("administrator", password=PASSWORD)  # nobody signs in without one
    usernames = (*(account.username for account in ACCOUNTS), "administrator")
    sender, began = Malformed(seed, usernames=usernames), time.monotonic()
    found = sender.send(number)
    print(
        f"{connection.vendor}: {found.asked} requests to {len(sender.routes)} addresses as {len(usernames) + 1} visitors,"
    )
    print(f"seed {seed}, {time.monotonic() - began:.0f} s: {dict(sorted(found.statuses.items()))}")
    print(
        f"5xx of ours: {found.ours.total()}; of Wagtail's pages for moving and copying: {found.upstream.total()}"
    )
    for what, times in (found.ours + found.upstream).most_common():
        print(f"  {times} × {what}")
    return not found.ours


def main(arguments: list[str]) -> int:
    """Make a test database, run, take it away again."""
    number, seed = [*map(int, arguments), *(10_000, 1)[len(arguments) :]]
    logging.disable(logging.CRITICAL)  # what breaks is counted below
    warnings.simplefilter("ignore", ResourceWarning)
    setup_test_environment(debug=False)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return 0 if run(number, seed) else 1
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
