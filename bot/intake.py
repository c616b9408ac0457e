"""What is let in: everybody until we are asked to stop, then nobody new, while what is inside finishes."""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import Gauge

from bot import probes
from bot.probes import Readiness

DRAIN_SECONDS = 10.0  # for requests under way when asked to stop

UNDER_WAY = Gauge("vouchsafe_requests_under_way", "Requests that may change something and are not answered yet")


class Intake:
    """Counts what may change something. A GET changes nothing, and a live page would never end by itself."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    async def close(self) -> None:
        """Turn readiness red and everybody new away, and wait for who is inside."""
        self._readiness.draining = True
        try:
            await asyncio.wait_for(self._empty.wait(), DRAIN_SECONDS)
        except TimeoutError:
            return

    @web.middleware
    async def door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A balancer or a platform that is turned away asks elsewhere, or again."""
        if request.path in probes.PATHS:
            return await handler(request)
        if self._readiness.draining:
            return web.Response(status=503, headers={"Connection": "close", "Retry-After": "5"})
        if request.method == "GET":
            return await handler(request)
        self._inside += 1
        UNDER_WAY.inc()
        self._empty.clear()
        try:
            return await handler(request)
        finally:
            self._inside -= 1
            UNDER_WAY.dec()
            if not self._inside:
                self._empty.set()
