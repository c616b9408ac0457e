"""What a load balancer and a monitor ask: alive, ready, and the numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

PATIENCE_SECONDS = 2.0
PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

Check = Callable[[], Coroutine[object, object, bool]]


@dataclass(kw_only=True)
class Readiness:
    """Ready means: every check holds and nobody asked us to stop.

    `figures` are told beside the answers and decide nothing: a long queue is no reason to send people elsewhere.
    """

    checks: Mapping[str, Check] = field(default_factory=dict)
    figures: Callable[[], Mapping[str, float]] = dict
    draining: bool = field(default=False)

    async def answers(self) -> dict[str, bool]:
        names = tuple(self.checks)
        bounded = (asyncio.wait_for(self.checks[name](), PATIENCE_SECONDS) for name in names)
        found = await asyncio.gather(*bounded, return_exceptions=True)
        holds = (answer is True for answer in found)  # whatever was raised means "no"
        return {**dict(zip(names, holds, strict=True)), "serving": not self.draining}


def routes(readiness: Readiness) -> Sequence[web.AbstractRouteDef]:
    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(request: web.Request) -> web.Response:
        answers = await readiness.answers()
        status = 200 if all(answers.values()) else 503
        return web.json_response({**answers, **readiness.figures()}, status=status)

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [
        web.get("/healthz", healthz),
        web.get("/readyz", readyz),
        web.get("/metrics", metrics),
    ]
