from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("People and matching")

    def ready(self) -> None:
        from base.sealing.rotation import others
        from base.uploads import store
        from volunteers.papers import RESEAL as RESEAL_PAPERS
        from volunteers.papers import held
        from volunteers.search import RESEAL

        others.add(RESEAL)
        others.add(RESEAL_PAPERS)
        store.holders.append(held)
