"""The bytes of documents about people: digests of them, what is left over in the store, and new seals for old keys."""

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from base.sealing import digest
from base.sealing.bytes import key_of
from base.sealing.current import ring
from base.sealing.rotation import Reseal, Told
from base.uploads import store
from volunteers.models import PersonDocument

PURPOSE = "document"


def digest_of(data: bytes) -> str:
    """Tells whether the bytes are still the same; nothing without the key ring."""
    return digest(hashlib.sha256(data).hexdigest(), purpose=PURPOSE)


def left_over() -> list[str]:
    """Files whose record is not there (a process that died between the two) or was removed."""
    kept = PersonDocument._base_manager.filter(removed_at__isnull=True)
    wanted = {str(key) for key in kept.values_list("key", flat=True)}
    return [name for name in store.names() if name not in wanted]


def held(alias: str) -> Iterator[tuple[str, str]]:
    """(name, bound_to) of every file that the records of a database say is in the store."""
    records = PersonDocument._base_manager.using(alias).filter(removed_at__isnull=True).order_by("pk")
    for document in records.only("pk", "key"):
        yield str(document.key), document.bound_to


def _kept() -> Iterator[PersonDocument]:
    """Records whose file is there. A file without a record may be on its way in: it is not touched."""
    there = set(store.names())
    for document in PersonDocument._base_manager.filter(removed_at__isnull=True).order_by("pk"):
        if str(document.key) in there:
            yield document


def _is_stale(document: PersonDocument) -> bool:
    return key_of(store.beginning_of(str(document.key))) != ring().current.name


def _reseal(told: Told) -> None:
    for done, document in enumerate(filter(_is_stale, _kept()), start=1):
        name = str(document.key)
        data = store.get(name, bound_to=document.bound_to)
        store.put(name, data, bound_to=document.bound_to)
        PersonDocument._base_manager.filter(pk=document.pk).update(digest=digest_of(data))
        told(PersonDocument._meta.label, done)


RESEAL = Reseal(gettext_noop("documents"), lambda: sum(map(_is_stale, _kept())), _reseal)
