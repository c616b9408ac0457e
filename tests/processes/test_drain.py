"""SIGTERM: nobody new comes in, what is under way finishes, and what is owed is sent by the next process."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from storage import tables
from tests.processes.conftest import House
from tests.processes.house import Letter
from tests.processes.served import Served


async def told_to_stop(served: Served) -> None:
    os.kill(served.pid, signal.SIGTERM)
    await served.says("serve.draining")


@pytest.fixture
async def served(home: House) -> AsyncIterator[Served]:
    async with home.forked() as process:
        await home.furnish(process)
        yield process


class HalfSent:
    """A letter of which the process has only the first half yet."""

    def __init__(self, served: Served, letter: Letter) -> None:
        self._served = served
        self._letter = letter

    async def open(self) -> None:
        """Return once the process is busy with it."""
        place = urlsplit(self._served.url)
        self._reader, self._writer = await asyncio.open_connection(place.hostname, place.port)
        headers = {**self._letter.headers, "Host": place.netloc, "Content-Length": str(len(self._letter.body))}
        lines = ["POST /slack/events HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self._writer.write("\r\n".join(lines).encode() + self._letter.body[:10])
        while "vouchsafe_requests_under_way 1.0" not in (await self._served.get("/metrics"))[1]:
            pass

    async def finish(self) -> bytes:
        """Send the rest, and return the whole answer."""
        self._writer.write(self._letter.body[10:])
        answer = await self._reader.read()
        self._writer.close()
        return answer


async def test_a_request_under_way_is_answered_and_kept(home: House, served: Served) -> None:
    """Readiness is red meanwhile, and nobody new comes in; the one inside still hears a true answer."""
    inside = HalfSent(served, home.slack.thanks("U0001", "U0002"))
    await inside.open()
    await told_to_stop(served)
    status, body = await served.get("/readyz")
    assert (status, '"serving": false' in body) == (503, True)
    assert (await served.get("/healthz"))[0] == 200
    assert (await home.post(served, home.slack.thanks("U0003", "U0004"))).status == 503
    answer = await inside.finish()
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"Send now" in answer
    assert await served.ends() == 0
    assert home.count(tables.Kudos) == 1


async def test_a_message_on_its_way_is_finished_and_not_sent_again(home: House, served: Served) -> None:
    """Slack is slow to answer; the process waits for it, and the next one has nothing to repeat."""
    answer = await home.post(served, home.slack.thanks("U0001", "U0002"))
    with home.platform.slow() as arrived:
        await home.post(served, home.slack.press("U0001", answer.button["Send now"]))
        await arrived.wait()
        await told_to_stop(served)
    assert await served.ends() == 0
    assert Counter(home.owed().values()) == {"sent": 2}
    async with home.forked() as successor:
        assert await successor.stop() == 0
    assert len(home.platform.messages) == 2


async def test_what_is_owed_when_it_stops_is_sent_by_the_next(home: House, served: Served) -> None:
    """Undo, too, is still possible there: nothing lived in the process alone."""
    answers = [await home.post(served, home.slack.thanks(f"U000{one}", f"U000{one + 1}")) for one in (1, 2)]
    assert await served.stop() == 0
    assert home.platform.messages == {}
    async with home.forked() as successor:
        await home.post(successor, home.slack.press("U0001", answers[0].button["Undo"]))
        await home.post(successor, home.slack.press("U0002", answers[1].button["Send now"]))
        await home.platform.holds(2)
        assert await successor.stop() == 0
    assert Counter(home.owed().values()) == {"dropped": 2, "sent": 2}
