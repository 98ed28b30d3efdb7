from .openings import Opening
from .pages import CommunityProjectPage, OpeningIndexPage, OpeningPage, ProjectIndexPage
from .projects import CommunityProject, Stakeholder, WorkOrder

__all__ = [
    "CommunityProject",
    "CommunityProjectPage",
    "Opening",
    "OpeningIndexPage",
    "OpeningPage",
    "ProjectIndexPage",
    "Stakeholder",
    "WorkOrder",
]
