"""Two caches behind one name: what all workers must count together is in the database, the rest in memory.

allauth counts tries and remembers used codes in the default cache, and Wagtail keeps the addresses of its sites there.
The first must be shared, the second is asked for with every page and must cost nothing.
"""

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

SHARED = "shared"
COUNTED_TOGETHER = ("allauth",)


class MemoryUnlessShared(LocMemCache):
    """Memory of this process, except for keys that begin with a word of COUNTED_TOGETHER."""

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        return _shared().get(key, *args, **kwargs) if _is_shared(key) else super().get(key, *args, **kwargs)

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        store = _shared().add if _is_shared(key) else super().add
        return bool(store(key, *args, **kwargs))

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        store = _shared().set if _is_shared(key) else super().set
        store(key, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> bool:
        remove = _shared().delete if _is_shared(key) else super().delete
        return bool(remove(key, *args, **kwargs))


def _is_shared(key: str) -> bool:
    return str(key).startswith(COUNTED_TOGETHER)


def _shared() -> Any:
    return caches[SHARED]
