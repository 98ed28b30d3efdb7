"""People and seats with nothing between them but worth: the transportation problem, solved exactly, with prices."""

from __future__ import annotations

import numpy as np

from ..columns import Int64
from .plan import Certificate
from .task import Task


def best_pairs(task: Task) -> Int64:
    """Rows of the pairs that an optimal plan uses, by person: most people, then most worth.

    Every seat stands there as often as it takes people, and everybody has a place of their own that is worth nothing; so
    all can be matched, and the solver may be any. Whole numbers below 2**53 leave it nothing to round.
    """
    # Only here: every other part of the product starts without SciPy.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows = np.flatnonzero(task.capacity[task.seat] > 0)
    if not len(rows):
        return rows.astype(np.int64)
    wanted = np.bincount(task.seat[rows], minlength=len(task.capacity))
    copies = np.minimum(task.capacity, wanted)
    first = np.concatenate([[0], np.cumsum(copies)])
    times = copies[task.seat[rows]]
    pair = np.repeat(rows, times)
    number = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    column = first[task.seat[pair]] + number
    value = task.unit + task.worth[pair]
    everybody = np.arange(task.people)
    table = csr_array(
        (
            np.concatenate([value + 1, np.ones(task.people, np.int64)]).astype(np.float64),
            (np.concatenate([task.person[pair], everybody]), np.concatenate([column, first[-1] + everybody])),
        ),
        shape=(task.people, int(first[-1]) + task.people),
    )
    who, where = min_weight_full_bipartite_matching(table, maximize=True)
    seat_of = np.full(task.people, -1, np.int64)
    real = where < first[-1]
    seat_of[who[real]] = np.searchsorted(first, where[real], side="right") - 1
    chosen: Int64 = np.flatnonzero(seat_of[task.person] == task.seat).astype(np.int64)
    return chosen


def priced(task: Task, chosen: Int64) -> Certificate:
    """The certificate of a plan: the lowest prices that any proof of it can have.

    The lowest price of a seat is what one more there is worth. They are found from below: a seat must cost what somebody
    without one, or somebody who would rather move there, is ready to give, until nobody is.
    """
    value = task.unit + task.worth
    price = np.zeros(len(task.capacity), np.int64)
    earned = np.zeros(task.people, np.int64)
    for _ in range(len(price) + 1):
        earned[task.person[chosen]] = value[chosen] - price[task.seat[chosen]]
        asked = price.copy()
        np.maximum.at(asked, task.seat, value - earned[task.person])
        if (asked == price).all():
            break
        price = asked
    return Certificate(task.person, task.seat, value, chosen, earned, price, task.capacity.copy(), task.unit)
