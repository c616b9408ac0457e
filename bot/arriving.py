"""Carries what the store's threads have finished to the event loop, all that came together at once.

Each call from another thread into a loop is a system call, in which the writer gives its turn to the loop: after a
commit of many units that would be once for each of them. So whatever in `bot/` waits for the store waits in here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class _Arrivals:
    """Those of one loop. Threads append, the loop takes; a deque needs no lock for that."""

    def __init__(self) -> None:
        self._finished: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._is_called = False

    def add(self, waiting: asyncio.Future[Any], done: Future[Any]) -> None:
        self._finished.append((waiting, done))
        loop = waiting.get_loop()
        if not (self._is_called or loop.is_closed()):
            self._is_called = True
            loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        self._is_called = False  # before looking: who comes from now on calls again
        while self._finished:
            _settle(*self._finished.popleft())


_BY_LOOP: WeakKeyDictionary[asyncio.AbstractEventLoop, _Arrivals] = WeakKeyDictionary()


def wait(future: Future[T]) -> asyncio.Future[T]:
    """Return what the running loop can wait for. Canceling it cancels the future, if that has not begun."""
    loop = asyncio.get_running_loop()
    arrivals = _BY_LOOP.get(loop)
    if arrivals is None:
        arrivals = _BY_LOOP[loop] = _Arrivals()
    waiting: asyncio.Future[T] = loop.create_future()
    waiting.add_done_callback(partial(_pass_on, future))
    future.add_done_callback(partial(arrivals.add, waiting))
    return waiting


def _pass_on(future: Future[Any], waiting: asyncio.Future[Any]) -> None:
    if waiting.cancelled():
        future.cancel()


def _settle(waiting: asyncio.Future[Any], done: Future[Any]) -> None:
    if waiting.done():
        return
    if done.cancelled():
        waiting.cancel()
    elif error := done.exception():
        waiting.set_exception(error)
    else:
        waiting.set_result(done.result())
