"""A Teams on loopback and a clock that stands still."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.dispatch import Dispatcher
from bot.edge import Core
from bot.teams.connector import Connector
from bot.teams.verify import Verifier
from bot.tokens import Tokens
from handlers import ROUTER
from storage import opening
from storage.outbox import Kind, Owed
from storage.sealing import KeyRing
from storage.unit import Store
from tests.edge.teams.wire import Wire, served
from tests.features.scene import PATIENCE_SECONDS
from tests.platforms.entra import TENANT
from tests.platforms.teams import BOT, FakeTeams
from views.vocabulary import Card, Text

NOON = 1_790_000_000_000


@dataclass
class Clock:
    now: int = NOON

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    fake = FakeTeams()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
async def verifier(teams: FakeTeams, clock: Clock) -> AsyncIterator[Verifier]:
    opened = Verifier(teams.settings(), clock)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def connector(teams: FakeTeams, clock: Clock) -> AsyncIterator[Connector]:
    opened = Connector(teams.settings(), clock)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> Iterator[Store]:
    """One database is enough here: the scenarios run on both."""
    shutil.copy(sqlite_template, tmp_path / "edge.db")
    opened = opening.open_store(f"sqlite:///{tmp_path / 'edge.db'}", keys)
    yield opened
    opened.close()


@pytest.fixture
def core(store: Store, clock: Clock, rng: random.Random) -> Core:
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, budget=PATIENCE_SECONDS)
    return Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)


@pytest.fixture
async def wire(core: Core, teams: FakeTeams) -> AsyncIterator[Wire]:
    async with served(core, teams) as opened:
        yield opened


def activity(teams: FakeTeams, **changes: Any) -> dict[str, Any]:
    """A message as Teams sends it, as far as it is verified. None takes a field away."""
    good = {
        "type": "message",
        "id": "1790000000001",
        "channelId": "msteams",
        "serviceUrl": teams.service_url,
        "channelData": {"tenant": {"id": TENANT}},
        "conversation": {"id": "a:1", "tenantId": TENANT},
        "text": "help",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def owed(**changes: Any) -> Owed:
    """A post in a channel, as the relay hands it over."""
    post: dict[str, Any] = {
        "org": "o1",
        "id": "m1",
        "workspace": "w",
        "kind": Kind.POST,
        "platform": "teams",
        "tenant": TENANT,
        "token": "",
        "service_url": "",
        "bot": BOT,
        "address": "19:wins@thread.tacv2",
        "card": Card("Well done", (Text(("Ana thanked Ben.",)),)),
        "dedupe_key": "kudos/1",
        "attempts": 1,
    }
    return Owed(**{**post, **changes})
