"""A served process on loopback: started, asked, told to stop, or killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.laws import source

Json = dict[str, Any]

START_SECONDS = 60  # for a machine that is busy with other tests
PREFIXES = ("VOUCHSAFE_", "SLACK_", "TEAMS_")


@dataclass(kw_only=True)
class Served:
    """`said` is every line it wrote, to either stream, so far. `code` is its exit code, once it has ended."""

    pid: int = 0
    code: int | None = None
    said: list[str] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    hearing: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        [started] = self.lines("serve.started")
        return str(started["url"])

    def lines(self, action: str) -> list[Json]:
        return [line for line in map(_parsed, self.said) if line.get("action") == action]

    async def says(self, action: str) -> Json:
        """Wait until it logs the action. Raises AssertionError when it ends before, TimeoutError when it never does."""
        async with asyncio.timeout(START_SECONDS), self.changed:
            await self.changed.wait_for(lambda: self.lines(action) or self._is_gone())
        assert self.lines(action), "\n".join(self.said)
        return self.lines(action)[0]

    async def tells(self, words: str) -> None:
        """Wait until it has told its operator so. Raises TimeoutError when it never does."""
        async with asyncio.timeout(START_SECONDS), self.changed:
            await self.changed.wait_for(lambda: any(words in line for line in self.said))

    async def ends(self) -> int | None:
        """Wait until it is gone."""
        async with asyncio.timeout(START_SECONDS):
            await asyncio.gather(*self.hearing)
        for line in self.lines("ended"):
            self.code = line["code"]
        return self.code

    async def stop(self) -> int | None:
        """Ask it to stop, as an init system does."""
        os.kill(self.pid, signal.SIGTERM)
        return await self.ends()

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        await self.ends()

    async def get(self, path: str) -> tuple[int, str]:
        """Return status and body, on a connection of its own."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def hear(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            async with self.changed:
                self.said.append(line.decode())
                self.changed.notify_all()

    def _is_gone(self) -> bool:
        return all(task.done() for task in self.hearing)


async def launch(environ: Mapping[str, str], *words: str, release: Path = source.ROOT) -> Served:
    """Start a command of ours with these settings alone; it may end by itself at once. `release` is where it lies."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *(words or ("serve",))),
        cwd=release,
        env=_environ(environ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    served = Served(pid=process.pid)

    async def reap() -> None:
        served.code = await process.wait()
        async with served.changed:
            served.changed.notify_all()

    assert process.stdout is not None
    assert process.stderr is not None
    work = (served.hear(process.stdout), served.hear(process.stderr), reap())
    served.hearing = [asyncio.create_task(one) for one in work]
    return served


@contextlib.asynccontextmanager
async def serving(environ: Mapping[str, str], release: Path = source.ROOT) -> AsyncIterator[Served]:
    """A process that is listening when the block begins, and gone when it ends, however it ends."""
    served = await launch(environ, release=release)
    try:
        await served.says("serve.started")
        yield served
    finally:
        await served.kill()


class Nursery:
    """Serves like `serving`, from a process that has imported everything already (tests.processes.nursery)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.nursery"],
            cwd=source.ROOT,
            env=_environ({}),
            stdin=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(START_SECONDS)

    @contextlib.asynccontextmanager
    async def serving(self, environ: Mapping[str, str]) -> AsyncIterator[Served]:
        served = await self.launch(environ)
        try:
            await served.says("serve.started")
            yield served
        finally:
            await served.kill()

    async def launch(self, environ: Mapping[str, str], *words: str, clock: str = "") -> Served:
        """Hear it through a named pipe, of which we hold the writing end until the process has opened it."""
        self._count += 1
        said, reader, served = self._folder / f"said.{self._count}", asyncio.StreamReader(), Served()
        os.mkfifo(said)
        opened = os.fdopen(os.open(said, os.O_RDONLY | os.O_NONBLOCK), "rb")
        held = os.open(said, os.O_WRONLY)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), opened)
        served.hearing = [asyncio.create_task(served.hear(reader))]
        assert self._parent.stdin is not None
        settings = {"VOUCHSAFE_PORT": "0", **environ}
        order = {"words": words or ("serve",), "environ": settings, "said": str(said), "clock": clock}
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        served.pid = int((await served.says("forked"))["pid"])
        os.close(held)
        return served


def _environ(given: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with none of our settings but the given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
    return {**inherited, "VOUCHSAFE_PORT": "0", **given}


def _parsed(line: str) -> Json:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
