"""HiGHS on arrays, and nothing of ours: also run as a program of its own, so that it can be ended when nobody waits any more.

python -I solver.py problem.npz answer.npz
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

INFEASIBLE: Final = 2
"""`status` where no choice keeps all rules; 0: proven best, 1: time was over."""


def solve(problem: Mapping[str, Any]) -> dict[str, Any]:
    """The yes-or-no `choice` (empty: none found) with the most of `goal`, its `status`, and the `bound` on any (inf: none).

    A rule is lower <= sum of factor over choice <= upper, given as `row`, `column`, `factor`; `kept` are goals before,
    one a row, each of which must reach its `reached`. `forced` are the choices that must be taken.
    """
    # Only here: every other part of the product starts without SciPy.
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    size, rules = len(problem["goal"]), len(problem["lower"])
    table = csr_array((problem["factor"], (problem["row"], problem["column"])), shape=(rules, size))
    constraints = [LinearConstraint(table, problem["lower"], problem["upper"])]
    if len(problem["kept"]):
        constraints.append(LinearConstraint(problem["kept"], problem["reached"], np.inf))
    found = milp(
        -problem["goal"],
        constraints=constraints,
        integrality=np.ones(size),
        bounds=Bounds(problem["forced"], 1.0),
        options={"time_limit": float(problem["seconds"]), "mip_rel_gap": 0.0},
    )
    bound = getattr(found, "mip_dual_bound", None)
    return {
        "status": found.status,
        "choice": np.zeros(0, np.int64) if found.x is None else np.round(found.x).astype(np.int64),
        "bound": np.inf if bound is None or not np.isfinite(bound) else -float(bound),
    }


if __name__ == "__main__":
    with np.load(sys.argv[1]) as given:
        np.savez(sys.argv[2], **solve(dict(given)))
