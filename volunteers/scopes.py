"""The wall in one place: whose people may this request see, and what did it see of them?

Managers of everything about a person are scoped by `reader` and raise when no scope is active, so a forgotten
check is an error and not a leak. A coordinator reads the people on whose team they are; a chief reads all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django_scopes import scope

from base import audit
from volunteers.models import BlockClearance, EmergencyAccess, Match, Person, Placement, Review
from volunteers.models.reading import Reading, noting

from .rules import reads_everyone

EVERYONE = None  # no restriction
NOBODY = 0  # the key of no account
TEAM, CHIEF, EMERGENCY = "team", "chief", "emergency"
PEOPLE_OF = {
    "match_id": (Match, "person"),
    "placement_id": (Placement, "match__person"),
    "volunteers.match": (Match, "person"),
    "volunteers.placement": (Placement, "match__person"),
    "volunteers.review": (Review, "placement__match__person"),
    "volunteers.blockclearance": (BlockClearance, "match__person"),
}


@contextmanager
def reading_as(user: Any) -> Iterator[Reading]:
    """Open the wall for what `user` may read: a chief everyone, others their own people. Notes what is read.

    A visitor who is not signed in has no key, which must not be taken for a chief.
    """
    account = user.pk or NOBODY
    with scope(reader=EVERYONE if reads_everyone(user) else account, account=account), noting() as reading:
        yield reading


@contextmanager
def reading_everyone_unseen() -> Iterator[None]:
    """For what the product itself counts and compares over everybody. Nothing read here may be shown as it is.

    It is no reading by whoever asked, and is not noted as one.
    """
    with scope(reader=EVERYONE, account=NOBODY), noting():
        yield


def keep(reading: Reading, *, user: Any, action: str, what: str) -> None:
    """Write down what was read, before any of it is shown. Raises what `audit.record` raises.

    A reading of nobody is kept only where looking is worth knowing in itself: a search that found nobody, and words
    of somebody who is no person of ours yet.
    """
    people = people_of(reading)
    action = reading.action or action
    if reading.about is not None:
        what = f"{what} {reading.about}".strip()
    if (
        people
        or reading.about is not None
        or action in (audit.AuditAction.SEARCH, audit.AuditAction.BREAK_GLASS)
    ):
        audit.record(actor=user, action=action, what=what, people=why(user, people))


def people_of(reading: Reading) -> set[int]:
    """The people whom the rows that were read are about, each row traced to its person."""
    people: set[int] = set()
    for path, keys in reading.seen.items():
        if path in ("pk", "person_id"):
            people |= keys
        else:
            model, person = PEOPLE_OF[path]
            people |= set(model._base_manager.filter(pk__in=keys).values_list(person, flat=True))
    return people


def why(user: Any, people: set[int]) -> list[tuple[int, str]]:
    """(person, what lets this user read of them). An emergency is named even to a chief's own."""
    on_team = set(
        Person.team.through._base_manager.filter(user=user, person__in=people).values_list(
            "person", flat=True
        )
    )
    opened = set(
        EmergencyAccess._base_manager.filter(
            actor=user, person__in=people - on_team, until__gt=timezone.now()
        ).values_list("person", flat=True)
    )
    return [
        (person, TEAM if person in on_team else EMERGENCY if person in opened else CHIEF) for person in people
    ]
