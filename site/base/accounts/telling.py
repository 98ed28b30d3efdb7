"""Telling the owner of an account that its password was changed: that it was, when, and whom to call. Nothing else."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.japanese.dates import japanese_date
from base.jobs import job
from base.models import CentreSettings, User


@job(label=gettext_lazy("Tell somebody that their password was changed"))
def tell_of_new_password(account: int) -> None:
    """A mail to the owner, where there is an address and mail is set up."""
    address = User.objects.values_list("email", flat=True).get(pk=account)
    if not (address and settings.MAIL_IS_SET_UP):
        return
    centre, now = CentreSettings.load(), timezone.localtime()
    send_mail(
        _("Your password was changed"),
        _(
            "The password of your account at %(centre)s was changed on %(day)s at about %(time)s.\n\n"
            "Was it you? Then nothing is to be done. If not, please call us at once: %(phone)s"
        )
        % {
            "centre": centre.name,
            "day": japanese_date(now.date()),
            "time": f"{now:%H:%M}",
            "phone": centre.phone,
        },
        None,
        [address],
    )
