"""Slack sends things again, to whichever replica answers; people see one effect."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from storage import tables
from tests.processes import house
from tests.processes.conftest import House

COPIES = 200
THREADS = 16


async def test_two_hundred_copies_of_one_command_to_two_processes_are_one_kudos(campus: House) -> None:
    """From sixteen threads at once; every copy hears the same answer (TRUST.md T2, row S3)."""
    async with campus.serving() as one, campus.serving() as other:
        await campus.furnish(one)
        letter = campus.slack.thanks("U0001", "U0002")
        urls = [(one, other)[number % 2].url for number in range(COPIES)]
        with ThreadPoolExecutor(THREADS) as threads:
            loop = asyncio.get_running_loop()
            copies = [loop.run_in_executor(threads, house.post, url, letter) for url in urls]
            answers = await asyncio.gather(*copies)
        assert {answer.status for answer in answers} == {200}
        assert len({answer.text for answer in answers}) == 1
        assert "Send now" in answers[0].button
        assert campus.count(tables.Kudos) == 1
        assert list(campus.owed().values()) == ["queued", "queued"]
        assert [await one.stop(), await other.stop()] == [0, 0]
