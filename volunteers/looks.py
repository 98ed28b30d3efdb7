"""Who has looked at somebody: the readings of their record, and those of what they wrote before they had one."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from base.models import AuditEntry, AuditSubject
from volunteers.models import ConsultationRequest, Person
from volunteers.wording import SCREENS

BEFORE = "request"
"""Why somebody might read a request that was nobody's record yet: it had come to the desk."""


def looks_at(person: Person) -> QuerySet[AuditEntry, Any]:
    """The entries of the log about somebody, newest first; `why` says what let the reader. Needs a reading scope."""
    subjects = AuditSubject.objects.filter(person_id=person.pk)
    why = subjects.filter(entry=OuterRef("pk")).values("why")[:1]
    entries = AuditEntry.objects.filter(
        Q(pk__in=subjects.values("entry")) | Q(pk__in=_before_they_were_registered(person))
    )
    return (
        entries.annotate(why=Coalesce(Subquery(why), Value(BEFORE)))
        .select_related("actor")
        .order_by("-number")
    )


def _before_they_were_registered(person: Person) -> list[int]:
    """Entries that name the number of a request which is now part of the record."""
    receipts = ConsultationRequest.objects.filter(person=person).values_list("receipt", flat=True)
    wanted = [f"{screen} {receipt}" for receipt in receipts for screen in SCREENS if "consultation" in screen]
    if not wanted:
        return []
    return list(AuditEntry.objects.filter(what__in=wanted).values_list("pk", flat=True))
