"""What the centre says of itself. Facts that change are here, not in templates."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="home", order=10)
class CentreSettings(BaseGenericSetting):
    """Name, telephone, hours, address and consignors of the centre."""

    name = models.CharField(_("name"), max_length=60, default="くらしごと")
    full_name = models.CharField(
        _("full name"), max_length=120, default="釧路市・釧路管内生活相談支援センター「くらしごと」"
    )
    tagline = models.CharField(_("tag line"), max_length=60, default="暮らし×仕事")
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    hours_text = models.CharField(_("opening hours"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=8, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    access_text = models.TextField(_("the way to us, in words"), blank=True)
    consignors = models.CharField(_("entrusted by"), max_length=120, default="釧路市・北海道")
    contractor = models.CharField(_("run by"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("full_name"), FieldPanel("tagline")], _("Name")),
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("hours_text"), FieldPanel("email")], _("Contact")),
        MultiFieldPanel(
            [FieldPanel("postal_code"), FieldPanel("address"), FieldPanel("access_text")], _("Place")
        ),
        MultiFieldPanel(
            [FieldPanel("consignors"), FieldPanel("contractor")], _("Who answers for the centre")
        ),
    ]

    class Meta:
        verbose_name = _("the centre")

    @property
    def phone_digits(self) -> str:
        """The number for a tel: link."""
        return re.sub(r"\D", "", self.phone)
