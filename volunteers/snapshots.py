"""What is kept or passed on as it was at a moment."""

import datetime as dt
from typing import Any

from projects.models import Opening
from projects.models.openings import CONDITION_FIELDS
from volunteers.matching.steps import rounded_down
from volunteers.models import WorkConditions

# What an employer may read of somebody who is only a possibility: work conditions, each by its own name.
SKETCH_FIELDS = ("max_hours_now", "slots", "max_minutes_continuous", "lift_kg", "needs_accompaniment")


def conditions_shown(opening: Opening) -> dict[str, Any]:
    """The conditions of an opening as they are now, as plain JSON, for the placement to keep."""
    return {name: _plain(getattr(opening, name)) for name in CONDITION_FIELDS}


def sketch_of(conditions: WorkConditions) -> dict[str, int]:
    """The anonymous outline of a person: known work conditions in round numbers, no health, no history, no name."""
    values = {name: getattr(conditions, name) for name in SKETCH_FIELDS}
    return {name: rounded_down(name, value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return getattr(value, "pk", None) if hasattr(value, "pk") else value
