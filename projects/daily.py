"""What openings need every day."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from base.jobs import daily
from projects import actions


@daily("projects.expire", label=_("Take down openings whose time has passed"))
def expire(today: dt.date) -> int:
    """How many were taken down."""
    return actions.expire_openings(today)
