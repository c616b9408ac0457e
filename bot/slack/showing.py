"""Shows what the acknowledgement could not carry, once for each delivery however often it arrives."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot import arriving
from bot.edge import Core
from bot.slack.api import SlackApi
from bot.slack.directory import PLATFORM
from bot.slack.replying import Call, Spot
from handlers.turn import Delivery
from storage import claims, workspaces
from storage.unit import Unit

REPEATABLE = frozenset({"views.publish"})  # the newest state, wherever it is repeated
PATIENCE_SECONDS = 1.0  # for the store to say whether it was shown; a trigger lives for three

log = structlog.get_logger()


class Showing:
    def __init__(self, core: Core, api: SlackApi, token: str) -> None:
        self._core = core
        self._api = api
        self._token = token

    async def show(self, call: Call, spot: Spot, delivery: Delivery) -> None:
        if call.method in REPEATABLE or await self._is_first(delivery):
            await self._do(call, spot)

    async def _do(self, call: Call, spot: Spot) -> None:
        if call.method:
            answer = await self._api.call(self._token, call.method, call.arguments)
        else:
            answer = await self._api.respond(spot.respond_to, call.arguments)
        if answer.ok:
            return
        log.warning("an answer was not shown", action="slack.not_shown", method=call.method, reason=answer.error)
        if call.instead is not None:
            await self._do(call.instead, spot)

    async def _is_first(self, delivery: Delivery) -> bool:
        """When the store cannot say, it is shown: twice is better than never."""
        claiming = self._core.store.write(partial(self._claim, delivery), deadline=PATIENCE_SECONDS)
        waiting = asyncio.wait_for(arriving.wait(claiming), PATIENCE_SECONDS)
        [claimed] = await asyncio.gather(waiting, return_exceptions=True)
        return claimed is not False

    def _claim(self, delivery: Delivery, unit: Unit) -> bool:
        found = workspaces.find(unit, PLATFORM, delivery.source.partition(":")[2])
        source, now = f"{delivery.source}/shown", self._core.clock()
        return found is None or claims.take(unit, found.org, source, delivery.keys, now)
