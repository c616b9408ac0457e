"""A yardstick for Teams: botbuilder-core's adapter and connector as shipped, without app id and so without tokens."""

from __future__ import annotations

import sys

from aiohttp import web
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.schema import Activity

from bench.raw_teams import REPLY

ADAPTER = BotFrameworkAdapter(BotFrameworkAdapterSettings("", ""))


async def reply(context: TurnContext) -> None:
    await context.send_activity(REPLY)


async def turn(request: web.Request) -> web.Response:
    activity = Activity().deserialize(await request.json())
    await ADAPTER.process_activity(activity, request.headers.get("Authorization", ""), reply)
    return web.Response()


def application() -> web.Application:
    app = web.Application()
    app.add_routes([web.post("/teams/messages", turn)])
    return app


if __name__ == "__main__":
    web.run_app(application(), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
