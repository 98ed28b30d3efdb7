"""Secrets of accounts on their way into the database and out of it, and anew when the keys change."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from base.models import KeptSession
from base.sealing import SealBroken
from base.sealing.cipher import seal_text, unseal_text
from base.sealing.current import ring
from base.sealing.rotation import Reseal, others

SECRETS = ("secret", "seed")
"""What allauth keeps of an app, and of recovery codes."""


def seal_secret(plain: str) -> str:
    """An app's secret as the database holds it. allauth does not say whose it is, so it is bound to its column."""
    return seal_text(plain, bound_to="mfa_authenticator.data")


def open_secret(sealed: str) -> str:
    """The other way. Raises SealBroken."""
    return unseal_text(sealed, bound_to="mfa_authenticator.data")


def _stale() -> list[Authenticator]:
    current = f"{ring().current.name}."
    return [
        app
        for app in Authenticator.objects.order_by("pk")
        if any(not app.data[name].startswith(current) for name in SECRETS if name in app.data)
    ]


def _seal_anew(told: Callable[[str, int], None]) -> None:
    for number, stale in enumerate(_stale(), start=1):
        with transaction.atomic():
            app = Authenticator.objects.select_for_update().get(pk=stale.pk)
            opened = {name: open_secret(app.data[name]) for name in SECRETS if name in app.data}
            app.data |= {name: seal_secret(plain) for name, plain in opened.items()}
            app.save(update_fields=["data"])
        told("mfa.Authenticator", number)


def _old_sessions() -> Q:
    return ~Q(session_data__startswith=f"{ring().current.name}.")


def _end_old_sessions(told: Callable[[str, int], None]) -> None:
    """Sessions last twelve hours at most, and their owners are few: they sign in once more."""
    told("base.KeptSession", KeptSession.objects.filter(_old_sessions()).delete()[0])


others.add(Reseal("mfa.Authenticator", lambda: len(_stale()), _seal_anew))
others.add(
    Reseal("base.KeptSession", lambda: KeptSession.objects.filter(_old_sessions()).count(), _end_old_sessions)
)

__all__ = ["SealBroken", "open_secret", "seal_secret"]
