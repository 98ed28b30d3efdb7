"""Papers about a person: taken in, opened, removed."""

import datetime as dt
import uuid
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from base import clock
from base.models import User
from base.sealing import SealBroken
from base.states import MoveRefused
from base.uploads import Checked, store
from volunteers.models import Person, PersonDocument
from volunteers.papers import digest_of, left_over

LEFT_ALONE = dt.timedelta(hours=24)
"""A file without a record may belong to an upload that is going on."""


@transaction.atomic
def add_document(
    person: Person,
    *,
    actor: User,
    checked: Checked,
    kind: str,
    title: str,
    token: uuid.UUID | str | None = None,
) -> tuple[PersonDocument, bool]:
    """(document, made): keep what was checked, sealed for this record. The same `token` again makes nothing new.

    The file is in place before the record is committed: a process that dies between leaves a file without a record,
    which is unreadable and swept away, and never a record without its file.
    """
    document, made = PersonDocument.create_once(
        token=token,
        person=person,
        kind=kind,
        title=title,
        ending=checked.kind.value,
        size=len(checked.data),
        digest=digest_of(checked.data),
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    if made:
        store.put(str(document.key), checked.data, bound_to=document.bound_to)
    return document, made


def bytes_of(document: PersonDocument) -> bytes:
    """What was kept. Raises MoveRefused when it was removed, is not there, or is not what was put there."""
    if document.removed_at:
        raise MoveRefused(_("This document was removed."))
    try:
        return store.get(str(document.key), bound_to=document.bound_to)
    except (FileNotFoundError, SealBroken) as broken:
        raise MoveRefused(
            _("The file of this document is missing or was changed. Please tell the administrator.")
        ) from broken


@transaction.atomic
def remove_document(document: PersonDocument, *, actor: User, reason: str) -> bool:
    """Erase the bytes and keep who did it and why; False when it was removed already."""
    locked = PersonDocument._base_manager.select_for_update().get(pk=document.pk)
    if locked.removed_at:
        return False
    document.removed_at, document.removed_by, document.removal_reason = clock.now(), actor, reason
    document.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    transaction.on_commit(partial(store.erase, str(document.key)))
    return True


def sweep_store() -> int:
    """Erase files that belong to no record, or to one that was removed; how many."""
    before = (timezone.now() - LEFT_ALONE).timestamp()
    swept = [name for name in left_over() if store.path_of(name).stat().st_mtime < before]
    for name in swept:
        store.erase(name)
    return len(swept)
