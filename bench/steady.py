"""The load of people who do not wait for each other: so many kudos a second, each timed from when it was due."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from bench import load, messages
from bench.load import LoadError

PATIENCE_SECONDS = 30.0  # for the last answers
SAVED, NOT_SAVED, UNSURE = "Undo", "Not saved", "Taking too long"  # each stands in answers of its kind alone
OUTCOMES: Mapping[bytes, str] = {one.encode(): one for one in (SAVED, NOT_SAVED, UNSURE)}


@dataclass(frozen=True, kw_only=True)
class Steady:
    """`first` is the serial number of the first kudos, `rate` how many come a second."""

    port: int
    rate: int
    seconds: float
    first: int = 0


@dataclass(frozen=True, kw_only=True)
class Answered:
    """How long answers took, in ms, and how many there were of each outcome.

    `late` is how much too late the load itself came, at worst (ms): so long this machine had no time for it.
    """

    took: list[float]
    late: float
    outcomes: dict[str, int]

    @property
    def p50(self) -> float:
        return self.took[len(self.took) // 2]

    @property
    def p99(self) -> float:
        return self.took[int(len(self.took) * 0.99)]

    @property
    def worst(self) -> float:
        return self.took[-1]


@dataclass(kw_only=True)
class _Crowd:
    port: int
    idle: list[_Asker] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: str = ""


class _Asker(asyncio.Protocol):
    """One connection, which waits among the idle until it is needed again."""

    def __init__(self, crowd: _Crowd) -> None:
        self._crowd = crowd
        self._buffer = b""
        self._due = 0.0
        self._transport: asyncio.WriteTransport | None = None
        self._answered: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    async def ask(self, request: bytes, due: float) -> None:
        assert self._transport is not None
        self._buffer, self._due = b"", due
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        await self._answered
        self._crowd.idle.append(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._answered is None or self._answered.done() or not load.is_whole(self._buffer):
            return
        self._crowd.took.append((time.perf_counter() - self._due) * 1000)
        kinds = [name for mark, name in OUTCOMES.items() if mark in self._buffer]
        if len(kinds) != 1 or not self._buffer.startswith(b"HTTP/1.1 200"):
            self._crowd.wrong = self._buffer[:2_000].decode(errors="replace")
        self._crowd.outcomes.update(kinds)
        self._answered.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(LoadError(f"a connection died: {error!r}"))

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()


async def play(plan: Steady) -> Answered:
    """Raises LoadError when an answer was none of those that people may get."""
    count = int(plan.rate * plan.seconds)
    requests = [messages.kudos(plan.first + number, plan.port) for number in range(count)]
    crowd, began, late = _Crowd(port=plan.port), time.perf_counter() + 0.1, 0.0
    asking = []
    for number, request in enumerate(requests):
        due = began + number / plan.rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late = max(late, time.perf_counter() - due)
        asking.append(asyncio.create_task(_asked(crowd, request, due)))
    await asyncio.wait_for(asyncio.gather(*asking), PATIENCE_SECONDS)
    for asker in crowd.idle:
        asker.close()
    if crowd.wrong:
        raise LoadError(crowd.wrong)
    return Answered(took=sorted(crowd.took), late=late * 1000, outcomes=dict(crowd.outcomes))


async def _asked(crowd: _Crowd, request: bytes, due: float) -> None:
    """By whoever is idle, else by somebody new."""
    if crowd.idle:
        asker = crowd.idle.pop()
    else:
        opening = asyncio.get_running_loop().create_connection(partial(_Asker, crowd), "127.0.0.1", crowd.port)
        _, asker = await opening
    await asker.ask(request, due)
