"""Yardsticks for Teams: the SDK's adapters, their own connector as shipped, without app id and so without tokens."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, CloudAdapterBase, TurnContext
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthenticationFactory

from bench.raw_teams import REPLY

Turn = Callable[[str, Activity], Awaitable[object]]


class CloudAdapter(CloudAdapterBase):  # type: ignore[misc]  # botbuilder comes without types
    """What the SDK's aiohttp package adds to the class below is reading the request and writing the answer."""


async def reply(context: TurnContext) -> None:
    await context.send_activity(REPLY)


def cloud() -> Turn:
    """The adapter the SDK's own samples use: a new connector every turn, and a client for user tokens."""
    adapter = CloudAdapter(BotFrameworkAuthenticationFactory.create())

    async def turn(authorization: str, activity: Activity) -> object:
        return await adapter.process_activity(authorization, activity, reply)

    return turn


def older() -> Turn:
    """Its predecessor, which keeps its connector."""
    adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings("", ""))

    async def turn(authorization: str, activity: Activity) -> object:
        return await adapter.process_activity(activity, authorization, reply)

    return turn


ADAPTERS: Mapping[str, Callable[[], Turn]] = {"cloud": cloud, "older": older}


def application(turn: Turn) -> web.Application:
    async def receive(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        await turn(request.headers.get("Authorization", ""), activity)
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/teams/messages", receive)])
    return app


if __name__ == "__main__":
    served = application(ADAPTERS[sys.argv[2]]())
    web.run_app(served, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
