"""Small scenes for tests of the desk, made through the product's own verbs."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from base import clock
from base.models import Area, User
from base.states import move
from base.vocabulary import ALL_SLOTS, PayKind, TravelMode, WorkForm
from partners.actions import hear, start_carving, submit_need
from partners.models import Member, Partner, Workplace
from projects.actions import make_opening
from projects.models import Opening
from projects.models.openings import OpeningState
from volunteers import actions
from volunteers.models import ConsentRecord, Match, Person, Placement
from volunteers.scopes import reading_as

PASSWORD = "a-password-of-tests"


def user(name: str, group: Group | None = None, **fields: Any) -> User:
    """An account, in a group if one is given."""
    account = User.objects.create_user(name, password=PASSWORD, display_name=f"担当 {name}", **fields)
    if group:
        account.groups.add(group)
    return account


def coordinator(name: str = "coordinator") -> User:
    return user(name, _supporters().exclude(permissions__codename="support_everyone").get())


def chief(name: str = "chief") -> User:
    return user(name, _supporters().get(permissions__codename="support_everyone"))


def editor(name: str = "editor") -> User:
    """A site editor: into the admin, but not to people."""
    return user(name, Group.objects.get(name__startswith="広報"))


def _supporters() -> QuerySet[Group]:
    return Group.objects.filter(permissions__codename="support_person")


def partner(name: str = "見本水産") -> Partner:
    return Partner.objects.create(
        legal_name=name, area=Area.objects.first(), published_consent_on=clock.today()
    )


def member_of(host: Partner, name: str = "employer") -> User:
    """An account of an employer."""
    account = user(name)
    Member.objects.create(user=account, partner=host, confirmed_at=clock.now())
    return account


def opening(actor: User, *, host: Partner | None = None, **values: Any) -> Opening:
    """An opening that nothing is said against, shown to the public, with a need behind it."""
    host = host or Partner.objects.first() or partner()
    place, _made = Workplace.objects.get_or_create(
        partner=host, name=f"{host} 作業場", area=Area.objects.first()
    )
    need, _sent = submit_need(host, actor=actor, trouble="手が足りない")
    hear(need, actor=actor)
    start_carving(need, actor=actor)
    kind: dict[str, Any] = {
        "title": "網の手入れ",
        "work_form": WorkForm.NON_EMPLOYMENT_TRAINING,
        "pay_kind": PayKind.KOCHIN,
        "workplace": place,
        "places": 2,
        "hours_min": 2,
        "hours_max": 8,
        "starts_from_hours": 2,
        "slots": ALL_SLOTS,
        "slots_needed": 1,
        "valid_until": clock.today() + dt.timedelta(days=60),
        "papers_complete": True,
        "supporter_named": True,
        "pick_up": True,
        "reach_modes": TravelMode.BUS_OR_TRAIN,
        "accuracy_confirmed_on": clock.today(),
        "tasks_text": "ほつれた網を直します。",
    }
    made, _ = make_opening(need, actor=actor, **(kind | values))
    for state in (OpeningState.IN_REVIEW, OpeningState.APPROVED, OpeningState.PUBLISHED):
        move(made, state, actor=actor)
    return made


def person(actor: User, name: str = "みなと", **fields: Any) -> Person:
    """Somebody with a few known conditions."""
    conditions = {
        "max_hours_now": 6,
        "slots": ALL_SLOTS,
        "travel_modes": TravelMode.BUS_OR_TRAIN.value,
        "lift_kg": 5,
    } | fields.pop("conditions", {})
    fields.setdefault("area", Area.objects.first())
    with reading_as(actor):
        made, _ = actions.register_person(actor=actor, call_name=name, conditions=conditions, **fields)
    return made


def suggested(who: Person, what: Opening, actor: User) -> Match:
    with reading_as(actor):
        return actions.suggest(who, what, actor=actor)[0]


def proposed(who: Person, what: Opening, actor: User) -> Match:
    match = suggested(who, what, actor)
    with reading_as(actor):
        actions.talk_over(match, actor=actor, words="やってみたい")
        actions.propose(match, actor=actor)
    return match


def agreed(who: Person, what: Opening, actor: User, *, starts_on: dt.date | None = None) -> Placement:
    match = proposed(who, what, actor)
    with reading_as(actor):
        return actions.agree(
            match,
            actor=actor,
            starts_on=starts_on or clock.today(),
            workplace_supporter="作業場の浜さん",
            hours_per_week=4,
        )


def working(who: Person, what: Opening, actor: User, *, since: dt.date | None = None) -> Placement:
    on = since or clock.today() - dt.timedelta(days=30)
    placement = agreed(who, what, actor, starts_on=on)
    with reading_as(actor):
        actions.begin_work(placement, actor=actor, on=on)
    return placement


def consent(who: Person, actor: User, *, partner: Partner | None = None, **values: Any) -> ConsentRecord:
    """A consent that was given today: for work with `partner`, or else for an agency."""
    asked: dict[str, Any] = {
        "purpose": "work" if partner else "agency",
        "agency": "" if partner else "みほん市 福祉の窓口",
        "fields": ["call_name", "time"],
        "ends_on": clock.today() + dt.timedelta(days=90),
    } | values
    with reading_as(actor):
        made, _new = actions.ask_consent(who, actor=actor, partner=partner, **asked)
        actions.note_given(made, actor=actor, method="paper")
    return made


def shared(who: Person, actor: User) -> ConsentRecord:
    """A consent for an agency, whose sheet was printed once."""
    given = consent(who, actor)
    actions.share(given, actor=actor, purpose="agency", partner=None, way="paper", what="desk_consent_print")
    return given
