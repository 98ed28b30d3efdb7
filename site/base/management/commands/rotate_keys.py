"""A new key, and everything sealed anew with it. Killed half-way, the next call goes on where this one stopped."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from base import keyring
from base.sealing.current import LOOKED_AT_EVERY, ring
from base.sealing.rotation import left_to_do, reseal


class Command(BaseCommand):
    help = "Adds a new key to the ring and seals everything anew with it, while the site serves."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        if left_to_do():
            self.stdout.write("An earlier run was not finished: going on with it.")
        else:
            self._add_key()
        shown = {"at": 0.0}

        def told(name: str, rows: int) -> None:
            if time.monotonic() - shown["at"] > 1:
                shown["at"] = time.monotonic()
                self.stdout.write(f"  {name}: {rows}")

        left = reseal(told)
        if left:
            raise CommandError(f"{left} are still under an older key. Run the command again.")
        self.stdout.write(
            f"Everything is sealed with {ring().current.name} ({time.monotonic() - began:.1f} s)."
        )

    def _add_key(self) -> None:
        if settings.SEALING_KEYS:
            if len(ring().keys) > 1:
                self.stdout.write(
                    "The keys come from the environment; everything is under the first already."
                )
            else:
                raise CommandError(
                    "The keys come from the environment. Put a new one before the others (docs/runbook.md, section 2), "
                    "restart the site, and run this command again."
                )
            return
        beginning = "demo-" if settings.DEMO else "k"
        name = f"{beginning}{timezone.now():%Y%m%d-%H%M%S}"
        keyring.write(settings.SEALING_KEY_FILE, ring().with_new_key(name))
        time.sleep(2 * max(LOOKED_AT_EVERY, 0))  # until the processes that serve have seen it
