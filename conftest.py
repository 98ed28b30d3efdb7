"""What every test of the product stands on. Makers of records are in `<app>/tests/`, beside the tests they serve."""

import uuid
from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test in which a template of ours asked for a variable that nobody gave it."""
    from config.tests.template_variables import unknown_variables

    with unknown_variables() as noted:
        result = yield
    if noted:
        found = "\n".join(sorted(set(noted)))
        pytest.fail(
            f'unknown variables, neither given nor named as "Optional: …" in the comment of:\n{found}'
        )
    return result


@pytest.fixture(autouse=True)
def _second_factor_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`force_login` opens a session that has given password and code. Tests of the doors sign in through them."""
    from base.tests.signing_in import force_login_with_code

    monkeypatch.setattr("django.test.Client.force_login", force_login_with_code)


@pytest.fixture(scope="session")
def kept_database(django_db_modify_db_settings: None) -> Any:
    """The migrated database of an earlier run, if its migrations are still those of today."""
    from config.tests.databases import Kept

    return Kept()


@pytest.fixture(scope="session")
def django_db_keepdb(
    kept_database: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> bool:
    """Lay the kept database down where there is one; pytest-django then finds its migrations done."""
    is_laid_down = kept_database.lay_down(tmp_path_factory.mktemp("database")) and not django_db_createdb
    return is_laid_down or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, kept_database: Any) -> Generator[None]:
    """Remember what the migrations wrote, and put it back after every test that commits."""
    from django.test import TransactionTestCase

    from config.tests.databases import Blank

    blank = Blank()
    with django_db_blocker.unblock():
        kept_database.keep()
        blank.remember()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: blank.put_back())
        yield


@pytest.fixture(autouse=True)
def no_papers_of_earlier_tests(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The private store is no part of the database: what a test put there would be found by the next one."""
    settings.PRIVATE_ROOT = tmp_path_factory.getbasetemp() / f"private-{uuid.uuid4().hex}"
