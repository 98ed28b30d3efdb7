from .enquiries import EmployerEnquiry
from .imports import ImportBatch
from .needs import Need, NeedNews, Task
from .pages import PartnerIndexPage, PartnerPage
from .records import Accreditation, EmployerInvitation, Member, Partner, Workplace

__all__ = [
    "Accreditation",
    "EmployerEnquiry",
    "EmployerInvitation",
    "ImportBatch",
    "Member",
    "Need",
    "NeedNews",
    "Partner",
    "PartnerIndexPage",
    "PartnerPage",
    "Task",
    "Workplace",
]
