"""A box for words holds a lot, says where its end is, and cuts off nothing that somebody wrote."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import Group
from django.test import Client

from base.forms import LONGEST_WORDS, WordsField
from base.models import User
from config.tests.product import APPS
from home.accounts import COORDINATORS

LONG = "あ" * 100_000


def coordinator() -> User:
    user = User.objects.create_user("coordinator")
    user.groups.add(Group.objects.get(name=COORDINATORS))
    return user


def every_form() -> Iterator[type[Any]]:
    """The classes of our apps' forms."""
    for name in APPS:
        app = importlib.import_module(name)
        for module in pkgutil.walk_packages(app.__path__, f"{name}."):
            if ".forms" in module.name:
                importlib.import_module(module.name)
    waiting = [forms.BaseForm]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.split(".")[0] in APPS:
            yield one


def test_every_box_for_words_has_an_end():
    endless = [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
        and isinstance(field.widget, forms.Textarea)
        and field.max_length is None
    ]
    assert endless == []


def test_too_many_words_are_counted_and_come_back_whole():
    class Note(forms.Form):
        words = WordsField(label="note")

    form = Note({"words": LONG})
    assert form.errors["words"] == [f"{LONGEST_WORDS}字までにお願いします。いまは100000字です。"]
    assert LONG in str(form["words"])
    assert "maxlength" not in str(form["words"])  # a browser would cut off what is pasted, and say nothing
    assert Note({"words": "あ" * LONGEST_WORDS}).is_valid()


@pytest.mark.django_db
def test_a_person_described_too_long_comes_back_with_the_reason():
    client = Client()
    client.force_login(coordinator())
    sent = {"call_name": "えぞりすさん", "own_words": LONG}
    response = client.post("/admin/people/new/", sent, follow=True)
    page = response.content.decode()
    assert "字までにお願いします" in page
    assert LONG in page


@pytest.mark.django_db
def test_too_many_words_in_every_field_are_answered_with_what_to_do():
    client = Client()
    client.force_login(coordinator())
    response = client.post("/admin/people/new/", {f"field{number}": LONG for number in range(9)})
    page = response.content.decode()
    assert response.status_code == 413
    assert "一度にお送りいただける量を超えました" in page
    assert "「戻る」" in page
