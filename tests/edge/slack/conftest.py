"""A house on SQLite, and one on each database for what the databases could tell apart."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import opening
from storage.sealing import KeyRing
from storage.unit import Store
from tests.edge.slack import house as houses
from tests.edge.slack.house import House
from tests.platforms.slack import FakeSlack


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path, keys: KeyRing) -> Iterator[Store]:
    shutil.copy(sqlite_template, tmp_path / "house.db")
    opened = opening.open_store(f"sqlite:///{tmp_path / 'house.db'}", keys)
    yield opened
    opened.close()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    platform = FakeSlack(houses.roster())
    await platform.start()
    yield platform
    await platform.stop()


@pytest.fixture
async def house(sqlite_store: Store, slack: FakeSlack) -> AsyncIterator[House]:
    async with houses.housing(sqlite_store, slack) as one:
        await houses.furnish(one)
        yield one


@pytest.fixture
async def either(store: Store, slack: FakeSlack) -> AsyncIterator[House]:
    """The house on SQLite, then on PostgreSQL."""
    async with houses.housing(store, slack) as one:
        await houses.furnish(one)
        yield one
