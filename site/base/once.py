"""A form that is posted twice makes one record."""

import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.db import IntegrityError, models, transaction


class OncePosted(models.Model):
    """A record made from a form that carried a token. The database keeps the token unique."""

    posted_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def create_once(
        cls, *, token: uuid.UUID | str | None = None, known_by: Iterable[str] = (), **values: Any
    ) -> tuple[Self, bool]:
        """(record, made): the record that this token made before, or a new one.

        A form whose address somebody kept, and filled in again for something else, is not a second posting: an
        earlier record that differs in a field of `known_by` is left alone, and the words become a record of their own.
        """
        token = token or uuid.uuid4()
        try:
            with transaction.atomic():
                return cls._base_manager.create(posted_token=token, **values), True
        except IntegrityError:
            earlier = cls._base_manager.filter(posted_token=token).first()
            if earlier is None:  # something else was wrong
                raise
            if any(getattr(earlier, name) != values[name] for name in known_by):
                return cls.create_once(**values)
            return earlier, False
