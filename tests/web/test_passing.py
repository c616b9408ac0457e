"""A day that passes in the room has all its hours in it, whatever the hour at which somebody lets it pass."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession

from bot import demo, serve
from bot.edge import Core
from bot.web.clock import RoomClock
from bot.web.visit import PLATFORM, TENANT
from content import organization
from storage import notices, room, workspaces
from storage.notices import Notice
from storage.room import Site
from storage.unit import Unit
from views.vocabulary import Card

TOLD = organization.read()
FEW = replace(TOLD, story=TOLD.story[:1])
LATE = datetime(2026, 9, 21, 20, 0, tzinfo=UTC)  # a Monday evening where Ingrid is
WORDS = "Worth knowing in the morning"
DAYS = 4  # to Friday, if it has to be


async def test_whoever_lets_days_pass_in_the_evening_is_still_written_to_in_the_morning(tmp_path: Path) -> None:
    """In one leap it would be evening again, and never their hours."""
    clock, chosen = RoomClock(real=lambda: _ms(LATE)), demo.room(tmp_path / "demo.db", 0)
    await demo.furnish(chosen, FEW, clock)
    async with (
        serve.serving(chosen, clock=clock, edges=demo.edges(FEW, clock)) as served,
        ClientSession(served.url) as session,
    ):
        served.core.store.write(lambda unit: _leave(unit, served.core)).result()
        for day in range(1, DAYS + 1):
            await session.post("/as/hana/wins/clock", data={"move": "day"})
            assert clock() == _ms(LATE + timedelta(days=day))
        assert await _arrives(session)


def _leave(unit: Unit, core: Core) -> None:
    found = workspaces.find(unit, PLATFORM, TENANT)
    assert found is not None
    ingrid = next(one.person for one in room.residents(unit, Site(found.org, found.id)) if one.external == "ingrid")
    told = Notice(person=ingrid, kind="evidence.no_ombud", subject="c1", card=Card(WORDS, ()))
    notices.leave(unit, found.org, [told], now=core.clock(), rng=random.Random(1))


async def _arrives(session: ClientSession) -> bool:
    """The relay sends beside everything else."""
    for _ in range(100):
        async with session.get("/as/ingrid/dm") as answer:
            if WORDS in await answer.text():
                return True
        await asyncio.sleep(0.05)
    return False


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
