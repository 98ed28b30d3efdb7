"""The steps of an employer's enquiry at the desk."""

from django.utils.translation import gettext_lazy as _

from partners import actions
from partners.models.enquiries import EnquiryState

from .steps import Step, StepForm, words


class EnquiryTakeForm(StepForm):
    """Nothing to type."""


class EnquiryNoteForm(StepForm):
    outcome_note = words(_("What was said?"))


ENQUIRY_STEPS = {
    step.name: step
    for step in (
        Step(
            name="take",
            to=EnquiryState.TAKEN,
            form=EnquiryTakeForm,
            run=actions.take_enquiry,
            label=_("I will answer this"),
            done=_("It is in your hands now."),
            when=(EnquiryState.NEW,),
        ),
        Step(
            name="again",
            to=EnquiryState.TAKEN,
            form=EnquiryTakeForm,
            run=actions.take_enquiry,
            label=_("Take it up again"),
            done=_("It is in your hands again."),
            when=(EnquiryState.UNREACHABLE, EnquiryState.ANSWERED_ONLY, EnquiryState.SPAM),
        ),
        Step(
            name="answered",
            to=EnquiryState.ANSWERED_ONLY,
            form=EnquiryNoteForm,
            run=actions.answer_enquiry,
            label=_("It is answered"),
            done=_("Noted as answered."),
        ),
        Step(
            name="unreachable",
            to=EnquiryState.UNREACHABLE,
            form=EnquiryTakeForm,
            run=actions.note_enquirer_unreachable,
            label=_("They cannot be reached"),
            done=_("Noted. If they call, take it up again."),
            way="wait",
        ),
        Step(
            name="withdraw",
            to=EnquiryState.WITHDRAWN,
            form=EnquiryTakeForm,
            run=actions.take_enquiry_back,
            label=_("They took it back"),
            done=_("Noted that they took it back."),
            way="out",
        ),
        Step(
            name="aside",
            to=EnquiryState.SPAM,
            form=EnquiryTakeForm,
            run=actions.put_enquiry_aside,
            label=_("This is no request (advertising, a machine)"),
            done=_("Put aside."),
            way="out",
        ),
    )
}
