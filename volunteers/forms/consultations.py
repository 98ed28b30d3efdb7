"""The steps of a request for a talk at the desk (domain.md 4.1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from base.models import User
from volunteers import actions
from volunteers.models import ContactAttempt
from volunteers.models.consultations import ConsultationState

from .people import colleagues
from .steps import Step, StepForm, words


class TakeForm(StepForm):
    """Nothing to type."""


class NoteForm(StepForm):
    outcome_note = words(_("What was said?"), hint=_("So that a colleague who takes their call knows."))


class ReferForm(StepForm):
    outcome_note = forms.CharField(
        label=_("Where to, and for what?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    told_who_they_are = forms.BooleanField(label=_("We told the other place who they are"), required=False)
    they_agreed = forms.BooleanField(label=_("They agreed to that"), required=False)


class AsideForm(StepForm):
    """Nothing to type."""


class AttemptForm(forms.Form):
    """One try to reach somebody."""

    how = forms.ChoiceField(
        label=_("How?"), choices=ContactAttempt.How, initial=ContactAttempt.How.CALL, widget=forms.RadioSelect
    )
    reached = forms.BooleanField(label=_("We spoke with them"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_attempt_%s"


class HandOverForm(forms.Form):
    """To whom a request is given."""

    to = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_handover_%s"
        field: Any = self.fields["to"]
        field.queryset = colleagues()
        field.label_from_instance = lambda user: user.shown_name


class LinkForm(forms.Form):
    """The number of somebody who is registered already."""

    number = forms.CharField(
        label=_("Number of the person"),
        help_text=_("For example K7F3-Q9TM. It stands on the person's page."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_link_%s"


CONSULTATION_STEPS = {
    step.name: step
    for step in (
        Step(
            name="take",
            to=ConsultationState.CONTACTING,
            form=TakeForm,
            run=actions.take_consultation,
            label=_("I will answer this"),
            done=_("It is in your hands now. From now on only you and the chief see it."),
            when=(ConsultationState.NEW,),
        ),
        Step(
            name="again",
            to=ConsultationState.CONTACTING,
            form=TakeForm,
            run=actions.take_consultation,
            label=_("Take it up again"),
            done=_("It is in your hands again."),
            when=(
                ConsultationState.UNREACHABLE,
                ConsultationState.ANSWERED_ONLY,
                ConsultationState.REFERRED_OUT,
                ConsultationState.SPAM,
            ),
        ),
        Step(
            name="answered",
            to=ConsultationState.ANSWERED_ONLY,
            form=NoteForm,
            run=actions.answer_consultation,
            label=_("It is answered"),
            hint=_("They know what they wanted to know, and nothing more is to be done now."),
            done=_("Noted as answered."),
        ),
        Step(
            name="refer",
            to=ConsultationState.REFERRED_OUT,
            form=ReferForm,
            run=actions.refer_out,
            label=_("Another place helps"),
            done=_("Noted where they were led to."),
        ),
        Step(
            name="unreachable",
            to=ConsultationState.UNREACHABLE,
            form=TakeForm,
            run=actions.give_up_reaching,
            label=_("They cannot be reached"),
            done=_("Noted. If they call, take it up again."),
            way="wait",
        ),
        Step(
            name="withdraw",
            to=ConsultationState.WITHDRAWN,
            form=NoteForm,
            run=actions.take_back,
            label=_("They took it back"),
            done=_("Noted that they took it back."),
            way="out",
        ),
        Step(
            name="aside",
            to=ConsultationState.SPAM,
            form=AsideForm,
            run=actions.put_aside,
            label=_("This is no request (advertising, a machine)"),
            hint=_("It is erased after a month. Until then it can be taken up again."),
            done=_("Put aside."),
            way="out",
        ),
    )
}
