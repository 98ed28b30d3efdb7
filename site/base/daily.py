"""What the installation itself needs every day."""

import datetime as dt

from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.backups import keeping, making
from base.jobs import daily
from base.models import KeptSession


def _is_asked_for() -> bool:
    return bool(settings.BACKUPS_DAILY)


@daily("base.backup", label=_("Make a backup"), hour=3, slow=True, is_wanted=_is_asked_for)
def back_up(today: dt.date) -> int:
    """One sealed file where the settings say; older ones go by the keep-rule."""
    making.make_backup(settings.BACKUPS)
    keeping.clear_out(settings.BACKUPS, keeping.Rule.parse(settings.BACKUPS_KEPT))
    return 1


@daily("base.forget_sessions", label=_("Forget sessions and wrong passwords that are over"), hour=4)
def forget_sessions(_today: dt.date) -> int:
    """How many rows went: sessions that have run out, and tries that count no more (names, addresses, browsers)."""
    now = timezone.now()
    sessions = KeptSession.objects.filter(expire_date__lt=now)
    tries = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    return int(sessions.delete()[0] + tries.delete()[0])
