import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from base import clock

MOMENT = dt.datetime(2026, 3, 31, 15, 30, tzinfo=dt.UTC)


def test_now_is_now_unless_it_is_said_when_it_happened() -> None:
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()
    with clock.happened_at(MOMENT):
        assert clock.now() == MOMENT


def test_today_is_the_day_in_kushiro() -> None:
    with clock.happened_at(MOMENT):  # half past midnight there
        assert clock.today() == dt.date(2026, 4, 1)


def test_what_happened_inside_what_happened_keeps_its_own_moment() -> None:
    with clock.happened_at(MOMENT):
        with clock.happened_at(MOMENT + dt.timedelta(days=1)):
            assert clock.today() == dt.date(2026, 4, 2)
        assert clock.now() == MOMENT


def test_the_clock_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="typed"), clock.happened_at(MOMENT):
        raise ValueError("typed wrong")
    assert clock.now() != MOMENT


def test_the_moment_of_one_request_is_not_that_of_another() -> None:
    with clock.happened_at(MOMENT), ThreadPoolExecutor(1) as other:
        assert other.submit(clock.now).result() != MOMENT
