from .addresses import SecretAddress, SecretAddressOpening, SecretAddressReader
from .boards import BoardLine, BoardOrder, BoardPlace, BoardRun, PlaceOrder
from .conditions import WorkConditions
from .consents import ConsentRecord, DisclosureRecord
from .consultations import ConsultationRequest, ContactAttempt
from .documents import PersonDocument
from .emergencies import EmergencyAccess
from .matches import BlockClearance, Match
from .people import Person, PersonKey, PersonRole, StageChange
from .placements import Placement, Review
from .retention import DisposalRecord, ErasureCase, PersonsRequest, RetentionHold, RetentionRule

__all__ = [
    "BlockClearance",
    "BoardLine",
    "BoardOrder",
    "BoardPlace",
    "BoardRun",
    "ConsentRecord",
    "ConsultationRequest",
    "ContactAttempt",
    "DisclosureRecord",
    "DisposalRecord",
    "EmergencyAccess",
    "ErasureCase",
    "Match",
    "Person",
    "PersonDocument",
    "PersonKey",
    "PersonRole",
    "PersonsRequest",
    "PlaceOrder",
    "Placement",
    "RetentionHold",
    "RetentionRule",
    "Review",
    "SecretAddress",
    "SecretAddressOpening",
    "SecretAddressReader",
    "StageChange",
    "WorkConditions",
]
