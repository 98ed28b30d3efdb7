"""Since when somebody has been waiting: one rule for lists of people and for the whole board."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from volunteers.models import Placement


def with_waiting_since(people: QuerySet[Any]) -> QuerySet[Any]:
    """The people with `waiting_since`: the day of their registration, or on which their last work ended."""
    last_work = Placement.objects.filter(match__person=OuterRef("pk"), ended_on__isnull=False).order_by(
        "-ended_on"
    )
    return people.annotate(
        registered_on=TruncDate("registered_at"),
        waiting_since=Greatest(
            F("registered_on"), Coalesce(Subquery(last_work.values("ended_on")[:1]), F("registered_on"))
        ),
    )
