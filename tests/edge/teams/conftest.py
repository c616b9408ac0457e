"""A Teams on loopback and a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.teams.connector import Connector
from bot.teams.verify import Verifier
from tests.platforms.entra import TENANT
from tests.platforms.teams import FakeTeams

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
