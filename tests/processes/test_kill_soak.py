"""Thousands of `kill -9`, also in the middle of a send (TRUST.md section 4, rows R1, R2); KILLS=200 makes it fewer."""

from __future__ import annotations

import asyncio
import http.client
import os
import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.relay import LEASE_MS, QUIET_MS
from storage import tables
from storage.sealing import KeyRing
from tests.processes.conftest import House, opened
from tests.processes.house import Letter
from tests.processes.served import Nursery, Served

KILLS = int(os.environ.get("KILLS", "10000"))
KUDOS_EACH = 2  # to one's neighbor in a month, as the pack allows
LATEST_KILL = 0.1  # seconds after a kudos is on its way: by then it is acknowledged, hastened and sent
SETTLE_SECONDS = 2 * (LEASE_MS + QUIET_MS) / 1000


@pytest.fixture
async def town(database: str, keys: KeyRing, nursery: Nursery) -> AsyncIterator[House]:
    """People enough that nobody has to give more than the month allows."""
    async with opened(database, keys, nursery, people=KILLS // KUDOS_EACH + 2) as one:
        yield one


async def give_and_hasten(town: House, served: Served, giver: str, letter: Letter) -> None:
    """As far as it gets before the process dies. A copy of what was saved hears of it, and sends nothing twice."""
    try:
        answer = await town.post(served, letter)
        await town.post(served, town.slack.press(giver, answer.button["Send now"]))
    except (OSError, http.client.HTTPException):
        return


async def settled(town: House) -> Counter[str]:
    """Wait until nothing is on its way, and return how many messages stand in each state."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            states = Counter(town.owed().values())
            if states.keys() <= {"sent"}:
                return states
            await asyncio.sleep(1)  # leases end by the clock of the machine


@pytest.mark.soak
async def test_no_kill_loses_a_message_and_every_repeat_was_counted(town: House, rng: random.Random) -> None:
    """A send that was cut off may have arrived: it is sent again, counted in the log, and nothing else repeats."""
    asked = [(f"U{number // KUDOS_EACH:04}", f"U{number // KUDOS_EACH + 1:04}") for number in range(KILLS)]
    letters = [(giver, town.slack.thanks(giver, receiver)) for giver, receiver in asked]
    again = 0
    async with town.forked() as served:
        await town.furnish(served)
    for giver, letter in letters:
        async with town.forked() as served:
            giving = asyncio.create_task(give_and_hasten(town, served, giver, letter))
            await asyncio.wait([giving], timeout=rng.random() * LATEST_KILL)
            await served.kill()
            await giving
            again += repeats(served)
    async with town.forked() as served:
        for giver, letter in letters:
            await give_and_hasten(town, served, giver, letter)
        assert await settled(town) == {"sent": 2 * KILLS}
        again += repeats(served)
    assert town.count(tables.Kudos) == KILLS
    copies = Counter(one.metadata["event_payload"]["key"] for one in town.platform.messages.values())
    assert len(copies) == 2 * KILLS
    assert copies.total() - len(copies) <= again


def repeats(served: Served) -> int:
    """How many sends of unknown outcome the process has said it makes again."""
    return sum(int(line["messages"]) for line in served.lines("relay.again"))
