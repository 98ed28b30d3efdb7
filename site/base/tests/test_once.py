"""A form that is posted twice makes one record: the rule beneath `submit_need`, `make_opening` and the others."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, models, transaction

from base.once import OncePosted
from base.tests.at_once import all_at_once

TOKEN = uuid.UUID("7b0e5d0a-6f5a-4a38-9a1c-0d6c3d5a9f11")


class Letter(OncePosted):
    """A record of this test, with a rule of its own that can be broken."""

    words = models.CharField(max_length=40)

    class Meta:
        app_label = "base_tests"
        constraints = [models.CheckConstraint(condition=~models.Q(words=""), name="letter_has_words")]


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    """The table, for as long as the test takes."""
    with connection.schema_editor() as editor:
        editor.create_model(Letter)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Letter)


pytestmark = pytest.mark.usefixtures("table")


def test_the_first_post_makes_the_record_and_the_second_finds_it() -> None:
    first, made = Letter.create_once(token=TOKEN, words="a")
    again, made_again = Letter.create_once(token=str(TOKEN), words="a")
    assert (made, made_again, again) == (True, False, first)


def test_the_first_words_count() -> None:
    Letter.create_once(token=TOKEN, words="a")
    again, _made = Letter.create_once(token=TOKEN, words="b")
    assert again.words == "a"


def test_a_kept_form_that_says_something_else_is_a_record_of_its_own() -> None:
    first, _made = Letter.create_once(token=TOKEN, known_by=["words"], words="a")
    other, made = Letter.create_once(token=TOKEN, known_by=["words"], words="b")
    again, made_again = Letter.create_once(token=TOKEN, known_by=["words"], words="a")
    assert (made, other.words, made_again, again) == (True, "b", False, first)
    assert Letter._base_manager.get(pk=first.pk).words == "a"


def test_without_a_token_every_post_is_a_record() -> None:
    assert {Letter.create_once(words="a")[0].pk for _post in range(2)} == set(
        Letter._base_manager.values_list("pk", flat=True)
    )


def test_another_broken_rule_is_not_taken_for_a_second_post() -> None:
    with pytest.raises(IntegrityError):
        Letter.create_once(token=TOKEN, words="")
    assert not Letter._base_manager.exists()


def test_the_transaction_around_it_goes_on() -> None:
    """On PostgreSQL an error spoils the whole transaction unless it happened in a savepoint."""
    Letter.create_once(token=TOKEN, words="a")
    with transaction.atomic():
        Letter.create_once(token=TOKEN, words="a")
        Letter.create_once(words="b")
    assert Letter._base_manager.count() == 2


def test_of_many_posts_at_once_one_makes_the_record() -> None:
    results = all_at_once([lambda: Letter.create_once(token=TOKEN, words="a")] * 20)
    assert sorted(made for _letter, made in results) == [False] * 19 + [True]
    assert len({letter.pk for letter, _made in results}) == 1
