"""What placements, consents and documents need every day."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from base.jobs import daily
from volunteers import actions, disposals


@daily("volunteers.reviews", label=_("Mark placements whose date to look together has come"))
def reviews(today: dt.date) -> int:
    """How many were marked."""
    return actions.mark_reviews_due(today)


@daily("volunteers.consents", label=_("End consents whose last day is over"))
def consents(today: dt.date) -> int:
    """How many ended."""
    return actions.expire_consents(today)


@daily("volunteers.terms", label=_("List records whose term is over"), hour=5)
def terms(today: dt.date) -> int:
    """How many were newly found. Nothing is erased: a chief looks at each."""
    disposals.write_kept()
    return actions.list_due(today)


@daily("volunteers.papers", label=_("Erase files of documents that belong to no record"))
def papers(_today: dt.date) -> int:
    """How many were erased."""
    return actions.sweep_store()
