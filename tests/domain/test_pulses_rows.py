"""Published disclosures are found: sums that follow from other sums, however they were hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from domain import pulses_rows as rows
from tests.domain.published_cases import case


def matrix(sets: Iterable[Iterable[int]], columns: int) -> rows.Matrix:
    table = np.zeros((len(found := [set(one) for one in sets]), columns))
    for row, members in enumerate(found):
        table[row, list(members)] = 1
    return table


def laid_open(sets: Iterable[Iterable[int]], sizes: Sequence[int], k: int = 5) -> list[tuple[int, ...]]:
    return [*rows.disclosed(matrix(sets, len(sizes)), sizes, k)]


def test_a_vendor_rule_that_counts_hidden_teams_leaves_one_person_alone() -> None:
    """Whole less D, E, F is one person; with D hidden as well it is 351."""
    people = case("sdc_glint_default")[0]["respondents"]
    sizes = [people[team] for team in "CDEF"]  # in A and B nobody answered
    whole = range(4)
    assert laid_open([whole, [1], [2], [3]], sizes) == [(0,)]
    assert laid_open([whole, [2], [3]], sizes) == []


def test_a_filter_goes_when_it_or_its_rest_is_too_small() -> None:
    """Both rules of the vendor follow from differences."""
    given, expected = case("sdc_cultureamp_direct_indirect")
    for group, answer in zip(given["filters"], expected["results"], strict=True):
        sizes = [group["n"], group["parent_n"] - group["n"]]
        found = rows.differences(matrix([[0], [0, 1]], 2), sizes)
        small = [int(n) for n in (sizes[0], found[1, 0]) if 0 < n < given["k"]]
        assert (not small) is answer["shown"]
        assert answer.get("remainder", sizes[1]) == found[1, 0]


def test_one_hidden_cell_in_a_line_follows_from_its_total() -> None:
    """The handbook's first example."""
    given, expected = case("sdc_one_line")
    assert laid_open([[0, 1, 2], [0], [1]], [9, 9, 1]) == [(2,)]
    assert given["total"] - sum(given["shown"]) == expected["recovered"]


def test_two_hidden_cells_in_each_line_may_still_give_one_away() -> None:
    """The rule of thumb holds everywhere, and (w, b) follows exactly; the cells that cure it are those published."""
    given, expected = case("sdc_false_protection_4x4")
    cells = [r + c for r in given["rows"] for c in given["columns"]]
    hidden = set(given["hidden"])
    assert recovered(given, cells, hidden) == set(expected["recoverable"])
    assert recovered(given, cells, hidden | {"xb"}) == set()
    cures = [cell for cell in cells if cell not in hidden and not recovered(given, cells, hidden | {cell})]
    assert cures == expected["single_cells_that_cure_it"]


def recovered(given: dict[str, Any], cells: list[str], hidden: set[str]) -> set[str]:
    lines = [[i for i, cell in enumerate(cells) if name in cell] for name in (*given["rows"], *given["columns"])]
    shown = [[i] for i, cell in enumerate(cells) if cell not in hidden]
    basis = rows.unseen(matrix([*lines, *shown], len(cells)))
    return {cell for i, cell in enumerate(cells) if cell in hidden and rows.follows([basis[i]])}


def test_overlapping_ages_isolate_a_person() -> None:
    """0-19 and 20-39 first, then 0-24 and 25-39: the one aged 20-24 stands alone."""
    given, expected = case("sdc_differencing_subpop")
    first, second = given["release_1"], given["release_2"]
    sizes = [first[0]["n"], second[0]["n"] - first[0]["n"], second[1]["n"]]
    assert laid_open([[0], [1, 2], [0, 1], [2]], sizes) == [(1,)]
    assert sizes[1] == expected["recovered"][0]["n"]


def test_a_ledger_is_remembered_whole() -> None:
    """A vendor that compares with the last five reports forgets the one that tells; and pairs are not enough."""
    given, expected = case("sdc_talentmap_memory")
    for ledger in ("ledger_1", "ledger_2"):
        earlier = [one_to(*bounds) for bounds in given[ledger]["earlier"]]
        for bounds, answer in zip(given[ledger]["candidates"], expected[ledger], strict=True):
            everyone = max(max(one) for one in earlier) + 1
            table = matrix([*earlier, one_to(*bounds)], everyone)
            beyond = rows.differences(table, [1] * everyone)
            smallest = min(int(n) for n in (*beyond[-1], *beyond[:, -1]) if n)
            alone = not laid_open([*earlier, one_to(*bounds)], [1] * everyone)
            assert smallest == answer["smallest_difference"]
            assert (smallest >= given["k"]) is answer["pairwise"]
            assert alone is answer["row_space"]
            assert (smallest >= given["k"] and alone) is answer["allowed"]


def one_to(first: int, last: int) -> range:
    return range(first - 1, last)


def test_three_and_four_that_only_follow_together_are_found() -> None:
    """Nobody of them alone, and no two."""
    assert laid_open([[0, 1, 2, 3], [3]], [1, 1, 1, 9]) == [(0, 1, 2)]
    assert laid_open([[0, 1, 4], [2, 3, 4], [4]], [1, 1, 1, 1, 9]) == [(0, 1), (2, 3)]
    assert laid_open([[0, 1, 4], [2, 3, 5], [4, 5]], [1, 1, 1, 1, 9, 9]) == [(0, 1, 2, 3)]
    assert laid_open([[0, 1, 2, 3, 4], [5, 4], [5]], [1, 1, 1, 2, 9, 9]) == []
