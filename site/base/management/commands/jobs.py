"""`manage.py jobs`: the same as the screen 裏の仕事, for a terminal."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from base.jobs import overview


class Command(BaseCommand):
    """Lists what waits and what failed; gives failed jobs new tries."""

    help = "Say which background jobs wait or failed; --again KEY gives a failed one three new tries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", metavar="KEY", help="The key of a failed job, or `all`.")

    def handle(self, *args: Any, again: str | None, **options: Any) -> None:
        if again:
            self._try_again(again)
        for sentence in overview.warnings():
            self.stdout.write(f"! {sentence}")
        self.stdout.write("　".join(f"{state} {number}" for state, number in overview.counts().items()))
        for line in overview.troubled():
            at = timezone.localtime(line.since)
            self.stdout.write(
                f"{line.key}  {line.name}  {line.state}  {line.tries}  {at:%Y-%m-%d %H:%M}  {line.error}"
            )

    def _try_again(self, key: str) -> None:
        keys = [line.key for line in overview.troubled() if line.is_failed] if key == "all" else [key]
        try:
            found = [overview.try_again(each) for each in keys]
        except ValidationError:
            found = [False]
        if not all(found):
            raise CommandError(_("There is no failed job of this key."))
