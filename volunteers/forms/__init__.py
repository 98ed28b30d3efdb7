"""What is typed at the desk about people, matches and placements."""

from .asking import AskingForm, HeardForm
from .consultations import CONSULTATION_STEPS, AttemptForm, HandOverForm, LinkForm
from .documents import DocumentForm, RemovalForm
from .enquiries import ENQUIRY_STEPS
from .finding import FilterForm, SearchForm
from .matches import MATCH_STEPS, VISITS, ClearanceForm
from .people import ConditionsForm, PersonForm, RegisterForm, StageForm, TeamForm
from .placements import PLACEMENT_STEPS
from .steps import Step, StepForm

__all__ = [
    "CONSULTATION_STEPS",
    "ENQUIRY_STEPS",
    "MATCH_STEPS",
    "PLACEMENT_STEPS",
    "VISITS",
    "AskingForm",
    "AttemptForm",
    "ClearanceForm",
    "ConditionsForm",
    "DocumentForm",
    "FilterForm",
    "HandOverForm",
    "HeardForm",
    "LinkForm",
    "PersonForm",
    "RegisterForm",
    "RemovalForm",
    "SearchForm",
    "StageForm",
    "Step",
    "StepForm",
    "TeamForm",
]
