"""The whole board: everybody and every opening looked at together. Pure Python, NumPy and SciPy; see docs/matching.md."""

from .arranging import arrange
from .large import arrange_large
from .orders import Care, Clash, Conflict, ContradictionError, Dial, Orders
from .places import Places
from .plan import ENGINE, Certificate, Door, Hindrance, LeftOut, Plan, Worth
from .programme import StoppedError
from .week import Staff, Week, WeekPlan, arrange_week

__all__ = [
    "ENGINE",
    "Care",
    "Certificate",
    "Clash",
    "Conflict",
    "ContradictionError",
    "Dial",
    "Door",
    "Hindrance",
    "LeftOut",
    "Orders",
    "Places",
    "Plan",
    "Staff",
    "StoppedError",
    "Week",
    "WeekPlan",
    "Worth",
    "arrange",
    "arrange_large",
    "arrange_week",
]
