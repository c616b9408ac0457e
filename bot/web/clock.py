"""The room's clock: the real one, moved ahead by hand and never back, because what was said would stand in the future.

How far ahead is kept in a file, so that a restart does not jump back either.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from bot.edge import Clock

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


class Move(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    CHECKPOINT = "checkpoint"


_STEPS = {Move.MINUTE: MINUTE_MS, Move.HOUR: HOUR_MS, Move.DAY: DAY_MS}


def system() -> int:
    return time.time_ns() // 1_000_000


class RoomClock:
    """A bot.edge.Clock: calling it gives UTC epoch ms. Whoever waits for a moment asks to be told with `on_move`."""

    def __init__(self, path: Path | None = None, *, real: Clock = system) -> None:
        self._path = path
        self._real = real
        self._offset = _stored(path)
        self._listeners: list[Callable[[], None]] = []

    def __call__(self) -> int:
        return self._real() + self._offset

    @property
    def offset(self) -> int:
        """How far ahead of the real clock, in ms."""
        return self._offset

    def on_move(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def move(self, by: Move, *, checkpoint: int | None = None) -> None:
        """Move and tell the listeners. Going to a checkpoint (UTC epoch ms) when there is none changes nothing."""
        if by is Move.CHECKPOINT:
            self.move_to((checkpoint or 0) - self._real())
        else:
            self.move_to(self._offset + _STEPS[by])

    def move_to(self, offset: int) -> None:
        """Be so far ahead (ms), unless it is further already, and tell the listeners."""
        self._set(offset)
        for listener in self._listeners:
            listener()

    def pass_until(self, moment: int) -> None:
        """Let it be this moment (UTC epoch ms) on the way to a later one: the listeners are told there."""
        self._set(moment - self._real())

    def _set(self, offset: int) -> None:
        self._offset = max(self._offset, offset)
        if self._path:
            fresh = self._path.with_suffix(self._path.suffix + ".new")
            fresh.write_text(f"{self._offset}\n", encoding="ascii")
            fresh.replace(self._path)


def ahead(offset: int) -> str:
    """Say how far the clock has been moved: "3 days 4 hours", "" when not at all."""
    days, hours, minutes = offset // DAY_MS, offset % DAY_MS // HOUR_MS, offset % HOUR_MS // MINUTE_MS
    counts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(f"{count} {unit}" + "s" * (count != 1) for count, unit in counts if count)


def _stored(path: Path | None) -> int:
    """A missing or spoiled file means the real time: it is only a rehearsal."""
    try:
        return int(path.read_text(encoding="ascii")) if path else 0
    except (FileNotFoundError, ValueError):
        return 0
