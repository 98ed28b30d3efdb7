"""What happens to openings and projects. Each verb is one transaction."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from base import clock
from base.models import User
from base.states import MoveRefused, all_or_nothing, as_seen, begin, move
from partners.actions import mark_openings_made, tell_partner
from partners.models import Need, NeedNews
from projects.models import CommunityProject, Opening, OpeningIndexPage, OpeningPage, WorkOrder
from projects.models.openings import CONDITION_FIELDS, OpeningState
from projects.models.projects import ProjectState, Role
from projects.rules import missing_for_publication

# What somebody has looked through: a condition that changes afterwards is looked through again.
REVIEWED_STATES = (
    OpeningState.APPROVED,
    OpeningState.PUBLISHED,
    OpeningState.PAUSED,
    OpeningState.FILLED,
)


class NoPlaceLeft(MoveRefused):
    """All places of an opening are taken, or it is not open."""


@transaction.atomic
def make_opening(
    need: Need | None, *, actor: User, tasks: Any = (), token: uuid.UUID | str | None = None, **values: Any
) -> tuple[Opening, bool]:
    """(opening, made): carve a draft opening out of a need, or make one for a project.

    `values` are fields of Opening; partner and workplace come from the need when not given. Raises
    ValidationError with a sentence per field when a rule of the database would be broken.
    """
    if need is not None:
        values.setdefault("partner", need.partner)
        values.setdefault("workplace", need.workplace)
    values = {"owner": actor, "made_at": clock.now(), **values}
    Opening(need=need, **values).full_clean(exclude=["posted_token"])
    opening, made = Opening.create_once(token=token, known_by=("need", "title"), need=need, **values)
    if made:
        opening.tasks.set(tasks)
        begin(opening, actor=actor)
        if need is not None:
            mark_openings_made(need, actor=actor, opening_title=opening.title)
    return opening, made


@transaction.atomic
def change_conditions(opening: Opening, *, actor: User, **values: Any) -> list[str]:
    """Save new values; a changed condition of a shown opening sends it back to review (domain.md 4.4, L4).

    Returns the names of the fields that changed.
    """
    locked = Opening.objects.select_for_update().get(pk=opening.pk)
    changed = [name for name, value in values.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(opening, name, values[name])
    opening.refresh_from_db(fields=["state", "places_taken"])
    opening.full_clean(exclude=["posted_token"])
    opening.save(update_fields=changed)
    if opening.state in REVIEWED_STATES and set(changed) & set(CONDITION_FIELDS):
        move(opening, OpeningState.IN_REVIEW, actor=actor, reason=_("A shown condition was changed."))
    _fill_or_open(opening, actor=actor)
    return changed


def publish(
    opening: Opening, *, actor: User, summary: str, body: Any = (), tags: Any = (), seen: str | None = None
) -> OpeningPage:
    """Review, approve and show an opening with its page, in one step, each move in the log.

    Raises MoveRefused with everything that is still missing (`rules.missing_for_publication`).
    """
    missing = missing_for_publication(opening, summary=summary, on=clock.today())
    if missing:
        raise MoveRefused(" ".join(missing))
    with all_or_nothing(opening):
        for state in _way_to_publication(opening):
            move(opening, state, actor=actor, seen=seen)
            seen = None
        _fill_or_open(opening, actor=actor)
        confirm_accuracy(opening)
        page = _show(opening, actor=actor, summary=summary, body=body, tags=tags)
        tell_partner(opening.need, NeedNews.Kind.PUBLISHED, opening_title=opening.title)
    return page


def _way_to_publication(opening: Opening) -> list[OpeningState]:
    """The moves that lie between the opening's state and `published`."""
    way = [OpeningState.IN_REVIEW, OpeningState.APPROVED, OpeningState.PUBLISHED]
    if opening.state == OpeningState.PAUSED:
        return way[2:]
    return way[way.index(opening.state) + 1 :] if opening.state in way else way  # type: ignore[arg-type]


def _show(opening: Opening, *, actor: User, summary: str, body: Any, tags: Any) -> OpeningPage:
    page = OpeningPage.objects.filter(opening=opening).first()
    if page is None:
        index = OpeningIndexPage.objects.first()
        if index is None:
            raise MoveRefused(_("There is no list of openings on the site yet. Please ask a site editor."))
        page = OpeningPage(opening=opening, slug=f"opening-{opening.pk}", live=False, owner=actor)
        page.title, page.summary = opening.title, summary
        index.add_child(instance=page)
    page.title, page.summary = opening.title, summary
    if body:
        page.body = body
    if tags:
        page.tags.set(tags)
    page.full_clean()
    page.save_revision(user=actor, log_action=True).publish(user=actor, skip_permission_checks=True)
    return page


@transaction.atomic
def return_to_author(opening: Opening, *, actor: User, reason: str, seen: str | None = None) -> None:
    """Give an opening in review back with a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what should be changed.")})
    move(opening, OpeningState.RETURNED, actor=actor, reason=reason, seen=seen)


def submit_for_review(opening: Opening, *, actor: User, seen: str | None = None) -> None:
    """Ask somebody else to look at it."""
    move(opening, OpeningState.IN_REVIEW, actor=actor, seen=seen)


def pause(opening: Opening, *, actor: User, reason: str = "", seen: str | None = None) -> None:
    """Take it off the public list for a while."""
    move(opening, OpeningState.PAUSED, actor=actor, reason=reason, seen=seen)


@transaction.atomic
def resume(opening: Opening, *, actor: User, seen: str | None = None) -> None:
    """Show it again."""
    move(opening, OpeningState.PUBLISHED, actor=actor, seen=seen)
    _fill_or_open(opening, actor=actor)


def close(opening: Opening, *, actor: User, reason: str, seen: str | None = None) -> None:
    """End it. Records stay; the page answers that it is closed."""
    move(opening, OpeningState.CLOSED, actor=actor, reason=reason, seen=seen)


def expire_openings(today: dt.date) -> int:
    """Take down what is shown beyond its date (the system's own move). Returns how many."""
    due = Opening.objects.filter(
        state__in=(OpeningState.PUBLISHED, OpeningState.FILLED), valid_until__lt=today
    )
    for opening in due:
        move(opening, OpeningState.EXPIRED, actor=None)
    return len(due)


@transaction.atomic
def claim_place(opening: Opening, *, actor: User) -> None:
    """Take one place. Of any number of simultaneous claims on the last place exactly one succeeds.

    The condition and the count are one UPDATE; a check before an insert overbooks (architecture.md, fact 4).
    Raises NoPlaceLeft.
    """
    claimed = Opening.objects.filter(
        pk=opening.pk, state=OpeningState.PUBLISHED, places_taken__lt=F("places")
    ).update(places_taken=F("places_taken") + 1)
    if not claimed:
        raise NoPlaceLeft(_("There is no place left in “%(title)s”.") % {"title": opening.title})
    opening.refresh_from_db(fields=["places", "places_taken", "state"])
    _fill_or_open(opening, actor=actor)


@transaction.atomic
def release_place(opening: Opening, *, actor: User) -> None:
    """Give one place back; a filled opening that is still within its dates is open again."""
    Opening.objects.filter(pk=opening.pk, places_taken__gt=0).update(places_taken=F("places_taken") - 1)
    opening.refresh_from_db(fields=["places", "places_taken", "state", "valid_until"])
    _fill_or_open(opening, actor=actor)


def _fill_or_open(opening: Opening, *, actor: User) -> None:
    """Bring the state in line with the places: the last one fills, a free one opens again within the dates."""
    if opening.state == OpeningState.PUBLISHED and opening.places_left == 0:
        move(opening, OpeningState.FILLED, actor=actor)
    still_valid = opening.valid_until is None or opening.valid_until >= clock.today()
    if opening.state == OpeningState.FILLED and opening.places_left > 0 and still_valid:
        move(opening, OpeningState.PUBLISHED, actor=actor)


@transaction.atomic
def move_project(
    project: CommunityProject, to: ProjectState, *, actor: User, seen: str | None = None
) -> None:
    """Move a project; under way it must have a lead and a secretariat (domain.md 4.6)."""
    if to == ProjectState.ACTIVE:
        filled = set(
            project.stakeholders.filter(
                role__in=(Role.LEAD, Role.SECRETARIAT), partner__isnull=False
            ).values_list("role", flat=True)
        )
        if filled != {Role.LEAD, Role.SECRETARIAT}:
            raise MoveRefused(_("A project needs a lead and a secretariat before it gets under way."))
    move(project, to, actor=actor, seen=seen)


def start_project(*, actor: User, **values: Any) -> CommunityProject:
    """Write down the idea of a project."""
    with transaction.atomic():
        project = CommunityProject.objects.create(**values)
        begin(project, actor=actor)
    return project


def take_order(project: CommunityProject, *, actor: User, **values: Any) -> WorkOrder:
    """Note an enquiry for sold work."""
    with transaction.atomic():
        order = WorkOrder.objects.create(project=project, **values)
        begin(order, actor=actor)
    return order


def move_order(order: WorkOrder, to: str, *, actor: User, seen: str | None = None) -> None:
    """Move a work order along its way to the money shared out."""
    move(order, to, actor=actor, seen=seen)


@transaction.atomic
def confirm_accuracy(
    opening: Opening, *, seen: str | None = None, allowed: Collection[str] = tuple(OpeningState)
) -> None:
    """Somebody looked: what is shown is still right (domain.md L5).

    `seen` is the state that they were looking at. Raises AlreadyMoved, or MoveRefused in a state that is not allowed.
    """
    if as_seen(opening, opening.state if seen is None else seen).state not in allowed:
        raise MoveRefused(_("Nothing of this opening is shown now, so there is nothing to confirm."))
    opening.accuracy_confirmed_on = clock.today()
    opening.save(update_fields=["accuracy_confirmed_on"])
