"""Makes happen what is to be computed: one at a time in every replica, beside the ticker, in a process of its own."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from bot import apart, arriving, happened
from bot.edge import Clock
from bot.looping import Looping
from schedules import computing
from schedules.computing import Task
from schedules.schedule import Schedules
from schedules.tick import Ticked
from storage.unit import Store, Unit

PAUSE_SECONDS = 1.0  # what is due is looked for as often as the ticker ticks
NOTHING = Ticked(0, 0, ())
Calling = Callable[[Callable[[Any], Any], Any], Coroutine[Any, Any, Any]]


class Computing:
    """`call` calls a function with a value elsewhere; it raises bot.apart.FailedError where nothing came of that."""

    def __init__(
        self, *, store: Store, schedules: Schedules, clock: Clock, rng: random.Random, call: Calling = apart.call
    ) -> None:
        self._store = store
        self._schedules = schedules
        self._clock = clock
        self._rng = rng
        self._call = call
        self._under_way: asyncio.Task[Any] | None = None
        self._looping = Looping("computing", self.round)

    async def run(self) -> None:
        await self._looping.run()

    def close(self) -> None:
        """Nobody waits for minutes: what is under way is broken off, and done by whoever finds its lease over."""
        self._looping.close()
        if self._under_way:
            self._under_way.cancel()

    async def round(self) -> float:
        """Compute the next that is due; return how long to wait (seconds)."""
        taking = partial(computing.take, schedules=self._schedules, now=self._clock(), rng=self._rng)
        took = await arriving.wait(self._store.write(taking))
        ticked = await self._finish(took) if isinstance(took, Task) else took
        happened.count(ticked)
        return PAUSE_SECONDS if ticked.is_idle else 0.0

    async def _finish(self, task: Task) -> Ticked:
        if self._looping.closing:
            return NOTHING
        compute = self._schedules.computation(task.due.kind).compute
        with happened.COMPUTED.labels(task.due.kind).time():
            self._under_way = asyncio.create_task(self._call(compute, task.value))
            await asyncio.wait([self._under_way])
        if self._under_way.cancelled():
            return NOTHING
        return await arriving.wait(self._store.write(self._ending(task, self._under_way)))

    def _ending(self, task: Task, done: asyncio.Task[Any]) -> Callable[[Unit], Ticked]:
        now = self._clock()
        match done.exception():
            case None:
                result, those = done.result(), self._schedules
                return partial(computing.save, schedules=those, task=task, result=result, now=now, rng=self._rng)
            case apart.FailedError() as error:
                return partial(computing.fail, task=task, error=str(error), now=now)
            case error:  # the loop reports it, and the lease brings the row back
                raise error
