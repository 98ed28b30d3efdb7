"""Rows with sealed columns."""

from typing import Any

from django.db import models, transaction

from .cipher import seal_text
from .fields import Sealed, sealed_fields


class SealedRow(models.Model):
    """A model with sealed columns. Seals are bound to the row's number, so that two rows' seals cannot be swapped.

    A new row learns its number from the database: it is written with seals that fit no row, and sealed for good in
    the same transaction. `bulk_create` is refused.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            super().save(*args, **kwargs)
            return
        columns = sealed_fields(type(self))
        plain = {column.attname: self.__dict__[column.attname] for column in columns}
        with transaction.atomic(using=kwargs.get("using")):
            try:
                for column in columns:
                    if plain[column.attname] not in (None, ""):
                        nothing_yet = seal_text("", bound_to=column.bound_to("new"))
                        self.__dict__[column.attname] = Sealed(nothing_yet)
                super().save(*args, **kwargs)
            finally:
                self.__dict__.update(plain)
            super().save(using=kwargs.get("using"), update_fields=list(plain))
