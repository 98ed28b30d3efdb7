"""A small public site for tests: the tree of pages, and records shown on it through the product's own verbs."""

import datetime as dt
from itertools import count
from typing import Any

from django.apps import apps
from django.utils.text import slugify
from wagtail.models import Page, Site

from base import clock
from base.models import Area, CentreSettings, User
from base.vocabulary import PayKind, WorkForm
from partners.models import Partner, PartnerIndexPage, PartnerPage, Workplace
from projects.actions import make_opening, publish, start_project
from projects.models import (
    CommunityProject,
    CommunityProjectPage,
    Opening,
    OpeningIndexPage,
    ProjectIndexPage,
)

_numbers = count(1)


def coordinator() -> User:
    return User.objects.get_or_create(username="coordinator")[0]


def below(parent: Page, page: Any) -> Any:
    """`page` as a live child of `parent`, in the menu."""
    page.slug = page.slug or slugify(page.title)
    page.show_in_menus = True
    return parent.add_child(instance=page)


def public_site() -> Page:
    """The front page with its three lists and the centre's number; the only site."""
    home_page = apps.get_model("home", "HomePage")  # named by string: `home` stands above this app
    root = Page.get_first_root_node()
    home = root.add_child(instance=home_page(title="いっしょに", slug="front"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    below(home, OpeningIndexPage(title="はたらく場所", slug="openings"))
    below(home, ProjectIndexPage(title="取り組み", slug="projects"))
    below(home, PartnerIndexPage(title="仲間", slug="partners"))
    centre = CentreSettings.load()
    centre.phone = "0154-00-1234"
    centre.save()
    return home


def area(code: str = "kushiro") -> Area:
    return Area.objects.get_or_create(
        code=code, defaults={"name": f"area {code}", "authority": "kushiro_city"}
    )[0]


def partner(*, shown: bool = True, page: bool = True, **values: Any) -> Partner:
    """A partner; `shown`: agreed to be shown on the site; `page`: has a live page (whatever it agreed to)."""
    number = next(_numbers)
    values = {"legal_name": f"見本農園{number}", "published_consent_on": dt.date(2026, 1, 5), **values}
    made = Partner.objects.create(**values)
    if page:
        profile = PartnerPage(
            partner=made, title=made.shown_name, slug=f"partner-{made.pk}", summary="畑の仕事。"
        )
        PartnerIndexPage.objects.get().add_child(instance=profile)
    if not shown:  # a page can only be made with consent, which may be taken back
        made.published_consent_on = None
        made.save()
    return made


def opening(*, of: Partner | None = None, **values: Any) -> Opening:
    """A draft opening with everything that publication asks for."""
    values = {
        "title": f"見本の仕事{next(_numbers)}",
        "partner": of or partner(),
        "tasks_text": "種をまきます。",
        "work_form": WorkForm.NON_EMPLOYMENT_TRAINING,
        "pay_kind": PayKind.KOCHIN,
        "pay_min": 500,
        "pay_unit": "day",
        "valid_until": clock.today() + dt.timedelta(days=60),
        "papers_complete": True,
        "supporter_named": True,
        **values,
    }
    return make_opening(values.pop("need", None), actor=coordinator(), **values)[0]


def published(*, tags: Any = (), summary: str = "畑で種をまく仕事です。", **values: Any) -> Opening:
    """An opening on the public site."""
    made = opening(**values)
    publish(made, actor=coordinator(), summary=summary, tags=tags)
    return made


def project(*, title: str = "", **values: Any) -> CommunityProject:
    """A community project with a live page."""
    title = title or f"見本の取り組み{next(_numbers)}"
    made = start_project(actor=coordinator(), title=title, **values)
    page = CommunityProjectPage(
        project=made, title=title, slug=f"project-{made.pk}", summary="ふきを育てます。"
    )
    ProjectIndexPage.objects.get().add_child(instance=page)
    return made


def workplace(of: Partner, **values: Any) -> Workplace:
    return Workplace.objects.create(partner=of, **{"name": "第一作業所", **values})
