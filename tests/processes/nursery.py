"""Forks serving processes from one that has imported everything, so that dying often is cheap.

Run as a module: each line on standard input is an order, an object with `words`, `environ`
and with `said`, a named pipe.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

from bot import main


def run() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: a closed pipe says that one is gone
    for line in sys.stdin:
        if os.fork() == 0:
            _watch(json.loads(line))


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
        main.run(order["words"])
    status = os.waitpid(child, 0)[1]
    _tell(action="ended", code=os.waitstatus_to_exitcode(status))
    os._exit(0)


def _tell(**line: Any) -> None:
    os.write(1, f"{json.dumps(line)}\n".encode())


if __name__ == "__main__":
    run()
