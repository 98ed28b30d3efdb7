"""What a password must be, said so that people can do it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.accounts.demo_marks import is_demo_password

SHORTEST_NAME = 4
"""Characters of a user name that must not stand in the password."""


class LongEnough(MinimumLengthValidator):
    """At least so many characters, spaces included: a sentence is easier to keep than a puzzle."""

    def validate(self, password: str, user: Any = None) -> None:
        missing = self.min_length - len(password)
        if missing > 0:
            sentence = ngettext(
                "%(missing)d more character, please: %(least)d are needed. A short sentence of your own is easy to"
                " remember.",
                "%(missing)d more characters, please: %(least)d are needed. A short sentence of your own is easy to"
                " remember.",
                missing,
            )
            raise ValidationError(sentence % {"missing": missing, "least": self.min_length}, code="too_short")

    def get_help_text(self) -> str:
        return _("%(least)d characters or more. Spaces may stand in it, so a short sentence will do.") % {
            "least": self.min_length
        }


class NotWellKnown(CommonPasswordValidator):
    """Not one of those that everybody tries, and never the demo's."""

    def validate(self, password: str, user: Any = None) -> None:
        if password.lower().strip() in self.passwords or (is_demo_password(password) and not settings.DEMO):
            raise ValidationError(
                _("Many people know this password. Please choose another."), code="too_common"
            )

    def get_help_text(self) -> str:
        return ""


class NotTheName(UserAttributeSimilarityValidator):
    """Not the user name again."""

    def validate(self, password: str, user: Any = None) -> None:
        name = (user.get_username() if user else "").lower()
        try:
            super().validate(password, user)
            if len(name) >= SHORTEST_NAME and name in password.lower():
                raise ValidationError("the user name stands in it")
        except ValidationError as error:
            raise ValidationError(
                _("This is too much like your user name or your name. Please choose another."),
                code="too_similar",
            ) from error

    def get_help_text(self) -> str:
        return ""


class OwnerIsTold:
    """No rule: Django tells it of every password that was changed, by whatever way, and the owner gets a mail."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuses nothing."""

    def password_changed(self, _password: str, user: Any = None) -> None:
        """Put the mail into the queue, as part of the change."""
        from base.accounts.telling import tell_of_new_password  # the settings name this module early

        if user is not None and user.email:
            tell_of_new_password.enqueue(user.pk)

    def get_help_text(self) -> str:
        return ""
