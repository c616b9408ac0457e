"""`kill -9` over and over while messages leave, on a platform that misbehaves: none is lost, none stands twice."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import math
import os
import random
import shutil
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import cast

import pytest

from storage import tables
from storage.sealing import KeyRing
from tests.conftest import Postgres
from tests.platforms import faults
from tests.platforms.faults import Fault
from tests.platforms.slack_echo import Echo
from tests.platforms.slack_faulty import FaultySlack
from tests.processes import house, hurried
from tests.processes.conftest import House
from tests.processes.house import HeardSlack, Letter
from tests.processes.hurried import FileClock
from tests.processes.served import Nursery, Served

CHAPTERS, KILLS = 4, 60  # of each on each database, unless the machine is too busy for that
LEAST_KILLS = 2  # also on a machine so busy that a process takes half a minute to begin
LONGEST_SECONDS = 40.0
SOAK_KILLS = int(os.environ.get("SOAK_KILLS", "10000"))
SOAK_FROM = int(os.environ.get("SOAK_FROM", "0"))  # kills that an earlier run has seen: each chapter is by its number
CHAPTER = 250  # kills; then a new house, so that nobody's allowance is spent
PER_GIVER = 5
SPEED = 20  # seconds by the product's clock in one real second: a lease lasts three
BEAT_SECONDS = 0.02
LIFE_SECONDS = 0.6  # at most, and mostly less
STILLBORN = 0.1  # so many die before they serve
MID_SEND, MID_SEND_SECONDS = 0.3, 10.0  # so many live until the platform is asked for something, or for so long
BAD = 0.15  # so many calls go wrong
PATIENCE_SECONDS = 120
FAULTS = (
    faults.UNREAD,
    faults.DROPPED,
    faults.UNANSWERED,
    faults.CUT,
    faults.LATE,
    faults.LIMITED,
    faults.BAD_GATEWAY,
    faults.told("internal_error, done", "internal_error", done=True),
    Fault(name="slow", slow_seconds=0.1),
)


@dataclass
class Tally:
    kills: int = 0
    events: int = 0
    messages: int = 0
    lost: int = 0
    duplicated: int = 0
    ambiguous: int = 0
    read_back: int = 0
    echoed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(kw_only=True)
class Wish:
    body: bytes
    acknowledged: bool = False


@dataclass(kw_only=True)
class Ordeal:
    """One house whose process is killed again and again; `clock` passes only while this test is not held up itself."""

    home: House
    slack: FaultySlack
    clock: FileClock
    path: Path
    rng: random.Random
    served: Served | None = None
    kills: int = 0
    ambiguous: int = 0
    wishes: list[Wish] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def place(self) -> str:
        return self.served.url if self.served and self.served.lines("serve.started") else ""

    async def time_passes(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.clock.move(int(BEAT_SECONDS * SPEED * 1000))

    async def lives(self) -> None:
        """One life: it begins, people ask for things, and it dies at some moment."""
        self.served = await self.home.nursery.launch(self.home.environ, clock=str(self.path))
        if self.rng.random() < STILLBORN:
            await asyncio.sleep(self.rng.random() * LIFE_SECONDS)
        else:
            await self.served.says("serve.started")
            asking = [asyncio.create_task(self.asks(one)) for one in self._now_asked()]
            await self._lives_on()
            await self.die()
            await asyncio.gather(*asking)
        await self.die()
        self.kills += 1

    async def asks(self, wish: Wish) -> None:
        """Deliver it once, as the same request signed anew."""
        letter = house.letter(wish.body, now=self.clock() / 1000)
        try:
            answer = await asyncio.to_thread(house.post, self.place, letter)
        except (OSError, http.client.HTTPException, ValueError):  # it died first: nobody was promised anything
            return
        assert answer.status == 200, answer
        assert "Send now" in answer.text, answer.text
        wish.acknowledged = True

    async def recovers(self) -> None:
        """The platform is good again, nobody is killed any more: everything owed is sent."""
        self.slack.faults.begin()
        self.served = await self.home.nursery.launch(self.home.environ, clock=str(self.path))
        await self.served.says("serve.started")
        for wish in self.wishes:
            await self.asks(wish)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while set(self.home.owed().values()) & {"queued", "sending", "ambiguous"}:  # noqa: ASYNC110 - another process works
                await asyncio.sleep(BEAT_SECONDS * 10)
        self._note()
        assert await self.served.stop() == 0
        self.served = None
        self.clock.move(faults.LATE.late_ms or 0)
        await self.slack.late.land()

    def fault(self, number: int, operation: str) -> Fault | None:
        self.asked.set()
        return self.rng.choice(FAULTS) if self.rng.random() < BAD else None

    def heard_at(self) -> str:
        """Slack's echo reaches the process every other time: how surely it comes is not documented."""
        return self.place if self.rng.random() < 0.5 else ""

    async def die(self) -> None:
        if self.served is not None:
            await self.served.kill()
            self._note()
            self.served = None

    async def _lives_on(self) -> None:
        """For some time, mostly a short one; or until something leaves, which a slow machine seldom gets to by then."""
        self.asked.clear()
        with contextlib.suppress(TimeoutError):
            if self.rng.random() < MID_SEND:
                await asyncio.wait_for(self.asked.wait(), MID_SEND_SECONDS)
            else:
                await asyncio.sleep(self.rng.random() ** 2 * LIFE_SECONDS)

    def _note(self) -> None:
        assert self.served is not None
        for action in ("relay.broke_off", "relay.poison", "loop.failed", "ticker.failed"):
            assert not self.served.lines(action), self.served.said
        self.ambiguous += len(self.served.lines("relay.ambiguous"))
        self.ambiguous += sum(line["messages"] for line in self.served.lines("relay.expired"))

    def _now_asked(self) -> list[Wish]:
        """One or two new ones, and whatever was not acknowledged."""
        waiting = [one for one in self.wishes if not one.acknowledged]
        fresh = [Wish(body=self._letter(len(self.wishes) + one).body) for one in range(self.rng.randint(1, 2))]
        self.wishes += fresh
        return [*waiting, *fresh]

    def _letter(self, number: int) -> Letter:
        giver, way = divmod(number, PER_GIVER)
        people = len(self.slack.users) - 1
        return self.home.slack.thanks(f"U{giver:04}", f"U{(giver + 1 + way) % people:04}")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Kill so often, or for so long."""

    folder: Path
    kills: int
    seconds: float = math.inf
    seed: int = 7


async def ordeal(database: str, keys: KeyRing, nursery: Nursery, plan: Plan) -> Tally:
    """Return what people see in the end."""
    path = plan.folder / "clock"
    clock = hurried.new(path, time.time_ns() // 1_000_000)
    slack = FaultySlack(house.members(2 * plan.kills // PER_GIVER + PER_GIVER + 2), clock)
    await slack.start()
    home = House(database=database, keys=keys, platform=cast(HeardSlack, slack), nursery=nursery)
    one = Ordeal(home=home, slack=slack, clock=clock, path=path, rng=random.Random(plan.seed))
    echo = Echo(one.heard_at, clock)
    async with home.forked() as served:
        await home.furnish(served)
    slack.told = echo.tell
    slack.faults.begin(one.fault)
    passing = asyncio.create_task(one.time_passes())
    try:
        until = time.monotonic() + plan.seconds
        while one.kills < plan.kills and time.monotonic() < until:
            await one.lives()
        await one.recovers()
    finally:
        await one.die()
        await echo.close()
        passing.cancel()
        await slack.stop()
    return told(one, echo)


def told(one: Ordeal, echo: Echo) -> Tally:
    owed, standing = one.home.owed(), Counter(one.slack.keys())
    kudos = one.home.count(tables.Kudos)
    never_sent = sum(state != "sent" for state in owed.values())
    return Tally(
        kills=one.kills,
        events=len(one.wishes),
        messages=len(standing),
        lost=2 * len(one.wishes) - len(standing) + never_sent + abs(len(one.wishes) - kudos),
        duplicated=standing.total() - len(standing),
        ambiguous=one.ambiguous,
        read_back=len(one.slack.called("conversations.history")),
        echoed=len(echo.taken),
    )


@pytest.mark.parametrize("chapter", range(CHAPTERS))
async def test_whatever_is_killed_each_message_stands_once(
    database: str, keys: KeyRing, nursery: Nursery, tmp_path: Path, chapter: int
) -> None:
    """Each acknowledged kudos is one post and one direct message, though calls were dropped, late or said to fail."""
    plan = Plan(folder=tmp_path, kills=KILLS, seconds=LONGEST_SECONDS, seed=chapter)
    tally = await ordeal(database, keys, nursery, plan)
    assert (tally.lost, tally.duplicated) == (0, 0), tally
    assert tally.ambiguous, tally
    assert tally.kills >= LEAST_KILLS, tally


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_ten_thousand_kills(
    kind: str, keys: KeyRing, nursery: Nursery, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Rows R1 and R2, a new house every so often."""
    total = Tally()
    for chapter in range(SOAK_FROM // CHAPTER, -(-SOAK_KILLS // CHAPTER)):
        folder = tmp_path / f"{chapter}"
        folder.mkdir()
        database = fresh(kind, folder, request)
        total += await ordeal(database, keys, nursery, Plan(folder=folder, kills=CHAPTER, seed=chapter))
        sys.stdout.write(f"{kind}: {total}\n")
        sys.stdout.flush()
        assert (total.lost, total.duplicated) == (0, 0), total


def fresh(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, migrated database."""
    if kind == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        return postgres.fresh()
    shutil.copy(request.getfixturevalue("sqlite_template"), folder / "test.db")
    return f"sqlite:///{folder}/test.db"
