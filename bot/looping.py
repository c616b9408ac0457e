"""Rounds of work until closed: woken by a commit or a tick, or after the pause that the last round asked for."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

AFTER_FAILURE_SECONDS = 5.0

log = structlog.get_logger()


class Looping:
    """`round` does what there is to do and returns how long to wait (seconds) unless woken before."""

    def __init__(self, name: str, round: Callable[[], Awaitable[float]]) -> None:
        self._name = name
        self._round = round
        self._awake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._turned_at = self._loop.time()
        self.closing = False

    @property
    def age_seconds(self) -> float:
        """How long ago a round last went well."""
        return self._loop.time() - self._turned_at

    def wake(self) -> None:
        """Look again now. May be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is already closed: nothing is left to wake
            self._loop.call_soon_threadsafe(self._awake.set)

    async def run(self) -> None:
        """Go on until closed. What a round throws is logged, and the next round starts over from the store."""
        while not self.closing:
            self._awake.clear()
            try:
                pause = await self._round()
                self._turned_at = self._loop.time()
            except Exception as error:  # the loop: a failed round must not be the last one
                log.error("a round failed", action="loop.failed", kind=self._name, error=type(error).__name__)
                pause = AFTER_FAILURE_SECONDS
            if pause and not self.closing:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), pause)

    def close(self) -> None:
        """Let the round under way be the last."""
        self.closing = True
        self._awake.set()
