"""Fill an empty database with invented partners, people and projects (見本データ)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from base.models import User
from home.demo.seed import seed


class Command(BaseCommand):
    """`manage.py seed_demo`: does nothing when there is something already."""

    help = "Fill an empty database with the demo; a database that is in use is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is never put into a real centre's database (DEMO is off).")
        if User.objects.exists():
            self.stdout.write("The database is in use already; nothing was changed.")
            return
        seed()
        self.stdout.write("The demo is ready.")
