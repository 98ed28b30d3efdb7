"""When a view about a person breaks, nobody reads there who the person is."""

import io
import logging
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from base.models import User
from base.safety.tracebacks import BareFormatter, NothingAbout, bare

NAME, DEBT, TYPED, COOKIE, ASKED = (
    "釧路花子",
    "借入三百万円",
    "通院しています",
    "cookie-of-hanako",
    "asked-for-hanako",
)
SECRETS = (NAME, DEBT, TYPED, COOKIE, ASKED, settings.SECRET_KEY)


def breaks(request: HttpRequest) -> HttpResponse:
    """A view that holds a person in its variables, and an error that quotes it in its words."""
    person = {"name": NAME, "typed": request.POST.get("typed")}
    try:
        _look_up(person["name"])
    except LookupError as error:
        error.add_note(f"a note about {NAME}")
        raise ValueError(f"{DEBT} of {person}") from error
    return HttpResponse()


def _look_up(name: str) -> None:
    raise LookupError(f"no row for {name}")


urlpatterns = [path("person/", breaks), path("", include("config.urls"))]
in_logs = logging.getLogger("base.tests")


@pytest.fixture
def written(monkeypatch):
    """What the settings' own handler writes to the standard error output."""
    monkeypatch.setattr(
        in_logs, "disabled", False
    )  # import-linter, which a test runs, silences who was there
    stream = io.StringIO()
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, BareFormatter):
            monkeypatch.setattr(handler, "stream", stream)
            return stream
    raise LookupError("the log is not written by our formatter")


def broken(**how):
    with override_settings(ROOT_URLCONF=__name__):
        client = Client(raise_request_exception=False, **how)
        client.cookies[settings.SESSION_COOKIE_NAME] = COOKIE
        return client.post(f"/person/?q={ASKED}", {"typed": TYPED})


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
def test_broken_view_tells_the_reader_nothing_about_the_person(debug):
    with override_settings(DEBUG=debug):
        response = broken()
    page = response.content.decode()
    assert response.status_code == 500
    assert leaks(page) == []
    assert ("in breaks" in page) == debug  # where in the code, for whoever mends it


@pytest.mark.django_db
def test_broken_view_writes_places_and_kinds_into_the_log(written):
    broken()
    text = written.getvalue()
    assert leaks(text) == []
    assert "ERROR django.request: Internal Server Error: /person/\n" in text
    for told in ("in breaks", "in _look_up", "LookupError", "ValueError"):
        assert told in text


@pytest.mark.django_db
@override_settings(ADMINS=[("", "admin@kurashigoto.example")])
def test_broken_view_mails_places_and_kinds_to_the_administrator():
    broken()
    (sent,) = mail.outbox
    assert leaks(str(sent.message()) + sent.subject + sent.body) == []
    assert "Internal Server Error: /person/" in sent.subject
    assert "in breaks" in sent.body


@pytest.mark.django_db
def test_row_that_the_database_refuses_is_not_quoted(written):
    User.objects.create_user(NAME)
    try:
        with transaction.atomic():
            User.objects.create(username=NAME)
    except IntegrityError as error:
        in_logs.exception("not saved: %s", error)
        in_logs.error(error)
    assert leaks(written.getvalue()) == []
    assert "not saved: IntegrityError\n" in written.getvalue()


@pytest.mark.parametrize(
    ("message", "values", "line"),
    [
        ("asked: %s", ("/admin/people/?q=花子&page=2",), "asked: /admin/people/?…"),
        (
            '"%s" %s %s',
            (f"GET /admin/people/?q={NAME} HTTP/1.1", "200", "9"),
            '"GET /admin/people/?… HTTP/1.1" 200 9',
        ),
        ("%(error)s happened", ({"error": ValueError(NAME)},), "ValueError happened"),
        ("is it so? yes", (), "is it so? yes"),
        ("100% of it", (), "100% of it"),
    ],
)
def test_log_line_has_no_query_and_no_words_of_an_error(written, message, values, line):
    in_logs.warning(message, *values)
    assert written.getvalue().rstrip().endswith(line)
    assert leaks(written.getvalue()) == []


def test_traceback_that_another_handler_wrote_is_not_taken_over():
    try:
        _look_up(NAME)
    except LookupError:
        record = logging.LogRecord("base", logging.ERROR, __file__, 1, "broken", (), sys.exc_info())
    assert NAME in logging.Formatter().format(record)  # as pytest or a library may
    assert leaks(BareFormatter().format(record)) == []


def test_error_that_hides_another_stays_hidden_and_none_is_no_error():
    first, second = KeyError("first"), TypeError("second")
    second.__context__ = first
    assert "KeyError" in bare(second)
    second.__cause__ = None  # as "from None" does
    second.__suppress_context__ = True
    assert "KeyError" not in bare(second)
    assert bare(None) == ""


def test_filter_gives_nothing_to_other_reporters(rf):
    request = rf.post("/", {"typed": TYPED})
    held = NothingAbout()
    frame = sys._getframe()
    assert (held.get_safe_settings(), held.get_post_parameters(request), held.get_safe_cookies(request)) == (
        {},
    ) * 3
    assert held.get_safe_request_meta(request) == {}
    assert list(held.get_traceback_frame_variables(request, frame)) == []


def test_whoever_tried_to_sign_in_is_not_named(written, capsys):
    logging.getLogger("axes.handlers").warning("AXES: New login failure by %s", NAME)
    assert written.getvalue() + capsys.readouterr().err == ""


@override_settings(ADMINS=[("", "admin@kurashigoto.example")])
def test_mail_about_what_was_no_exception_says_the_line():
    logging.getLogger("django.security").error("Something is odd")
    assert [sent.subject.endswith("ERROR: Something is odd") for sent in mail.outbox] == [True]
