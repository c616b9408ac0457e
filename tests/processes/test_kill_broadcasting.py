"""A broadcast while what sends it is killed: nobody is missing, nobody has it twice, and the report is true."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from domain.broadcasts import Broadcast, Start, State, Timing, Wish
from domain.people import Actor
from domain.set_up import Reach
from handlers import broadcasts_after
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Turn
from storage import broadcasts, people, set_up, tables
from storage.sealing import KeyRing
from storage.unit import Unit
from tests.platforms import slack as fake
from tests.platforms.slack_faulty import FaultySlack
from tests.processes import house, hurried
from tests.processes.conftest import House
from tests.processes.house import HeardSlack
from tests.processes.hurried import FileClock
from tests.processes.served import Nursery, Served
from tests.processes.test_kill_sending import fresh

TITLE = "The mid-year checkpoint opens"
PEOPLE, SOAK_PEOPLE = 120, 5_000
SPEED, SOAK_SPEED = 40, 60  # seconds by the product's clock in one real second: the platform takes five messages in one
BEAT_SECONDS = 0.02
PATIENCE_SECONDS = 540.0
KILLED_AT = (0.15, 0.4, 0.7)  # of the people who have it by then


@dataclass(kw_only=True)
class Sending:
    """One house, its Slack, and the processes that serve it: one on SQLite, two on PostgreSQL."""

    home: House
    slack: FaultySlack
    clock: FileClock
    path: Path
    people: int
    speed: int
    rng: random.Random = field(default_factory=lambda: random.Random(3))
    running: list[Served] = field(default_factory=list)
    kills: int = 0

    async def launch(self) -> None:
        served = await self.home.nursery.launch(self.home.environ, clock=str(self.path))
        await served.says("serve.started")
        self.running.append(served)

    async def kill(self) -> None:
        """As `kill -9` does, in the midst of whatever it does; another one takes its place."""
        served = self.running.pop(self.rng.randrange(len(self.running)))
        await served.kill()
        self.kills += 1
        await self.launch()

    async def time_passes(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.clock.move(int(BEAT_SECONDS * self.speed * 1000))

    def sends(self) -> None:
        """HR presses Send."""
        self.home.look(self._send)

    def _send(self, unit: Unit) -> int:
        """Return how many it is for."""
        account = people.actor(unit, "slack", fake.TEAM, house.HANA)
        assert account is not None
        set_up.open_to(unit, account.org, Reach.EVERYONE)
        wish = Wish(title=TITLE, message="From Monday on.", start=Start(timing=Timing.NOW))
        draft = Broadcast(id="b", author=account.person, wish=wish, created_at=self.clock())
        broadcasts.add(unit, account.org, draft)
        broadcasts_after.send(self._turn(unit, account))
        return self.people

    def _turn(self, unit: Unit, actor: Actor) -> Turn:
        request = Request(
            platform=Platform.SLACK,
            tenant=fake.TEAM,
            account=house.HANA,
            place=Place(PlaceKind.DIRECT),
            delivery=Delivery("here", ("once",)),
            said=Press(action="broadcast.send", subject="b", version=1),
        )
        return Turn(request=request, actor=actor, unit=unit, now=self.clock(), rng=self.rng)

    def had(self) -> Counter[str]:
        """How many copies stand in the chat of each."""
        return Counter(one.channel for one in self.slack.messages.values() if one.text.startswith(TITLE))

    def found(self) -> Broadcast:
        rows = tables.table(tables.Broadcast)

        def find(unit: Unit) -> Broadcast:
            [org] = unit.run(select(rows.c.org_id)).scalars()
            found = broadcasts.find(unit, org, "b")
            assert found is not None
            return found

        return self.home.look(find)

    async def reaches(self, share: float) -> None:
        """Wait until so many of the people have it."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.had()) < share * self.people:  # noqa: ASYNC110 - other processes work
                await asyncio.sleep(BEAT_SECONDS)

    async def ends(self) -> None:
        """Wait until its report is written, and stands in the chat of its author."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.found().settled_at is None or self._is_owed():  # noqa: ASYNC110 - other processes work
                await asyncio.sleep(0.3)

    def _is_owed(self) -> bool:
        return bool(set(self.home.owed().values()) & {"queued", "sending", "ambiguous"})

    def told(self) -> str:
        """What its author's one message says in the end."""
        [said] = [one.text for one in self.slack.messages.values() if f"“{TITLE}”" in one.text]
        return said


@contextlib.asynccontextmanager
async def sending(
    database: str, keys: KeyRing, nursery: Nursery, folder: Path, *, count: int, speed: int
) -> AsyncIterator[Sending]:
    path = folder / "clock"
    clock = hurried.new(path, time.time_ns() // 1_000_000)
    slack = FaultySlack(house.members(count - 1), clock)  # and Hana
    await slack.start()
    home = House(database=database, keys=keys, platform=cast(HeardSlack, slack), nursery=nursery)
    one = Sending(home=home, slack=slack, clock=clock, path=path, people=count, speed=speed)
    async with home.forked() as served:
        await home.furnish(served)
    passing = asyncio.create_task(one.time_passes())
    try:
        yield one
    finally:
        for served in one.running:
            await served.kill()
        passing.cancel()
        await slack.stop()


async def goes_through(one: Sending, replicas: int) -> str:
    """Send it, kill the processes in the midst of it, and check what stands where; return the figures."""
    for _ in range(replicas):
        await one.launch()
    began = time.monotonic()
    one.sends()
    for share in KILLED_AT:
        await one.reaches(share)
        await one.kill()
    await one.ends()
    took, had, found = time.monotonic() - began, one.had(), one.found()
    missing, twice = one.people - len(had), had.total() - len(had)
    said = f"{one.people} people, {one.kills} kills, {missing} missing, {twice} twice, {took:.0f} s: {found.tally}"
    assert (missing, twice) == (0, 0), said
    assert (found.state, found.tally.sent, found.tally.planned) == (State.SENT, one.people, one.people), said
    assert f"is sent: {one.people:,} of {one.people:,} (100 %) have it" in one.told(), one.told()
    return said


async def test_whatever_is_killed_everybody_has_the_broadcast_once(
    database: str, keys: KeyRing, nursery: Nursery, tmp_path: Path
) -> None:
    """One process on SQLite, two on PostgreSQL; whichever dies, its people are sent what it had not sent."""
    async with sending(database, keys, nursery, tmp_path, count=PEOPLE, speed=SPEED) as one:
        said = await goes_through(one, replicas=1 if database.startswith("sqlite") else 2)
    assert f"{len(KILLED_AT)} kills" in said


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_five_thousand_have_it_once(
    kind: str, keys: KeyRing, nursery: Nursery, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same for an organization of five thousand."""
    database = fresh(kind, tmp_path, request)
    async with sending(database, keys, nursery, tmp_path, count=SOAK_PEOPLE, speed=SOAK_SPEED) as one:
        said = await goes_through(one, replicas=1 if kind == "sqlite" else 2)
    sys.stdout.write(f"{kind}: {said}\n")
