"""Columns that hold ciphertext. On the instance they are plain values, opened when they are first asked for.

A sealed column cannot be filtered by, sorted by or written with `update()`: it says so instead of finding nothing.
An empty text is kept as such, so that "is anything written there?" stays a question for the database.
"""

import datetime as dt
import json
from typing import Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

from .cipher import seal_text, unseal_text


class Sealed:
    """A value that nobody has opened yet. It shows nothing of itself."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)


class OpenedWhenRead(DeferredAttribute):
    """Opens the seal of this row at the first reading, and keeps the plain value on the instance."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.opened(instance, value)  # type: ignore[attr-defined]
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class OnlyWhetherEmpty(Exact):
    """The one comparison that ciphertext allows."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("A sealed column can be compared with nothing but the empty text.")
        return ""


class SealedField(models.Field):
    """Mixed in before a field of Django's: the same values, forms and messages, but ciphertext in the column."""

    descriptor_class = OpenedWhenRead

    def get_internal_type(self) -> str:
        return "TextField"

    def get_lookup(self, name: str) -> Any:
        allowed = {"isnull": IsNull, "exact": OnlyWhetherEmpty}
        if name not in allowed:
            raise FieldError(f"{self.name} is sealed and cannot be looked up with “{name}”.")
        return allowed[name]

    def get_transform(self, name: str) -> Any:
        raise FieldError(f"{self.name} is sealed and cannot be looked up with “{name}”.")

    def bound_to(self, pk: Any) -> str:
        """The place that a seal belongs to: model, field, row."""
        return f"{self.model._meta.label}.{self.attname}#{pk}"

    def opened(self, instance: models.Model, sealed: Sealed) -> Any:
        """The plain value. Raises SealBroken."""
        return self.from_text(unseal_text(sealed.token, bound_to=self.bound_to(instance.pk)))

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or value == "" or isinstance(value, Sealed):
            return value
        if model_instance.pk is None:
            raise TypeError("A sealed row is saved by its own save(), which first learns its number.")
        return Sealed(seal_text(self.to_text(value), bound_to=self.bound_to(model_instance.pk)))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or value == "":
            return value
        if isinstance(value, Sealed):
            return value.token
        raise TypeError(f"{self.name} is sealed: it is written by save() and by nothing else.")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        # Asked by constraints that look whether something is written at all; the words stay here.
        if value is None or value == "":
            return value
        return value.token if isinstance(value, Sealed) else "sealed"

    def value_to_string(self, obj: models.Model) -> str:
        """What a dump holds: the ciphertext."""
        value = self.pre_save(obj, False)
        return value.token if isinstance(value, Sealed) else (value or "")

    def value_from_object(self, obj: models.Model) -> Any:
        # A form shows the text; a dump, which passes dates and numbers on as they are, asks value_to_string for it.
        value = super().value_from_object(obj)
        return self.to_text(value) if isinstance(value, dt.date) else value

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text


class SealedCharField(SealedField, models.CharField):
    """One sealed line; `max_length` counts the plain characters."""


class SealedTextField(SealedField, models.TextField):
    """Sealed words."""


class SealedDateField(SealedField, models.DateField):
    """A sealed date."""

    def to_text(self, value: dt.date) -> str:
        return value.isoformat()

    def from_text(self, text: str) -> dt.date:
        return dt.date.fromisoformat(text)


class SealedJSONField(SealedField, models.JSONField):
    """Sealed structured data of plain JSON types."""

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)

    def from_text(self, text: str) -> Any:
        return json.loads(text)


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """The sealed columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
