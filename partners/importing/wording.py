"""How understood values and steps are put into words, for the preview and for what is kept of an import."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.japanese.dates import japanese_date_short
from base.japanese.phones import format_phone
from base.japanese.text import format_postal_code
from partners.importing.preview import STORED_FIELDS, Action, Change, Step
from partners.importing.rows import FIELD_LABELS, Column, Field, RowKind, Table

ACTION_LABELS: Mapping[str, str | Promise] = {
    Action.CREATE: gettext_lazy("Is added"),
    Action.UPDATE: gettext_lazy("Is changed"),
    Action.SAME: gettext_lazy("Stays as recorded"),
    Action.REPEAT: gettext_lazy("Stands twice in the list"),
    Action.WRONG: gettext_lazy("Is left out"),
    Action.NO_DATA: gettext_lazy("Is no workplace"),
}
KIND_LABELS: Mapping[str, str | Promise] = {
    RowKind.TITLE: gettext_lazy("above the table"),
    RowKind.HEADER: gettext_lazy("row of headers"),
    RowKind.NOTE: gettext_lazy("remark in the file"),
}


def shown(target: str, value: Any, areas: Mapping[str, str]) -> str:
    """A value in words: dates, phones and marks as people read them, areas by name."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return japanese_date_short(value)
    if target == Field.PHONE:
        return format_phone(value)
    if target == Field.POSTAL_CODE:
        return format_postal_code(value)
    if target == Field.AREA:
        return areas.get(value, value)
    return str(value)


def outcome_of(step: Step, areas: Mapping[str, str]) -> dict[str, Any]:
    """A step as plain JSON: where the row stands, what was understood, what becomes of it, every sentence about it.

    `areas` are names by code.
    """
    said = step.row.understood
    return {
        "sheet": step.row.sheet,
        "row": step.row.number,
        "action": str(step.action),
        "kind": str(KIND_LABELS.get(step.row.kind, "")),
        "name": said.get(Field.NAME, ""),
        "organisation": said.get(Field.LEGAL_NAME, ""),
        "new_organisation": step.makes_partner,
        "text": step.row.text[:400] if step.action in (Action.WRONG, Action.NO_DATA) else "",
        "facts": _facts_of(step, areas),
        "changes": [_change_of(change, areas) for change in step.changes],
        "sentences": [
            {"column": problem.column, "sentence": problem.sentence, "severity": str(problem.severity)}
            for problem in step.problems
        ],
    }


def _facts_of(step: Step, areas: Mapping[str, str]) -> list[tuple[str, str]]:
    """(label, value in words) of everything that was understood of a data row, but its names."""
    said = step.row.understood
    return [
        (str(FIELD_LABELS[target]), shown(target, said[target], areas))
        for target in STORED_FIELDS
        if target in said and target is not Field.NAME
    ]


def columns_of(table: Table) -> list[tuple[str, str]]:
    """(header as written, what it is about) of the columns that are imported."""
    return [(column.label, _meaning(column)) for column in table.columns if _is_kept(column)]


def counts_of(outcomes: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """(action, its label, how many rows) for every action, in a fixed order."""
    counted = Counter(outcome["action"] for outcome in outcomes)
    return [(str(action), str(label), counted[str(action)]) for action, label in ACTION_LABELS.items()]


def _is_kept(column: Column) -> bool:
    return column.field not in (None, Field.NOT_KEPT, Field.SEQUENCE)


def _meaning(column: Column) -> str:
    return str(FIELD_LABELS[column.field]) if column.field else ""


def _change_of(change: Change, areas: Mapping[str, str]) -> dict[str, str]:
    return {
        "label": change.label,
        "before": shown(change.field, change.before, areas),
        "after": shown(change.field, change.after, areas),
    }
