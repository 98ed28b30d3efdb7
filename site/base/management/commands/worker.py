"""The process that does the jobs; `make run` starts one beside the web server."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from base.jobs.worker import Worker


class Command(BaseCommand):
    """Does jobs and daily duties until it is asked to stop (Ctrl-C or TERM)."""

    help = "Do background jobs and daily duties until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due and ready now, then end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        worker = Worker()
        if not once:
            worker.run()
            return
        from base.jobs.schedule import find_duties

        find_duties()
        worker.look_around()
        self.stdout.write(str(worker.run_until_idle()))
