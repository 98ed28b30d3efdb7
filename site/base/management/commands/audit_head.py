"""The end of the log of readings, to be written down or kept outside the house."""

from typing import Any

from django.core.management.base import BaseCommand

from base import audit


class Command(BaseCommand):
    help = "Prints the end of the log of readings: number and digest."

    def handle(self, *args: Any, **options: Any) -> None:
        end = audit.head()
        self.stdout.write(f"{end.number} {end.digest}")
