"""How much one address may send. Wide enough for a household, a school or a library behind one address."""

from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest

from .address import mark_of

HOUR, DAY = 3600, 24 * 3600


@dataclass(frozen=True)
class Limit:
    """Forms that made a record, by address: at most so many an hour and a day. Refused forms are not counted."""

    name: str
    an_hour: int = 30
    a_day: int = 100

    def is_reached(self, request: HttpRequest) -> bool:
        """Whether this address has sent enough for now."""
        counts = caches["shared"].get_many(self._keys(request))
        hour, day = (counts.get(key, 0) for key in self._keys(request))
        return hour >= self.an_hour or day >= self.a_day

    def count(self, request: HttpRequest) -> None:
        """One more from this address."""
        cache = caches["shared"]
        for key, seconds in zip(self._keys(request), (HOUR, DAY), strict=True):
            cache.add(key, 0, seconds)
            try:
                cache.incr(key)
            except ValueError:  # it ran out between the two lines
                cache.set(key, 1, seconds)

    def _keys(self, request: HttpRequest) -> tuple[str, str]:
        mark = mark_of(request)
        return f"open-form:{self.name}:hour:{mark}", f"open-form:{self.name}:day:{mark}"
