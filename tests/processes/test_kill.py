"""`kill -9` at any moment: what was acknowledged is there afterwards, and what is owed is sent (rows R1, R2)."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import random
import time
from collections import Counter
from dataclasses import dataclass

from storage import tables
from tests.platforms.slack import FakeSlack
from tests.processes import house
from tests.processes.conftest import House
from tests.processes.house import Answer, Letter

KILLS = 24  # on each database; `make soak` does thousands
UNDO_SECONDS = 30  # until the first message leaves by itself
LATEST_KILL = 0.04  # seconds after the request left: its ack takes about half of that


@dataclass(kw_only=True)
class Wish:
    """One kudos somebody wants to give: delivered again until it is acknowledged, as Slack and people do."""

    giver: str
    receiver: str
    letter: Letter
    answer: Answer | None = None


def wishes(home: House, count: int) -> list[Wish]:
    """Everybody thanks their neighbor."""
    pairs = itertools.pairwise(f"U{number:04}" for number in range(count + 1))
    return [Wish(giver=one, receiver=other, letter=home.slack.thanks(one, other)) for one, other in pairs]


async def kill_around_the_ack(home: House, wish: Wish, after: float | None) -> None:
    """Deliver it to a new process, which dies `after` so many seconds, or right after its ack where that is None."""
    async with home.forked() as served:
        delivered = asyncio.create_task(home.post(served, wish.letter))
        if after is None:
            await asyncio.wait([delivered])
        else:
            await asyncio.wait([delivered], timeout=after)
        await served.kill()
        try:
            wish.answer = await delivered
        except (OSError, http.client.HTTPException):  # it died first: nobody was promised anything
            wish.answer = None


async def test_what_was_acknowledged_survives_kill_9_and_is_sent_once(home: House, rng: random.Random) -> None:
    """One post and one direct message each, whether the ack came through or had to be asked for again."""
    asked: list[Wish] = []
    async with home.forked() as served:
        await home.furnish(served)
    began = time.monotonic()
    for number, wish in enumerate(wishes(home, KILLS)):
        await kill_around_the_ack(home, wish, rng.random() * LATEST_KILL if number % 2 else None)
        asked.append(wish)
        if time.monotonic() - began > UNDO_SECONDS / 2:  # a slow machine: enough, before the first one may be sent
            break
    assert home.platform.messages == {}
    assert home.count(tables.Kudos) >= sum(wish.answer is not None for wish in asked) >= 1
    async with home.forked() as served:
        for wish in asked:
            again = await home.post(served, wish.letter)
            assert wish.answer in (None, again)
            pressed = await home.post(served, home.slack.press(wish.giver, again.button["Send now"]))
            assert (again.status, pressed.status) == (200, 200)
        await home.platform.holds(2 * len(asked))
        assert await served.stop() == 0
    assert home.count(tables.Kudos) == len(asked)
    assert Counter(home.owed().values()) == {"sent": 2 * len(asked)}
    assert Counter(one.channel for one in home.platform.messages.values()) == {
        house.CHANNEL: len(asked),
        **{FakeSlack.direct(wish.receiver): 1 for wish in asked},
    }
