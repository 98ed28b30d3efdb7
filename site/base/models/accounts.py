"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody with an account: staff, an editor, or a member of a partner. Never a person who is helped."""

    display_name = models.CharField(_("shown name"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    @property
    def shown_name(self) -> str:
        """The name that colleagues read in histories and lists."""
        return self.display_name or f"{self.last_name} {self.first_name}".strip() or self.get_username()

    def get_full_name(self) -> str:
        """What Wagtail shows: the same name, family name first."""
        return self.shown_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session was opened with. Django compares it on every request and ends a session that differs.

        Besides the password it covers what the account may do, so that somebody whose groups changed is out at once.
        """
        stands = (self.password, self.is_superuser, self.is_staff, self._grants())
        return salted_hmac("base.User.session", repr(stands), secret=secret, algorithm="sha256").hexdigest()

    def _grants(self) -> list[tuple[str, int]]:
        groups = self.groups.order_by().values_list(models.Value("group"), "pk")
        own = self.user_permissions.order_by().values_list(models.Value("permission"), "pk")
        return sorted(groups.union(own, all=True))
