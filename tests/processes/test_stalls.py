"""Whatever goes wrong around it, the event loop of a serving process never stands still for long (TRUST.md, row R7)."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from storage.sealing import KeyRing
from tests.cli.conftest import KEY
from tests.conftest import Postgres
from tests.platforms import faults
from tests.platforms import slack as fake
from tests.platforms.faults import Fault
from tests.platforms.slack_faulty import FaultySlack
from tests.processes import house
from tests.processes.house import Letter, Slack
from tests.processes.served import Served, serving

pytestmark = pytest.mark.soak

PEOPLE = 400
PAIRS = 50  # a second: somebody gives a kudos, and lets it go at once
SECONDS = 2.0  # with each fault
LONGEST_SECONDS = 0.1
LAST = (faults.LIMITED, *faults.SLACK_FINAL)  # after which nothing leaves for a while
FAULTS = (*(one for one in faults.SLACK if one not in LAST), Fault(name="slow", slow_seconds=1.5), *LAST)


@dataclass
class Crowd:
    """People who give and hasten, and do not mind what they hear, as long as it is an answer."""

    served: Served
    slack: Slack = field(default_factory=Slack)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    heard: int = 0

    async def speak(self, seconds: float) -> None:
        began, speaking = time.monotonic(), list[asyncio.Task[None]]()
        for number in range(int(seconds * PAIRS)):
            await asyncio.sleep(max(0.0, began + number / PAIRS - time.monotonic()))
            speaking.append(asyncio.create_task(self._give(next(self.numbers))))
        await asyncio.gather(*speaking)

    async def _give(self, number: int) -> None:
        lap, giver = divmod(number, PEOPLE)
        who = f"U{giver:04}"
        answer = await self._post(self.slack.thanks(who, f"U{(giver + lap + 1) % PEOPLE:04}"))
        with contextlib.suppress(KeyError):  # what was not saved has no button
            await self._post(self.slack.press(who, answer.button["Send now"]))

    async def _post(self, letter: Letter) -> house.Answer:
        answer = await asyncio.to_thread(house.post, self.served.url, letter)
        assert answer.status == 200
        self.heard += 1
        return answer


@dataclass(kw_only=True)
class Town:
    platform: FaultySlack
    served: Served
    crowd: Crowd

    def stalls(self) -> list[float]:
        return [line["seconds"] for line in self.served.lines("loop.stalled")]


@contextlib.asynccontextmanager
async def town(database: str) -> AsyncIterator[Town]:
    platform = FaultySlack(house.members(PEOPLE), lambda: time.time_ns() // 1_000_000)
    await platform.start()
    environ = {
        "VOUCHSAFE_DATABASE_URL": database,
        "VOUCHSAFE_KEYS": KEY,
        "SLACK_SIGNING_SECRET": fake.SECRET,
        "SLACK_BOT_TOKEN": fake.TOKEN,
        "SLACK_API_URL": platform.api_url,
    }
    try:
        async with serving(environ) as served:
            one = Town(platform=platform, served=served, crowd=Crowd(served))
            await one.crowd.speak(1)  # whatever is loaded at first use is loaded now
            served.said[:] = [line for line in served.said if "loop.stalled" not in line]
            yield one
    finally:
        await platform.stop()


async def test_no_fault_of_slack_stops_the_loop(database: str, keys: KeyRing) -> None:
    """Every call that goes out goes wrong in one way after another, at a hundred requests a second."""
    async with town(database) as one:
        for fault in FAULTS:
            one.platform.faults.begin(lambda number, operation, fault=fault: fault)  # type: ignore[misc]  # bound now
            await one.crowd.speak(SECONDS)
            assert one.platform.faults.happened or fault in LAST, f"nothing was sent while {fault}"
        _tell(f"{len(FAULTS)} faults of Slack on {urlsplit(database).scheme}", one)
        assert one.stalls() == []


async def test_no_fault_of_the_database_stops_the_loop(postgres: Postgres, keys: KeyRing) -> None:
    """Held up by a lock, gone for a while, and back: at a hundred requests a second, everybody hears something."""
    database = postgres.fresh()
    name = urlsplit(database).path.removeprefix("/")
    async with town(database) as one:
        speaking = asyncio.create_task(one.crowd.speak(8))
        await asyncio.sleep(1)
        postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - our own name
        await asyncio.sleep(3)
        postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await speaking
        _tell("a database that is gone for three seconds", one)
        assert one.stalls() == []
        assert json.loads((await one.served.get("/readyz"))[1])["store"] is True


def _tell(what: str, one: Town) -> None:
    stalls = one.stalls()
    longest = f"stalls of {stalls} s" if stalls else f"no stall of {LONGEST_SECONDS} s"
    sys.stdout.write(f"{what}: {one.crowd.heard} requests answered, {longest}\n")
