"""Makes what is due happen: a tick in every replica, each in one unit of work; the rows decide who does what."""

from __future__ import annotations

import random
from functools import partial

from prometheus_client import Gauge

from bot import arriving, happened
from bot.edge import Clock
from bot.looping import Looping
from schedules import clock as ticks
from schedules import tick
from schedules.schedule import Schedules
from storage.unit import Store

IDLE_SECONDS = 60.0  # the scheduler ticks every second; this only bounds the wait should it ever stop

TICKED_AT = Gauge("vouchsafe_ticked_at_seconds", "When the last tick ended, by our clock")


class Ticker:
    def __init__(self, *, store: Store, schedules: Schedules, clock: Clock, rng: random.Random) -> None:
        self._store = store
        self._schedules = schedules
        self._clock = clock
        self._rng = rng
        self._looping = Looping("ticker", self._tick)
        self.wake = self._looping.wake
        store.on_wake("due", self.wake)

    async def run(self) -> None:
        with ticks.ticking(self.wake):
            await self._looping.run()

    @property
    def age_seconds(self) -> float:
        """How long ago the last tick ended."""
        return self._looping.age_seconds

    def close(self) -> None:
        self._looping.close()

    async def _tick(self) -> float:
        now = self._clock()
        work = partial(tick.tick, schedules=self._schedules, now=now, rng=self._rng)
        ticked = await arriving.wait(self._store.write(work))
        happened.count(ticked)
        TICKED_AT.set(now / 1000)
        return IDLE_SECONDS if ticked.is_idle else 0.0
