"""Community projects, their corners, and what they sell."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.reasons import ReasonBesideField
from projects.forms.fields import ShownForm, desk_field
from projects.forms.needs import waiting_partners
from projects.models import CommunityProject, Stakeholder, WorkOrder
from projects.models.projects import ProjectState


class ProjectForm(ReasonBesideField, forms.ModelForm):
    """What a project is about."""

    class Meta:
        model = CommunityProject
        fields = ("title", "vision", "background", "aims", "area", "place", "months", "started_on")
        formfield_callback = desk_field
        widgets = {
            "vision": forms.TextInput,
            "background": forms.Textarea(attrs={"rows": 4}),
            "aims": forms.Textarea(attrs={"rows": 4}),
        }

    def values(self) -> dict[str, Any]:
        """Columns of CommunityProject."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class StakeholderForm(ReasonBesideField, forms.ModelForm):
    """One corner of the net: who holds it, what they give, what they want. Without a partner it is empty."""

    placing = {"stakeholder_once": "partner"}

    class Meta:
        model = Stakeholder
        fields = ("role", "partner", "contributes", "gains", "public", "sort_order")
        formfield_callback = desk_field

    def __init__(self, *args: Any, partners: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sort_order"].required = False
        field: Any = self.fields["partner"]
        field.empty_label = _("Still empty: we are looking for somebody")
        if partners is not None:  # one query for all rows
            field.choices = [("", field.empty_label), *partners]
        else:
            field.queryset = waiting_partners()

    def clean_sort_order(self) -> int:
        return self.cleaned_data["sort_order"] or 0


class BaseStakeholderFormSet(forms.BaseInlineFormSet):
    """Corners of one project; the partners to choose from are read once for all rows."""

    def get_unique_error_message(self, unique_check: Any) -> str:
        return str(Stakeholder._meta.constraints[0].violation_error_message)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        if not hasattr(self, "_partners"):
            self._partners = [(partner.pk, str(partner)) for partner in waiting_partners()]
        return {**super().get_form_kwargs(index), "partners": self._partners}


StakeholderFormSet = forms.inlineformset_factory(
    CommunityProject,
    Stakeholder,
    form=StakeholderForm,
    formset=BaseStakeholderFormSet,
    extra=3,
    can_delete=True,
    max_num=60,
)


class OrderForm(ReasonBesideField, forms.ModelForm):
    """Sold work: for whom, what, how many, until when."""

    placing = {"work_order_dates_in_order": "due_on"}

    class Meta:
        model = WorkOrder
        fields = ("client", "item", "category", "quantity", "unit_price", "ordered_on", "due_on")
        formfield_callback = desk_field
        widgets = {"category": forms.RadioSelect}
        labels = {"item": _("What was ordered")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = waiting_partners()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Columns of WorkOrder."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class RowsShown(ShownForm):
    """The mark of the rows that a page with several rows showed."""


class ProjectFilter(forms.Form):
    """Which projects the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *ProjectState.choices]
    )
