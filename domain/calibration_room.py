"""In the room: which segment runs and for how long, and who speaks when on a case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.calibration_packets import Packet
from domain.calibration_script import Segment
from domain.local_time import MINUTE_MS

CASE_MINUTES, HANDS_MINUTES, SILENT_MINUTES = 5, 4, 1  # of one case; hands are asked for after four


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who speaks: `above` is how many lead them, up to the top, `since` (UTC epoch ms) when they came."""

    person: str
    above: int
    since: int


def voices(those: Iterable[Voice], *, rater: str, lot: str) -> tuple[str, ...]:
    """Return who speaks when: the least senior first, and whoever rates the case last.

    Whoever has more people above them is less senior, then whoever came later; where that is the same, a lot decides,
    which is another for each case and the same whenever it is asked.
    """
    ordered = [one.person for one in sorted(those, key=lambda one: (-one.above, -one.since, _drawn(lot, one.person)))]
    return (*(one for one in ordered if one != rater), *((rater,) if rater in ordered else ()))


def _drawn(lot: str, person: str) -> bytes:
    return hashlib.sha256(f"{lot}/{person}".encode()).digest()


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


# --- Cases --------------------------------------------------------------------------------------------------------


def current(packets: Iterable[Packet]) -> Packet | None:
    """Return the case that is talked about: the one that began last."""
    begun = [(one.begun_at, one.place or 0, one) for one in packets if one.begun_at is not None]
    return max(begun, key=lambda each: each[:2])[2] if begun else None


def ahead(packets: Iterable[Packet]) -> list[Packet]:
    """Return the cases still to come, in their order."""
    those = [(one.place, one) for one in packets if one.place is not None and one.begun_at is None]
    return [one for _, one in sorted(those, key=lambda each: each[0])]
