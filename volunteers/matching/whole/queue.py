"""The plain queue: whoever has waited longest chooses first among what is still free. What every plan has to beat."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from ..columns import Int32
from .task import Task, companies


def queued(task: Task) -> Int32 | None:
    """The opening per person (-1: none) if the longest waiting choose first, each the best fit that is free to them.

    Company goes in together when its first member's turn comes; teams that stay too small are sent home, and with
    them anybody's company. None where pinned people need others whom the queue did not bring.
    """
    board = _Board(task)
    for members in _turns(task):
        board.seat(members)
    return board.opening_of if board.send_small_teams_home() else None


def _turns(task: Task) -> Iterator[tuple[int, ...]]:
    company = companies(task.orders)
    waited = task.orders.waited(task.people)
    seen: set[int] = set()
    for person in np.lexsort((np.arange(task.people), -waited)).tolist():
        if person not in seen:
            members = company.get(person, (person,))
            seen.update(members)
            yield members


class _Board:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.opening_of, self.opening = task.pinned.copy(), task.opening
        self.left = task.capacity.copy()
        self.company = companies(task.orders)
        self.apart: dict[int, set[int]] = defaultdict(set)
        for one, other in task.orders.apart.tolist():
            self.apart[one].add(other)
            self.apart[other].add(one)
        self.cared = Counter(
            {
                row: sum(int(at) in care.openings for at in task.pinned)
                for row, care in enumerate(task.orders.care)
            }
        )
        order = np.lexsort((task.seat, -task.worth, task.person))
        self.start = np.searchsorted(task.person, np.arange(task.people + 1))
        self.best_first = order

    def seat(self, members: tuple[int, ...]) -> None:
        """Seat these people in one opening, the first one's best that takes all; or nobody."""
        free = [person for person in members if self.task.pinned[person] < 0]
        fixed = {int(self.task.pinned[person]) for person in members} - {-1}
        if not free:
            return
        for opening in self._wished(free[0]):
            if fixed <= {opening} and self._takes(free, opening):
                self._sit(free, opening)
                return

    def _wished(self, person: int) -> Iterator[int]:
        for pair in self.best_first[self.start[person] : self.start[person + 1]]:
            yield int(self.opening[pair])

    def _seat_at(self, person: int, opening: int) -> int | None:
        pairs = slice(self.start[person], self.start[person + 1])
        here = np.flatnonzero(self.opening[pairs] == opening)
        return int(self.task.seat[pairs][here[0]]) if len(here) else None

    def _takes(self, free: list[int], opening: int) -> bool:
        seats = [self._seat_at(person, opening) for person in free]
        asked = Counter(seats)
        fits = None not in asked and all(self.left[seat] >= number for seat, number in asked.items())
        return fits and self._is_cared_for(opening, len(free)) and not self._meets_someone(free, opening)

    def _is_cared_for(self, opening: int, more: int) -> bool:
        cares = enumerate(self.task.orders.care)
        return all(opening not in care.openings or self.cared[row] + more <= care.most for row, care in cares)

    def _meets_someone(self, free: list[int], opening: int) -> bool:
        return any(
            self.opening_of[other] == opening or other in free for who in free for other in self.apart[who]
        )

    def _sit(self, free: list[int], opening: int) -> None:
        for person in free:
            seat = self._seat_at(person, opening)
            self.left[seat] -= 1
            self.opening_of[person] = opening
        self._count_care(opening, len(free))

    def _count_care(self, opening: int, more: int) -> None:
        for row, care in enumerate(self.task.orders.care):
            if opening in care.openings:
                self.cared[row] += more

    def send_small_teams_home(self) -> bool:
        """Whether all teams that remain are large enough; False where one of them holds pinned people."""
        minimum = self.task.places.minimum
        while True:
            team = np.bincount(self.opening_of[self.opening_of >= 0], minlength=self.task.openings)
            small = np.flatnonzero((team > 0) & (team < minimum))
            if not len(small):
                return self._company_is_whole()
            here = np.isin(self.opening_of, small)
            if (here & (self.task.pinned >= 0)).any():
                return False
            self.opening_of[here] = -1

    def _company_is_whole(self) -> bool:
        return all(len({int(self.opening_of[row]) for row in group}) == 1 for group in self.company.values())
