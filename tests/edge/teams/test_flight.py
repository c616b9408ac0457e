"""One fetch for all who wait, whoever of them gives up."""

from __future__ import annotations

import asyncio

import pytest

from bot.teams.flight import Flight


class Well:
    """Gives one more each time it is asked, when it is let."""

    def __init__(self) -> None:
        self.drawn = 0
        self.open = asyncio.Event()

    async def draw(self) -> int:
        self.drawn += 1
        await self.open.wait()
        return self.drawn


async def test_who_gives_up_leaves_it_to_the_others() -> None:
    """A person who closes the connection takes nobody else's answer along."""
    well = Well()
    flight = Flight(well.draw)
    first, second = (asyncio.create_task(flight.join()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    assert first.cancelled()
    well.open.set()
    assert await second == 1


async def test_the_next_who_asks_after_the_end_fetches_anew() -> None:
    """Nothing is kept here."""
    well = Well()
    well.open.set()
    flight = Flight(well.draw)
    assert [await flight.join(), await flight.join()] == [1, 2]
    assert not flight.under_way


async def test_closing_ends_a_fetch_that_would_wait_for_ever() -> None:
    """A shutdown does not hang on a silent server."""
    flight = Flight(Well().draw)
    waiting = asyncio.create_task(flight.join())
    await asyncio.sleep(0)
    assert flight.under_way
    await flight.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
