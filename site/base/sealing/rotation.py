"""Sealing everything anew under the current key, while the site serves. Killed half-way, the next run goes on.

What is done stands in the data: a seal names its key. Old keys stay on the ring, because backups and the audit log
of their time still need them; nothing in the database does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from .cipher import seal_text, unseal_text
from .current import ring
from .fields import SealedField, sealed_fields

ROWS_AT_ONCE = 500
PASSES = 5
"""How often to look for seals that were made with the old key in the meantime."""

Told = Callable[[str, int], None]
"""Hears what was just sealed anew (a model's name, how many rows so far)."""


@dataclass(frozen=True)
class Reseal:
    """Something sealed that is no column: `stale()` counts what is left, `run(told)` seals it anew."""

    name: str
    stale: Callable[[], int]
    run: Callable[[Told], None]


@dataclass
class Registry:
    """What rooms above add to be sealed anew, after all columns."""

    entries: dict[str, Reseal] = field(default_factory=dict)

    def add(self, entry: Reseal) -> None:
        self.entries[entry.name] = entry


others = Registry()


def sealed_models() -> Iterator[tuple[type[models.Model], list[SealedField]]]:
    """Every model with sealed columns."""
    for model in apps.get_models():
        columns = sealed_fields(model)
        if columns and not model._meta.proxy:
            yield model, columns


def left_to_do() -> int:
    """How many rows and other things still need an older key."""
    rows = sum(_stale(model, columns).count() for model, columns in sealed_models())
    return rows + sum(entry.stale() for entry in others.entries.values())


def reseal(told: Told) -> int:
    """Seal everything with the current key; returns what is left, which is 0 unless somebody else keeps writing."""
    for _pass in range(PASSES):
        for model, columns in sealed_models():
            _reseal_model(model, columns, told)
        for entry in others.entries.values():
            if entry.stale():
                entry.run(told)
        left = left_to_do()
        if not left:
            break
    return left


def _stale(model: type[models.Model], columns: list[SealedField]) -> models.QuerySet[Any]:
    """Rows with a seal of another key than the current. `LIKE` on ciphertext is what the field itself refuses."""
    table, name = connection.ops.quote_name(model._meta.db_table), ring().current.name
    names = [connection.ops.quote_name(str(column.column)) for column in columns]
    # The names are our own columns, quoted; the one value is a parameter.
    clause = " OR ".join(f"({table}.{n} <> '' AND {table}.{n} NOT LIKE %s)" for n in names)
    return model._base_manager.order_by("pk").extra(  # noqa: S610
        where=[clause], params=[f"{name}.%"] * len(names)
    )


def _reseal_model(model: type[models.Model], columns: list[SealedField], told: Told) -> None:
    done, last = 0, 0
    names = [column.attname for column in columns]
    while True:
        rows = list(_stale(model, columns).filter(Q(pk__gt=last)).values_list("pk", *names)[:ROWS_AT_ONCE])
        if not rows:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_update_of(model, columns), [_anew(columns, *row) for row in rows])
        last = rows[-1][0]
        done += len(rows)
        told(model._meta.label, done)


def _update_of(model: type[models.Model], columns: list[SealedField]) -> str:
    # Only if nobody wrote the row since it was read: their words are the newer ones, and the next pass finds them.
    quote = connection.ops.quote_name
    names = [quote(str(column.column)) for column in columns]
    is_as_read = " AND ".join(f"COALESCE({name}, '') = %s" for name in names)
    return (
        f"UPDATE {quote(model._meta.db_table)} SET {', '.join(f'{name} = %s' for name in names)} "  # noqa: S608
        f"WHERE {quote(str(model._meta.pk.column))} = %s AND {is_as_read}"
    )


def _anew(columns: list[SealedField], pk: Any, *values: Any) -> list[Any]:
    """The parameters of the update: new seals, the row, the seals as they were read."""
    return [
        *(_sealed_anew(column, pk, value) for column, value in zip(columns, values, strict=True)),
        pk,
        *(value.token if value else "" for value in values),
    ]


def _sealed_anew(column: SealedField, pk: Any, value: Any) -> Any:
    if not value:
        return value
    place = column.bound_to(pk)
    return seal_text(unseal_text(value.token, bound_to=place), bound_to=place)
