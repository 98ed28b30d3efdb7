"""Several people doing something at the same moment: each in a thread and on a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

PATIENCE = 60  # seconds that the last one may take to arrive at the start


def all_at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call came to, in their order: its result, or the exception that it raised.

    Nobody starts before everybody is there. The caller must not hold a transaction (on SQLite it would hold the
    write lock as well), so tests need `django_db(transaction=True)`.
    """
    start = Barrier(len(calls), timeout=PATIENCE)

    def taken(call: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()
            start.wait()
            return call()
        except Exception as error:  # noqa: BLE001 - how it failed is what the test is about
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(taken, calls))
