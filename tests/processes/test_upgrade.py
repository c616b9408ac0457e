"""Two releases on one database: the later one migrates while the one before it serves, then both serve (row R16)."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import itertools
import shutil
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from storage.sealing import KeyRing
from tests.conftest import Postgres
from tests.laws import source
from tests.platforms.slack import FakeSlack
from tests.processes import house
from tests.processes.conftest import House, opened
from tests.processes.house import Answer, Letter
from tests.processes.served import Nursery, Served, launch, serving

LATER = Path(__file__).parent / "later"
PEOPLE = 800
AT_ONCE = 3  # people who give kudos at the same moment
PER_GIVER = 4
SENT_ONE_IN = 25  # the others are taken back at once: the channel takes one message a second
PATIENCE_SECONDS = 60
UNWELL = ("loop.failed", "ticker.failed", "relay.broke_off", "relay.unrecorded", "relay.poison")


@dataclass(kw_only=True)
class Crowd:
    """People who give kudos, one after another, each at whichever replica is next; `longest` is in seconds."""

    home: House
    replicas: list[Served]
    given: int = 0
    sent: list[str] = field(default_factory=list)
    wrong: list[Answer] = field(default_factory=list)
    longest: float = 0.0
    is_enough: bool = False
    numbers: Iterator[int] = field(default_factory=itertools.count)
    turns: Iterator[int] = field(default_factory=itertools.count)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def gives(self) -> None:
        while not self.is_enough:
            number = next(self.numbers)
            giver, way = divmod(number, PER_GIVER)
            await self._thanks(f"U{giver:04}", f"U{giver + 1 + way:04}", "Undo" if number % SENT_ONE_IN else "Send now")
            async with self.news:
                self.news.notify_all()

    async def goes_on(self, more: int = 5 * AT_ONCE) -> None:
        """Wait until so many more have given."""
        until = self.given + more
        async with asyncio.timeout(PATIENCE_SECONDS), self.news:
            await self.news.wait_for(lambda: self.given >= until or self.wrong)
        assert self.wrong == []

    async def _thanks(self, who: str, whom: str, then: str) -> None:
        slack = self.home.slack
        answer = await self._asks(slack.thanks(who, whom))
        if then not in answer.text:
            self.wrong.append(answer)
            return
        self.given += 1
        self.sent += [whom] if then == "Send now" else []
        pressed = await self._asks(slack.press(who, answer.button[then]))
        self.wrong += [] if pressed.status == 200 else [pressed]

    async def _asks(self, letter: Letter) -> Answer:
        """As a proxy does: what one replica turns away, because it stops, goes to the next."""
        began, answer = time.monotonic(), Answer(status=503, text="")
        while answer.status == 503:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = await self.home.post(self.replicas[next(self.turns) % len(self.replicas)], letter)
        self.longest = max(self.longest, time.monotonic() - began)
        return answer


@contextlib.asynccontextmanager
async def giving(home: House, *replicas: Served) -> AsyncIterator[Crowd]:
    """A crowd that gives until the block ends."""
    crowd = Crowd(home=home, replicas=[*replicas])
    async with asyncio.TaskGroup() as people:
        for _ in range(AT_ONCE):
            people.create_task(crowd.gives())
        try:
            yield crowd
        finally:
            crowd.is_enough = True


def analyze(url: str) -> None:
    """As PostgreSQL does by itself within a minute: until then it reads everybody to find one."""
    with psycopg.connect(url) as connection:
        connection.execute("ANALYZE")


@contextlib.contextmanager
def reporting(url: str) -> Iterator[psycopg.Connection]:
    """Somebody's long report, which has read from tables that are to be changed and has not ended."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT count(*) FROM kudos, outbox")
        yield connection


@pytest.fixture
async def town(postgres: Postgres, keys: KeyRing, nursery: Nursery) -> AsyncIterator[House]:
    """With people enough."""
    async with opened(postgres.fresh(), keys, nursery, people=PEOPLE) as one:
        yield one


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The release after this one, as a folder: the same code, and tables that this one has never heard of."""
    for layer in source.LAYERS:
        shutil.copytree(source.ROOT / layer, tmp_path / layer, ignore=shutil.ignore_patterns("*.pyc.*"))  # half written
    shutil.copytree(LATER, tmp_path / "storage" / "migrations" / "versions", dirs_exist_ok=True)
    return tmp_path


async def migrate(town: House, later: Path, crowd: Crowd) -> None:
    """With the later release, while somebody reads the tables it changes and people go on."""
    with reporting(town.database):
        migrating = await launch(town.environ, "migrate", release=later)
        await migrating.tells("Others hold the tables")
        await crowd.goes_on()
        assert migrating.code is None
    assert await migrating.ends() == 0, migrating.said
    await crowd.goes_on()


async def test_nobody_notices_that_the_next_release_comes(town: House, later: Path) -> None:
    """Not while its migration waits for a long report to end, nor when both serve, nor when the older one goes."""
    async with town.forked() as one, town.forked() as other, contextlib.AsyncExitStack() as begun:
        await town.furnish(one)
        analyze(town.database)
        async with giving(town, one, other) as crowd:
            await migrate(town, later, crowd)
            assert [(await old.get("/readyz"))[0] for old in (one, other)] == [200, 200]
            assert await (await town.launch()).ends() == 78  # the older one does not start any more
            new = await begun.enter_async_context(serving(town.environ, later))
            crowd.replicas += [new]
            await crowd.goes_on()
            crowd.replicas.remove(one)
            assert await one.stop() == 0
            await crowd.goes_on()
        await town.platform.holds(2 * len(crowd.sent))
        assert [await other.stop(), await new.stop()] == [0, 0]
        check(town, crowd, [one, other, new])
    sys.stdout.write(f"{crowd.given} kudos, 0 errors, the longest answer took {crowd.longest:.2f} s\n")


def check(town: House, crowd: Crowd, replicas: list[Served]) -> None:
    """Each kudos is there, each that was to be sent stands once in the channel and once at its receiver."""
    assert crowd.wrong == []
    kept = 2 * len(crowd.sent)
    with reporting(town.database) as report:  # the commands of the older release refuse newer tables
        assert report.execute("SELECT count(*), sum(warmth) FROM kudos").fetchone() == (crowd.given, 0)
        states = dict(report.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
    assert states == {"sent": kept, "dropped": 2 * crowd.given - kept}
    assert Counter(one.channel for one in town.platform.messages.values()) == {
        house.CHANNEL: len(crowd.sent),
        **Counter(FakeSlack.direct(whom) for whom in crowd.sent),
    }
    assert [line for one in replicas for action in UNWELL for line in one.lines(action)] == []
