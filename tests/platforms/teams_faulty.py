"""A Bot Connector as bad as its documentation allows: it drops, throttles, and posts what it says it did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.platforms.faults import Faults, Late, misbehave
from tests.platforms.teams import Call, FakeTeams, Posted

SENDS = frozenset({"post", "update", "delete", "create"})


class FaultyTeams(FakeTeams):
    """Late copies appear by `clock` (UTC epoch ms); `told` hears of each message as soon as it stands."""

    def __init__(self, clock: Callable[[], int]) -> None:
        super().__init__()
        self.faults = Faults(SENDS)
        self.late = Late(clock)
        self.told: Callable[[Posted], None] = lambda posted: None

    def _post(self, call: Call, request: web.Request) -> web.Response:
        before = len(self.messages)
        answer = super()._post(call, request)
        for posted in list(self.messages.values())[before:]:
            self.told(posted)
        return answer

    def _route(
        self, operation: str, answer: Callable[[Call, web.Request], web.Response]
    ) -> Callable[[web.Request], Any]:
        usual = super()._route(operation, answer)

        async def serve(request: web.Request) -> web.Response:
            await self.late.land()
            fault = self.faults.next(operation)
            served: web.Response = await (misbehave(fault, request, usual, self.late) if fault else usual(request))
            return served

        return serve
