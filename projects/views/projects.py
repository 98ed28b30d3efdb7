"""Community projects at the desk: who holds which corner, what is sold, and how far it has come."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from base import clock
from base.desk import desk_page, tell
from base.wording import months_in_words
from projects.actions import move_order, move_project, start_project, take_order
from projects.forms.fields import fingerprint
from projects.forms.projects import (
    OrderForm,
    ProjectFilter,
    ProjectForm,
    RowsShown,
    StakeholderForm,
    StakeholderFormSet,
)
from projects.models import CommunityProject, WorkOrder
from projects.models.projects import OrderState, ProjectState
from projects.views.gate import for_coordinators, rows_of
from projects.views.steps import Outcome, Step, offered, step_named, take_or_show, timeline


def _move_project(record: Any, *, to: ProjectState, actor: Any, seen: str) -> None:
    move_project(record, to, actor=actor, seen=seen)


def _move_order(record: Any, *, to: OrderState, actor: Any, seen: str) -> None:
    move_order(record, to, actor=actor, seen=seen)


def _steps(run: Any, labelled: dict[Any, Any], grave: set[Any]) -> tuple[Step, ...]:
    return tuple(
        Step(
            name=str(to.value),
            to=to,
            label=label,
            done=gettext_lazy("Noted."),
            run=partial(run, to=to),
            grave=to in grave,
            explain=gettext_lazy("This cannot be taken back. Are you sure?") if to in grave else "",
        )
        for to, label in labelled.items()
    )


PROJECT_STEPS = _steps(
    _move_project,
    {
        ProjectState.FORMING: gettext_lazy("Begin to bring people together"),
        ProjectState.ACTIVE: gettext_lazy("Get under way"),
        ProjectState.SEASONAL_REST: gettext_lazy("Rest until the next season"),
        ProjectState.COMPLETED: gettext_lazy("It is completed"),
        ProjectState.ENDED: gettext_lazy("End it here"),
    },
    {ProjectState.ENDED, ProjectState.COMPLETED},
)
ORDER_STEPS = _steps(
    _move_order,
    {
        OrderState.QUOTED: gettext_lazy("The quotation was sent"),
        OrderState.ORDERED: gettext_lazy("The order came"),
        OrderState.IN_WORK: gettext_lazy("The work began"),
        OrderState.DELIVERED: gettext_lazy("It was delivered"),
        OrderState.PAID: gettext_lazy("It was paid"),
        OrderState.DISTRIBUTED: gettext_lazy("The earnings were shared out"),
        OrderState.CALLED_OFF: gettext_lazy("It was called off"),
    },
    {OrderState.CALLED_OFF},
)


@for_coordinators
def projects(request: HttpRequest) -> HttpResponse:
    """All community projects, with how many corners are still empty."""
    chosen = ProjectFilter(request.GET or None)
    found = CommunityProject.objects.select_related("area").annotate(
        corners=Count("stakeholders", distinct=True),
        empty=Count("stakeholders", filter=Q(stakeholders__partner__isnull=True), distinct=True),
        openings_made=Count("openings", distinct=True),
    )
    if chosen.is_bound and chosen.is_valid() and chosen.cleaned_data["state"]:
        found = found.filter(state=chosen.cleaned_data["state"])
    return desk_page(
        request,
        "projects/desk/projects.html",
        title=_("Community projects"),
        icon="link",
        filter=chosen,
        rows=rows_of(request, found.order_by("title")),
    )


@for_coordinators
def project_new(request: HttpRequest) -> HttpResponse:
    """Write down the idea of a project."""
    form = ProjectForm(request.POST or None)
    if request.method == "POST":
        earlier = _just_made(request)
        if earlier:
            return redirect("desk_project", earlier.pk)
        if form.is_valid():
            made = start_project(actor=request.user, **form.values())  # type: ignore[arg-type]
            tell(request, _("The idea is written down. Who could hold a corner of it?"))
            return redirect("desk_project_edit", made.pk)
    return desk_page(
        request,
        "projects/desk/project_new.html",
        title=_("A new idea for a project"),
        icon="link",
        crumbs=[(_("Community projects"), reverse("desk_projects"))],
        form=form,
    )


def _just_made(request: HttpRequest) -> CommunityProject | None:
    """The project that the same person made a moment ago under the same title: the form was posted twice."""
    title = request.POST.get("title", "").strip()
    project = CommunityProject.objects.filter(title=title, state=ProjectState.IDEA).first() if title else None
    begun = project.moves().first() if project else None
    fresh = begun and begun.at > clock.now() - dt.timedelta(minutes=2)
    return project if begun and fresh and begun.actor_id == request.user.pk else None


@for_coordinators
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: its corners, its openings, its orders, and the next step."""
    return _show(request, get_object_or_404(CommunityProject.objects.select_related("area"), pk=pk))


@for_coordinators
@require_POST
def project_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Move a project on."""
    record = get_object_or_404(CommunityProject.objects.select_related("area"), pk=pk)
    step = step_named(PROJECT_STEPS, name)
    return take_or_show(request, record, step, show=_show, back=reverse("desk_project", args=[pk]))


def _show(request: HttpRequest, record: CommunityProject, *, outcome: Outcome | None = None) -> HttpResponse:
    page = getattr(record, "page", None)
    return desk_page(
        request,
        "projects/desk/project.html",
        title=record.title,
        icon="link",
        crumbs=[(_("Community projects"), reverse("desk_projects"))],
        status=outcome.status if outcome else 200,
        project=record,
        months=months_in_words(record.months),
        public_url=page.url if page and page.live else "",
        corners=record.stakeholders.select_related("partner"),
        orders=record.work_orders.select_related("client"),
        openings=record.openings.select_related("partner").order_by("-made_at"),
        steps=offered(PROJECT_STEPS, record, outcome=outcome),
        said=outcome.said if outcome else [],
        history=timeline(record),
    )


@for_coordinators
def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a project and who holds which corner, several corners at once."""
    with transaction.atomic():
        record = get_object_or_404(CommunityProject.objects.select_for_update(), pk=pk)
        mark, title = project_mark(record), record.title
        form = ProjectForm(request.POST or None, instance=record)
        rows = StakeholderFormSet(request.POST or None, instance=record, prefix="corners")
        said: list[str] = []
        if request.method == "POST" and form.is_valid() and rows.is_valid():
            if request.POST.get("seen") == mark:
                form.save()
                rows.save()
                tell(request, _("Saved."))
                return redirect("desk_project", pk)
            if _saved_before(rows, record):
                return redirect("desk_project", pk)
            said = [
                _(
                    "A colleague changed this project while you were writing. "
                    "What you wrote is still here: look, and save again."
                )
            ]
        return desk_page(
            request,
            "projects/desk/project_form.html",
            title=_("Words and corners"),
            icon="link",
            crumbs=[
                (_("Community projects"), reverse("desk_projects")),
                (title, reverse("desk_project", args=[pk])),
            ],
            status=409 if said else 200,
            project=record,
            form=form,
            rows=rows,
            shown=RowsShown(initial={"seen": mark}),
            there=list(record.stakeholders.select_related("partner")) if said else [],
            said=said,
        )


def project_mark(project: CommunityProject) -> str:
    """The fingerprint of what the page shows of a project."""
    words = CommunityProject.objects.filter(pk=project.pk).values_list(*ProjectForm._meta.fields or ())  # type: ignore[misc]
    return fingerprint([list(words), _corners(project)])


def _corners(project: CommunityProject) -> list[Any]:
    return list(project.stakeholders.values_list("pk", *StakeholderForm._meta.fields or ()))  # type: ignore[misc]


def _saved_before(rows: Any, project: CommunityProject) -> bool:
    """Whether the new rows on the form are already in the database: it was posted twice."""
    new = [form.cleaned_data for form in rows.extra_forms if form.has_changed()]
    names = StakeholderForm._meta.fields or ()  # type: ignore[misc]
    return bool(new) and all(
        project.stakeholders.filter(**{name: typed[name] for name in names}).exists() for typed in new
    )


@for_coordinators
def order_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an enquiry for sold work."""
    with transaction.atomic():
        record = get_object_or_404(CommunityProject.objects.select_for_update(), pk=pk)
        form = OrderForm(request.POST or None, instance=WorkOrder(project=record))
        if request.method == "POST" and form.is_valid():
            # The project's row is locked: of two postings of one form the second sees what the first made.
            posted_again = (
                request.POST.get("seen") != orders_mark(record)
                and record.work_orders.filter(**form.values()).exists()
            )
            if not posted_again:
                take_order(record, actor=request.user, **form.values())  # type: ignore[arg-type]
                tell(request, _("The enquiry is noted."))
            return redirect("desk_project", pk)
        return _order_page(
            request,
            form,
            record,
            title=_("A new order"),
            order=None,
            said=[],
            shown=RowsShown(initial={"seen": orders_mark(record)}),
        )


def orders_mark(project: CommunityProject) -> str:
    """The fingerprint of the orders that a project has."""
    return fingerprint(sorted(project.work_orders.values_list("pk", flat=True)))


@for_coordinators
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order: change its words, or take the next step with it."""
    with transaction.atomic():
        orders = WorkOrder.objects.select_related("project", "client").select_for_update(of=("self",))
        record = get_object_or_404(orders, pk=pk)
        mark = order_mark(record)
        form = OrderForm(request.POST or None, instance=record)
        said: list[str] = []
        if request.method == "POST" and form.is_valid():
            if request.POST.get("seen") == mark or not form.has_changed():
                form.save()
                tell(request, _("Saved."))
                return redirect("desk_project", record.project_id)
            said = [
                _(
                    "A colleague changed this order while you were writing. "
                    "What you wrote is still here: look, and save again."
                )
            ]
        return _show_order(request, record, form=form, mark=mark, said=said)


def order_mark(order: WorkOrder) -> str:
    """The fingerprint of what the page shows of an order."""
    words = WorkOrder.objects.filter(pk=order.pk).values_list(*OrderForm._meta.fields or ())  # type: ignore[misc]
    return fingerprint(list(words))


@for_coordinators
@require_POST
def order_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Move an order on."""
    record = get_object_or_404(WorkOrder.objects.select_related("project", "client"), pk=pk)
    step = step_named(ORDER_STEPS, name)
    return take_or_show(request, record, step, show=_show_order, back=reverse("desk_order", args=[pk]))


def _show_order(
    request: HttpRequest,
    record: WorkOrder,
    *,
    form: OrderForm | None = None,
    outcome: Outcome | None = None,
    mark: str = "",
    said: Sequence[str] = (),
) -> HttpResponse:
    return _order_page(
        request,
        form or OrderForm(instance=record),
        record.project,
        title=record.item if not form or not form.is_bound else _("The order"),
        order=record,
        shown=RowsShown(initial={"seen": mark or order_mark(record)}),
        steps=offered(ORDER_STEPS, record, outcome=outcome),
        said=outcome.said if outcome else said,
        status=outcome.status if outcome else 409 if said else 200,
        history=timeline(record),
    )


def _order_page(
    request: HttpRequest, form: OrderForm, project: CommunityProject, *, title: str, **context: Any
) -> HttpResponse:
    return desk_page(
        request,
        "projects/desk/order.html",
        title=title,
        icon="doc-full",
        crumbs=[
            (_("Community projects"), reverse("desk_projects")),
            (project.title, reverse("desk_project", args=[project.pk])),
        ],
        form=form,
        project=project,
        **context,
    )
