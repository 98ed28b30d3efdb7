"""Nobody can work out a hidden number: every year up to a size is published, and what each outcome leaves open is seen."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest

from home.statistics.disclosure import PUBLIC_MINIMUM, SMALL, WITHHELD, Figure, publish_parts

SMALL_NUMBERS = set(range(PUBLIC_MINIMUM))
Parts = tuple[int, ...]


def overlapping(total: int, kinds: int) -> Iterator[Parts]:
    """Every way in which `total` people can be spread over kinds that may overlap."""
    return (parts for parts in product(range(total + 1), repeat=kinds) if sum(parts) >= total)


def separate(total: int, kinds: int) -> Iterator[Parts]:
    """Every way in which `total` people can be spread if nobody is in two kinds."""
    if kinds == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in separate(total - first, kinds - 1):
            yield (first, *others)


def left_open(total: int, worlds: Iterator[Parts]) -> list[set[int]]:
    """For each hidden place of each publication that hides a small number there: the numbers it may be.

    Who reads the publication knows the rules, so the worlds that remain are those published in the same way.
    """
    alike: dict[tuple[Figure, ...], list[Parts]] = defaultdict(list)
    for parts in worlds:
        alike[tuple(publish_parts(total, dict(enumerate(parts))).values())].append(parts)
    open_sets = []
    for published, candidates in alike.items():
        for place, figure in enumerate(published):
            possible = {parts[place] for parts in candidates}
            if figure.value is None and possible & SMALL_NUMBERS:
                open_sets.append(possible)
    return open_sets


@pytest.mark.parametrize(("kinds", "largest"), [(3, 18), (4, 12), (5, 8)])
def test_a_hidden_small_number_may_be_any_small_number(kinds: int, largest: int) -> None:
    for total in range(PUBLIC_MINIMUM, largest + 1):
        open_sets = left_open(total, overlapping(total, kinds))
        assert open_sets
        assert all(possible >= SMALL_NUMBERS for possible in open_sets), total


@pytest.mark.parametrize(("kinds", "largest"), [(2, 30), (3, 40), (4, 30), (5, 24)])
def test_two_values_remain_for_who_believes_that_nobody_is_counted_twice(kinds: int, largest: int) -> None:
    for total in range(PUBLIC_MINIMUM, largest + 1):
        open_sets = left_open(total, separate(total, kinds))
        assert open_sets
        assert all(len(possible) >= 2 for possible in open_sets), total


@pytest.mark.parametrize("total", [5, 9, 14])
def test_no_small_number_is_ever_shown(total: int) -> None:
    for parts in overlapping(total, 3):
        shown = publish_parts(total, dict(enumerate(parts)))
        assert all(figure.value is None or figure.value >= PUBLIC_MINIMUM for figure in shown.values())
        assert all(parts[place] < PUBLIC_MINIMUM for place, figure in shown.items() if figure == SMALL)


def shown(total: int, *parts: int) -> list[Figure]:
    return list(publish_parts(total, dict(enumerate(parts))).values())


def test_numbers_are_shown_when_none_is_small() -> None:
    assert shown(20, 5, 8, 9) == [Figure(5), Figure(8), Figure(9)]


def test_several_small_numbers_hide_one_another() -> None:
    assert shown(19, 3, 6, 0, 10, 2) == [SMALL, Figure(6), SMALL, Figure(10), SMALL]


def test_beside_a_single_small_number_another_is_withheld() -> None:
    assert shown(92, 20, 30, 40, 2) == [WITHHELD, Figure(30), Figure(40), SMALL]


def test_the_number_withheld_is_the_first_whatever_its_size() -> None:
    assert shown(92, 40, 20, 30, 2) == [WITHHELD, Figure(20), Figure(30), SMALL]


def test_nothing_is_told_of_the_parts_when_one_large_part_is_everybody() -> None:
    assert shown(12, 12, 0, 0) == [WITHHELD] * 3


def test_nothing_is_told_of_the_parts_when_small_numbers_are_nearly_at_their_limit() -> None:
    assert shown(8, 4, 4) == [WITHHELD] * 2


def test_years_of_small_parts_only_look_like_those_of_one_large_part() -> None:
    """Otherwise who sees twelve people and no parts would know that all twelve are in one of them."""
    assert shown(12, 4, 4, 4) == shown(12, 0, 12, 0) == [WITHHELD] * 3
