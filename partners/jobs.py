"""What is done beside the web server about enquiries of employers."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.announcing import mail_about
from base.jobs import job
from partners.models import EmployerEnquiry


@job(label=_("Tell the centre by mail of an enquiry of an employer"))
def tell_of_enquiry(pk: int) -> None:
    """A number and a link."""
    number = EmployerEnquiry._base_manager.values_list("receipt", flat=True).get(pk=pk)
    mail_about(
        gettext("An enquiry of an employer"), number=number, path=reverse("desk_enquiry", args=[number])
    )
