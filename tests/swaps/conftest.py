"""The story, played once through the fake Slack of the scenarios, and what is looked for at its end."""

from __future__ import annotations

import random
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

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
from tests.swaps import recording, story, swapping
from tests.swaps.recording import Hands, Recorder
from tests.swaps.replaying import Forgetting, Replays
from tests.swaps.swapping import World


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, keys: KeyRing) -> Iterator[Store]:
    """On SQLite alone: what a person may do is not decided by the database."""
    path = tmp_path_factory.mktemp("swaps") / "test.db"
    shutil.copy(sqlite_template, path)
    opened = opening.open_store(f"sqlite:///{path}", keys)
    yield opened
    opened.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hands(store: Store) -> AsyncIterator[Hands]:
    """The story is played once: whatever is done after its end leaves no trace."""
    clock, rng = SceneClock(now=features.MORNING), random.Random(7)
    recorder = Recorder(_dispatcher(store, clock, rng))
    core = Core(dispatcher=recorder, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)
    async with features.slack(core, clock, story.MORE) as (stage, edge):
        relay = Relay(store=store, senders={edge.platform: edge.sender}, clock=clock, rng=rng)
        org = store.write(lambda unit: features.furnish(unit, stage, clock(), rng)).result()
        played = recording.hands(Scene(stage=stage, store=store, relay=relay, clock=clock, org=org), recorder)
        await story.play(played)
        forgetting = Forgetting(store)
        recorder.ends(_dispatcher(forgetting, clock, rng))
        yield played
        forgetting.close()
        relay.close()


@pytest.fixture(scope="module")
def world(hands: Hands) -> World:
    return swapping.world(hands)


@pytest.fixture(scope="module")
def replays(hands: Hands) -> Iterator[Replays]:
    opened = Replays(hands)
    yield opened
    opened.close()


def _dispatcher(store: Store, clock: SceneClock, rng: random.Random) -> Dispatcher:
    return Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, budget=PATIENCE_SECONDS)
