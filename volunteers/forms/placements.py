"""The steps of a placement: begun, looked after, ended (domain.md 4.5)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base import clock
from volunteers import actions
from volunteers.models import Placement, Review
from volunteers.models.placements import EndReason, Outcome, PlacementState

from .steps import Step, StepForm, day, hours_a_week, refuse_days_to_come, words

AT_WORK = (PlacementState.ACTIVE, PlacementState.REVIEW_DUE)


class BeginForm(StepForm):
    on = day(_("First day"), missing=_("Give the day on which the work began."))

    @staticmethod
    def proposed(_record: Placement) -> dict[str, Any]:
        return {"on": clock.today()}

    def clean_on(self) -> Any:
        refuse_days_to_come(self.cleaned_data["on"])
        return self.cleaned_data["on"]


class PauseForm(StepForm):
    """Nothing to type."""


class ResumeForm(StepForm):
    """Nothing to type."""


class CallOffForm(StepForm):
    """Nothing to type."""


class ReviewForm(StepForm):
    held_on = day(_("looked together on"), missing=_("Give the day on which you looked together."))
    decision = forms.ChoiceField(
        label=_("decision"),
        choices=Review.Decision.choices,
        initial=Review.Decision.CONTINUE,
        widget=forms.RadioSelect,
    )
    hours_per_week = hours_a_week(_("hours a week from now"))
    person_words = words(_("What does the person say?"), hint=_("In their own words, as far as you can."))
    next_review_on = day(_("look together again on"), help_text=_("Left empty: three months later."))

    @staticmethod
    def proposed(record: Placement) -> dict[str, Any]:
        return {"held_on": clock.today(), "hours_per_week": record.hours_per_week}

    def clean_held_on(self) -> Any:
        held_on = self.cleaned_data["held_on"]
        refuse_days_to_come(held_on)
        if self.record.begun_on and held_on < self.record.begun_on:  # type: ignore[attr-defined]
            raise ValidationError(_("The work had not begun on that day."))
        return held_on

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        held, following = values.get("held_on"), values.get("next_review_on")
        if held and following and following <= held:
            self.add_error("next_review_on", _("The next date must be later than this one."))
        return values


class _EndForm(StepForm):
    on = day(_("Last day"), missing=_("Give the last day."))

    @staticmethod
    def proposed(_record: Placement) -> dict[str, Any]:
        return {"on": clock.today()}

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        refuse_days_to_come(on)
        if self.record.begun_on and on < self.record.begun_on:  # type: ignore[attr-defined]
            raise ValidationError(_("The end comes before the beginning."))
        return on


class CompleteForm(_EndForm):
    outcome = forms.ChoiceField(
        label=_("What it came to"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        help_text=_("Each of these may be a success."),
        error_messages={"required": _("Say what it came to.")},
    )
    note = words(_("what we learnt"))


class EndEarlyForm(_EndForm):
    end_reason = forms.ChoiceField(
        label=_("why it ended"),
        choices=EndReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it ended.")},
    )
    note = words(_("what we learnt"), hint=_("For the next try, not to find fault."))


PLACEMENT_STEPS = {
    step.name: step
    for step in (
        Step(
            "begin",
            PlacementState.ACTIVE,
            BeginForm,
            actions.begin_work,
            _("The work has begun"),
            _("The work has begun."),
            when=(PlacementState.AGREED,),
        ),
        Step(
            "review",
            PlacementState.REVIEW_DUE,
            ReviewForm,
            actions.review,
            _("Look together how it goes"),
            _("Noted what you found together."),
            when=AT_WORK,
        ),
        Step(
            "resume",
            PlacementState.ACTIVE,
            ResumeForm,
            actions.resume,
            _("Back from the rest"),
            _("Back at work."),
            when=(PlacementState.PAUSED,),
        ),
        Step(
            "pause",
            PlacementState.PAUSED,
            PauseForm,
            actions.pause,
            _("Take a rest"),
            _("Resting. The place is kept."),
            way="wait",
            hint=_("For health or family. The place is kept."),
            when=AT_WORK,
        ),
        Step(
            "complete",
            PlacementState.COMPLETED,
            CompleteForm,
            actions.complete,
            _("Complete"),
            _("Completed. Thank you for running alongside."),
            way="wait",
        ),
        Step(
            "end-early",
            PlacementState.ENDED_EARLY,
            EndEarlyForm,
            actions.end_early,
            _("End early"),
            _("Noted. What was learnt is kept for the next try."),
            way="out",
        ),
        Step(
            "call-off",
            PlacementState.CALLED_OFF,
            CallOffForm,
            actions.call_off,
            _("It did not begin"),
            _("Noted. The place is free again."),
            way="out",
        ),
    )
}
