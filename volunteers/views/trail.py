"""The trail above a page. A person stands in it by number, never by name: titles are kept by browsers."""

from django.urls import reverse
from django.utils.translation import gettext as _


def people_crumb() -> tuple[str, str]:
    """The list of people."""
    return _("People"), reverse("desk_people")


def person_crumb(public_id: str) -> tuple[str, str]:
    """The page of one person."""
    return _("Person %(number)s") % {"number": public_id}, reverse("desk_person", args=[public_id])


def progress_crumb() -> tuple[str, str]:
    """All that is under way."""
    return _("Matches and placements"), reverse("desk_progress")
