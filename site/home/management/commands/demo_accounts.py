"""Say who can sign in to the demo, where, and with which six digits just now."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.demo.accounts import ACCOUNTS, PASSWORD
from home.demo.codes import code_of


class Command(BaseCommand):
    """`manage.py demo_accounts`: a line an account. Refuses outside the demo."""

    help = "List the demo's accounts and their doors."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no demo accounts here (DEMO is off).")
        self.stdout.write(f"合言葉（パスワード）は全員 / password for all: {PASSWORD}")
        self.stdout.write(
            "六桁の数字は30秒ごとに変わります。いまの数字: /demo/codes/ または manage.py demo_accounts"
        )
        self.stdout.write(
            "The six digits change every 30 s. Those of now: /demo/codes/ or manage.py demo_accounts"
        )
        for account in ACCOUNTS:
            code = code_of(account.username) if account.has_app else "------"
            self.stdout.write(f"  {account.username:<14}{code:<9}{account.door:<10}{account.shown}")
