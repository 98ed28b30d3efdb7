from .accounts import User
from .audit import AuditAction, AuditEntry, AuditHead, AuditSubject
from .crisis import CrisisLine
from .invitations import AccountEvent, Invitation
from .moves import Move
from .places import Area, TravelTime
from .sessions import KeptSession
from .settings import CentreSettings
from .words import Tag

__all__ = [
    "AccountEvent",
    "Area",
    "AuditAction",
    "AuditEntry",
    "AuditHead",
    "AuditSubject",
    "CentreSettings",
    "CrisisLine",
    "Invitation",
    "KeptSession",
    "Move",
    "Tag",
    "TravelTime",
    "User",
]
