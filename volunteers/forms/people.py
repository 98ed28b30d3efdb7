"""Registering a person and keeping what is known of them. Only a name to call them by is required."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from base import clock
from base.forms import (
    FoldedIntegerField,
    JapaneseDateField,
    KeysField,
    PhoneField,
    PostalCodeField,
    WordsField,
)
from base.models import User
from base.vocabulary import (
    Accompaniment,
    PayEvery,
    Stage,
    Strain,
    WishCompany,
    WishPay,
    WishPlace,
    WishPosture,
)
from projects.forms.fields import TriStateField, known_or_not
from volunteers.models import Person, PersonRole, WorkConditions

# The engine takes no more than these; nobody means more either.
HIGHEST = {
    "max_hours_now": (168, _("A week has 168 hours.")),
    "max_hours_goal": (168, _("A week has 168 hours.")),
    "max_minutes_continuous": (1440, _("A day has 1,440 minutes.")),
    "stand_minutes": (1440, _("A day has 1,440 minutes.")),
    "max_commute_minutes": (1440, _("A day has 1,440 minutes.")),
    "lift_kg": (200, _("Write 200 kg at most.")),
}
NUMBERS = tuple(HIGHEST)
CAN = ("cold_ok", "heights_ok", "machinery_ok", "driving_ok", "night_ok")
STRAINS = (
    "noise_stress",
    "crowd_stress",
    "smell_stress",
    "phone_stress",
    "stranger_stress",
    "pace_stress",
    "reading_stress",
)
WISHES = ("wish_company", "wish_posture", "wish_place", "wish_pay")
WHERE = ("area", "postal_code", "address")
"""What is not asked, nor taken, about somebody whose address is kept apart."""
NEEDS = ("needs_same_day_absence", "needs_quiet_place")
CHOICES = {
    "needs_accompaniment": known_or_not(Accompaniment.choices),
    "pay_day_need": known_or_not(PayEvery.choices),
    "wish_company": WishCompany.choices,
    "wish_posture": WishPosture.choices,
    "wish_place": WishPlace.choices,
    "wish_pay": WishPay.choices,
} | {name: known_or_not(Strain.choices) for name in STRAINS}


def colleagues() -> QuerySet[User]:
    """The accounts that may support people."""
    return User.objects.filter(
        is_active=True,
        groups__permissions__codename="support_person",
        groups__permissions__content_type__app_label="volunteers",
    ).distinct()


@dataclass(frozen=True)
class Group:
    """Conditions that are asked about together. `tables` are questions with the same answers, one row each."""

    key: str
    title: Any
    hint: Any
    fields: tuple[str, ...]
    tables: tuple[tuple[str, ...], ...] = ()


GROUPS = (
    Group(
        "time",
        _("Time"),
        _("How much at a stretch, how much a week, and when. What is possible now is enough."),
        ("max_hours_now", "max_hours_goal", "max_minutes_continuous", "available_from", "slots"),
    ),
    Group(
        "body",
        _("Body"),
        _("No diagnoses: only what the work may ask for."),
        ("lift_kg", "stand_minutes"),
        (CAN,),
    ),
    Group(
        "surroundings",
        _("Surroundings"),
        _("How hard is each of these for the person?"),
        (),
        (STRAINS,),
    ),
    Group(
        "way",
        _("How one gets there"),
        "",
        ("travel_modes", "max_commute_minutes"),
        (("winter_ok",),),
    ),
    Group(
        "support",
        _("Support"),
        "",
        ("needs_accompaniment", "instruction_style", "qualifications", "pay_day_need"),
        (NEEDS,),
    ),
    Group(
        "wishes",
        _("Wishes"),
        _("What they like, and what they would rather not."),
        ("interests", "wish_company", "wish_posture", "wish_place", "wish_pay", "avoid_partners"),
    ),
)


class PersonForm(forms.ModelForm):
    """Who somebody is and how to reach them safely."""

    birth_date = JapaneseDateField(label=_("date of birth"), required=False)
    phone = PhoneField(label=_("telephone"), required=False, autocomplete="off")
    postal_code = PostalCodeField(label=_("postal code"), required=False, autocomplete="off")

    # Left out of what was sent, these stay as they are.
    with_default = frozenset({"responsible_authority", "benefit_status", "stage"})

    class Meta:
        model = Person
        fields: tuple[str, ...] = (
            "call_name",
            "own_words",
            "strengths",
            "area",
            "phone",
            "safe_to_call",
            "voicemail_ok",
            "contact_hours",
            "family_name",
            "given_name",
            "family_name_kana",
            "given_name_kana",
            "birth_date",
            "postal_code",
            "address",
            "responsible_authority",
            "benefit_status",
        )
        widgets = {
            "own_words": forms.Textarea(attrs={"rows": 3}),
            "strengths": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {"own_words": WordsField, "strengths": WordsField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call_name"].error_messages["required"] = _(
            "Write a name to call them by. Any name will do."
        )
        self.fields["area"].empty_label = _("Not known yet")  # type: ignore[attr-defined]
        if self.instance.address_kept_apart:
            for name in WHERE:
                del self.fields[name]
        for name in self.with_default & set(self.fields):
            self.fields[name].required = False
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in self.with_default & set(values):
            if values[name] in ("", None):
                values[name] = getattr(self.instance, name)
        return values

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if born and born > clock.today():
            raise ValidationError(_("This day is still to come."))
        return born

    def safe_contact(self) -> Iterator[Any]:
        """The fields that say how to reach the person without harm."""
        return (self[name] for name in ("phone", "safe_to_call", "voicemail_ok", "contact_hours"))

    def official(self) -> Iterator[Any]:
        """The fields that papers ask for; none of them is needed to begin."""
        names = (
            "family_name",
            "given_name",
            "family_name_kana",
            "given_name_kana",
            "birth_date",
            "postal_code",
            "address",
            "responsible_authority",
            "benefit_status",
        )
        return (self[name] for name in names if name in self.fields)

    @property
    def papers_are_wrong(self) -> bool:
        """Whether one of these has to be looked at again."""
        return any(field.errors for field in self.official())

    def lives_in(self) -> Iterator[Any]:
        """The area; nothing where the address is kept apart."""
        return (self[name] for name in ("area",) if name in self.fields)


class RegisterForm(PersonForm):
    """A new person: also the roles and the stage to begin with."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=PersonRole.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[PersonRole.Kind.SEEKER.value],
    )

    class Meta(PersonForm.Meta):
        fields = (*PersonForm.Meta.fields, "stage")


class ConditionsForm(forms.ModelForm):
    """Work conditions in groups. Every field may stay "not known yet" (domain.md 9.4)."""

    class Meta:
        model = WorkConditions
        fields = tuple(
            name for group in GROUPS for name in (*group.fields, *(n for t in group.tables for n in t))
        )
        field_classes = (
            dict.fromkeys(NUMBERS, FoldedIntegerField)
            | dict.fromkeys((*CAN, *NEEDS, "winter_ok"), TriStateField)
            | {"available_from": JapaneseDateField, "avoid_partners": KeysField}
        )
        widgets = dict.fromkeys(
            ("travel_modes", "instruction_style", "qualifications", "interests", "avoid_partners"),
            forms.CheckboxSelectMultiple,
        ) | dict.fromkeys(CHOICES, forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (most, sentence) in HIGHEST.items():
            self.fields[name].validators.append(MaxValueValidator(most, sentence))
        for name, choices in CHOICES.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name in WISHES:
            self.fields[name].required = False
            self.fields[name].empty_value = 0  # type: ignore[attr-defined]

    def groups(self) -> list[dict[str, Any]]:
        """The groups with their bound fields, as the page shows them."""
        return [
            {
                "key": group.key,
                "title": group.title,
                "hint": group.hint,
                "fields": [self[name] for name in group.fields],
                "tables": [[self[name] for name in table] for table in group.tables],
                "wrong": any(self[name].errors for name in self._names(group)),
            }
            for group in GROUPS
        ]

    def values(self) -> dict[str, Any]:
        """What was typed, as `register_person` and `update_conditions` take it."""
        return {**self.cleaned_data, "avoid_partners": list(self.cleaned_data["avoid_partners"])}

    @staticmethod
    def _names(group: Group) -> tuple[str, ...]:
        return (*group.fields, *(name for table in group.tables for name in table))


class StageForm(forms.Form):
    """One click: the stage to go to, and the stage that the reader was looking at."""

    stage = forms.TypedChoiceField(choices=Stage.choices, coerce=int)
    seen = forms.TypedChoiceField(choices=Stage.choices, coerce=int)


class TeamForm(forms.Form):
    """Who runs alongside: one main supporter, and the colleagues who may read."""

    main_supporter = forms.ModelChoiceField(
        label=_("main supporter"), queryset=User.objects.none(), empty_label=None
    )
    team = KeysField(
        label=_("colleagues on the team"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("main_supporter", "team"):
            field: Any = self.fields[name]
            field.queryset = colleagues()
            field.label_from_instance = lambda user: user.shown_name
