"""A need written down at the desk, and the tasks carved out of it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.forms import PhoneField
from base.reasons import ReasonBesideField
from partners.forms import NeedForm
from partners.models import Need, Partner, Task
from partners.models.needs import NeedState
from projects.forms.fields import desk_field

CAME_BY = {
    Need.Source.PORTAL: _("through the portal"),
    Need.Source.WEB: _("through the form on the site"),
    Need.Source.PHONE: _("by telephone"),
    Need.Source.VISIT: _("while visiting"),
    Need.Source.LETTER: _("by letter or fax"),
}
HEARD_BY_US = [
    (source, label)
    for source, label in CAME_BY.items()
    if source not in (Need.Source.PORTAL, Need.Source.WEB)
]


def waiting_partners() -> Any:
    """Partners to choose from, most of them by their name in use."""
    return Partner.objects.exclude(status=Partner.Status.ENDED).order_by("legal_name_kana", "legal_name")


class HeardNeedForm(NeedForm):
    """The portal's own questions, asked by a coordinator, for a partner known or new."""

    partner = forms.ModelChoiceField(
        label=_("Partner"), queryset=Partner.objects.none(), required=False, empty_label=_("A new partner")
    )
    new_name = forms.CharField(label=_("Name of the new partner"), required=False, max_length=120)
    new_phone = PhoneField(label=_("Telephone of the new partner"), required=False)
    source = forms.ChoiceField(
        label=_("How did it reach us?"),
        choices=HEARD_BY_US,
        initial=Need.Source.PHONE,
        widget=forms.RadioSelect,
    )

    ABOUT_PARTNER: tuple[str, ...] = ("partner", "new_name", "new_phone", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = waiting_partners()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        partner, name = cleaned.get("partner"), (cleaned.get("new_name") or "").strip()
        if partner and name:
            self.add_error("new_name", gettext("Choose a partner or write a new name, not both."))
        if not partner and not name and "partner" not in self.errors:
            self.add_error("partner", gettext("Choose the partner, or write the name of a new one below."))
        if not partner and name and _is_known(name):
            self.add_error(
                "new_name",
                gettext("There is already a partner of this name. Please choose it from the list above."),
            )
        return cleaned

    def about_partner(self) -> list[forms.BoundField]:
        """Who the trouble belongs to."""
        return [self[name] for name in self.ABOUT_PARTNER]

    def questions(self) -> list[forms.BoundField]:
        """The eight questions."""
        return [self[name] for name in NeedForm.Meta.fields]

    def answers(self) -> dict[str, Any]:
        """What `submit_need` takes."""
        return {"source": self.cleaned_data["source"], **super().answers()}

    def new_partner(self) -> Partner | None:
        """The partner to be made, unsaved, or None when one was chosen."""
        if self.cleaned_data["partner"]:
            return None
        return Partner(legal_name=self.cleaned_data["new_name"].strip(), phone=self.cleaned_data["new_phone"])


def _is_known(name: str) -> bool:
    return Partner.objects.filter(Q(legal_name=name) | Q(trade_name=name)).exists()


class TaskForm(ReasonBesideField, forms.ModelForm):
    """One piece of work, small enough that somebody could do it."""

    placing = {"task_minutes_within_a_day": "minutes"}

    class Meta:
        model = Task
        fields = (
            "what",
            "where",
            "minutes",
            "lift_kg",
            "stand_minutes",
            "noise",
            "pace",
            "customers",
            "support_needed",
        )
        formfield_callback = desk_field

    def clean_DELETE(self) -> bool:
        gone = bool(self.cleaned_data.get("DELETE"))
        if gone and self.instance.pk and self.instance.openings.exists():
            raise forms.ValidationError(gettext("An opening was made of this task, so it stays."))
        return gone


class BaseTaskFormSet(forms.BaseInlineFormSet):
    """Tasks of one need; rows left empty are left alone."""

    def typed_tasks(self) -> list[dict[str, Any]]:
        """The new rows, as columns of Task."""
        return [
            {name: form.cleaned_data[name] for name in TaskForm._meta.fields or ()}  # type: ignore[misc]
            for form in self.extra_forms
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]

    def edited(self) -> "list[forms.ModelForm[Any]]":
        """Rows that were there and were changed, without those to be removed."""
        return [
            form for form in self.initial_forms if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]


TaskFormSet = forms.inlineformset_factory(
    Need, Task, form=TaskForm, formset=BaseTaskFormSet, extra=3, can_delete=True, max_num=60
)


class NeedFilter(forms.Form):
    """Which needs the list shows."""

    UNDONE = "undone"

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), (UNDONE, _("Not yet answered")), *NeedState.choices],
    )
    partner = forms.ModelChoiceField(
        label=_("Partner"), queryset=Partner.objects.none(), required=False, empty_label=_("All")
    )
    mine = forms.BooleanField(label=_("Only those in my hands"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.filter(needs__isnull=False).distinct()  # type: ignore[attr-defined]
