"""One replica of many: run as a module, it makes what is due happen until it is killed, by a clock in a file."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from bot import logs
from bot.ticker import Ticker
from domain import ids
from schedules.schedule import Occasion, Schedule, Schedules
from storage import opening, outbox, workspaces
from storage.outbox import Kind, Message
from storage.sealing import KEY_BYTES, KeyRing
from tests.processes.hurried import FileClock
from tests.storage.mailroom import card

KIND = "reminder"
LOOK_SECONDS = 0.03  # our clock passes faster than the scheduler's


def remind(occasion: Occasion) -> None:
    """Its key differs from try to try: nothing hides that it happened twice."""
    place = workspaces.find(occasion.unit, "slack", "T1")
    assert place is not None
    one = occasion.due
    message = Message(
        workspace=place.id,
        kind=Kind.POST,
        lane=f"{place.id}/{one.subject}",
        address=f"{one.subject} {one.step}",
        dedupe_key=ids.new(occasion.rng),
        card=card("x"),
        not_before=occasion.now,
    )
    outbox.owe(occasion.unit, one.org, [message], now=occasion.now, rng=occasion.rng)


async def serve(url: str, clock: Path) -> None:
    store = opening.open_store(url, KeyRing([b"k" * KEY_BYTES]))
    schedules = Schedules((Schedule(kind=KIND, run=remind),))
    ticker = Ticker(store=store, schedules=schedules, clock=FileClock(clock), rng=random.SystemRandom())
    running = asyncio.create_task(ticker.run())
    sys.stdout.write("ticking\n")
    sys.stdout.flush()
    while not running.done():
        await asyncio.sleep(LOOK_SECONDS)
        ticker.wake()


if __name__ == "__main__":
    logs.configure("warning")
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
