"""The slip of a form: when it was handed out, and the token of the one record that it may make. Signed."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone

from base import clock

SALT = "base.open_forms.slip"
QUICKEST = dt.timedelta(seconds=2)
"""Nobody reads the page and writes a line in less. Such a form is shown once more, not thrown away."""
OLDEST = dt.timedelta(hours=12)
"""Long enough for a form begun in the morning and finished after work."""
LONGEST = 400
"""Characters of a slip; a longer one was not handed out by us."""


@dataclass(frozen=True)
class Slip:
    """What a slip says."""

    token: uuid.UUID
    handed_out: dt.datetime

    @property
    def is_quick(self) -> bool:
        return clock.now() - self.handed_out < QUICKEST

    @property
    def is_old(self) -> bool:
        return clock.now() - self.handed_out > OLDEST


def hand_out() -> str:
    """A fresh slip for the hidden field of a form."""
    return signing.dumps([uuid.uuid4().hex, clock.now().timestamp()], salt=SALT)


def read(typed: str) -> Slip | None:
    """What the slip says; None for one that is not ours."""
    if not typed or len(typed) > LONGEST:
        return None
    try:
        token, moment = signing.loads(typed, salt=SALT)
    except signing.BadSignature:
        return None
    return Slip(uuid.UUID(token), dt.datetime.fromtimestamp(moment, timezone.get_current_timezone()))
