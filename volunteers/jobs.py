"""What is done beside the web server about people. Arguments are numbers; mails say nothing about anybody."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.announcing import mail_about
from base.jobs import job
from base.models import User
from volunteers.models import BoardRun, ConsultationRequest, EmergencyAccess
from volunteers.whole_board import carry_out


@job(label=gettext_lazy("Tell the chiefs that a record was opened in an emergency"))
def tell_chiefs_of_emergency(emergency_id: int) -> None:
    """A mail to every chief but the one who did it, with the way to the desk and nothing else."""
    opened = EmergencyAccess._base_manager.get(pk=emergency_id)
    chiefs = User.objects.filter(is_active=True, groups__permissions__codename="support_everyone").exclude(
        pk=opened.actor_id
    )
    addresses = sorted({chief.email for chief in chiefs if chief.email})
    for address in addresses:
        send_mail(
            _("A record was opened in an emergency"),
            _("Please look at it at the desk: %(address)s")
            % {"address": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_home")},
            None,
            [address],
        )


@job(label=gettext_lazy("Tell the centre by mail of a request for a talk"))
def tell_of_consultation(pk: int) -> None:
    """A number and a link. Nobody reads here: the number is all that is fetched."""
    number = ConsultationRequest._base_manager.values_list("receipt", flat=True).get(pk=pk)
    mail_about(_("A request for a talk"), number=number, path=reverse("desk_consultation", args=[number]))


@job(label=gettext_lazy("Put the whole board together"), slow=True)
def work_out_board(pk: int) -> None:
    """Everybody and every place looked at together. Stopped by moving the run on."""
    carry_out(BoardRun._base_manager.get(pk=pk))
