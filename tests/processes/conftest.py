"""One house: a store, a Slack on loopback, and the environment that makes a real process serve both."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial

import pytest
from sqlalchemy import func, select

from storage import claim_codes, introductions, tables, visiting, workspaces
from storage.sealing import KeyRing
from storage.unit import T, Unit
from tests.cli.conftest import KEY
from tests.conftest import Postgres
from tests.platforms import slack as fake
from tests.processes import house
from tests.processes.house import Answer, HeardSlack, Letter, Slack
from tests.processes.served import Nursery, Served, serving

PEOPLE = 80


@dataclass(kw_only=True)
class House:
    database: str
    keys: KeyRing
    platform: HeardSlack
    nursery: Nursery
    slack: Slack = field(default_factory=Slack)

    @property
    def environ(self) -> Mapping[str, str]:
        return {
            "VOUCHSAFE_DATABASE_URL": self.database,
            "VOUCHSAFE_KEYS": KEY,
            **({"VOUCHSAFE_PULSE_KEYS": str(self.keys.apart.path)} if self.keys.apart else {}),
            "SLACK_SIGNING_SECRET": fake.SECRET,
            "SLACK_BOT_TOKEN": fake.TOKEN,
            "SLACK_API_URL": self.platform.api_url,
        }

    def serving(self, **more: str) -> AbstractAsyncContextManager[Served]:
        return serving({**self.environ, **more})

    def forked(self) -> AbstractAsyncContextManager[Served]:
        """A process that starts quickly, for those that are to die."""
        return self.nursery.serving(self.environ)

    async def launch(self, *words: str, **more: str) -> Served:
        """A command that is to end by itself."""
        return await self.nursery.launch({**self.environ, **more}, *words)

    async def post(self, served: Served, letter: Letter) -> Answer:
        return await asyncio.to_thread(house.post, served.url, letter)

    def look(self, work: Callable[[Unit], T]) -> T:
        """Beside the serving process, as a command of the operator would."""
        with visiting.visit(self.database, self.keys) as unit:
            return work(unit)

    def count(self, table: type[tables.Row]) -> int:
        rows = tables.table(table)
        return self.look(lambda unit: int(unit.run(select(func.count()).select_from(rows)).scalar_one()))

    def owed(self) -> dict[str, str]:
        """Each message's state by its key."""
        rows = tables.table(tables.Outbox)
        found = self.look(lambda unit: unit.rows(select(rows.c.dedupe_key, rows.c.state)))
        return {row["dedupe_key"]: row["state"] for row in found}

    async def furnish(self, served: Served) -> None:
        """Hana types the code that the operator printed, chooses the channel, and opens it to everyone."""
        rng, now = random.SystemRandom(), time.time_ns() // 1_000_000
        code = claim_codes.new_code(rng)

        def create(unit: Unit) -> None:
            org = workspaces.ensure_org(unit, name="", zone="UTC", now=now, rng=rng)
            claim_codes.create(unit, org, code, now=now, rng=rng)

        self.look(create)
        for line in (f"/vouchsafe claim {code}", "/vouchsafe here", "/vouchsafe open"):
            assert (await self.post(served, self.slack.command(house.HANA, line))).status == 200
        self.look(partial(_introduce, now=now))


def _introduce(unit: Unit, now: int) -> None:
    """They have all met Vouchsafe before."""
    person = tables.table(tables.Person)
    for row in unit.rows(select(person.c.org_id, person.c.id)):
        introductions.record(unit, row["org_id"], row["id"], now=now)


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    one = Nursery(tmp_path_factory.mktemp("nursery"))
    yield one
    one.close()


@contextlib.asynccontextmanager
async def opened(database: str, keys: KeyRing, nursery: Nursery, *, people: int = PEOPLE) -> AsyncIterator[House]:
    platform = HeardSlack(house.members(people))
    await platform.start()
    yield House(database=database, keys=keys, platform=platform, nursery=nursery)
    await platform.stop()


@pytest.fixture
async def home(database: str, keys: KeyRing, nursery: Nursery) -> AsyncIterator[House]:
    """On SQLite and on PostgreSQL."""
    async with opened(database, keys, nursery) as one:
        yield one


@pytest.fixture
async def campus(postgres: Postgres, keys: KeyRing, nursery: Nursery) -> AsyncIterator[House]:
    """On PostgreSQL, where several processes may serve."""
    async with opened(postgres.fresh(), keys, nursery) as one:
        yield one
