"""Many who need the same fetch at the same moment share one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """One fetch at a time. `fetch` answers with what went wrong instead of raising it: several may be waiting."""

    def __init__(self, fetch: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._fetch = fetch
        self._task: asyncio.Task[T] | None = None

    @property
    def under_way(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self) -> asyncio.Task[T]:
        """Begin a fetch, or return the one under way."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._fetch())
        return self._task

    async def join(self) -> T:
        """Wait for the fetch. A caller that is cancelled leaves it to the others."""
        return await asyncio.shield(self.start())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
