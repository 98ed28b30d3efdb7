from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "base"
    verbose_name = _("Foundations")

    def ready(self) -> None:
        from base.accounts import checks, receivers, sealed  # noqa: F401 - signals, checks and keys find them
        from base.forms import read_the_invisible_as_nothing
        from base.safety.choosers import without_inline_scripts

        without_inline_scripts()
        read_the_invisible_as_nothing()
