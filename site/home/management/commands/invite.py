"""The first account of a real centre: an invitation, printed once on the server's own console."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from base.accounts.invitations import VALID_FOR, invite
from base.models import Invitation
from home.accounts import CHIEFS


class Command(BaseCommand):
    """`manage.py invite chief 佐野`: a link for one person, once, for seven days."""

    help = "Print an invitation for a chief or a system administrator; everybody else is invited at the desk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["chief", "administrator"])
        parser.add_argument("name", help="the shown name of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        group = Group.objects.get(name=CHIEFS) if options["what"] == "chief" else None
        kind = Invitation.Kind.STAFF if group else Invitation.Kind.ADMINISTRATOR
        _made, token = invite(kind, actor=None, label=options["name"][:60], group=group)
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse(
            "account_open_invitation", args=[token]
        )
        self.stdout.write(f"一度だけ、{VALID_FOR.days}日間使えます / works once, for {VALID_FOR.days} days:")
        self.stdout.write(address)
