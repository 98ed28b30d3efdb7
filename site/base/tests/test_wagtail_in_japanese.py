"""Wagtail's admin is shown wholly in Japanese: its own catalogue is half empty, ours fills and mends it.

After an upgrade of Wagtail these tests name what is new (translate it in `locale/wagtail`) and what is gone.
"""

import json
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import django
import pytest
import treebeard
import wagtail
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext, npgettext
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple
from wagtail.admin.views.i18n import localized_js_catalog

from base import catalogues

WAGTAIL = Path(wagtail.__file__).parent
DOMAINS = ("django", "djangojs")
TAG = re.compile(r"</?\w[^>]*>")

# Wagtail passes these through gettext as values, or the packages under it have them in no catalogue of their own.
UNLISTED = {
    catalogues.Key("Can publish"),
    catalogues.Key("Can lock"),
    catalogues.Key("Can unlock"),
    catalogues.Key("Can choose"),
    catalogues.Key("index entry"),
    catalogues.Key("index entries"),
    *(catalogues.Key(state, "Task") for state in ("Ready", "Running", "Failed", "Successful")),
}


@cache
def entries(path: Path) -> dict[catalogues.Key, Message]:
    with path.open("rb") as file:
        return catalogues.entries(read_po(file))


def translated(path: Path) -> dict[catalogues.Key, Message]:
    if not path.exists():
        return {}
    return {
        key: message
        for key, message in entries(path).items()
        if all(catalogues.translations(message)) and not message.fuzzy
    }


def ours(domain: str) -> dict[catalogues.Key, Message]:
    return translated(catalogues.ROOT / "locale" / "wagtail" / "ja" / "LC_MESSAGES" / f"{domain}.po")


def english(domain: str) -> list[Path]:
    return sorted(WAGTAIL.glob(f"**/locale/en/LC_MESSAGES/{domain}.po"))


def japanese_beside(path: Path) -> Path:
    return path.parents[2] / "ja" / "LC_MESSAGES" / path.name


def installed(domain: str) -> dict[catalogues.Key, Message]:
    """Wagtail's own Japanese in the apps that we run: an app may lean on a string that another one translates."""
    found: dict[catalogues.Key, Message] = {}
    for app in apps.get_app_configs():
        path = Path(app.path) / "locale" / "ja" / "LC_MESSAGES" / f"{domain}.po"
        if app.name.split(".")[0] == "wagtail":
            found |= translated(path)
    return found


def shown(domain: str) -> list[tuple[catalogues.Key, Message, Message | None]]:
    """Each English message of Wagtail with the one whose Japanese is shown for it; None where there is none."""
    pairs = []
    for path in english(domain):
        japanese = translated(japanese_beside(path)) | installed(domain) | ours(domain)
        pairs += [(key, message, japanese.get(key)) for key, message in entries(path).items()]
    return pairs


def msgids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


@pytest.mark.parametrize(("domain", "at_least"), [("django", 1700), ("djangojs", 80)])
def test_no_string_of_wagtail_is_left_in_english(domain: str, at_least: int) -> None:
    pairs = shown(domain)
    assert len(pairs) >= at_least
    assert [str(key) for key, _english, japanese in pairs if japanese is None] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_values_and_markup_survive_translation(domain: str) -> None:
    """A lost value is lost to the reader, an unknown one ends the page with an error, a lost tag breaks it."""
    wrong = []
    for key, message, japanese in shown(domain):
        values = {catalogues.placeholders(msgid) for msgid in msgids(message)}
        tags = [sorted(TAG.findall(msgid)) for msgid in msgids(message)]
        for text in catalogues.translations(japanese) if japanese else ():
            if catalogues.placeholders(text) not in values or sorted(TAG.findall(text)) not in tags:
                wrong.append(f"{key}: {text}")
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_nothing_is_translated_that_no_package_says(domain: str) -> None:
    """A msgid with a typing error, or one that Wagtail dropped, would never be shown."""
    said = set(UNLISTED)
    for folder in {WAGTAIL} | {Path(app.path) for app in apps.get_app_configs()} | packages_without_an_app():
        for path in folder.glob(f"**/locale/*/LC_MESSAGES/{domain}.po"):
            said |= entries(path).keys() if path.parents[1].name in {"en", "de"} else set()
    assert sorted(ours(domain).keys() - said) == []


def packages_without_an_app() -> set[Path]:
    """Django's own strings and treebeard's are shown too, though neither is an app of ours."""
    return {Path(django.__file__).parent / "conf", Path(django.__file__).parent / "contrib" / "humanize"} | {
        Path(treebeard.__file__).parent
    }


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Keyboard shortcuts", "キーボードショートカット"),  # missing from Wagtail's own Japanese
        ("Schedule to publish", "公開を予約"),
        ("Past 7 days", "過去7日間"),  # django-filter has no Japanese at all
        ("Page '%(page_title)s' moved.", "ページ「%(page_title)s」を移動しました。"),  # Wagtail says 除去
    ],
)
def test_django_shows_our_japanese(english: str, japanese: str) -> None:
    with translation.override("ja"):
        assert gettext(english) == japanese


@pytest.mark.parametrize("number", [1, 3])
def test_one_and_many_read_alike(number: int) -> None:
    with translation.override("ja"):
        text = ngettext("Delete 1 page", "Delete %(counter)s pages", number) % {"counter": number}
        past = npgettext("naturaltime-past", "%(num)d day", "%(num)d days", number) % {"num": number}
    assert (text, past) == (f"{number}ページを削除", f"{number}日")


def test_a_moment_ago_is_recognised_in_japanese() -> None:
    """Wagtail compares its own "0 minutes" with Django's; were the two translated apart, it would say 0分前."""
    now = timezone.now()
    with translation.override("ja"):
        assert timesince_simple(now) == "たった今"
        assert timesince_simple(now - timedelta(hours=3, minutes=5)) == "3時間前"


@pytest.mark.parametrize(
    ("passed", "japanese"),
    [
        (timedelta(minutes=1, seconds=5), "1分前"),
        (timedelta(hours=2, minutes=5), "2時間前"),
        (timedelta(days=3, minutes=5), "3日前"),
        (timedelta(minutes=-5, seconds=-5), "5分後"),
    ],
)
def test_workflow_times_are_in_japanese(passed: timedelta, japanese: str) -> None:
    """Wagtail borrows these words from django.contrib.humanize, whose Japanese only its own app would load."""
    with translation.override("ja"):
        assert naturaltime(timezone.now() - passed) == japanese


def test_scripts_of_the_admin_get_our_japanese(rf: RequestFactory) -> None:
    request = rf.get("/admin/jsi18n/")
    request.user = AnonymousUser()
    script = localized_js_catalog(request).content.decode()
    given = json.loads(script.split("const newcatalog = ", 1)[1].split(";\n", 1)[0])
    assert given["Collapse all"] == "すべて折りたたむ"
    assert given["%(num)s error"] == ["エラー%(num)s件"]
    english_strings = {key.msgid for path in english("djangojs") for key in entries(path)}
    assert sorted(english_strings - given.keys()) == []
