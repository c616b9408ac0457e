"""Between which sums the answers of a few people must lie, given all that is published: an integer linear program.

Whoever computes this knows how many people count where, and who skipped, but not what anybody answered. Elsewhere than
around the few, answers are taken as they are: what is possible then is possible anyway, so a span found there is a
lower bound of the true one, and `everywhere` is tried where that bound does not do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from domain import pulses_otherwise as otherwise
from domain.pulses_groups import Atom
from domain.pulses_otherwise import Counts, Told
from domain.pulses_shown import Fact

Vector = NDArray[np.float64]


class ContradictionError(ValueError):
    """What is to be published cannot be true of any answers: nothing may be released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insider:
    """Somebody of a block who knows the own answer (counted from 0)."""

    block: int
    answer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The people, block by block, and what is published of each group."""

    blocks: Sequence[Atom]
    facts: Mapping[str, Sequence[Fact]]

    def around(self, few: Mapping[int, int]) -> Iterator[frozenset[int]]:
        """Yield growing surroundings: the blocks of the smallest published groups of these, and at last everywhere."""
        chains = [sorted(self.blocks[b].groups & self.facts.keys(), key=self._size) for b in few]
        for depth in range(max(map(len, chains))):
            groups = {chain[min(depth, len(chain) - 1)] for chain in chains}
            yield self.inside(groups)
        yield frozenset(range(len(self.blocks)))

    def inside(self, groups: Set[str]) -> frozenset[int]:
        return frozenset(i for i, block in enumerate(self.blocks) if block.groups & groups)

    def _size(self, group: str) -> tuple[int, str]:
        return sum(block.n for block in self.blocks if group in block.groups), group


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """People of one block whose answers are open: some of the few, or the others of it. `given`: what these said."""

    block: Atom
    n: int
    is_few: bool
    given: tuple[int, ...]


def wide_in(world: World, few: Mapping[int, int], least: int, insider: Insider | None = None) -> frozenset[int]:
    """Return surroundings in which the sum over so many people of each block can differ by `least`; empty: in none."""
    for surroundings in _growing(world.around(few)):
        if Doubt(world=world, few=few, surroundings=surroundings, insider=insider).is_wide(least):
            return surroundings
    return frozenset()


def _growing(surroundings: Iterator[frozenset[int]]) -> Iterator[frozenset[int]]:
    last = frozenset[int]()
    for one in surroundings:
        if one != last:
            yield one
        last = one


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What the sum of the few can be; answers outside the surroundings, which hold them, stay as they are."""

    world: World
    few: Mapping[int, int]
    surroundings: frozenset[int]
    insider: Insider | None = None

    def is_wide(self, least: int) -> bool:
        """Whether the sum can differ by so much; of one person, whether it can be so far from what they said.

        An example is sought first, because it takes a tenth of the time that a program takes.
        """
        self._check()
        if self.is_one and len(self.surroundings) > 1:
            return otherwise.may_differ(self.told, self.given, self._one, least) or self.farthest >= least
        low, high = self.span
        return high - low >= least

    def _check(self) -> None:
        """What is to be published must be true of the answers that were given."""
        if self.told.off(self.told.sums(self.given)):
            raise ContradictionError

    @property
    def span(self) -> tuple[int, int]:
        """Return the least and the greatest sum of the few."""
        people, few = sum(column.n for column in self.columns), sum(self.few.values())
        if len(self.surroundings) == 1 and otherwise.can_be_listed(people, self.points):
            return otherwise.span(self.told, people, few)
        return self.computed

    @property
    def computed(self) -> tuple[int, int]:
        """Return the least and the greatest sum of the few, by two integer programs."""
        worth = np.arange(self.points, dtype=float)
        return self._least(worth), -self._least(-worth)

    @property
    def farthest(self) -> int:
        """Return how far from the answer that the one gave it can be, by one integer program."""
        return -self._least(-np.abs(np.arange(self.points, dtype=float) - self._one[1]))

    def _least(self, worth: Vector) -> int:
        """Return the least sum over the few of what each answer is worth."""
        worths = np.concatenate([worth * float(column.is_few) for column in self.columns])
        most = np.repeat([float(column.n) for column in self.columns], self.points)
        whole = np.ones(len(worths), dtype=int)
        found = milp(worths, constraints=self._rules, integrality=whole, bounds=Bounds(0, most))
        if found.x is None:
            raise ContradictionError
        return round(float(worths @ np.rint(found.x)))

    @cached_property
    def _rules(self) -> list[LinearConstraint]:
        rules, told = [_everybody(self.columns, self.points)], self.told
        if facts := len(told.low):
            weights = csr_array(told.weights.reshape(facts, -1).astype(float))
            rules.append(LinearConstraint(weights, told.low.astype(float), told.high.astype(float)))
        return rules

    @property
    def is_one(self) -> bool:
        return [*self.few.values()] == [1]

    @property
    def _one(self) -> tuple[int, int]:
        """Return the column of the one, and the answer."""
        [column] = [i for i, each in enumerate(self.columns) if each.is_few]
        [answer] = np.flatnonzero(self.given[column])
        return column, int(answer)

    @cached_property
    def given(self) -> Counts:
        return np.array([column.given for column in self.columns], dtype=np.int64)

    @property
    def points(self) -> int:
        return len(self.world.blocks[0].counts)

    @cached_property
    def columns(self) -> list[Column]:
        return [column for i in sorted(self.surroundings) for column in self._columns(i)]

    def _columns(self, i: int) -> Iterator[Column]:
        block, few = self.world.blocks[i], self.few.get(i, 0)
        left = [n - int(self._is_insider(i, answer)) for answer, n in enumerate(block.counts)]
        lowest = np.diff(np.minimum(np.cumsum(left), few), prepend=0).tolist()
        others = tuple(n - m for n, m in zip(left, lowest, strict=True))
        yield Column(block=block, n=sum(others), is_few=False, given=others)
        if few:
            yield Column(block=block, n=few, is_few=True, given=tuple(lowest))

    def _is_insider(self, block: int, answer: int) -> bool:
        return self.insider == Insider(block=block, answer=answer)

    @cached_property
    def told(self) -> Told:
        """Return what is published as rows over the open answers, with what lies outside taken off its bounds."""
        rows, low, high = [], [], []
        for group, facts in self.world.facts.items():
            inside = np.array([int(group in column.block.groups) for column in self.columns])
            if inside.any():
                settled = self._settled(group)
                for fact in facts:
                    rows.append(np.outer(inside, fact.weights))
                    known = int(np.dot(settled, fact.weights))
                    low.append(fact.low - known)
                    high.append(fact.high - known)
        weights = np.array(rows, dtype=np.int64).reshape(len(rows), len(self.columns), self.points)
        return Told(weights=weights, low=np.array(low, dtype=np.int64), high=np.array(high, dtype=np.int64))

    def _settled(self, group: str) -> Counts:
        """Return how many people of the group gave which answer, of those who are not open."""
        counts = np.zeros(self.points, dtype=np.int64)
        for i, block in enumerate(self.world.blocks):
            if group in block.groups and i not in self.surroundings:
                counts += block.counts
        known = self.insider
        if known and known.block in self.surroundings and group in self.world.blocks[known.block].groups:
            counts[known.answer] += 1
        return counts


def _everybody(columns: Sequence[Column], points: int) -> LinearConstraint:
    """Each person of a column gave one answer."""
    sizes = np.array([column.n for column in columns], dtype=float)
    return LinearConstraint(csr_array(np.kron(np.eye(len(columns)), np.ones(points))), sizes, sizes)
