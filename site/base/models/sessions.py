"""Who is signed in, where, and since when."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.accounts.devices import device_in_words


class KeptSession(AbstractBaseSession):
    """A session. Its key is a hash of the cookie, its content is sealed; the columns mirror what lists need."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="kept_sessions",
        verbose_name=_("user"),
    )
    device = models.CharField(_("device"), max_length=40, blank=True)
    started_at = models.DateTimeField(_("signed in"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"session of #{self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from base.accounts.session_store import SessionStore

        return SessionStore

    @classmethod
    def of(cls, user: Any) -> models.QuerySet["KeptSession"]:
        """Where `user` is signed in now, the latest first."""
        now = timezone.now()
        silent = now - dt.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        old = now - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return cls._base_manager.filter(user=user, seen_at__gt=silent, started_at__gt=old).order_by(
            "-seen_at"
        )

    @property
    def device_words(self) -> str:
        return device_in_words(self.device)
