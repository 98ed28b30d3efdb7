"""What no browser sends is answered, and never by an error of ours. Ten thousand at once: `make malformed`."""

import logging
import os

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.management import call_command
from django.http import Http404
from django.test import Client
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from base.models import User
from base.safety.wagtail_input import UnreadableForWagtail
from config.tests.malformed import Malformed, routes
from home.demo.accounts import ACCOUNTS, PASSWORD
from projects.tests import public

REQUESTS = int(os.environ.get("MALFORMED", "400"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # answers that are files, and are not read to their end
def test_malformed_requests_are_answered_without_an_error_of_ours():
    call_command("seed_demo", verbosity=0)
    User.objects.create_superuser("administrator", password=PASSWORD)  # nobody signs in without one
    logging.disable(logging.CRITICAL)
    try:
        sender = Malformed(7, usernames=(*(account.username for account in ACCOUNTS), "administrator"))
        found = sender.send(REQUESTS)
    finally:
        logging.disable(logging.NOTSET)
    assert found.ours == {}
    assert found.asked == REQUESTS
    assert found.statuses[200] > REQUESTS / 50  # not everything was turned away at the door
    assert found.statuses[404] > 0


def test_addresses_of_every_app_are_asked():
    known = " ".join(routes())
    for part in (
        "admin/pages/%(page_id)s/edit/",
        "portal/needs/",
        "admin/people/%(",
        "documents/",
        "media/",
        "account/",
    ):
        assert part in known


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/admin/documents/chooser/釧路/", None),
        ("/admin/documents/chooser/chosen-multiple/?id=釧路", None),
        ("/admin/choose-external-link/", {"nothing": "1"}),
        ("/admin/snippets/choose/base/crisisline/create/", {"nothing": "1"}),
        ("/admin/failwhale/", None),
        ("/admin/pages/{page}/edit/", {"title": "いっしょに"}),
    ],
)
def test_what_wagtail_cannot_read_is_no_error_of_the_server(path, sent):
    front = public.public_site()
    client = Client()
    client.force_login(User.objects.create_superuser("administrator"))
    address = path.format(page=front.pk)
    response = client.get(address) if sent is None else client.post(address, sent)
    assert response.status_code < 500


@pytest.mark.parametrize(
    ("error", "answered"),
    [
        (ValueError("釧路"), 400),
        (MultiValueDictKeyError("x"), 400),
        (NoReverseMatch("0"), 400),
        (Http404(), None),
        (AttributeError("'NoneType' object has no attribute 'is_valid'"), 400),
        (AttributeError("'Page' object has no attribute 'x'"), None),
        (TypeError("x"), None),
    ],
)
def test_only_what_is_unreadable_for_a_view_of_wagtail_is_answered(rf, error, answered):
    from django.urls import resolve

    request, ours = rf.get("/admin/pages/"), rf.get("/admin/people/")
    request.resolver_match, ours.resolver_match = resolve("/admin/pages/"), resolve("/admin/people/")
    middleware = UnreadableForWagtail(lambda _request: None)
    response = middleware.process_exception(request, error)
    assert (response.status_code if response else None) == answered
    assert middleware.process_exception(ours, error) is None  # what breaks there is ours to mend
    assert middleware.process_exception(rf.get("/"), RequestDataTooBig()) is None
