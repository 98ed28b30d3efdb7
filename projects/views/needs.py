"""Needs at the desk: the list, writing one down from the telephone, hearing it, carving tasks out of it."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from base.desk import desk_page, tell
from base.models import User
from base.sheets import one_sheet, sheet_of
from base.wording import slots_in_words
from partners.actions import add_task, decline, hear, start_carving, submit_need, support_otherwise
from partners.models import Need, Task
from partners.models.needs import NeedState
from projects.forms.fields import fingerprint
from projects.forms.needs import CAME_BY, HeardNeedForm, NeedFilter, TaskForm, TaskFormSet
from projects.forms.projects import RowsShown
from projects.forms.steps import DeclineForm, HeardForm, SupportOtherwiseForm
from projects.views.gate import for_coordinators, rows_of
from projects.views.steps import Outcome, Step, offered, step_named, take_or_show, timeline, typed_in_vain

UNDONE = (NeedState.SUBMITTED, NeedState.HEARING, NeedState.CARVING)
OPENINGS_COME_FROM = (NeedState.CARVING, NeedState.OPENINGS_MADE)

STEPS = (
    Step(
        name="hear",
        to=NeedState.HEARING,
        label=gettext_lazy("I will go and listen"),
        explain=gettext_lazy("You take it into your hands. The partner is told that somebody will listen."),
        done=gettext_lazy("It is in your hands now. The partner can see that."),
        run=hear,
        first=True,
    ),
    Step(
        name="carve",
        to=NeedState.CARVING,
        label=gettext_lazy("Note what was heard and look for the pieces"),
        explain=gettext_lazy("Next you split the work into small tasks."),
        done=gettext_lazy("Noted. Now write down the tasks that could be split off."),
        run=start_carving,
        form=HeardForm,
        first=True,
        here=frozenset({NeedState.HEARING}),
    ),
    Step(
        name="carve-more",
        to=NeedState.CARVING,
        label=gettext_lazy("Look for more pieces"),
        explain=gettext_lazy("There may be more in it than the openings made so far."),
        done=gettext_lazy("Noted. Now write down the tasks that could be split off."),
        run=start_carving,
        form=HeardForm,
        here=frozenset({NeedState.OPENINGS_MADE}),
    ),
    Step(
        name="support",
        to=NeedState.SUPPORTED_OTHERWISE,
        label=gettext_lazy("Note that we helped in another way"),
        explain=gettext_lazy("The trouble was eased without an opening."),
        done=gettext_lazy("Noted that we helped in another way. The partner can see that."),
        run=support_otherwise,
        form=SupportOtherwiseForm,
    ),
    Step(
        name="decline",
        to=NeedState.DECLINED,
        label=gettext_lazy("We cannot take this on"),
        explain=gettext_lazy(
            "This ends the need for good, and the partner is told so. Please talk with them first."
        ),
        done=gettext_lazy("Noted that we could not take this on."),
        run=decline,
        form=DeclineForm,
        grave=True,
    ),
)


@for_coordinators
def needs(request: HttpRequest) -> HttpResponse:
    """All needs: those still to be answered first, then the newest."""
    chosen = NeedFilter(request.GET or None)
    return desk_page(
        request,
        "projects/desk/needs.html",
        title=_("Needs"),
        icon="comment",
        filter=chosen,
        rows=rows_of(request, _needs_shown(chosen, request.user)),
    )


def _needs_shown(chosen: NeedFilter, user: Any) -> QuerySet[Need]:
    found = Need.objects.select_related("partner", "owner").annotate(
        openings_made=Count("openings"),
        done=Case(When(state__in=UNDONE, then=Value(0)), default=Value(1), output_field=IntegerField()),
    )
    if chosen.is_bound and chosen.is_valid():
        state, partner = chosen.cleaned_data["state"], chosen.cleaned_data["partner"]
        if state:
            found = found.filter(state__in=UNDONE if state == NeedFilter.UNDONE else [state])
        if partner:
            found = found.filter(partner=partner)
        if chosen.cleaned_data["mine"]:
            found = found.filter(owner=user)
    return found.order_by("done", "-submitted_at", "-pk")


@for_coordinators
@one_sheet
def need_new(request: HttpRequest) -> HttpResponse:
    """Write down what somebody told us, for a partner known or new. The same form twice makes one need."""
    form = HeardNeedForm(request.POST or None, initial={"token": sheet_of(request)})
    if request.method == "POST":
        # Before validation: on the second posting the new partner's name is taken, by the first.
        earlier = _made_by(request.POST)
        if earlier:
            return redirect("desk_need", earlier.pk)
        if form.is_valid():
            need = _write_down(form, actor=request.user)  # type: ignore[arg-type]
            tell(request, _("Written down. The next step is to listen."))
            return redirect("desk_need", need.pk)
    return desk_page(
        request,
        "projects/desk/need_new.html",
        title=_("Write down a need from the telephone"),
        icon="comment",
        crumbs=[(_("Needs"), reverse("desk_needs"))],
        form=form,
    )


def _made_by(posted: QueryDict) -> Need | None:
    """The need that the same form made before."""
    try:
        token = uuid.UUID(posted.get("token", ""))
    except ValueError:
        return None
    return Need.objects.filter(posted_token=token, trouble=posted.get("trouble", "").strip()).first()


def _write_down(form: HeardNeedForm, *, actor: User) -> Need:
    with transaction.atomic():
        partner, new = form.cleaned_data["partner"], form.new_partner()
        if new is not None:
            new.save()
            partner = new
        need, made = submit_need(partner, actor=actor, token=form.cleaned_data["token"], **form.answers())
        if not made:  # a second posting that overtook the check: its partner goes again
            transaction.set_rollback(True)
    return need


@for_coordinators
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: the employer's words, what was heard, the tasks, what came of it, and what to do next."""
    record = get_object_or_404(Need.objects.select_related("partner", "workplace", "owner"), pk=pk)
    return _show(request, record)


@for_coordinators
@require_POST
def need_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one step with a need."""
    record = get_object_or_404(Need, pk=pk)
    step = step_named(STEPS, name)
    return take_or_show(request, record, step, show=_show, back=reverse("desk_need", args=[pk]))


def _show(request: HttpRequest, record: Need, *, outcome: Outcome | None = None) -> HttpResponse:
    openings = record.openings.prefetch_related("tasks").order_by("pk")
    used = {task.pk for opening in openings for task in opening.tasks.all()}
    return desk_page(
        request,
        "projects/desk/need.html",
        title=_("Need of %(partner)s") % {"partner": record.partner},
        icon="comment",
        crumbs=[(_("Needs"), reverse("desk_needs"))],
        status=outcome.status if outcome else 200,
        need=record,
        words=_in_their_words(record),
        came_by=CAME_BY[Need.Source(record.source)],
        tasks=[{"task": task, "loads": _loads(task), "used": task.pk in used} for task in record.tasks.all()],
        openings=openings,
        steps=offered(
            STEPS,
            record,
            outcome=outcome,
            initial={key: {"heard_note": record.heard_note} for key in ("carve", "carve-more")},
        ),
        said=outcome.said if outcome else [],
        kept_words=typed_in_vain(STEPS, record, outcome),
        may_make_openings=record.state in OPENINGS_COME_FROM,
        history=timeline(record, news=record.news.all()),
    )


def _in_their_words(need: Need) -> list[tuple[str, str]]:
    """The answers that were given, as (question, words)."""
    shown = {
        "slots": slots_in_words(need.slots),
        "people_needed": str(need.people_needed or ""),
        "can_try_first": need.get_can_try_first_display(),
        "can_pay": need.get_can_pay_display(),
    }
    return [
        (str(need._meta.get_field(name).verbose_name), shown.get(name, getattr(need, name)))  # type: ignore[union-attr]
        for name in HeardNeedForm.Meta.fields
        if name != "trouble" and shown.get(name, getattr(need, name))
    ]


def _loads(task: Task) -> list[tuple[str, str]]:
    """What is known of a task's loads, as (label, words)."""
    known = [
        (_("at a time"), task.minutes and _("%(n)s minutes") % {"n": task.minutes}),
        (_("lifting"), task.lift_kg is not None and _("%(n)s kg") % {"n": task.lift_kg}),
        (_("standing"), task.stand_minutes is not None and _("%(n)s minutes") % {"n": task.stand_minutes}),
        (_("noise"), task.noise is not None and task.get_noise_display()),
        (_("pressure of pace"), task.pace is not None and task.get_pace_display()),
        (_("contact with customers"), task.customers is not None and task.get_customers_display()),
    ]
    return [(label, str(words)) for label, words in known if words]


@for_coordinators
def need_tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, change and take away tasks of a need, several at once."""
    with transaction.atomic():
        record = get_object_or_404(Need.objects.select_for_update().select_related(None), pk=pk)
        rows = TaskFormSet(request.POST or None, instance=record, prefix="tasks")
        mark = tasks_mark(record)
        said: list[str] = []
        if request.method == "POST" and rows.is_valid():
            if request.POST.get("seen") == mark:
                _save(rows, record)
                tell(request, _("The tasks are saved."))
                return redirect("desk_need", pk)
            if _saved_before(rows, record):
                return redirect("desk_need", pk)
            said = [
                _(
                    "A colleague changed these tasks while you were writing. Yours are still here: look, and save again."
                )
            ]
        return desk_page(
            request,
            "projects/desk/need_tasks.html",
            title=_("Tasks split off"),
            icon="list-ul",
            crumbs=[
                (_("Needs"), reverse("desk_needs")),
                (_("Need of %(partner)s") % {"partner": record.partner}, reverse("desk_need", args=[pk])),
            ],
            status=409 if said else 200,
            need=record,
            rows=rows,
            shown=RowsShown(initial={"seen": mark}),
            there=list(record.tasks.all()) if said else [],
            said=said,
        )


def tasks_mark(need: Need) -> str:
    """The fingerprint of the tasks as the page shows them."""
    return fingerprint(list(need.tasks.values_list("pk", *TaskForm._meta.fields or ())))  # type: ignore[misc]


def _saved_before(rows: Any, need: Need) -> bool:
    """Whether everything on the form is already in the database: it was posted twice."""
    new = rows.typed_tasks()
    if not new or rows.edited() or rows.deleted_forms:
        return False
    return all(need.tasks.filter(**task).exists() for task in new)


def _save(rows: Any, need: Need) -> None:
    for form in rows.deleted_forms:
        if form.instance.pk:
            form.instance.delete()
    for form in rows.edited():
        form.save()
    for task in rows.typed_tasks():
        add_task(need, **task)
