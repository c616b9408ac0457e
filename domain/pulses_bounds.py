"""Between which sums the answers of a few people must lie, given all that is published: an integer linear program.

Whoever computes this knows how many people count where, and who skipped, but not what anybody answered. Elsewhere than
around the few, answers are taken as they are: what is possible then is possible anyway, so a span found there is a
lower bound of the true one, and `everywhere` is tried where that bound does not do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from domain.pulses_groups import Atom
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
    """People of one block: some of the few, or the others of it. `n`: how many answers are open."""

    block: Atom
    n: int
    is_few: bool


def wide_in(world: World, few: Mapping[int, int], least: int, insider: Insider | None = None) -> frozenset[int]:
    """Return surroundings in which the sum over so many people of each block can differ by `least`; empty: in none."""
    for surroundings in _growing(world.around(few)):
        low, high = span(world, few, surroundings, insider)
        if high - low >= least:
            return surroundings
    return frozenset()


def _growing(surroundings: Iterator[frozenset[int]]) -> Iterator[frozenset[int]]:
    last = frozenset[int]()
    for one in surroundings:
        if one != last:
            yield one
        last = one


def span(
    world: World, few: Mapping[int, int], surroundings: frozenset[int], insider: Insider | None = None
) -> tuple[int, int]:
    """Return the least and the greatest sum of the few; answers outside the surroundings stay as they are."""
    columns = [*_columns(world, few, surroundings, insider)]
    points = len(world.blocks[0].counts)
    worth = np.concatenate([np.arange(points) * float(column.is_few) for column in columns])
    rules = [_everybody(columns, points)]
    rules += [LinearConstraint(*told) for told in [_told(world, columns, surroundings, insider)] if told[0].shape[0]]
    most = np.repeat([float(column.n) for column in columns], points)
    return _least(worth, rules, most), -_least(-worth, rules, most)


def _least(worth: Vector, rules: Sequence[LinearConstraint], most: Vector) -> int:
    found = milp(worth, constraints=rules, integrality=np.ones(len(worth), dtype=int), bounds=Bounds(0, most))
    if found.x is None:
        raise ContradictionError
    return round(float(worth @ np.rint(found.x)))


def _columns(
    world: World, few: Mapping[int, int], surroundings: frozenset[int], insider: Insider | None
) -> Iterator[Column]:
    for i in sorted(surroundings | few.keys()):
        block, known = world.blocks[i], int(insider is not None and insider.block == i)
        yield Column(block=block, n=block.n - few.get(i, 0) - known, is_few=False)
        if i in few:
            yield Column(block=block, n=few[i], is_few=True)


def _everybody(columns: Sequence[Column], points: int) -> LinearConstraint:
    """Each person of a column gave one answer."""
    sizes = np.array([column.n for column in columns], dtype=float)
    return LinearConstraint(csr_array(np.kron(np.eye(len(columns)), np.ones(points))), sizes, sizes)


def _told(
    world: World, columns: Sequence[Column], surroundings: frozenset[int], insider: Insider | None
) -> tuple[csr_array, Vector, Vector]:
    """Return what is published as rows over the open answers, with what lies outside taken off its bounds."""
    rows, low, high = [], [], []
    for group, facts in world.facts.items():
        inside = np.array([float(group in column.block.groups) for column in columns])
        if inside.any():
            settled = _settled(world, group, surroundings, insider)
            for fact in facts:
                rows.append(np.kron(inside, fact.weights))
                known = int(np.dot(settled, fact.weights))
                low.append(fact.low - known)
                high.append(fact.high - known)
    return csr_array(np.array(rows)), np.array(low, dtype=float), np.array(high, dtype=float)


def _settled(world: World, group: str, surroundings: frozenset[int], insider: Insider | None) -> Vector:
    """Return how many people of the group gave which answer, of those who are not open."""
    counts = np.zeros(len(world.blocks[0].counts))
    for i, block in enumerate(world.blocks):
        if group in block.groups and i not in surroundings:
            counts += block.counts
    if insider and insider.block in surroundings and group in world.blocks[insider.block].groups:
        counts[insider.answer] += 1
    return counts
