from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("The whole")

    def ready(self) -> None:
        # `home` stands first in INSTALLED_APPS but permissions are made app by app: ask after the last one.
        post_migrate.connect(_when_all_apps_are_migrated, dispatch_uid="grant_everything", weak=False)


def _when_all_apps_are_migrated(*, app_config: AppConfig, **_kwargs: object) -> None:
    from django.apps import apps

    from home.accounts import grant_everything

    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config == last:
        grant_everything()
