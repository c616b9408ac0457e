"""An auditor who knows all that was ever published and nothing of how it was made: another way to the same questions.

Nothing of the product is used but the published values. What follows exactly is found by elimination with fractions;
what is possible is found in whole numbers, by all sums that can be reached from the leaves of the tree up.
It reads figures as people do: "3.4" is whatever rounds to it, "4.4 or more" is whatever does not round below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from domain.pulses_published import Shown, Side

Sums = dict[int, int]  # by the sum of the few: the sums of all, as bits


@dataclass(frozen=True, kw_only=True)
class Cellmates:
    """People who count in the same declared groups, with their answers: the auditor looks at these only to count."""

    groups: frozenset[str]
    answers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Auditor:
    cells: Sequence[Cellmates]
    published: Mapping[str, Shown]
    points: int = 5

    # --- Exactly ------------------------------------------------------------------------------------------------

    def exact(self, floor: int) -> list[tuple[int, ...]]:
        """Return every set of cells with fewer than `floor` people whose sum is a combination of published sums."""
        lines = [[int(group in cell.groups) for cell in self.cells] for group in self.published]
        small = [i for i, cell in enumerate(self.cells) if 0 < len(cell.answers) < floor]
        echelon = _echelon(lines)
        return [
            chosen
            for size in range(1, floor)
            for chosen in combinations(small, size)
            if sum(len(self.cells[i].answers) for i in chosen) < floor
            and _is_combination(echelon, [int(i in chosen) for i in range(len(self.cells))])
        ]

    # --- Nearly, in a tree --------------------------------------------------------------------------------------

    def ends(self, few: Mapping[int, int], known: tuple[int, int] | None = None) -> tuple[int, int]:
        """Return the least and the greatest sum of so many people of these cells.

        `known`: a cell, and the answer of somebody in it who looks. The published groups have to be a tree: each is
        in another or shares nobody with it.
        """
        found = self._reach(few, known)
        assert found, "what is published can't be true"
        return min(found), max(found)

    def _reach(self, few: Mapping[int, int], known: tuple[int, int] | None) -> Sums:
        sets = {frozenset([i]): self._alone(i, few.get(i, 0), known) for i in range(len(self.cells))}
        for group in sorted(self.published, key=self._size):
            members = frozenset(i for i, cell in enumerate(self.cells) if group in cell.groups)
            joined = _joined([sets.pop(part) for part in [*sets] if part <= members])
            allowed = self.allowed(group)
            sets[members] = {few_sum: totals & allowed for few_sum, totals in joined.items() if totals & allowed}
        return _joined(list(sets.values()))

    def _alone(self, i: int, few: int, known: tuple[int, int] | None) -> Sums:
        own = known[1] if known and known[0] == i else 0
        rest = len(self.cells[i].answers) - bool(own) - few
        others = _span(rest, self.points * rest) << own
        return {chosen: others << chosen for chosen in range(few, self.points * few + 1)}

    def _size(self, group: str) -> int:
        return sum(len(cell.answers) for cell in self.cells if group in cell.groups)

    def allowed(self, group: str) -> int:
        """Return which sums look like what is shown: "3.4" is whatever rounds to it."""
        n, shown = self._size(group), self.published[group]
        figure, half = Fraction(shown.figure), Fraction(1, 20)
        low = n if shown.side is Side.LOW else math.ceil(n * (figure - half))
        high = self.points * n if shown.side is Side.HIGH else math.ceil(n * (figure + half)) - 1
        return _span(max(low, 0), high)


def _span(low: int, high: int) -> int:
    return (1 << high + 1) - (1 << low)


def _joined(parts: Sequence[Sums]) -> Sums:
    total: Sums = {0: 1}
    for part in parts:
        both: Sums = {}
        for (a, totals), (b, others) in product(total.items(), part.items()):
            both[a + b] = both.get(a + b, 0) | _added(totals, others)
        total = both
    return total


def _added(one: int, other: int) -> int:
    """Return every sum of a number of the one set and a number of the other; bit n stands for the number n."""
    low = (other & -other).bit_length() - 1
    length = other.bit_length() - low
    if other != _span(low, low + length - 1):
        return _or(one << bit for bit in range(other.bit_length()) if other >> bit & 1)
    found, done = one << low, 1
    while done < length:  # a span: double what is there
        step = min(done, length - done)
        found, done = found | found << step, done + step
    return found


def _or(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _echelon(lines: Sequence[Sequence[int]]) -> list[tuple[int, list[Fraction]]]:
    done: list[tuple[int, list[Fraction]]] = []
    for line in lines:
        left = _reduced(done, [Fraction(x) for x in line])
        pivot = next((i for i, x in enumerate(left) if x), None)
        if pivot is not None:
            done.append((pivot, [x / left[pivot] for x in left]))
    return done


def _reduced(done: Iterable[tuple[int, list[Fraction]]], line: list[Fraction]) -> list[Fraction]:
    for pivot, row in done:
        if line[pivot]:
            factor = line[pivot]
            line = [x - factor * y for x, y in zip(line, row, strict=True)]
    return line


def _is_combination(echelon: Iterable[tuple[int, list[Fraction]]], line: Sequence[int]) -> bool:
    return not any(_reduced(echelon, [Fraction(x) for x in line]))


def looks(cells: Sequence[Cellmates]) -> Iterator[tuple[int, int]]:
    """Yield each cell with an answer that somebody in it knows to be the own."""
    for i, cell in enumerate(cells):
        yield from ((i, answer) for answer in sorted(set(cell.answers)))
