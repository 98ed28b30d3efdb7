"""Openings at the desk: the list, making and changing one, and the steps from draft to closed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks

from base import clock
from base.desk import desk_page, tell
from base.forms import LONGEST_KEY
from base.models.words import join_tags
from base.sheets import one_sheet, sheet_of
from base.states import MoveRefused
from partners.models import Need
from projects.actions import (
    change_conditions,
    close,
    confirm_accuracy,
    make_opening,
    pause,
    publish,
    resume,
    return_to_author,
    submit_for_review,
)
from projects.forms.openings import (
    SHOWN_FOR,
    ChangedOpeningForm,
    NewOpeningForm,
    OpeningFilter,
    conditions_mark,
    from_tasks,
)
from projects.forms.steps import CloseForm, PauseForm, PublishForm, ReturnForm
from projects.models import Opening
from projects.models.openings import OpeningState
from projects.rules import missing_for_publication
from projects.views.conditions import in_words, pay_in_words
from projects.views.gate import for_coordinators, rows_of
from projects.views.needs import OPENINGS_COME_FROM
from projects.views.steps import Outcome, Step, offered, step_named, take_or_show, timeline, typed_in_vain

NOT_YET_SHOWN = frozenset(
    {
        OpeningState.DRAFT,
        OpeningState.IN_REVIEW,
        OpeningState.RETURNED,
        OpeningState.APPROVED,
        OpeningState.EXPIRED,
    }
)
OVER = frozenset({OpeningState.CLOSED, OpeningState.ARCHIVED})
CONDITIONS_ARE_SHOWN = frozenset({OpeningState.PUBLISHED, OpeningState.PAUSED, OpeningState.APPROVED})
CONDITIONS_ARE_TO_BE_RIGHT = frozenset({OpeningState.PUBLISHED, OpeningState.FILLED})
# The order in which a desk looks at them: what waits for us, what is running, what is over.
IN_TURN = (
    OpeningState.IN_REVIEW,
    OpeningState.RETURNED,
    OpeningState.APPROVED,
    OpeningState.DRAFT,
    OpeningState.EXPIRED,
    OpeningState.PUBLISHED,
    OpeningState.PAUSED,
    OpeningState.FILLED,
    OpeningState.CLOSED,
    OpeningState.ARCHIVED,
)


def _confirm(opening: Opening, *, actor: Any, seen: str) -> None:
    confirm_accuracy(opening, seen=seen, allowed=CONDITIONS_ARE_TO_BE_RIGHT)


STEPS = (
    Step(
        name="publish",
        to=OpeningState.PUBLISHED,
        here=NOT_YET_SHOWN,
        label=gettext_lazy("Look through it and publish"),
        explain=gettext_lazy("With this you confirm that the conditions are right today."),
        done=gettext_lazy("It is on the public site now."),
        run=publish,
        form=PublishForm,
        first=True,
    ),
    Step(
        name="resume",
        to=OpeningState.PUBLISHED,
        here=frozenset({OpeningState.PAUSED}),
        label=gettext_lazy("Show it again"),
        done=gettext_lazy("It is on the public list again."),
        run=resume,
        first=True,
    ),
    Step(
        name="confirm",
        to=OpeningState.PUBLISHED,
        here=CONDITIONS_ARE_TO_BE_RIGHT,
        label=gettext_lazy("It is still right"),
        explain=gettext_lazy("You have looked, or asked the partner: what is shown is right today."),
        done=gettext_lazy("Noted that it is right today."),
        run=_confirm,
    ),
    Step(
        name="review",
        to=OpeningState.IN_REVIEW,
        here=frozenset({OpeningState.DRAFT, OpeningState.RETURNED}),
        label=gettext_lazy("Ask a colleague to look through it"),
        done=gettext_lazy("It waits for a colleague now."),
        run=submit_for_review,
    ),
    Step(
        name="return",
        to=OpeningState.RETURNED,
        label=gettext_lazy("Give it back with a reason"),
        done=gettext_lazy("Given back."),
        run=return_to_author,
        form=ReturnForm,
    ),
    Step(
        name="pause",
        to=OpeningState.PAUSED,
        label=gettext_lazy("Take it off the list for a while"),
        explain=gettext_lazy("Those who are already on their way to it are not touched."),
        done=gettext_lazy("It is off the public list for now."),
        run=pause,
        form=PauseForm,
    ),
    Step(
        name="close",
        to=OpeningState.CLOSED,
        label=gettext_lazy("End it"),
        explain=gettext_lazy("The record stays; its page says that it has ended. It cannot be opened again."),
        done=gettext_lazy("The opening has ended."),
        run=close,
        form=CloseForm,
        grave=True,
    ),
)


@for_coordinators
def openings(request: HttpRequest) -> HttpResponse:
    """All openings: those that wait for the desk first."""
    chosen = OpeningFilter(request.GET or None)
    rows = rows_of(request, _openings_shown(chosen))
    return desk_page(
        request,
        "projects/desk/openings.html",
        title=_("Openings"),
        icon="clipboard-list",
        filter=chosen,
        rows=rows,
        today=clock.today(),
    )


def _openings_shown(chosen: OpeningFilter) -> QuerySet[Opening]:
    turn = [When(state=state, then=Value(place)) for place, state in enumerate(IN_TURN)]
    found = Opening.objects.select_related("partner", "owner").annotate(
        turn=Case(*turn, default=Value(len(IN_TURN)), output_field=IntegerField())
    )
    if chosen.is_bound and chosen.is_valid():
        wanted = chosen.cleaned_data
        if wanted["state"]:
            found = found.filter(state=wanted["state"])
        if wanted["partner"]:
            found = found.filter(partner=wanted["partner"])
        if wanted["work_form"] is not None:
            found = found.filter(work_form=wanted["work_form"])
    return found.order_by("turn", "-made_at", "-pk")


@for_coordinators
@one_sheet
def opening_from_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an opening out of chosen tasks (`task` in the address) of a need."""
    need = get_object_or_404(Need.objects.select_related("partner", "workplace"), pk=pk)
    if need.state not in OPENINGS_COME_FROM:
        return _not_from_here(request, need)
    chosen = need.tasks.filter(
        pk__in=[t for t in request.GET.getlist("task") if t.isdecimal() and len(t) <= LONGEST_KEY]
    )
    initial = from_tasks(need, chosen) | {"posted_token": sheet_of(request)}
    form = NewOpeningForm(request.POST or None, need=need, initial=initial)
    if request.method == "POST" and form.is_valid():
        opening = _make(form, request, need=need, tasks=chosen)
        if opening:
            return redirect("desk_opening", opening.pk)
    return desk_page(
        request,
        "projects/desk/opening_form.html",
        title=_("Make an opening"),
        icon="clipboard-list",
        crumbs=[
            (_("Needs"), reverse("desk_needs")),
            (_("Need of %(partner)s") % {"partner": need.partner}, reverse("desk_need", args=[pk])),
        ],
        form=form,
        chooses_partner="partner" in form.fields,
        tasks=chosen,
        mark="",
        said=[],
        goes_back=False,
        back=reverse("desk_need", args=[pk]),
    )


def _not_from_here(request: HttpRequest, need: Need) -> HttpResponse:
    messages.error(request, _("Openings are made after the need was heard. Please take that step first."))
    return redirect("desk_need", need.pk)


@for_coordinators
@one_sheet
def opening_new(request: HttpRequest) -> HttpResponse:
    """Make an opening without a need, for example for a community project (`project` in the address)."""
    project = request.GET.get("project", "")
    initial = {
        "valid_until": clock.today() + SHOWN_FOR,
        "project": project if project.isdecimal() else None,
        "posted_token": sheet_of(request),
    }
    form = NewOpeningForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        opening = _make(form, request, need=None)
        if opening:
            return redirect("desk_opening", opening.pk)
    return desk_page(
        request,
        "projects/desk/opening_form.html",
        title=_("Make an opening"),
        icon="clipboard-list",
        crumbs=[(_("Openings"), reverse("desk_openings"))],
        form=form,
        chooses_partner="partner" in form.fields,
        tasks=[],
        mark="",
        said=[],
        goes_back=False,
        back=reverse("desk_openings"),
    )


def _make(
    form: NewOpeningForm, request: HttpRequest, *, need: Need | None, tasks: Any = ()
) -> Opening | None:
    try:
        opening, made = make_opening(
            need,
            actor=request.user,  # type: ignore[arg-type]
            tasks=tasks,
            token=form.cleaned_data["posted_token"],
            **form.values(),
        )
    except (ValidationError, MoveRefused) as error:
        form.refuse(error)
        return None
    if made:
        tell(request, _("The opening is made. It is a draft until you publish it."))
    return opening


@for_coordinators
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening: its conditions in words, what it still lacks, what to do next, what happened."""
    return _show(request, get_object_or_404(_with_everything(), pk=pk))


def _with_everything() -> QuerySet[Opening]:
    return Opening.objects.select_related("partner", "workplace", "need__partner", "project", "owner")


@for_coordinators
@require_POST
def opening_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one step with an opening."""
    record = get_object_or_404(_with_everything(), pk=pk)
    step = step_named(STEPS, name)
    return take_or_show(request, record, step, show=_show, back=reverse("desk_opening", args=[pk]))


def _show(request: HttpRequest, record: Opening, *, outcome: Outcome | None = None) -> HttpResponse:
    page = getattr(record, "page", None)
    missing = _missing(record)
    said = outcome.said if outcome else []
    if outcome and outcome.step.name == "publish" and missing:
        said = [_("It cannot be published yet. Something is still missing.")]
    return desk_page(
        request,
        "projects/desk/opening.html",
        title=record.title,
        icon="clipboard-list",
        crumbs=[(_("Openings"), reverse("desk_openings"))],
        status=outcome.status if outcome else 200,
        opening=record,
        page=page,
        public_url=page.url if page and page.live else "",
        pay=pay_in_words(record),
        conditions=in_words(record),
        tasks=record.tasks.all(),
        missing=missing if record.state in NOT_YET_SHOWN else [],
        steps=offered(STEPS, record, outcome=outcome, initial={"publish": _words_of_page(page)}),
        said=said,
        kept_words=typed_in_vain(STEPS, record, outcome),
        may_edit=record.state not in OVER,
        goes_back=record.state in CONDITIONS_ARE_SHOWN,
        links=[link for hook in hooks.get_hooks("opening_desk_actions") for link in hook(request, record)],
        history=timeline(record),
    )


def _missing(opening: Opening) -> list[str]:
    """What is missing besides the summary, which is asked on the spot."""
    return missing_for_publication(opening, summary=_("summary"), on=clock.today())


def _words_of_page(page: Any) -> dict[str, Any]:
    if page is None:
        return {}
    return {"summary": page.summary, "tags": join_tags(page.tags.all())}


@for_coordinators
def opening_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change conditions. Of a shown opening, that sends it back to review."""
    with transaction.atomic():
        record = get_object_or_404(Opening.objects.select_for_update(), pk=pk)
        if record.state in OVER:
            return redirect("desk_opening", pk)
        mark, goes_back, title = conditions_mark(record), record.state in CONDITIONS_ARE_SHOWN, record.title
        form = ChangedOpeningForm(request.POST or None, instance=record, initial={"seen": mark})
        said: list[str] = []
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["seen"] == mark:
                if _change(form, request, pk):
                    return redirect("desk_opening", pk)
            elif _saved_before(form, pk):
                return redirect("desk_opening", pk)
            else:
                said = [
                    _(
                        "A colleague changed these conditions while you were writing. "
                        "What you wrote is still here: look, and save again."
                    )
                ]
        return desk_page(
            request,
            "projects/desk/opening_form.html",
            title=_("Change the conditions"),
            icon="edit",
            crumbs=[
                (_("Openings"), reverse("desk_openings")),
                (title, reverse("desk_opening", args=[pk])),
            ],
            status=409 if said else 200,
            form=form,
            chooses_partner=False,
            tasks=[],
            mark=mark,
            said=said,
            goes_back=goes_back,
            back=reverse("desk_opening", args=[pk]),
        )


def _saved_before(form: ChangedOpeningForm, pk: int) -> bool:
    """Whether the database already says what the form says: it was posted twice."""
    stored = Opening.objects.get(pk=pk)
    return all(getattr(stored, name) == value for name, value in form.values().items())


def _change(form: ChangedOpeningForm, request: HttpRequest, pk: int) -> bool:
    # A record fresh from the database: validation has already written into the form's own.
    record = Opening.objects.get(pk=pk)
    before = record.state
    try:
        change_conditions(record, actor=request.user, **form.values())  # type: ignore[arg-type]
    except (ValidationError, MoveRefused) as error:
        form.refuse(error)
        return False
    went_back = record.state != before
    tell(
        request,
        _("Saved. A shown condition changed, so it is in review again.") if went_back else _("Saved."),
    )
    return True
