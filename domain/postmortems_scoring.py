"""Scoring a post-mortem: two people, each alone; what they see quite differently they talk through before it counts."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain import postmortems_index
from domain.errors import StaleError
from domain.local_time import DAY_MS
from domain.postmortems_index import SCORERS, Sheet

REMINDED_MS = 7 * DAY_MS  # after it was asked, and once more after that
SLOW_AFTER_MS = 14 * DAY_MS


class Stage(StrEnum):
    ALONE = "alone"  # somebody has not handed in yet
    TALKING = "talking"  # both have, and see a line quite differently
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """One scorer's part in one round. `second` is what they say after the talk; the first is kept beside it."""

    scorer: str
    round: int
    first: Sheet | None = None
    second: Sheet | None = None
    stepped_back: bool = False
    asked_at: int = 0  # UTC epoch ms

    @property
    def counts(self) -> Sheet | None:
        return self.second or self.first

    @property
    def step(self) -> int:
        """Another one after the first sheet, so that a form which was opened before it is told from one of after."""
        return 2 * self.round + (self.first is not None)


def stage(both: Sequence[Scoring]) -> Stage:
    if len(both) < SCORERS or any(one.first is None for one in both):
        return Stage.ALONE
    is_open = to_talk_through(both) and any(one.second is None for one in both)
    return Stage.TALKING if is_open else Stage.DONE


def to_talk_through(both: Sequence[Scoring]) -> list[int]:
    """Return the lines on which their first sheets lie two apart; nothing before both are there."""
    firsts = [one.first for one in both if one.first is not None]
    return postmortems_index.to_talk_through(*firsts) if len(firsts) == SCORERS else []


def owes(mine: Scoring, both: Sequence[Scoring]) -> bool:
    """Whether something is still asked of this scorer."""
    found = stage(both)
    return (found is Stage.ALONE and mine.first is None) or (found is Stage.TALKING and mine.second is None)


def is_slow(one: Scoring, both: Sequence[Scoring], *, now: int) -> bool:
    """Whether whoever wrote it may ask somebody else: this one was asked two weeks ago, and something is still owed."""
    return owes(one, both) and now - one.asked_at >= SLOW_AFTER_MS


def hand_in(mine: Scoring, sheet: Sheet) -> Scoring:
    """Alone, once. Raises StaleError for a second time."""
    if mine.first is not None:
        raise StaleError
    return replace(mine, first=sheet)


def after_talk(mine: Scoring, both: Sequence[Scoring], points: Mapping[int, int]) -> Scoring:
    """Return it with what the scorer now says of the lines that were talked through; the others stay as they were.

    Raises StaleError unless these are the lines, and it is not said yet.
    """
    if mine.first is None or not owes(mine, both) or points.keys() != set(to_talk_through(both)):
        raise StaleError
    changed = [points.get(line, had) for line, had in enumerate(mine.first.points)]
    return replace(mine, second=replace(mine.first, points=changed))


def step_back(mine: Scoring) -> Scoring:
    """Whoever had a part in it after all, or has no time, before they hand in. Raises StaleError afterwards."""
    if mine.first is not None:
        raise StaleError
    return release(mine)


def release(one: Scoring) -> Scoring:
    """Whoever has left, or turns out to have responded, scores it no longer, whatever they handed in."""
    return replace(one, stepped_back=True)


def with_another(staying: Scoring) -> Scoring:
    """What was said after a talk with somebody who scores it no longer is not said to who comes in their place."""
    return replace(staying, second=None)


def draw(candidates: Collection[str], busy: Mapping[str, int], number: int, rng: random.Random) -> list[str]:
    """Return so many, by chance, of those who have the fewest to score already."""
    mixed = sorted(candidates)
    rng.shuffle(mixed)
    return sorted(mixed, key=lambda one: busy.get(one, 0))[:number]
