"""Managers of everything about a person: they find only whom the reader may see, and raise when nobody says who reads.

`volunteers.scopes.reading_as` says who is reading; a forgotten check is an error and not a leak. A reader sees the
people on whose team they are, and for a day those whom they opened in an emergency (models.emergencies). Nobody
reads of somebody who was erased: what is left of them are numbers, for the sums that are made past the wall.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import get_scope
from django_scopes.manager import DisabledQuerySet


class Shut(DisabledQuerySet):
    """What a manager gives while it is not said who reads: every question is an error.

    django-scopes 2.1.0 leaves doors ajar: `exists()`, and whatever is asked of a queryset that these build.
    """

    exists = explain = DisabledQuerySet.error
    exclude = alias = distinct = defer = extra = DisabledQuerySet.error
    select_related = prefetch_related = DisabledQuerySet.error
    bulk_update = in_bulk = contains = DisabledQuerySet.error


def team_scoped(
    path: str = "",
    queryset: type[models.QuerySet[Any]] = models.QuerySet,
    narrowed: Callable[[int], Q] | None = None,
) -> Any:
    """A manager that only finds what belongs to a person whom the reader may see.

    `path` leads from the model to the person, for example "person__". `narrowed` says which of these rows the account
    with that key may see, where being on the team, or a chief, is not enough.
    """
    wanted = {"reader", "account"} if narrowed else {"reader"}

    class TeamManager(models.Manager.from_queryset(queryset)):  # type: ignore[misc]
        def get_queryset(self) -> Any:
            scope = get_scope()
            if not scope.get("_enabled", True):
                return super().get_queryset()
            if missing := wanted - scope.keys():
                return Shut(self.model, using=self._db, missing_scopes=missing)
            reader = scope["reader"]
            everything = super().get_queryset().filter(**{f"{path}erased_at__isnull": True})
            if narrowed:
                everything = everything.filter(narrowed(scope["account"]))
            return everything if reader is None else everything.filter(readable(path, reader))

        def all(self) -> Any:
            found = super().all()
            return found.all() if isinstance(found, DisabledQuerySet) else found

    return TeamManager()


def readable(path: str, reader: int) -> Q:
    """Which rows belong to somebody whom the account with the key `reader` may see."""
    on_team = apps.get_model("volunteers", "Person").team.through._base_manager.filter(user=reader)
    opened = apps.get_model("volunteers", "EmergencyAccess")._base_manager.filter(
        actor=reader, until__gt=timezone.now()
    )
    person = f"{path}pk__in"
    return Q(**{person: on_team.values("person")}) | Q(**{person: opened.values("person")})


def named_reader(account: int) -> Q:
    """Which secret addresses this account was named a reader of, and still is."""
    named = apps.get_model("volunteers", "SecretAddressReader")._base_manager.filter(
        reader=account, ended_at__isnull=True
    )
    return Q(pk__in=named.values("secret"))
