"""Sessions in the database: sealed, found by a hash of the cookie, and known by whose they are.

A copy of the database therefore gives nobody's cookie away, and no session's content (a second factor being set up, a
form that waits to be sent again). Owner, device and times stand in columns, so that sessions can be listed and ended.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from base.sealing import SealBroken
from base.sealing.cipher import seal_text, unseal_text

KEY_LENGTH = 40
"""Characters of the column that Django gives to a session's key; 160 bits are plenty."""
STARTED, SEEN, DEVICE = "started", "seen", "device"


def hashed(session_key: str) -> str:
    """Under what a session is kept."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:KEY_LENGTH]


class SessionStore(DatabaseStore):
    """Django's own, with those three differences."""

    @classmethod
    def get_model_class(cls) -> Any:
        from base.models import KeptSession

        return KeptSession

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal_text(json.dumps(session_dict), bound_to=self._place())

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return dict(json.loads(unseal_text(str(session_data), bound_to=self._place())))
        except (SealBroken, ValueError):
            return {}

    def _place(self) -> str:
        """One session's content opens in no other's place."""
        return f"base.KeptSession#{hashed(self.session_key or '')}"

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=hashed(session_key)).exists())

    def delete(self, session_key: str | None = None) -> None:
        session_key = session_key or self.session_key
        if session_key:
            self.model.objects.filter(session_key=hashed(session_key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        key = self._session_key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return self.get_model_class()(
            session_key=hashed(key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
            device=data.get(DEVICE, ""),
            started_at=_moment(data.get(STARTED)),
            seen_at=_moment(data.get(SEEN)),
        )

    def _get_session_from_db(self) -> Any:
        kept = self.model.objects.filter(
            session_key=hashed(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if kept is None:
            self._session_key = None
        return kept


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
