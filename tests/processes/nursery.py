"""Forks serving processes from one that has imported everything, so that dying often is cheap.

Run as a module: each line on standard input is an order, an object with `environ` and with `said`, a named pipe.
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
            _serve(json.loads(line))


def _serve(order: Mapping[str, Any]) -> None:
    """Become a process as `python -m bot serve` would be, whose first line says which one it is."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said = os.open(order["said"], os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.close(said)
    sys.stdin.close()
    os.environ.update(order["environ"])
    os.write(1, f"{json.dumps({'action': 'forked', 'pid': os.getpid()})}\n".encode())
    main.run(("serve",))


if __name__ == "__main__":
    run()
