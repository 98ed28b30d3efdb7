"""Steps that lead a record from one state to the next, as buttons and small forms on its page.

A step is offered where the record's map allows it. It is posted with `seen`, the state that the page showed;
when a colleague was faster, the page comes back with what was typed and with who did what.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from base.desk import said_by_rule, tell
from base.models import Move
from base.states import AlreadyMoved, MoveRefused, Stateful, state_label
from projects.forms.fields import ShownForm
from projects.forms.steps import JustDoIt


@dataclass(frozen=True)
class Step:
    """One thing a coordinator can do with a record just now.

    `run(record, actor=, seen=, **typed)` does it. `here` lists the states it is offered in; None asks the
    record's map for `to`.
    """

    name: str
    to: str
    label: Any
    done: Any
    run: Callable[..., Any]
    form: type[ShownForm] = JustDoIt
    explain: Any = ""
    first: bool = False
    grave: bool = False
    here: frozenset[str] | None = None

    def is_offered(self, record: Stateful) -> bool:
        return record.state in self.here if self.here is not None else record.may_move_to(self.to)


@dataclass
class Outcome:
    """What became of a posted step that was not taken: its form, and the sentences of the refusal."""

    step: Step
    form: ShownForm
    said: list[str]
    status: int = 200


def step_named(steps: Iterable[Step], name: str) -> Step:
    """The step of that name, or "not found"."""
    for step in steps:
        if step.name == name:
            return step
    raise Http404


def take(request: HttpRequest, record: Any, step: Step) -> Outcome | None:
    """Take the posted step. None: it is done; otherwise why it is not."""
    form = step.form(request.POST)
    if not form.is_valid():
        said = [_("Please look at this once more.")] if form.is_bound else []
        return Outcome(step, form, said)
    try:
        step.run(record, actor=request.user, **form.cleaned_data)
    except (MoveRefused, ValidationError) as error:
        record.refresh_from_db()
        return Outcome(
            step, form, said_by_rule(error), status=409 if isinstance(error, AlreadyMoved) else 200
        )
    tell(request, str(step.done))
    return None


def take_or_show(
    request: HttpRequest, record: Any, step: Step, *, show: Callable[..., HttpResponse], back: str
) -> HttpResponse:
    """Take the posted step and go back to the record, or show the record with the form as it was filled."""
    outcome = take(request, record, step)
    return redirect(back) if outcome is None else show(request, record, outcome=outcome)


def offered(
    steps: Iterable[Step],
    record: Stateful,
    *,
    outcome: Outcome | None = None,
    initial: dict[str, dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """The steps that are possible now, each with its form; the one that was refused keeps what was typed."""
    found = []
    for step in steps:
        if not step.is_offered(record):
            continue
        refused = outcome is not None and outcome.step.name == step.name
        form = outcome.form if outcome and refused else step.form(initial=(initial or {}).get(step.name))
        found.append({"step": step, "form": form, "fields": list(form.visible_fields()), "open": refused})
    return found


def typed_in_vain(steps: Iterable[Step], record: Stateful, outcome: Outcome | None) -> list[dict[str, str]]:
    """Words of a form that has no place on the page any more, so that they can be copied and kept."""
    if outcome is None or outcome.step.is_offered(record):
        return []
    return [
        {"label": str(field.label), "words": str(field.value())}
        for field in outcome.form.visible_fields()
        if field.value()
    ]


def timeline(record: Stateful, *, news: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """What happened, oldest first: moves with who and why, and what the partner was told."""
    moves = [_moved(record, move) for move in Move.objects.of(record).select_related("actor")]
    told = [
        {
            "at": line.at,
            "what": line.get_kind_display(),
            "about": line.opening_title,
            "on": line.on,
            "told": True,
        }
        for line in news
    ]
    return sorted(moves + told, key=lambda entry: (entry["at"], bool(entry.get("told"))))


def _moved(record: Stateful, move: Move) -> dict[str, Any]:
    return {
        "at": move.at,
        "what": state_label(record, move.to_state),
        "who": move.actor.shown_name if move.actor else _("the system"),
        "why": move.reason,
        "told": False,
    }
