"""`manage.py backup`: one sealed file of everything."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from base.backups import keeping, making
from base.backups.failing import BackupFailed, Refused
from base.backups.progress import MEGABYTE, Progress, to_terminal


class Command(BaseCommand):
    """Writes a backup while the site runs; Ctrl-C leaves nothing behind."""

    help = "Write a sealed backup of the database, the media and the documents about people."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, default=settings.BACKUPS, help="The folder (default: %(default)s)."
        )
        parser.add_argument(
            "--keep", metavar="DAYS,WEEKS,MONTHS", help="Then delete older ones; 7,5,12 keeps a year back."
        )

    def handle(self, *args: Any, to: Path, keep: str | None, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end is like Ctrl-C: tidy up
        try:
            rule = keeping.Rule.parse(keep) if keep else None
            made = making.make_backup(to, progress=Progress(to_terminal))
            gone = keeping.clear_out(to, rule) if rule else []
        except (BackupFailed, Refused) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or to}: {error.strerror}") from error
        except KeyboardInterrupt as error:
            raise CommandError(
                _("Stopped. No backup was made, and nothing is left of it."), returncode=130
            ) from error
        size = made.stat().st_size / MEGABYTE
        self.stdout.write(_("Done: %(file)s (%(size).1f MB)") % {"file": made, "size": size})
        for path in gone:
            self.stdout.write(_("No longer kept: %(file)s") % {"file": path.name})
