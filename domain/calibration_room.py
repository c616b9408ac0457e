"""In the room: which segment runs and for how long, and who speaks when on a case."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.calibration_script import Segment
from domain.local_time import MINUTE_MS

CASE_MINUTES, HANDS_MINUTES, SILENT_MINUTES = 5, 4, 1  # of one case; hands are asked for after four


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who speaks: `above` is how many lead them, up to the top, `since` (UTC epoch ms) when they came."""

    person: str
    above: int
    since: int


def voices(those: Iterable[Voice], *, rater: str, rng: random.Random) -> tuple[str, ...]:
    """Return who speaks when: the least senior first, and whoever rates the case last.

    Whoever has more people above them is less senior, then whoever came later; where that is the same, chance decides.
    """
    mixed = sorted(those, key=lambda one: one.person)
    rng.shuffle(mixed)
    ordered = [one.person for one in sorted(mixed, key=lambda one: (-one.above, -one.since))]
    return (*(one for one in ordered if one != rater), *((rater,) if rater in ordered else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How a stretch of time stands, in whole minutes; `over` are those beyond it."""

    passed: int
    total: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.passed)

    @property
    def over(self) -> int:
        return max(0, self.passed - self.total)


def clock(since: int, minutes: int, *, now: int) -> Clock:
    return Clock(passed=max(0, now - since) // MINUTE_MS, total=minutes)


def segment_clock(segments: Sequence[Segment], place: int, since: int, *, now: int, minutes: int) -> Clock:
    """The script is of 90 minutes; a session of another length stretches each segment alike."""
    whole = segments[-1].end
    return clock(since, max(1, round(segments[place].minutes * minutes / whole)), now=now)


def next_tick(since: int, *, now: int) -> int:
    """Return when the timer shows the next minute (UTC epoch ms)."""
    return since + (max(0, now - since) // MINUTE_MS + 1) * MINUTE_MS
