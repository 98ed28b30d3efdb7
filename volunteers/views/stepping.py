"""Taking one step of a match or a placement, and what comes of it."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from base.desk import said_by_rule
from base.models import User
from base.states import AlreadyMoved, MoveRefused, Stateful
from volunteers.forms import Step, StepForm


@dataclass
class Tried:
    """A step that was tried: the form as typed, and why it was not taken, in words."""

    step: Step
    form: StepForm
    taken: bool = False
    is_stale: bool = False
    refused: list[str] = field(default_factory=list)


def try_step(request: HttpRequest, record: Stateful, steps: dict[str, Step], name: str) -> Tried:
    """Run the verb of a step with what was typed. Raises Http404 for a step that is not among `steps`.

    After a refusal `record` may hold values that the database never took: read it anew before showing it.
    """
    step = steps.get(name)
    if step is None:
        raise Http404
    tried = Tried(step, step.form(request.POST, record=record))
    if not tried.form.is_valid():
        return tried
    values = dict(tried.form.cleaned_data)
    seen = values.pop("seen")
    try:
        step.run(record, actor=request.user, seen=seen, **values)
    except AlreadyMoved as refusal:
        tried.taken = _was_own_double(record, step, request.user, seen)
        tried.is_stale, tried.refused = not tried.taken, [str(refusal)]
    except MoveRefused as refusal:
        tried.refused = [str(refusal)]
    except ValidationError as error:
        tried.refused = _beside_fields(tried.form, error)
    else:
        tried.taken = True
    return tried


def _was_own_double(record: Stateful, step: Step, user: Any, seen: str) -> bool:
    """The same button pressed twice by the same person: the first press did it."""
    last = record.moves().last()
    return bool(
        isinstance(user, User)
        and last
        and (last.actor_id, last.from_state, last.to_state) == (user.pk, seen, step.to)
    )


def _beside_fields(form: StepForm, error: ValidationError) -> list[str]:
    """Put sentences beside the fields that they are about; give back those that have none."""
    if not hasattr(error, "error_dict"):
        return said_by_rule(error)
    rest: list[str] = []
    for name, errors in error.error_dict.items():
        if name in form.fields:
            form.add_error(name, errors)
        else:
            rest += [sentence for one in errors for sentence in one.messages]
    return rest


def offered(
    record: Stateful, steps: dict[str, Step], tried: Tried | None = None
) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """(steps that are open now, each with its form; what was typed for a step that is open no more)."""
    shown = [
        {"step": step, "form": _form(record, step, tried), "was_tried": bool(tried and tried.step is step)}
        for step in steps.values()
        if step.is_open(record)
    ]
    is_gone = tried is not None and not tried.step.is_open(record)
    return shown, tried.form.typed() if tried and is_gone else []


def _form(record: Stateful, step: Step, tried: Tried | None) -> StepForm:
    if tried is None or tried.step is not step:
        return step.form(record=record)
    # What was typed stays; the state that it is about is the one that the page shows now.
    tried.form.data = {**tried.form.data.dict(), "seen": record.state}  # type: ignore[attr-defined]
    return tried.form
