"""Registering a person and following where they stand."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from base import clock
from base.models import User
from volunteers.models import Person, PersonRole, StageChange, WorkConditions
from volunteers.search import file_under


@transaction.atomic
def register_person(
    *,
    actor: User,
    call_name: str,
    conditions: dict[str, Any] | None = None,
    roles: Iterable[str] = (PersonRole.Kind.SEEKER,),
    team: Iterable[User] = (),
    token: uuid.UUID | str | None = None,
    **fields: Any,
) -> tuple[Person, bool]:
    """(person, made): only a name to call them by is required. The actor is on the team and the main supporter.

    `conditions` are fields of WorkConditions, `avoid_partners` among them as a list. The same `token` again
    gives the person it made before. Raises ValidationError with a sentence per field.
    """
    conditions = dict(conditions or {})
    avoid = conditions.pop("avoid_partners", [])
    fields = {"main_supporter": actor, "registered_at": clock.now(), "call_name": call_name.strip(), **fields}
    Person(**fields).full_clean(exclude=["posted_token", "public_id"])
    person, made = Person.create_once(token=token, known_by=("call_name",), **fields)
    if not made:
        return person, False
    person.team.set({person.main_supporter, actor, *team})
    file_under(person)
    wishes = WorkConditions(person=person, **conditions)
    wishes.full_clean(exclude=["person"])
    wishes.save()
    wishes.avoid_partners.set(avoid)
    for kind in roles:
        give_role(person, kind)
    StageChange.objects.create(
        person=person, from_stage=None, to_stage=person.stage, actor=actor, at=clock.now()
    )
    return person, True


@transaction.atomic
def update_person(person: Person, **fields: Any) -> None:
    """Save what was learnt about a person. The stage has a verb of its own."""
    if "stage" in fields:
        raise TypeError("the stage is changed by change_stage, which keeps its history")
    for name, value in fields.items():
        setattr(person, name, value)
    person.full_clean(exclude=["posted_token"])
    person.save(update_fields=list(fields))
    file_under(person)


@transaction.atomic
def update_conditions(person: Person, **conditions: Any) -> WorkConditions:
    """Save work conditions as told today; None means that it is not known."""
    wishes = person.conditions
    avoid = conditions.pop("avoid_partners", None)
    for name, value in {**conditions, "confirmed_on": clock.today()}.items():
        setattr(wishes, name, value)
    wishes.full_clean(exclude=["person"])
    wishes.save()
    if avoid is not None:
        wishes.avoid_partners.set(avoid)
    return wishes


@transaction.atomic
def change_stage(person: Person, to: int, *, actor: User) -> bool:
    """Note a new stage, forth or back or aside; False when the person stands there already."""
    locked = Person._base_manager.select_for_update().get(pk=person.pk)
    if locked.stage == to:
        return False
    StageChange.objects.create(
        person=person, from_stage=locked.stage, to_stage=to, actor=actor, at=clock.now()
    )
    person.stage = to
    person.save(update_fields=["stage"])
    return True


def give_role(person: Person, kind: str) -> PersonRole:
    """Give a person a role from today; the one they already have is kept."""
    role, _made = PersonRole.objects.get_or_create(
        person=person, kind=kind, until=None, defaults={"since": clock.today()}
    )
    return role


def change_team(person: Person, *, add: Iterable[User] = (), remove: Iterable[User] = ()) -> None:
    """Let colleagues onto a person's team or off it; the main supporter stays."""
    person.team.add(*add)
    person.team.remove(*(user for user in remove if user.pk != person.main_supporter_id))
