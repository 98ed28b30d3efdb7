"""What a request has read about people: noted by the rows themselves as they come out of the database.

Nobody has to remember to say whom a page shows; a row that was loaded counts as read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.db import models


@dataclass
class Reading:
    """Keys of the rows that were read, by what leads from them to a person."""

    action: str = ""
    """What the view says that it is doing, where it is neither reading nor writing."""
    about: str | None = None
    """What is about somebody who is no person of ours yet: the number of a request; "" for a list of them."""
    seen: dict[str, set[int]] = field(default_factory=dict)

    def note(self, path: str, key: int) -> None:
        self.seen.setdefault(path, set()).add(key)


_reading: ContextVar[Reading | None] = ContextVar("volunteers_reading", default=None)


@contextmanager
def noting() -> Iterator[Reading]:
    """Collect what is read inside."""
    reading = Reading()
    token = _reading.set(reading)
    try:
        yield reading
    finally:
        _reading.reset(token)


def reading_now() -> Reading | None:
    """The reading that is going on, if somebody reads."""
    return _reading.get()


class Noted(models.Model):
    """A row about a person. `leads_to_person` is its column that names the person, or a row that does."""

    leads_to_person: ClassVar[str] = "person_id"

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        reading = _reading.get()
        if reading is not None:
            key = row.__dict__.get("id" if cls.leads_to_person == "pk" else cls.leads_to_person)
            if key is None:  # loaded without that column: the row itself leads there
                reading.note(f"{cls._meta.label_lower}", row.pk)
            else:
                reading.note(cls.leads_to_person, key)
        return row
