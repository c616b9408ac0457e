"""Whether somebody may have answered something else, shown by an example, or by all answers where these are few.

What people said is possible. So let the one say something else, and let others change their answers, one or two at a
time, until all that is published is true again. Where no such example is found nothing is known: it has to be computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
_NEVER = int(np.iinfo(np.int64).max)
MOST_CHANGES = 12  # steps in which others may answer otherwise
MOST_TRIED = 4_000_000  # sums looked at for two changes at once: some hundred MB; where there are more it is computed
MOST_LISTED = 5_000  # ways in which a block can have answered, where all of them are gone through


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is published: `low` <= the sum of weights times people who gave that answer <= `high`.

    `weights`: for each fact, for each column of people whose answers are open, one for each answer.
    """

    weights: Counts
    low: Counts
    high: Counts

    def off(self, sums: Counts) -> Counts:
        """Return by how much sums (the last axis: of each fact) miss what is published. 0: it may be so."""
        found: Counts = (np.maximum(self.low - sums, 0) + np.maximum(sums - self.high, 0)).sum(axis=-1)
        return found

    def sums(self, given: Counts) -> Counts:
        """Return the sum of each fact, when so many of each column gave each answer."""
        found: Counts = np.tensordot(self.weights, given, axes=2)
        return found


# --- An example ---------------------------------------------------------------------------------------------------


def may_differ(told: Told, given: Counts, one: tuple[int, int], least: int) -> bool:
    """Whether an example shows that one of a column, who gave an answer, may have given one `least` away from it.

    `one`: the column and the answer; it has nobody else. `given`: how many of each column gave which answer.
    """
    column, answer = one
    others = given.copy()
    others[column] = 0
    sums = told.sums(others) + told.weights[:, column, :].T
    changes = Changes(told=told, columns=given.shape[0], points=given.shape[1])
    apart = sorted((abs(other - answer), other) for other in range(given.shape[1]) if abs(other - answer) >= least)
    return any(changes.mend(others, sums[other]) for _, other in apart)


class Changes:
    """Single people of a column who give another answer than before."""

    def __init__(self, told: Told, columns: int, points: int) -> None:
        which = np.indices((columns, points, points)).reshape(3, -1)
        self.told, self.points = told, points
        self.column, self.before, self.after = which[:, which[1] != which[2]]
        weights = told.weights
        self.effects = (weights[:, self.column, self.after] - weights[:, self.column, self.before]).T
        self.is_step = np.abs(self.before - self.after) == 1

    def mend(self, others: Counts, sums: Counts) -> bool:
        """Whether changes, each the one that helps most, make true what is published; two at once if no one helps."""
        now, off = others.copy(), int(self.told.off(sums))
        for _ in range(MOST_CHANGES):
            able = np.flatnonzero(now[self.column, self.before])
            if not off or not len(able):
                break
            chosen, left = self._best(able, sums)
            if left >= off:
                chosen, left = self._best_two(able[self.is_step[able]], now, sums)
            if left >= off:
                break
            off, sums = left, sums + self.effects[chosen].sum(axis=0)
            np.subtract.at(now, (self.column[chosen], self.before[chosen]), 1)
            np.add.at(now, (self.column[chosen], self.after[chosen]), 1)
        return not off

    def _best(self, able: Counts, sums: Counts) -> tuple[Counts, int]:
        """Return the change after which the least is off, and how much that is."""
        left = self.told.off(self.effects[able] + sums)
        best = int(left.argmin())
        return able[[best]], int(left[best])

    def _best_two(self, able: Counts, now: Counts, sums: Counts) -> tuple[Counts, int]:
        """Return the same of two changes. One of them touches what is off: two others would leave it so."""
        is_off = (sums < self.told.low) | (sums > self.told.high)
        first = able[(self.effects[able][:, is_off] != 0).any(axis=1)]
        if not len(first) or len(first) * len(able) * len(sums) > MOST_TRIED:
            return able[:0], _NEVER
        left = self.told.off(self.effects[first][:, None] + self.effects[able][None] + sums)
        left[self._both_alone(first, able, now)] = _NEVER
        one, other = np.unravel_index(int(left.argmin()), left.shape)
        return np.array([first[one], able[other]]), int(left[one, other])

    def _both_alone(self, first: Counts, second: Counts, now: Counts) -> NDArray[np.bool_]:
        """Return which two changes are of one and the same person."""
        alone = now[self.column[second], self.before[second]] == 1
        found: NDArray[np.bool_] = (self._place(first)[:, None] == self._place(second)[None]) & alone
        return found

    def _place(self, changes: Counts) -> Counts:
        found: Counts = self.column[changes] * self.points + self.before[changes]
        return found


# --- All answers --------------------------------------------------------------------------------------------------


def can_be_listed(people: int, points: int) -> bool:
    return comb(people + points - 1, points - 1) <= MOST_LISTED


def span(told: Told, people: int, few: int) -> tuple[int, int]:
    """Return the least and the greatest sum of `few` of the people, by all ways in which they can have answered.

    They are all who are open, whichever column they are in. Raises ValueError where there is no such way.
    """
    every = listed(people, told.weights.shape[2])
    possible = every[told.off(every @ told.weights[:, 0, :].T) == 0]
    most = few * (every.shape[1] - 1)
    return int(_least(possible, few).min()), most - int(_least(possible[:, ::-1], few).min())


def _least(counts: Counts, few: int) -> Counts:
    """Return for each way to answer the sum of the `few` who gave the lowest answers, the lowest being 0."""
    taken = np.diff(np.minimum(np.cumsum(counts, axis=1), few), axis=1, prepend=0)
    found: Counts = taken @ np.arange(counts.shape[1])
    return found


@lru_cache(maxsize=64)
def listed(people: int, points: int) -> Counts:
    """Return all ways in which so many people can have answered: how many gave which answer."""
    bars = np.array(list(combinations(range(people + points - 1), points - 1)), dtype=np.int64).reshape(-1, points - 1)
    edges = np.pad(bars, ((0, 0), (1, 1)), constant_values=((0, 0), (-1, people + points - 1)))
    return np.diff(edges, axis=1) - 1
