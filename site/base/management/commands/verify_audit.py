"""Is the log of readings whole? Finds entries that were changed, deleted, moved or cut off."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from base import audit


class Command(BaseCommand):
    help = "Checks the log of readings from its first entry to its end; exit code 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="FILE",
            help="what `audit_head` printed earlier: the log must still hold that entry",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(audit.faults(_head_in(Path(options["head"])) if options["head"] else None))
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"The log is whole: {audit.head().number} entries.")


def _head_in(path: Path) -> audit.Head:
    try:
        number, _space, digest = path.read_text(encoding="ascii").strip().partition(" ")
        return audit.Head(int(number), digest)
    except (OSError, ValueError):
        raise CommandError(f"{path} does not hold what `audit_head` prints.") from None
