"""Yes-or-no choices under linear rules, solved by HiGHS through SciPy, with what was proven.

HiGHS runs in a thread of its own, so that progress is told and a stop is heard meanwhile. It cannot be broken off from
outside: when stopped we turn away, and it ends by itself when its time is over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Int64

POLL = 0.05  # seconds between two looks at the clock and at `stop`
LEAST_SECONDS = 0.05
INFEASIBLE = 2  # status of scipy.optimize.milp

Floats = NDArray[np.float64]


class StoppedError(RuntimeError):
    """`stop` said so, or the time was over, before any plan was found."""


class Watch:
    """Tells progress (a share, 0 to 1, never less than before), asks whether to stop, and knows when time is over."""

    def __init__(
        self, progress: Callable[[float], None] | None, stop: Callable[[], bool] | None, seconds: float
    ) -> None:
        self._progress, self._stop, self._told = progress, stop, 0.0
        self._end = time.monotonic() + seconds

    @property
    def seconds_left(self) -> float:
        return self._end - time.monotonic()

    @property
    def is_stopped(self) -> bool:
        return self._stop is not None and bool(self._stop())

    def tell(self, share: float) -> None:
        """Say how much is done, if that is more than was said before."""
        self._told = max(self._told, min(1.0, share))
        if self._progress is not None:
            self._progress(self._told)

    def passing(self, share: float) -> None:
        """`tell`, and raise `StoppedError` if asked to stop."""
        self.tell(share)
        if self.is_stopped:
            raise StoppedError("stopped before there was a plan")


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found for one goal after the other.

    choice       0 or 1 per choice; None: nothing was found
    bounds       one per goal: no answer that is as good in the goals before can have more
    is_possible  False: it was proven that the rules cannot all hold
    """

    choice: Int64 | None
    bounds: tuple[float, ...]
    is_possible: bool = True


class Programme:
    """Choices and rules, collected; then `best`."""

    def __init__(self) -> None:
        self.size = 0
        self.forced: list[Any] = []
        self._entries: list[tuple[Any, Any, Any]] = []
        self._lower: list[Any] = []
        self._upper: list[Any] = []
        self._rules = 0

    def choices(self, forced: Any) -> Int64:
        """Add one choice for each flag (True: must be taken) and return their numbers."""
        numbers = np.arange(self.size, self.size + len(forced))
        self.size += len(forced)
        self.forced.append(np.asarray(forced, np.bool_))
        return numbers

    def rule(self, choices: Any, factors: Any, *, lower: float = -np.inf, upper: float = np.inf) -> None:
        """Lower <= sum of factors over choices <= upper."""
        self.rules(np.zeros(len(choices), np.int64), choices, factors, lower=[lower], upper=[upper])

    def rules(self, group: Any, choices: Any, factors: Any, *, lower: Any, upper: Any) -> None:
        """Many rules at once: entry k adds factor k of choice k to the rule `group[k]`; one bound per rule."""
        factors = np.broadcast_to(np.asarray(factors, np.float64), np.shape(choices))
        self._entries.append((np.asarray(group) + self._rules, np.asarray(choices), factors))
        self._lower.append(np.asarray(lower, np.float64))
        self._upper.append(np.asarray(upper, np.float64))
        self._rules += len(lower)

    def best(
        self, goals: Sequence[Int64], watch: Watch, *, shares: tuple[float, float] = (0.0, 1.0)
    ) -> Answer:
        """The most of the first goal, and at that the most of the next; whole-number gains per choice.

        Where time is over or a stop was asked, the best until then. `shares` is where its progress begins and ends.
        """
        if not self.size:
            return Answer(np.zeros(0, np.int64), (0.0,) * len(goals))
        choice: Int64 | None = None
        bounds: list[float] = []
        kept: list[tuple[Int64, int]] = []
        steps = np.linspace(*shares, len(goals) + 1)
        for number, goal in enumerate(goals):
            seconds = watch.seconds_left / (len(goals) - number)
            found = self._watched(
                goal, kept, watch, seconds=seconds, shares=(steps[number], steps[number + 1])
            )
            if found is not None and found.status == INFEASIBLE and not kept:
                return Answer(None, (), is_possible=False)
            if found is not None and found.x is not None:
                choice = np.round(found.x).astype(np.int64)
            bounds.append(_bound(found, most=float(goal[goal > 0].sum())))
            if choice is None:
                return Answer(None, tuple(bounds))
            kept.append((goal, int(goal @ choice)))
        return Answer(choice, tuple(bounds))

    def _watched(
        self, goal: Int64, kept: Any, watch: Watch, *, seconds: float, shares: tuple[float, float]
    ) -> Any:
        """The result of HiGHS, or None if it was stopped."""
        results: list[Any] = []
        seconds = max(LEAST_SECONDS, seconds)
        thread = threading.Thread(
            target=lambda: results.append(self._solved(goal, kept, seconds)), daemon=True
        )
        started = time.monotonic()
        thread.start()
        while thread.is_alive():
            thread.join(POLL)
            gone = min(1.0, (time.monotonic() - started) / seconds)
            watch.tell(shares[0] + gone * (shares[1] - shares[0]))
            if thread.is_alive() and watch.is_stopped:
                return None
        watch.tell(shares[1])
        if not results:
            raise RuntimeError("HiGHS ended without an answer; its thread said why")
        return results[0]

    def _solved(self, goal: Int64, kept: Any, seconds: float) -> Any:
        # Only here: every other part of the product starts without SciPy.
        from scipy.optimize import Bounds, LinearConstraint, milp

        constraints = [LinearConstraint(self._table(), *map(np.concatenate, (self._lower, self._upper)))]
        constraints += [LinearConstraint(gain[None].astype(np.float64), most, np.inf) for gain, most in kept]
        return milp(
            -goal.astype(np.float64),
            constraints=constraints,
            integrality=np.ones(self.size),
            bounds=Bounds(np.concatenate(self.forced).astype(np.float64), 1.0),
            options={"time_limit": seconds, "mip_rel_gap": 0.0},
        )

    def _table(self) -> Any:
        from scipy.sparse import csr_array

        rows, columns, factors = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        return csr_array((factors, (rows, columns)), shape=(self._rules, self.size))


def _bound(result: Any, *, most: float) -> float:
    """The proven upper bound, a whole number as all gains are."""
    bound = getattr(result, "mip_dual_bound", None)
    if bound is None or not np.isfinite(bound):
        return most
    return min(most, float(np.floor(-bound + 1e-3)))
