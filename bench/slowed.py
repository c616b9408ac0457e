"""Serves as `vouchsafe serve` does, on a store slower than it is: `python -m bench.slowed port late|disk ms`."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Any

from bot import logs, serve, settings, stores
from bot.settings import Settings
from storage.unit import Store, T, Unit


class Late:
    """A storage.unit.Store far away: each unit's answer is so much longer on its way, and none waits for another."""

    def __init__(self, store: Store, ms: int) -> None:
        self.keys = store.keys
        self.read, self.waiting = store.read, store.waiting
        self.on_wake, self.on_commit = store.on_wake, store.on_commit
        self._store = store
        self._seconds = ms / 1000
        self._under_way: SimpleQueue[tuple[float, Callable[[], None]] | None] = SimpleQueue()
        self._road = threading.Thread(target=self._travel, name="road", daemon=True)
        self._road.start()

    def write(self, work: Callable[[Unit], T], *, deadline: float | None = None) -> Future[T]:
        """Who gives up waiting for it cannot know whether the unit was begun."""
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()
        self._store.write(work, deadline=deadline).add_done_callback(partial(self._send, answer))
        return answer

    def close(self) -> None:
        self._store.close()
        self._under_way.put(None)
        self._road.join()

    def _send(self, answer: Future[Any], done: Future[Any]) -> None:
        self._under_way.put((time.monotonic() + self._seconds, partial(_arrive, answer, done)))

    def _travel(self) -> None:
        while (one := self._under_way.get()) is not None:
            time.sleep(max(0.0, one[0] - time.monotonic()))
            one[1]()


def _arrive(answer: Future[Any], done: Future[Any]) -> None:
    error = done.exception()
    if error is None:
        answer.set_result(done.result())
    else:
        answer.set_exception(error)


def far_away(ms: int, chosen: Settings) -> Store:
    return Late(stores.ready(chosen), ms)


def on_a_slow_disk(ms: int, chosen: Settings) -> Store:
    """Whoever commits is held up, and so is whoever waits for the same writer or connection."""
    store = stores.ready(chosen)
    store.on_commit(lambda units: time.sleep(ms / 1000))
    return store


WAYS: dict[str, Callable[[int, Settings], Store]] = {"late": far_away, "disk": on_a_slow_disk}


if __name__ == "__main__":
    logs.configure()
    port, way, slower = sys.argv[1:]
    chosen = settings.load({**os.environ, "VOUCHSAFE_PORT": port})
    asyncio.run(serve.until_told(chosen, opening=partial(WAYS[way], int(slower))))
