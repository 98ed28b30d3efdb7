"""What it came to: needs heard, openings made, people who began, by fiscal year (domain.md section 6).

`counts` asks the database and knows the exact numbers, `disclosure` decides which of them may be public, and
`drawing` lays out what is public as bars. Only numbers leave this room, never a person.
"""

from .counts import YearCounts, by_fiscal_year
from .disclosure import PUBLIC_MINIMUM, Figure, PublicYear, publish
from .drawing import BarChart, flow_chart, pay_kind_chart

__all__ = [
    "PUBLIC_MINIMUM",
    "BarChart",
    "Figure",
    "PublicYear",
    "YearCounts",
    "by_fiscal_year",
    "flow_chart",
    "pay_kind_chart",
    "publish",
]
