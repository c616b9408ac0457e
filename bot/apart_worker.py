"""The program of a process that calls one function and ends (bot/apart.py); it imports nothing of ours but that."""

from __future__ import annotations

import os
import pickle
import signal
import sys

NICENESS = 10  # whoever waits for an answer goes first


def main() -> None:
    """Read the function and its value, and write (True, result) or (False, the name of the error's type)."""
    path, limit = pickle.load(sys.stdin.buffer)  # noqa: S301 - the server wrote it
    sys.path[:] = path
    signal.alarm(limit)  # the server may have died meanwhile
    os.nice(NICENESS)
    function, value = pickle.load(sys.stdin.buffer)  # noqa: S301 - the server wrote it
    try:
        answer = (True, function(value))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong, the server counts it
        answer = (False, type(error).__name__)
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
