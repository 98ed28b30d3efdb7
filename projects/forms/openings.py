"""An opening on one page, in the order in which a coordinator thinks about it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base import clock
from base.reasons import ReasonBesideField
from base.vocabulary import WorkForm
from partners.models import Need, Partner, Task, Workplace
from partners.models.needs import Answer
from projects.forms.fields import desk_field, fingerprint
from projects.forms.needs import waiting_partners
from projects.models import CommunityProject, Opening
from projects.models.openings import OpeningState

SHOWN_FOR = dt.timedelta(days=90)
"""How long a new opening is proposed to be shown; the date can be changed."""


@dataclass(frozen=True)
class Group:
    """Fields that belong together: `first` is always in sight, `more` can be opened."""

    name: str
    legend: Any
    first: tuple[str, ...]
    more: tuple[str, ...] = ()
    short: bool = False  # the first fields are short enough to stand side by side

    @property
    def fields(self) -> tuple[str, ...]:
        return self.first + self.more


GROUPS = (
    Group(
        "what",
        _("What one does"),
        ("title", "tasks_text"),
        ("interests", "independence", "stage_min", "stage_max"),
    ),
    Group(
        "when",
        _("When"),
        ("slots", "hours_text"),
        (
            "slots_needed",
            "hours_min",
            "hours_max",
            "starts_from_hours",
            "minutes_continuous",
            "same_day_absence_ok",
            "night",
            "months",
        ),
    ),
    Group(
        "load",
        _("How hard it is"),
        (),
        (
            "lift_kg",
            "stand_minutes",
            "sitting_possible",
            "indoor",
            "cold",
            "heights",
            "machinery",
            "driving",
            "noise",
            "crowd",
            "smell",
            "pace",
            "customers",
            "phone",
            "reading",
            "qualifications_required",
        ),
    ),
    Group(
        "support",
        _("With whom, and who helps"),
        ("supporter_named",),
        (
            "supporter_ratio",
            "company",
            "accompaniment_allowed",
            "quiet_place",
            "plain_japanese_ok",
            "instruction_style",
            "visit_possible",
            "trial_possible",
        ),
    ),
    Group("way", _("The way there"), ("workplace",), ("reach_modes", "pick_up", "last_service_gap")),
    Group(
        "pay",
        _("Form of work and pay"),
        ("work_form", "pay_kind", "pay_min", "pay_max", "pay_unit", "papers_complete"),
        ("pay_every", "pay_note"),
        short=True,
    ),
    Group(
        "places", _("Places and dates"), ("places", "valid_until"), ("valid_from", "starts_on"), short=True
    ),
)
WHOSE = ("partner", "project")


def _beyond_a_week(cleaned: dict[str, Any]) -> Iterator[str]:
    for name in ("hours_min", "hours_max", "starts_from_hours"):
        if (cleaned.get(name) or 0) > 168:
            yield name


class OpeningForm(ReasonBesideField, forms.ModelForm):
    """Every condition of an opening; what is not known may stay so."""

    placing = {
        "opening_has_a_place": "places",
        "opening_not_overbooked": "places",
        "opening_pay_fits_form": "pay_kind",
        "opening_no_piece_pay_for_volunteers": "pay_kind",
        "opening_unpaid_has_no_amount": "pay_min",
        "opening_pay_in_order": "pay_max",
        "opening_stages_in_order": "stage_max",
        "opening_dates_in_order": "valid_until",
        "opening_hours_within_a_week": _beyond_a_week,
        "opening_hours_in_order": "hours_max",
    }

    class Meta:
        model = Opening
        fields = (*WHOSE, *(name for group in GROUPS for name in group.fields))
        formfield_callback = desk_field
        labels = {"title": _("Name of the work, as it is shown")}
        widgets = {"tasks_text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, need: Need | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        self.fields["project"].queryset = CommunityProject.objects.all()  # type: ignore[attr-defined]
        self.fields["project"].empty_label = _("Not part of one")  # type: ignore[attr-defined]
        if need or self.instance.pk:
            partner = need.partner if need else self.instance.partner
            self.instance.partner, self.instance.need = partner, need or self.instance.need
            del self.fields["partner"]
        else:
            partner = None
            self.fields["partner"].queryset = waiting_partners()  # type: ignore[attr-defined]
        self.fields["workplace"] = WorkplaceField(partner)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        workplace, partner = cleaned.get("workplace"), cleaned.get("partner") or self.instance.partner_id
        owner = partner.pk if isinstance(partner, Partner) else partner
        if workplace and owner and workplace.partner_id != owner:
            self.add_error("workplace", gettext("This workplace belongs to another partner."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Columns of Opening, as `make_opening` and `change_conditions` take them."""
        return {
            name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data
        }

    def whose(self) -> list[forms.BoundField]:
        """Whom the opening belongs to, as far as that can still be chosen."""
        return [self[name] for name in WHOSE if name in self.fields]

    def groups(self) -> Iterator[dict[str, Any]]:
        """The groups with their bound fields; a group is open where something is known or wrong."""
        for group in GROUPS:
            more = [self[name] for name in group.more]
            yield {
                "name": group.name,
                "legend": group.legend,
                "short": group.short,
                "first": [self[name] for name in group.first],
                "more": more,
                "open": any(field.errors or _says_something(field) for field in more),
                "faulty": any(field.errors for field in more),
            }


class NewOpeningForm(OpeningForm):
    """A new opening carries a token, so that posting it twice makes one."""

    posted_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ChangedOpeningForm(OpeningForm):
    """Changed conditions carry the mark of the conditions that the page showed."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class WorkplaceField(forms.ModelChoiceField):
    """Workplaces of one partner, or of all with the partner's name in front."""

    def __init__(self, partner: Partner | None) -> None:
        self.partner = partner
        places = Workplace.objects.select_related("partner").order_by("partner__legal_name", "name")
        super().__init__(
            queryset=places.filter(partner=partner) if partner else places,
            label=_("Workplace"),
            required=False,
            empty_label=_("Not known"),
        )

    def label_from_instance(self, obj: Any) -> str:
        return str(obj) if self.partner else f"{obj.partner}／{obj}"


def _says_something(field: forms.BoundField) -> bool:
    value = field.value()
    return value not in (None, "", [], "None") and str(value) != str(field.field.initial)


def conditions_mark(opening: Opening) -> str:
    """The fingerprint of everything that the form shows of an opening."""
    return fingerprint([getattr(opening, f"{name}_id", getattr(opening, name)) for name in _columns()])


def _columns() -> Iterable[str]:
    return [name for name in OpeningForm._meta.fields or () if name not in WHOSE]  # type: ignore[misc]


def from_tasks(need: Need, tasks: Iterable[Task]) -> dict[str, Any]:
    """What the chosen tasks and the employer's words already say: the heaviest of each load that is known."""
    chosen = list(tasks)
    loads = {
        column: max((v for v in (getattr(task, of) for task in chosen) if v is not None), default=None)
        for column, of in {
            "minutes_continuous": "minutes",
            "lift_kg": "lift_kg",
            "stand_minutes": "stand_minutes",
            "noise": "noise",
            "pace": "pace",
            "customers": "customers",
        }.items()
    }
    return loads | {
        "title": "、".join(task.what for task in chosen)[:120],
        "tasks_text": "\n".join(_line(task) for task in chosen),
        "slots": need.slots,
        "places": need.people_needed or 1,
        "workplace": need.workplace_id,
        "trial_possible": {Answer.YES: True, Answer.NO: False}.get(need.can_try_first),  # type: ignore[call-overload]
        "valid_until": clock.today() + SHOWN_FOR,
    }


def _line(task: Task) -> str:
    details = [
        task.where,
        gettext("%(minutes)s minutes at a time") % {"minutes": task.minutes} if task.minutes else "",
        task.support_needed,
    ]
    known = "、".join(detail for detail in details if detail)
    return f"{task.what}（{known}）" if known else task.what


class OpeningFilter(forms.Form):
    """Which openings the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *OpeningState.choices]
    )
    partner = forms.ModelChoiceField(
        label=_("Partner"), queryset=Partner.objects.none(), required=False, empty_label=_("All")
    )
    work_form = forms.TypedChoiceField(
        label=_("Form of work"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("All")), *WorkForm.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.filter(openings__isnull=False).distinct()  # type: ignore[attr-defined]
