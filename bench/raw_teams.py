"""A yardstick for Teams: aiohttp alone, JSON in and a POST out. Nothing is checked, stored or drawn."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from urllib.parse import quote

import aiohttp
from aiohttp import web

SESSION = web.AppKey("session", aiohttp.ClientSession)
REPLY = "A reply of about the length that people get when they ask for nothing in particular."


async def session(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as app[SESSION]:
        yield


async def turn(request: web.Request) -> web.Response:
    said = await request.json()
    url = f"{said['serviceUrl']}v3/conversations/{quote(said['conversation']['id'], safe='')}/activities"
    reply = {"type": "message", "text": REPLY, "from": said["recipient"], "recipient": said["from"]}
    async with request.app[SESSION].post(url, json=reply) as answer:
        await answer.read()
    return web.Response()


def application() -> web.Application:
    app = web.Application()
    app.cleanup_ctx.append(session)
    app.add_routes([web.post("/teams/messages", turn)])
    return app


if __name__ == "__main__":
    web.run_app(application(), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
