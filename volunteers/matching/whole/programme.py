"""Yes-or-no choices under linear rules, solved by HiGHS through SciPy, with what was proven.

HiGHS runs beside us, so that progress is told meanwhile: in a thread; or, as it cannot be broken off from within, in a
process of its own where somebody may ask to stop.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Int64
from . import solver

POLL = 0.05  # seconds between two looks at the clock and at `stop`
LEAST_SECONDS = 0.05

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
    def may_stop(self) -> bool:
        return self._stop is not None

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
            if found is not None and found["status"] == solver.INFEASIBLE and not kept:
                return Answer(None, (), is_possible=False)
            if found is not None and len(found["choice"]):
                choice = found["choice"]
            bounds.append(_bound(found, most=float(goal[goal > 0].sum())))
            if choice is None:
                return Answer(None, tuple(bounds))
            kept.append((goal, int(goal @ choice)))
        return Answer(choice, tuple(bounds))

    def _watched(
        self, goal: Int64, kept: Any, watch: Watch, *, seconds: float, shares: tuple[float, float]
    ) -> Mapping[str, Any] | None:
        """What `solver.solve` found, or None if it was stopped."""
        seconds = max(LEAST_SECONDS, seconds)
        problem = self._problem(goal, kept, seconds)
        run: _Process | _Thread = _Process(problem) if watch.may_stop else _Thread(problem)
        with run:
            started = time.monotonic()
            while not run.is_done(POLL):
                gone = min(1.0, (time.monotonic() - started) / seconds)
                watch.tell(shares[0] + gone * (shares[1] - shares[0]))
                if watch.is_stopped:
                    return None
            watch.tell(shares[1])
            return run.answer()

    def _problem(self, goal: Int64, kept: Any, seconds: float) -> dict[str, Any]:
        row, column, factor = (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
        return {
            "goal": goal.astype(np.float64),
            "row": row,
            "column": column,
            "factor": factor,
            "lower": np.concatenate(self._lower),
            "upper": np.concatenate(self._upper),
            "forced": np.concatenate(self.forced).astype(np.float64),
            "kept": np.array([gain for gain, _ in kept], np.float64).reshape(len(kept), self.size),
            "reached": np.array([most for _, most in kept], np.float64),
            "seconds": seconds,
        }


class _Thread:
    """The solver in a thread: quick to start, and waited for."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self._answers: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=lambda: self._answers.append(solver.solve(problem)))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._thread.join()

    def is_done(self, seconds: float) -> bool:
        """Whether it ends within these seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def answer(self) -> Mapping[str, Any]:
        """What was found."""
        if not self._answers:
            raise RuntimeError("HiGHS ended without an answer; its thread said why")
        return self._answers[0]


class _Process:
    """The solver as a program of its own, ended with us."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self._problem = problem

    def __enter__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        files = [str(Path(self._folder.name) / name) for name in ("problem.npz", "answer.npz")]
        np.savez(files[0], **self._problem)
        self._answer = files[1]
        # -I: the folder of the file, whose names are also names of the standard library, stays out of its path.
        self._process = subprocess.Popen([sys.executable, "-I", solver.__file__, *files])  # noqa: S603

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def is_done(self, seconds: float) -> bool:
        """Whether it ends within these seconds."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def answer(self) -> Mapping[str, Any]:
        """What was found."""
        if self._process.returncode:
            raise RuntimeError(f"HiGHS ended with {self._process.returncode}")
        with np.load(self._answer) as found:
            return dict(found)


def _bound(found: Mapping[str, Any] | None, *, most: float) -> float:
    """The proven upper bound, a whole number as all gains are."""
    if found is None or not np.isfinite(found["bound"]):
        return most
    return min(most, float(np.floor(float(found["bound"]) + 1e-3)))
