"""As much of Slack's Web API as a serving process asks for: who we are, who is there, and a place for posts."""

from __future__ import annotations

import sys
from typing import Any

from aiohttp import web

from bench import messages

Json = dict[str, Any]


def users() -> list[Json]:
    return [_user(number) for number in range(messages.PEOPLE)]


def _user(number: int) -> Json:
    name = f"Person {number}"
    return {
        "id": messages.person(number),
        "team_id": messages.TEAM,
        "name": f"person{number}",
        "real_name": name,
        "tz": "Europe/Berlin",
        "profile": {"real_name": name, "display_name": "", "email": f"p{number}@bench.example", "title": ""},
        "is_email_confirmed": True,
    }


def application() -> web.Application:
    everyone = users()

    async def who(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "team": "Bench", "team_id": messages.TEAM, "user_id": "U0BOT"})

    async def page(request: web.Request) -> web.Response:
        asked = {**request.query, **await request.post()}
        start, size = int(str(asked.get("cursor") or 0)), int(str(asked.get("limit") or 200))
        cursor = str(start + size) if start + size < len(everyone) else ""
        body = {"ok": True, "members": everyone[start : start + size], "response_metadata": {"next_cursor": cursor}}
        return web.json_response(body)

    async def post(request: web.Request) -> web.Response:
        asked = await request.json()
        return web.json_response({"ok": True, "channel": asked["channel"], "ts": "1790000000.000001"})

    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes([web.route("*", "/api/auth.test", who), web.route("*", "/api/users.list", page)])
    app.add_routes([web.post("/api/chat.postMessage", post)])
    return app


if __name__ == "__main__":
    web.run_app(application(), host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
