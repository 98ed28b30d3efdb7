"""Steps to which numbers about people are taken down before anybody else reads them.

"Up to 7 hours, 95 minutes, 3 kg" would be one person in a small town; "6 hours, 90 minutes, 2 kg" is several.
"""

from __future__ import annotations

from typing import Final

STEPS: Final = {
    "max_hours_now": (0, 1, 2, 4, 6, 8, 10, 15, 20, 30, 40),
    "max_minutes_continuous": (0, 15, 30, 60, 90, 120, 180, 240),
    "stand_minutes": (0, 15, 30, 60, 90, 120, 180, 240),
    "lift_kg": (0, 2, 5, 10, 15, 20, 30),
}
"""Column of people to its steps, lowest first. A column without steps is a choice among a few."""


def rounded_down(column: str, value: int) -> int:
    """The highest step that is not above `value`; values of columns without steps stay as they are."""
    return max(step for step in STEPS[column] if step <= value) if column in STEPS else value
