"""Serves as `vouchsafe serve` does, by a clock in a file: whoever starts it decides how fast time passes."""

from __future__ import annotations

import asyncio
import mmap
import sys
from functools import partial
from pathlib import Path

from bot import logs, serve, settings
from bot.serve import Served
from storage.unit import Store, Unit

LOOK_SECONDS = 0.05  # the product waits in real time for moments that come sooner by this clock


class FileClock:
    """A bot.edge.Clock that processes share: UTC epoch ms, in the file's first eight bytes."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), 8)

    def __call__(self) -> int:
        return int.from_bytes(self._bytes[:8], "little")

    def move(self, ms: int) -> None:
        self._bytes[:8] = (self() + ms).to_bytes(8, "little")


def new(path: Path, now: int) -> FileClock:
    path.write_bytes(now.to_bytes(8, "little"))
    return FileClock(path)


def run(clock: str) -> None:
    logs.configure()
    asyncio.run(_serve(FileClock(Path(clock))))
    sys.exit()


async def _serve(clock: FileClock) -> None:
    """As bot.main.serve, with another clock, and woken as often as that one needs."""
    looking: list[asyncio.Task[None]] = []

    def opened(served: Served) -> None:
        looking.append(asyncio.create_task(_look(served.core.store)))

    await serve.until_told(settings.load(), clock=clock, opened=opened)
    for task in looking:
        task.cancel()


async def _look(store: Store) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        await asyncio.wrap_future(store.write(partial(Unit.wake, topic="outbox")))
