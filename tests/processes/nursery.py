"""Forks serving processes from one that has imported everything, so that dying often is cheap.

Run as a module: each line on standard input is an order, an object with `words`, `environ`
with `said`, a named pipe, and with `clock`, the file that tells the time, "" for the real time.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

from bot import logs, main, serve, settings
from tests.cli.conftest import KEY
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack
from tests.processes import house, hurried


def run() -> None:
    asyncio.run(warm())
    gc.freeze()  # a search for garbage would touch, and so copy, whatever the children share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: a closed pipe says that one is gone
    for line in sys.stdin:
        if os.fork() == 0:
            _watch(json.loads(line))


async def warm() -> None:
    """Serve once, and handle one kudos, so that whatever is loaded at first use is loaded before anybody is forked."""
    platform = FakeSlack(house.members(2), page=3)
    await platform.start()
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "VOUCHSAFE_DATABASE_URL": f"sqlite:///{folder}/warm.db",
            "VOUCHSAFE_KEYS": KEY,
            "SLACK_SIGNING_SECRET": fake.SECRET,
            "SLACK_BOT_TOKEN": fake.TOKEN,
            "SLACK_API_URL": platform.api_url,
            "VOUCHSAFE_PORT": "0",
        }
        logs.configure("warning")
        async with serve.serving(settings.load(environ)) as served:
            thanks = house.Slack().thanks("U0000", "U0001")
            assert (await asyncio.to_thread(house.post, served.url, thanks)).status == 200
    await platform.stop()


def _watch(order: Mapping[str, Any]) -> None:
    """Serve in a process of its own, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said = os.open(order["said"], os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    child = os.fork()
    if child == 0:
        os.environ.update(order["environ"])
        _tell(action="forked", pid=os.getpid())
        if order["clock"]:
            hurried.run(order["clock"])
        main.run(order["words"])
    status = os.waitpid(child, 0)[1]
    _tell(action="ended", code=os.waitstatus_to_exitcode(status))
    os._exit(0)


def _tell(**line: Any) -> None:
    os.write(1, f"{json.dumps(line)}\n".encode())


if __name__ == "__main__":
    run()
