"""Telling the centre by mail that something came in: a number and a link, never a word of what was written (L26)."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from base.models import CentreSettings


def mail_about(what: str, *, number: str, path: str) -> None:
    """Send "a new …, number …, link" to the centre's address, if it has one. For jobs: raises what the mail server says.

    `what` names the kind of thing ("a request for a talk"), `path` leads to it at the desk.
    """
    to = CentreSettings.load().email
    if not to:
        return
    link = f"{settings.WAGTAILADMIN_BASE_URL}{path}"
    subject = _("%(what)s: number %(number)s") % {"what": what, "number": number}
    body = _(
        "%(what)s has come in: number %(number)s.\n\nPlease read it at the desk:\n%(link)s\n\n"
        "What was written is not in this mail, so that it is read by nobody else."
    ) % {"what": what, "number": number, "link": link}
    send_mail(subject, body, None, [to])
