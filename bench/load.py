"""The load: a process of its own, some connections kept alive, bounded by count and by time. Bound to loopback."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial

from bench import messages

CLIENTS = 16
SECONDS = 1.0  # a round; all of them end before the first kudos leaves its 30 s undo window
PATIENCE_SECONDS = 20.0  # for the answers under way when time is up
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"


class LoadError(RuntimeError):
    """An answer was not what every answer must be, so that nothing can be concluded from the figures."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who is asked what. `first` is the serial number of the first request; `marker` stands in every right answer."""

    ports: Sequence[int]
    first: int = 0
    most: int
    seconds: float = SECONDS
    clients: int = CLIENTS
    marker: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """`p50` and `p99` are in milliseconds; `cpu` is what the load itself took, in seconds."""

    answered: int
    seconds: float
    p50: float
    p99: float
    cpu: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answered / self.seconds


@dataclass(kw_only=True)
class Run:
    """What all clients share."""

    marker: bytes = b""
    until: float = 0
    open: int = 0
    took: list[float] = field(default_factory=list)
    wrong: bytes = b""
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        return bool(self.wrong) or time.perf_counter() > self.until

    def close(self) -> None:
        self.open -= 1
        if self.open == 0:
            self.done.set()


class Client(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again. Clients may share their requests."""

    def __init__(self, run: Run, requests: Iterator[bytes]) -> None:
        self._run = run
        self._requests = requests
        self._buffer = b""
        self._asked_at = 0.0
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def ask(self) -> None:
        assert self._transport is not None
        request = None if self._run.is_over else next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._buffer, self._asked_at = b"", time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not is_whole(self._buffer):
            return
        if not (self._buffer.startswith(b"HTTP/1.1 200") and self._run.marker in self._buffer):
            self._run.wrong = self._buffer
        self.answered()

    def answered(self) -> None:
        self._run.took.append(time.perf_counter() - self._asked_at)
        self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        if error is not None:
            self._run.wrong = repr(error).encode()
        self._run.close()


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(_END)
    if not end:
        return False
    length = _LENGTH.search(head)
    return len(body) >= (int(length[1]) if length else 0)


async def play(plan: Plan) -> Result:
    """Raises LoadError."""
    serials = range(plan.first, plan.first + plan.most)
    ready = iter([messages.kudos(serial, plan.ports[0]) for serial in serials])
    run = Run(marker=plan.marker.encode())
    return await measure(run, [Client(run, ready) for _ in range(plan.clients)], plan)


async def measure(run: Run, clients: Sequence[Client], plan: Plan) -> Result:
    """Connect everybody, then start the clock. Raises LoadError."""
    loop = asyncio.get_running_loop()
    for client, port in zip(clients, itertools.cycle(plan.ports), strict=False):
        await loop.create_connection(partial(_self, client), "127.0.0.1", port)
    run.open = len(clients)
    started, cpu = time.perf_counter(), time.process_time()
    run.until = started + plan.seconds
    for client in clients:
        client.ask()
    await asyncio.wait_for(run.done.wait(), plan.seconds + PATIENCE_SECONDS)
    if run.wrong:
        raise LoadError(run.wrong[:2_000].decode(errors="replace"))
    took = sorted(run.took)
    return Result(
        answered=len(took),
        seconds=time.perf_counter() - started,
        p50=took[len(took) // 2] * 1000,
        p99=took[int(len(took) * 0.99)] * 1000,
        cpu=time.process_time() - cpu,
    )


def _self(client: Client) -> Client:
    return client


def run(plan: Plan, module: str = "bench.load") -> Result:
    """Play the plan in a process of its own. Raises LoadError."""
    command = [sys.executable, "-m", module]
    limit = plan.seconds + 2 * PATIENCE_SECONDS
    asked = json.dumps(asdict(plan))
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=limit, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise LoadError(done.stderr[-2_000:])
    return Result(**json.loads(done.stdout))


def answer(player: Callable[[Plan], Coroutine[None, None, Result]]) -> None:
    """What the process does: a plan on standard input, the result on standard output."""
    print(json.dumps(asdict(asyncio.run(player(Plan(**json.load(sys.stdin)))))))


if __name__ == "__main__":
    answer(play)
