"""`manage.py restore FILE`: put a backup back, or try whether it could be (`--drill`)."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import Error

from base.backups import place, restoring
from base.backups.failing import Refused
from base.backups.progress import Progress, to_terminal


class Command(BaseCommand):
    """Verifies everything before anything is put in place. Whatever goes wrong, nothing is left half restored."""

    help = "Restore a sealed backup into an empty place, after verifying all of it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help="The backup (with --drill: the newest by default)."
        )
        parser.add_argument(
            "--drill", action="store_true", help="Restore it into a place that is taken away again."
        )
        parser.add_argument(
            "--over", default="", metavar="NAME", help="Replace what is in the place of this name."
        )

    def handle(self, *args: Any, file: Path | None, drill: bool, over: str, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        progress = Progress(to_terminal)
        try:
            file = file or self._newest(drill)
            done = (
                restoring.drill(file, progress=progress)
                if drill
                else restoring.restore(file, over=over, progress=progress)
            )
        except Refused as error:
            raise CommandError(_("Refused; nothing was changed. %(why)s") % {"why": error}) from error
        except OSError as error:
            raise CommandError(
                _("Refused; nothing was changed. %(why)s")
                % {"why": f"{error.filename or file}: {error.strerror}"}
            ) from error
        except (DatabaseError, Error) as error:
            raise CommandError(
                _("Refused; nothing was changed. %(why)s") % {"why": type(error).__name__}
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError(_("Stopped; nothing was changed."), returncode=130) from error
        self._tell(done, drill)

    def _newest(self, drill: bool) -> Path:
        found = place.backups_in(settings.BACKUPS)
        if not drill:
            raise Refused(_("Say which backup, such as: %(file)s") % {"file": found[-1] if found else "FILE"})
        if not found:
            raise Refused(_("There is no backup in %(folder)s yet.") % {"folder": settings.BACKUPS})
        return found[-1]

    def _tell(self, done: restoring.Restored, drill: bool) -> None:
        about = done.manifest
        self.stdout.write(
            _("Made at %(at)s; %(tables)d tables, %(rows)d rows, %(files)d files: all as in the manifest.")
            % {
                "at": f"{timezone.localtime(about.made_on):%Y-%m-%d %H:%M}",
                "tables": len(about.tables),
                "rows": about.rows,
                "files": len(about.members) - 1,
            }
        )
        if done.papers:
            self.stdout.write(
                _(
                    "Sealed files about people: %(opened)d open with the keys of this machine; %(missing)d are "
                    "missing; %(strays)d belong to no record."
                )
                % vars(done.papers)
            )
        for note in done.notes:
            self.stdout.write(note)
        for name in done.kept_aside:
            self.stdout.write(
                _("What was here before is kept as %(name)s. Delete it when it is no longer needed.")
                % {"name": name}
            )
        said = (
            _("The drill went well: %(seconds).1f seconds. The place is as it was.")
            if drill
            else _("Restored and verified in %(seconds).1f seconds.")
        )
        self.stdout.write(said % {"seconds": done.seconds})
