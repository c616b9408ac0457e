"""The story, played once for each test on a fresh store, through the fake Slack of the scenarios."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.dispatch import Dispatcher
from bot.edge import Core
from bot.relay import Relay
from bot.tokens import Tokens
from handlers import ROUTER
from storage import opening
from storage.sealing import KeyRing
from storage.unit import Store
from tests.features import conftest as features
from tests.features.scene import PATIENCE_SECONDS, Scene, SceneClock
from tests.swaps import recording, story
from tests.swaps.recording import Hands, Recorder


@pytest.fixture
def store(tmp_path: Path, sqlite_template: Path, keys: KeyRing) -> Iterator[Store]:
    """On SQLite alone: what a person may do is not decided by the database."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    opened = opening.open_store(f"sqlite:///{tmp_path / 'test.db'}", keys)
    yield opened
    opened.close()


@pytest.fixture
async def hands(store: Store, rng: random.Random) -> AsyncIterator[Hands]:
    clock = SceneClock(now=features.MORNING)
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, budget=PATIENCE_SECONDS)
    recorder = Recorder(dispatcher)
    core = Core(dispatcher=recorder, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)
    async with features.slack(core, clock, story.MORE) as (stage, edge):
        relay = Relay(store=store, senders={edge.platform: edge.sender}, clock=clock, rng=rng)
        org = store.write(lambda unit: features.furnish(unit, stage, clock(), rng)).result()
        played = recording.hands(Scene(stage=stage, store=store, relay=relay, clock=clock, org=org), recorder)
        await story.play(played)
        yield played
        relay.close()
