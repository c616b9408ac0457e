"""Time goes by in the room: a day from one thing that is due to the next, so that each happens at its own hour.

In one leap it would always be the hour of the press, and whoever keeps other hours would never be written to.
"""

from __future__ import annotations

import asyncio

from bot import arriving
from bot.web.clock import DAY_MS, Move, RoomClock
from storage import due
from storage.unit import Store, Unit

MOST_SECONDS = 5.0  # of a visitor's time; what is left of the day then passes in one leap
LOOK_AGAIN_SECONDS = 0.02


class Passing:
    def __init__(self, store: Store, clock: RoomClock) -> None:
        self._store = store
        self._clock = clock

    async def move(self, by: Move, *, checkpoint: int | None) -> None:
        """`checkpoint` is UTC epoch ms: the morning of it is in most people's hours, so one leap leads there."""
        if by is Move.DAY:
            await self._day()
        else:
            self._clock.move(by, checkpoint=checkpoint)

    def wake(self) -> None:
        """Let relay and schedules look for what has become due."""
        self._store.write(_wake)

    async def _day(self) -> None:
        ends = self._clock.offset + DAY_MS
        loop = asyncio.get_running_loop()
        until = loop.time() + MOST_SECONDS
        while loop.time() < until and await self._reaches_next(ends):
            pass
        self._clock.move_to(ends)

    async def _reaches_next(self, ends: int) -> bool:
        """Go to when something is due, or wait while that is being done; say no once the day brings nothing more."""
        at = await arriving.wait(self._store.read(due.next_at))
        if at is None or at - self._clock() + self._clock.offset >= ends:
            return False
        if at > self._clock():
            self._clock.pass_until(at)
            self.wake()
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        return True


def _wake(unit: Unit) -> None:
    for topic in ("outbox", "due"):
        unit.wake(topic)
