"""Server-sent events: who looks at the room is told that something changed, and looks again."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager

EVERYWHERE = ""


class Listeners:
    """The open pages. A change carries no content: each page reads again what its person may see.

    Drawings of pages and changes are numbered in one row, so that a page can tell what it was drawn too early for.
    """

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._latest = 0
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

    def drawing(self) -> int:
        """Return a number for a page that is about to be read; a higher one never shows less."""
        return next(self._numbers)

    def is_outdated(self, drawing: int) -> bool:
        """Say whether anything changed since that page was read."""
        return self._latest > drawing

    def changed(self, place: str = EVERYWHERE) -> None:
        self._latest = next(self._numbers)
        for queue in self._open:
            queue.put_nowait(place)

    def close(self) -> None:
        for queue in self._open:
            queue.put_nowait(None)

    def __len__(self) -> int:
        return len(self._open)
