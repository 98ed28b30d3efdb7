"""Forty clicks on one form make one record, and everybody is led to it."""

import pytest

from volunteers.tests import same_posts

pytestmark = pytest.mark.django_db(transaction=True)

CLICKS = 40


def test_forty_identical_posts_of_a_need_make_one() -> None:
    assert same_posts.needs_of(CLICKS) == {
        "led on": CLICKS,
        "addresses": 1,
        "needs": 1,
        "news": 1,
        "moves": 1,
    }


def test_forty_identical_posts_of_a_registration_make_one_person() -> None:
    assert same_posts.people_of(CLICKS) == {"led on": CLICKS, "addresses": 1, "people": 1, "stages": 1}
