"""Made-up boards for the benchmarks: people, openings, the world between them, places, and how long each has waited.

Nobody in them exists. The same three numbers give the same board on every machine.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import matching
from volunteers.matching import Openings, People, World
from volunteers.matching.whole import Places


class Population(NamedTuple):
    """One board. `waiting` is in days, one per person."""

    people: People
    openings: Openings
    world: World
    places: Places
    waiting: Any


def population(people: int, openings: int, seed: int) -> Population:
    """A heterogeneous board: strong and careful people, every form of work, a fifth of all answers not known.

    Waiting is long-tailed (median about 50 days, a few beyond a year), and those with fewest half-days and the shortest
    reach have waited longest, as they do where places go to whoever is first.
    """
    dice = np.random.default_rng([seed, people, openings])
    there, work = matching.people(dice, people), matching.openings(dice, openings)
    return Population(there, work, matching.world(dice, people), Places.of(work), _waiting(dice, there))


def _waiting(dice: np.random.Generator, people: People) -> Any:
    half_days = np.bitwise_count(np.maximum(people.slots, 0)).astype(np.int64)
    hindered = (half_days <= 4).astype(float) + (
        (people.max_commute_minutes >= 0) & (people.max_commute_minutes <= 30)
    )
    return np.minimum(dice.lognormal(3.7 + 0.3 * hindered, 0.9), 2_000).astype(np.int64)
