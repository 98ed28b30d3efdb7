"""The people whom the reader supports: list, register, page, edit, stage, team."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from base.audit import AuditAction
from base.desk import desk_page, posted_token, said_by_rule, tell
from base.sheets import one_sheet, sheet_of
from base.states import MoveRefused
from base.vocabulary import Stage
from projects.forms.fields import fingerprint
from volunteers.actions import (
    change_stage,
    change_team,
    give_role,
    register_person,
    update_conditions,
    update_person,
)
from volunteers.consent_forms import READY
from volunteers.forms import (
    ConditionsForm,
    FilterForm,
    PersonForm,
    RegisterForm,
    SearchForm,
    StageForm,
    TeamForm,
)
from volunteers.forms.people import GROUPS
from volunteers.models import Match, Person, PersonRole, WorkConditions
from volunteers.models.matches import LIVE_MATCH_STATES
from volunteers.rules import on_team_or_chief
from volunteers.search import named
from volunteers.wording import rows_of

from .caseload import going_on, history_of, people_by_wait
from .consents import consents_of
from .trail import people_crumb, person_crumb
from .wall import doing, for_supporters, person_or_404, reader

PEOPLE_A_PAGE = 50


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """The reader's people, longest wait first. A name to look for is posted, so that it stands in no address."""
    doing(AuditAction.LIST)
    filters = FilterForm(request.GET)
    search = SearchForm(request.POST if request.method == "POST" else None)
    found = _filtered(people_by_wait(), filters, request)
    if search.is_bound and search.is_valid() and search.cleaned_data["name"]:
        doing(AuditAction.SEARCH)
        found = found.filter(pk__in=named(search.cleaned_data["name"]).values("pk"))
    page = Paginator(found.prefetch_related("roles", going_on()), PEOPLE_A_PAGE).get_page(
        request.GET.get("p")
    )
    return desk_page(
        request,
        "volunteers/desk/people.html",
        title=_("People"),
        icon="group",
        filters=filters,
        search=search,
        page=page,
        is_narrowed=bool(request.GET) or search.is_bound,
        query="&".join(f"{name}={value}" for name, value in _choices(filters).items()),
    )


def _filtered(people: QuerySet[Any], filters: FilterForm, request: HttpRequest) -> QuerySet[Any]:
    chosen = filters.cleaned_data if filters.is_valid() else {}
    if chosen.get("stage") is not None:
        people = people.filter(stage=chosen["stage"])
    if chosen.get("role"):
        people = people.filter(
            pk__in=PersonRole.objects.filter(kind=chosen["role"], until__isnull=True).values("person")
        )
    if chosen.get("area"):
        people = people.filter(area=chosen["area"])
    if chosen.get("mine"):
        people = people.filter(main_supporter=reader(request))
    return people


def _choices(filters: FilterForm) -> dict[str, Any]:
    """The filters in force, for the links of the pages."""
    chosen = filters.cleaned_data if filters.is_valid() else {}
    return {name: filters.data[name] for name, value in chosen.items() if value not in (None, "", False)}


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """One screen; only a name to call them by is required."""
    return registering(request, crumbs=[people_crumb()], back=reverse("desk_people"))


@one_sheet
def registering(
    request: HttpRequest,
    *,
    crumbs: list[tuple[str, str]],
    back: str,
    initial: dict[str, Any] | None = None,
    hint: str = "",
    kept: Callable[[Person], None] | None = None,
) -> HttpResponse:
    """The screen on which somebody is registered, `initial` filled in and `hint` above it.

    `kept(person)` is done in the transaction that makes the person; what it refuses is said on the screen.
    """
    posted = request.POST if request.method == "POST" else None
    form, conditions = RegisterForm(posted, initial=initial), ConditionsForm(posted)
    token = posted_token(request) or sheet_of(request)
    refused: list[str] = []
    if form.is_bound and form.is_valid() & conditions.is_valid():
        try:
            with transaction.atomic():
                person, made = register_person(
                    actor=reader(request), conditions=conditions.values(), token=token, **form.cleaned_data
                )
                if kept:
                    kept(person)
        except (ValidationError, MoveRefused) as error:
            refused = said_by_rule(error)
        else:
            tell(
                request,
                _("Registered. Thank you for listening.")
                if made
                else _(
                    "This form had been sent already. If you changed something in it since, change it here."
                ),
            )
            return redirect("desk_person", person.public_id)
    return desk_page(
        request,
        "volunteers/desk/person_form.html",
        title=_("Register a person"),
        icon="user",
        crumbs=crumbs,
        form=form,
        conditions=conditions,
        token=token,
        is_new=True,
        seen="",
        hint=hint,
        refused=refused,
        back=back,
    )


@for_supporters
@require_http_methods(["GET", "HEAD"])
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: their words first, then where they stand and what is going on."""
    return person_page(request, person_or_404(public_id))


def person_page(
    request: HttpRequest, person: Person, *, team: TeamForm | None = None, refused: tuple[str, ...] = ()
) -> HttpResponse:
    """The page of a person, also with what was refused."""
    matches = list(
        Match.objects.filter(person=person).select_related("opening__partner", "owner", "placement")
    )
    placements = [match.placement for match in matches if hasattr(match, "placement")]
    stages = list(person.stage_changes.select_related("actor"))
    return desk_page(
        request,
        "volunteers/desk/person.html",
        title=_("Person %(number)s") % {"number": person.public_id},
        icon="user",
        crumbs=[people_crumb()],
        status=409 if refused else 200,
        person=person,
        roles=[role for role in person.roles.all() if role.until is None],
        missing_roles=_missing_roles(person),
        groups=_conditions_in_words(person.conditions),
        live=[match for match in matches if match.state in LIVE_MATCH_STATES],
        past=[match for match in matches if match.state not in LIVE_MATCH_STATES],
        stages=Stage.choices,
        stage_changes=stages[::-1],
        team_form=team or _team_form(person),
        team=[user.shown_name for user in person.team.all() if user.pk != person.main_supporter_id],
        events=history_of(matches, placements, stages=stages),
        refused=refused,
        emergencies=list(person.emergencies.select_related("actor", "seen_by")),
        consents=consents_of(person),
        purposes=READY.values(),
        is_emergency=not on_team_or_chief(reader(request), person),
    )


def _conditions_in_words(conditions: WorkConditions) -> list[dict[str, Any]]:
    groups = []
    for group in GROUPS:
        names = (*group.fields, *(name for table in group.tables for name in table))
        rows = rows_of(conditions, names)
        known = [row for row in rows if row.description]
        groups.append(
            {
                "key": group.key,
                "title": group.title,
                "known": known,
                "unknown": [row.term for row in rows if not row.description and row.name != "avoid_partners"],
            }
        )
    return groups


def _missing_roles(person: Person) -> list[tuple[str, Any]]:
    held = {role.kind for role in person.roles.all() if role.until is None}
    return [(kind, label) for kind, label in PersonRole.Kind.choices if kind not in held]


def _team_form(person: Person) -> TeamForm:
    return TeamForm(initial={"main_supporter": person.main_supporter_id, "team": person.team.all()})


@for_supporters
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same screen as for registering. A colleague's change in the meantime is not overwritten unseen."""
    person = person_or_404(public_id)
    seen = _shown(person)
    posted = request.POST if request.method == "POST" else None
    form, conditions = PersonForm(posted, instance=person), ConditionsForm(posted, instance=person.conditions)
    refused: list[str] = []
    if form.is_bound and form.is_valid() & conditions.is_valid():
        refused = _save(request, person, form, conditions)
        if not refused:
            tell(request, _("Saved."))
            return redirect("desk_person", public_id)
    return desk_page(
        request,
        "volunteers/desk/person_form.html",
        title=_("What is known of %(number)s") % {"number": public_id},
        icon="user",
        crumbs=[people_crumb(), person_crumb(public_id)],
        status=409 if refused else 200,
        form=form,
        conditions=conditions,
        token="",
        is_new=False,
        seen=seen,
        hint="",
        refused=refused,
        back=reverse("desk_person", args=[public_id]),
    )


def _save(request: HttpRequest, person: Person, form: PersonForm, conditions: ConditionsForm) -> list[str]:
    """What stands in the way of saving, in words; empty when it is saved."""
    with transaction.atomic():
        Person._base_manager.select_for_update().get(pk=person.pk)
        if _shown(person_or_404(person.public_id)) != request.POST.get("seen"):
            return [
                _(
                    "A colleague changed this page while you were writing. What you typed is still here; nothing was "
                    "saved yet. Look at it once more and save again."
                )
            ]
        try:
            update_person(person, **form.cleaned_data)
            update_conditions(person, **conditions.values())
        except ValidationError as error:
            transaction.set_rollback(True)
            return said_by_rule(error)
    return []


def _shown(person: Person) -> str:
    """A mark of everything that the page of edits shows of somebody."""
    known = [getattr(person, name) for name in PersonForm.Meta.fields]
    wishes = person.conditions
    known += [getattr(wishes, name) for name in ConditionsForm.Meta.fields if name != "avoid_partners"]
    return fingerprint(
        [person.public_id, *known, *sorted(wishes.avoid_partners.values_list("pk", flat=True))]
    )


@for_supporters
@require_POST
def stage(request: HttpRequest, public_id: str) -> HttpResponse:
    """One click: forth, back or aside. Somebody else's step in the meantime is not undone unseen."""
    person = person_or_404(public_id)
    form = StageForm(request.POST)
    if not form.is_valid():
        return redirect("desk_person", public_id)
    with transaction.atomic():
        now = Person._base_manager.select_for_update().get(pk=person.pk).stage
        is_stale = form.cleaned_data["seen"] != now and form.cleaned_data["stage"] != now
        if not is_stale:
            change_stage(person, form.cleaned_data["stage"], actor=reader(request))
    if is_stale:
        person.stage = now
        return person_page(request, person, refused=(_stage_was_changed(person),))
    tell(request, _("The stage is now “%(stage)s”.") % {"stage": person.get_stage_display()})
    return redirect("desk_person", public_id)


def _stage_was_changed(person: Person) -> str:
    last = person.stage_changes.select_related("actor").last()
    return _("Already moved to “%(state)s” by %(who)s. Nothing of yours was changed.") % {
        "state": person.get_stage_display(),
        "who": last.actor.shown_name if last else _("the system"),
    }


@for_supporters
@require_POST
def role(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a person one more role."""
    person = person_or_404(public_id)
    kind = request.POST.get("kind", "")
    if kind in PersonRole.Kind.values:
        given = give_role(person, kind)
        tell(request, _("Role added: %(role)s") % {"role": given.get_kind_display()})
    return redirect("desk_person", public_id)


@for_supporters
@require_POST
def team(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who runs alongside, and who may read."""
    person = person_or_404(public_id)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return person_page(request, person, team=form)
    supporter, wanted = form.cleaned_data["main_supporter"], set(form.cleaned_data["team"])
    with transaction.atomic():
        update_person(person, main_supporter=supporter)
        change_team(person, add={supporter, *wanted}, remove=set(person.team.all()) - wanted)
    tell(request, _("The team is changed."))
    if Person.objects.filter(pk=person.pk).exists():
        return redirect("desk_person", public_id)
    return redirect("desk_people")
