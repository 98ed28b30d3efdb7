"""`manage.py catalogues compile|extract|check`: the message catalogues of `locale/`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base import catalogues


class Command(BaseCommand):
    """compile: .po to .mo. extract: our catalogue follows the code. check: fails unless all is in Japanese."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["compile", "extract", "check"])

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        {"compile": self.compile, "extract": self.extract, "check": self.check_all}[verb]()

    def compile(self) -> None:
        for path in catalogues.compile_all():
            self.stdout.write(f"compiled {path.relative_to(catalogues.ROOT)}")

    def extract(self) -> None:
        missing, unused = catalogues.synchronise()
        for sign, keys in (("+", missing), ("-", unused)):
            for key in keys:
                self.stdout.write(f"{sign} {key}")
        self.stdout.write(f"{len(missing)} added, {len(unused)} dropped")

    def check_all(self) -> None:
        faults = catalogues.faults()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the catalogues")
        self.stdout.write(f"{len(catalogues.msgids())} msgids, all in Japanese")
