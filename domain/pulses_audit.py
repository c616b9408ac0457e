"""The disclosure audit: what anybody could work out from the figures of one question that are to be published.

Four ways, from what needs least thought to what needs most: two published groups that differ by a few people; sums that
follow exactly; sums that follow nearly; and what somebody learns who knows the own answer. It runs on what is to be
published and on nothing else, so that it does not matter how that was chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import combinations

import numpy as np

from domain import pulses_bounds as bounds
from domain import pulses_groups as groups
from domain import pulses_rows as rows
from domain.pulses_bounds import Insider, World
from domain.pulses_groups import Atom, Figure
from domain.pulses_shown import Fact

NARROWEST = 1  # points of the scale for each person of a set: what is known more closely is known
MOST_TOGETHER = 12  # sets looked at four at a time; of more, two at a time


class Way(IntEnum):
    DIFFERENCE = 1
    EXACT = 2
    NEAR = 3
    INSIDER = 4


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """`n` people among those of `atoms` are laid open; `within`: the published groups that hold all of these atoms.

    `pair`: of a difference, the two groups.
    """

    way: Way
    n: int
    atoms: tuple[int, ...]
    within: tuple[str, ...]
    pair: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Audit:
    """`facts`: what is published of each group."""

    figure: Figure
    facts: Mapping[str, Sequence[Fact]]
    floor: int

    @cached_property
    def shown(self) -> list[str]:
        return sorted(self.facts)

    @cached_property
    def blocks(self) -> list[Atom]:
        found = groups.blocks([atom for atom in self.figure if atom.n], self.facts.keys())
        return sorted((block for block in found if block.groups), key=lambda block: sorted(block.groups))

    @cached_property
    def rows(self) -> rows.Matrix:
        table = [[float(group in block.groups) for block in self.blocks] for group in self.shown]
        return np.array(table).reshape(len(self.shown), len(self.blocks))

    @cached_property
    def sizes(self) -> list[int]:
        return [block.n for block in self.blocks]

    @cached_property
    def failures(self) -> list[Failure]:
        """What fails, the plain ways first; nearness is looked for only where the plain ways find nothing."""
        return self.plain or [*sorted(self._near()), *sorted(self._insiders())]

    @cached_property
    def plain(self) -> list[Failure]:
        return [*sorted(self._differences()), *sorted(self._exact())]

    def _differences(self) -> Iterator[Failure]:
        beyond = rows.differences(self.rows, self.sizes)
        for x, y in np.argwhere((beyond > 0) & (beyond < self.floor)):
            columns = np.flatnonzero(self.rows[x] * (1 - self.rows[y])).tolist()
            yield self._failure(Way.DIFFERENCE, columns, pair=(self.shown[x], self.shown[y]))

    def _exact(self) -> Iterator[Failure]:
        for columns in rows.disclosed(self.rows, self.sizes, self.floor):
            yield self._failure(Way.EXACT, columns)

    def _failure(self, way: Way, columns: Sequence[int], n: int = 0, pair: tuple[str, ...] = ()) -> Failure:
        held = self.rows[:, list(columns)].min(axis=1)
        return Failure(
            way=way,
            n=n or sum(self.sizes[column] for column in columns),
            atoms=tuple(sorted(atom for column in columns for atom in self._atoms[column])),
            within=tuple(group for group, holds in zip(self.shown, held.tolist(), strict=True) if holds),
            pair=pair,
        )

    @cached_property
    def _atoms(self) -> list[list[int]]:
        """Return which atoms each block is made of."""
        found: dict[frozenset[str], list[int]] = {}
        for number, atom in enumerate(self.figure):
            if atom.n:
                found.setdefault(frozenset(atom.groups & self.facts.keys()), []).append(number)
        return [found[block.groups] for block in self.blocks]

    # --- Nearly -------------------------------------------------------------------------------------------------

    @cached_property
    def _world(self) -> World:
        return World(blocks=self.blocks, facts=self.facts)

    def _near(self) -> Iterator[Failure]:
        """People of one block can be exchanged and no figure changes: where that is not enough, it is computed."""
        tight = [(b, h) for b, block in enumerate(self.blocks) for h in self._protected(b) if not _varies(block, h)]
        for few in self._together(tight):
            if not bounds.wide_in(self._world, few, NARROWEST * sum(few.values())):
                yield self._failure(Way.NEAR, [*few], sum(few.values()))

    def _protected(self, block: int) -> set[int]:
        """Return how many people the sets have that a block's hidden groups add up to, under the floor."""
        sums = {0}
        for n in (self.figure[atom].n for atom in self._atoms[block]):
            sums |= {n + one for one in sums if n + one < self.floor}
        return sums - {0}

    def _together(self, tight: Sequence[tuple[int, int]]) -> Iterator[Mapping[int, int]]:
        """Yield the sets to look at: one block's people, and those of several blocks while they are few together."""
        most = rows.MOST_PARTS if len(tight) <= MOST_TOGETHER else 2
        for size in range(1, most + 1):
            for parts in combinations(tight, size):
                few = dict(parts)
                if len(few) == size and sum(few.values()) < self.floor:
                    yield few

    def _insiders(self) -> Iterator[Failure]:
        """Nobody may learn what another said: where all others of a block agree, something else must be possible."""
        for b, block in enumerate(self.blocks):
            alike = [one for one in self._who_knows([b]) if _alike(block, one)]
            told = not all(bounds.wide_in(self._world, {b: 1}, NARROWEST, one) for one in alike)
            if told or (_alike(block, None) and not self._is_open(b)):
                yield self._failure(Way.INSIDER, [b], 1)

    def _is_open(self, block: int) -> bool:
        """Whether somebody of a block that is alike may have said something else, to outsiders and to other blocks."""
        around = bounds.wide_in(self._world, {block: 1}, NARROWEST)
        near = self._who_knows(sorted(around - {block}))  # what others know is taken as it is already
        return bool(around) and all(bounds.wide_in(self._world, {block: 1}, NARROWEST, one) for one in near)

    def _who_knows(self, blocks: Sequence[int]) -> Iterator[Insider]:
        for b in blocks:
            yield from (Insider(block=b, answer=a) for a, count in enumerate(self.blocks[b].counts) if count)


def _varies(block: Atom, people: int) -> bool:
    """Whether so many of a block can be its lowest or its highest, and differ enough."""
    answers = [answer for answer, count in enumerate(block.counts) for _ in range(count)]
    return sum(answers[-people:]) - sum(answers[:people]) >= NARROWEST * people


def _alike(block: Atom, insider: Insider | None) -> bool:
    """Whether whoever is left of a block, without the insider, gave one answer (and somebody is left)."""
    counts = [count - int(insider is not None and insider.answer == a) for a, count in enumerate(block.counts)]
    return sum(count > 0 for count in counts) == 1
