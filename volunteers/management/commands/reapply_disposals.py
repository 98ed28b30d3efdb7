"""After an older backup was put back: erase again whoever had been erased since."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from volunteers import disposals
from volunteers.actions import reapply


class Command(BaseCommand):
    help = "Erases again whoever stands in the kept list of disposals and came back with an older backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="file", type=Path, default=settings.DISPOSALS_KEPT)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.exists():
            raise CommandError(f"{file}: no such list")
        lines = disposals.lines_of_file(file)
        erased, refused = reapply(lines)
        self.stdout.write(
            _("%(lines)s erasures on the list, %(erased)s erased again.")
            % {"lines": len(lines), "erased": erased}
        )
        for number in refused:
            self.stdout.write(
                _(
                    "%(number)s: something is going on with this person. Bring it to its end, then run this again."
                )
                % {"number": number}
            )
        if refused:
            raise SystemExit(1)
