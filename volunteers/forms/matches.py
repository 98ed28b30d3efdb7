"""The steps of a match, from the first thought to the agreement (domain.md 4.5)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base import clock
from base.forms import WordsField
from volunteers import actions
from volunteers.models import ConsentRecord
from volunteers.models.consents import ConsentState, Method, Purpose
from volunteers.models.matches import Match, MatchState

from .steps import Step, StepForm, day, hours_a_week, words

VISITS = {
    Match.VisitKind.VISIT.value: _("A visit to see the place"),
    Match.VisitKind.TRIAL.value: _("A trial of the work"),
}


class TalkForm(StepForm):
    words = words(_("What does the person say?"), hint=_("In their own words, as far as you can."))

    @staticmethod
    def proposed(record: Match) -> dict[str, Any]:
        return {"words": record.person_words}


class NotForPersonForm(StepForm):
    words = words(
        _("What does the person say?"), hint=_("No reason is needed. The employer never reads this.")
    )

    @staticmethod
    def proposed(record: Match) -> dict[str, Any]:
        return {"words": record.person_words}


class ProposeForm(StepForm):
    """Nothing to type: the page shows what the employer will read."""


class NotForEmployerForm(StepForm):
    answer = words(_("What does the employer say?"))

    @staticmethod
    def proposed(record: Match) -> dict[str, Any]:
        return {"answer": record.employer_answer}


class VisitForm(StepForm):
    kind = forms.ChoiceField(
        label=_("visit or trial"),
        choices=list(VISITS.items()),
        initial=Match.VisitKind.VISIT,
        widget=forms.RadioSelect,
    )
    on = day(_("Date of the visit or trial"), missing=_("Give the date of the visit or trial."))
    accompanied_by = forms.CharField(label=_("who goes along"), max_length=80, required=False)
    answer = words(_("What does the employer say?"), rows=2)

    @staticmethod
    def proposed(record: Match) -> dict[str, Any]:
        return {"answer": record.employer_answer}


class AgreeForm(StepForm):
    starts_on = day(_("begins on"), missing=_("Give the day on which the work is to begin."))
    planned_end_on = day(_("planned until"), help_text=_("Left empty: half a year from the beginning."))
    hours_per_week = hours_a_week(_("hours a week"))
    workplace_supporter = forms.CharField(
        label=_("supporter at the workplace"),
        max_length=80,
        help_text=_("Who looks after the person there. A name, so that it is clear whom to ask."),
        error_messages={"required": _("Name somebody at the workplace who looks after the person.")},
    )
    accommodations = words(
        _("what was arranged"), hint=_("Breaks, a quiet seat, how work is explained: what was promised.")
    )
    told_by = forms.ChoiceField(
        label=_("May the employer learn the name?"),
        choices=[("", _("Not now: they go on reading of “somebody”")), *Method.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Name, days, support and what was arranged, for this work only. Only the person decides; the work may "
            "begin without it, and they introduce themselves as they like."
        ),
    )
    witness = forms.CharField(
        label=_("Who heard it with you"),
        max_length=80,
        required=False,
        help_text=_("Only for what is said aloud."),
    )

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if ConsentRecord.objects.filter(
            person=record.person_id,
            partner=record.opening.partner_id,
            purpose=Purpose.WORK,
            state=ConsentState.GIVEN,
            ends_on__gte=clock.today(),
        ).exists():  # they have said so already
            del self.fields["told_by"], self.fields["witness"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        starts, ends = values.get("starts_on"), values.get("planned_end_on")
        if starts and ends and ends < starts:
            self.add_error("planned_end_on", _("The planned end comes before the beginning."))
        if values.get("told_by") == Method.SPOKEN and not values.get("witness", "").strip():
            self.add_error("witness", _("Name who heard it with you."))
        return values


class WithdrawForm(StepForm):
    """Nothing to type."""


class ClearanceForm(forms.Form):
    """A chief's reason why a block does not stand in the way here."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = WordsField(
        label=_("Why does this not stand in the way?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why this does not stand in the way.")},
    )


MATCH_STEPS = {
    step.name: step
    for step in (
        Step(
            "talk",
            MatchState.DISCUSSED,
            TalkForm,
            actions.talk_over,
            _("Talked over with the person"),
            _("Noted what the person said."),
            hint=_("The person has heard of the opening and would like to go on."),
        ),
        Step(
            "propose",
            MatchState.PROPOSED,
            ProposeForm,
            actions.propose,
            _("Propose to the employer"),
            _("Proposed to the employer."),
            hint=_("The employer reads only the outline below: no name, no health, no history."),
        ),
        Step(
            "visit",
            MatchState.TRIAL,
            VisitForm,
            actions.set_visit,
            _("Set a visit or trial"),
            _("The visit or trial has a date."),
        ),
        Step(
            "agree",
            MatchState.AGREED,
            AgreeForm,
            actions.agree,
            _("Agree to begin"),
            _("Agreed. The conditions are kept as they were shown."),
            hint=_("Person, employer and centre have agreed. One place of the opening is taken."),
        ),
        Step(
            "person-declines",
            MatchState.DECLINED_BY_PERSON,
            NotForPersonForm,
            actions.decline_for_person,
            _("The person says no"),
            _("Noted. Nothing follows from a no."),
            way="out",
        ),
        Step(
            "employer-declines",
            MatchState.DECLINED_BY_EMPLOYER,
            NotForEmployerForm,
            actions.decline_for_employer,
            _("The employer says no"),
            _("Noted what the employer said."),
            way="out",
        ),
        Step(
            "withdraw",
            MatchState.WITHDRAWN,
            WithdrawForm,
            actions.withdraw,
            _("Take back"),
            _("Taken back."),
            way="out",
            hint=_("For a slip of the pen, or when circumstances changed. It stays in the history."),
        ),
    )
}
