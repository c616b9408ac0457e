"""Watches, beside all requests, how the event loop and the store are doing, for /metrics and /readyz."""

from __future__ import annotations

import asyncio

import structlog
from prometheus_client import Gauge, Histogram

from bot import arriving
from bot.edge import Clock
from bot.looping import Looping
from storage import operating, standing
from storage.standing import Standing
from storage.unit import Store

LOOK_SECONDS = 10.0
BEAT_SECONDS = 0.05
ALARM_SECONDS = 0.1  # no stall may be longer (TRUST.md section 5)

log = structlog.get_logger()
STALL = Histogram(
    "vouchsafe_loop_stall_seconds",
    "How late the event loop came to a task that was due",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, ALARM_SECONDS, 0.25, 0.5, 1, 2.5),
)
COMMITTED = Histogram(
    "vouchsafe_commit_units", "Units of work made durable by one commit", buckets=(1, 2, 4, 8, 16, 32, 64)
)
WAITING = Gauge("vouchsafe_writer_queue", "Units of work that are to be written and have not begun")
MESSAGES = Gauge("vouchsafe_outbox_messages", "Messages that are not settled, by state", ["state"])
OLDEST = Gauge("vouchsafe_outbox_oldest_seconds", "For how long the oldest message of a state has been due", ["state"])
OWED = Gauge("vouchsafe_outbox_owed_seconds", "For how long the oldest message that may go has been due")
HELD = Gauge("vouchsafe_outbox_held", "1 while an operator holds the outbox")
DUE_LAG = Gauge("vouchsafe_due_lag_seconds", "How late what should have happened by itself is")


class Watch:
    """Its figures are of the last look, so that nobody who asks for them makes the store work."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._looping = Looping("watch", self._look)
        self.owed_seconds = 0.0
        store.on_commit(COMMITTED.observe)

    async def run(self) -> None:
        await asyncio.gather(self._looping.run(), self._beat())

    def close(self) -> None:
        self._looping.close()

    async def _look(self) -> float:
        found = await arriving.wait(self._store.read(standing.look))
        self._show(found, self._clock())
        return LOOK_SECONDS

    def _show(self, found: Standing, now: int) -> None:
        for state in operating.UNSETTLED:
            MESSAGES.labels(state.value).set(found.count(state))
            OLDEST.labels(state.value).set(found.age_ms(state, now) / 1000)
        self.owed_seconds = found.owed_ms(now) / 1000
        OWED.set(self.owed_seconds)
        HELD.set(found.is_held)
        DUE_LAG.set(max(0, now - found.due_since) / 1000 if found.due_since is not None else 0)

    async def _beat(self) -> None:
        """Ask to be woken soon, and see how late that was."""
        loop = asyncio.get_running_loop()
        while not self._looping.closing:
            asked = loop.time()
            await asyncio.sleep(BEAT_SECONDS)
            stall = max(0.0, loop.time() - asked - BEAT_SECONDS)
            STALL.observe(stall)
            WAITING.set(self._store.waiting())
            if stall >= ALARM_SECONDS:
                log.warning("the event loop stood still", action="loop.stalled", seconds=round(stall, 3))
