"""How a need of the demo is told, and the openings that were carved out of it.

`ago` is days before today on which the need came in. `end` is how far it got. `Place` is an opening; its `kind`
names a set of conditions in `conditions.KINDS`, `but` what differs from it.
"""

from dataclasses import dataclass, field
from typing import Any

VOLUNTEER, TRAINING, SUPPORTED, OPEN = range(4)
NONE, EXPENSES, HONORARIUM, KOCHIN, WAGE = range(5)


@dataclass(frozen=True)
class Place:
    title: str
    does: str
    easy: str
    kind: str
    form: int
    pay: int
    when: str
    hours: str
    least: int
    most: int
    places: int = 1
    stages: tuple[int, int] = (0, 7)
    pay_from: int | None = None
    unit: str = ""
    note: str = ""
    until: int = 120  # days from today; negative: it has run out
    state: str = "published"
    project: str = ""
    but: dict[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoNeed:
    partner: str
    ago: int
    end: str  # submitted, hearing, carving, openings_made, supported_otherwise, declined
    trouble: str
    when: str = ""
    slots: str = ""
    people: int | None = None
    split: str = ""
    try_first: str = "maybe"
    pay: str = "maybe"
    reach: str = ""
    heard: str = ""
    tasks: tuple[tuple[str, int, int], ...] = ()  # what, minutes, lift (kg)
    openings: tuple[Place, ...] = ()
    source: str = "phone"
    ground: str = ""
