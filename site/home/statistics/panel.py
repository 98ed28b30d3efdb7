"""The exact numbers of this fiscal year on the chief's first page. Small ones too: not for showing around."""

from typing import Any

from wagtail.admin.ui.components import Component

from base import clock
from base.japanese.dates import fiscal_year
from volunteers.rules import reads_everyone

from .counts import YearCounts, by_fiscal_year


class ThisYearPanel(Component):
    """Needs heard, openings made and people who began since 1 April, for those who may read of everyone."""

    name = "this_year"
    template_name = "home/this_year_panel.html"
    order = 200

    class Media:
        css = {"all": ["css/desk.css"]}

    def render_html(self, parent_context: Any = None) -> Any:
        """Nothing for anybody else, wherever the panel is put."""
        if not reads_everyone(parent_context["request"].user):
            return ""
        return super().render_html(parent_context)

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        today = clock.today()
        years = by_fiscal_year(today)
        return {"counts": years[0] if years else YearCounts(fiscal_year(today)), "today": today}
