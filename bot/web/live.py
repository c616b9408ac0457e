"""Server-sent events: who looks at the room is told that something changed, and looks again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

EVERYWHERE = ""


class Listeners:
    """The open pages. A change carries no content: each page reads again what its person may see."""

    def __init__(self) -> None:
        self._open: set[asyncio.Queue[str | None]] = set()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[str | None]]:
        """Give a queue of places that changed; None means that the room closes."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._open.add(queue)
        try:
            yield queue
        finally:
            self._open.discard(queue)

    def changed(self, place: str = EVERYWHERE) -> None:
        for queue in self._open:
            queue.put_nowait(place)

    def close(self) -> None:
        for queue in self._open:
            queue.put_nowait(None)

    def __len__(self) -> int:
        return len(self._open)
