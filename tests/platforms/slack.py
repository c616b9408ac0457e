"""A Slack Web API on loopback: answers what Vouchsafe calls, remembers what people would see, refuses bad blocks."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.platforms import block_kit

Json = dict[str, Any]

TEAM = "T0HOUSE"
BOT_USER = "U0BOT"
TOKEN = "xoxb-for-tests"
SECRET = "a signing secret for tests"


@dataclass
class Posted:
    """One message as it stands in a channel now."""

    channel: str
    stamp: str
    text: str
    blocks: list[Json]
    metadata: Json = field(default_factory=dict)


@dataclass(kw_only=True)
class Call:
    method: str
    token: str
    arguments: Json


@dataclass(kw_only=True)
class Scripted:
    """What the next call of a method is answered with.

    `kind` is its content type; `cut` drops the connection after the call was read, in the middle of the answer or
    before it; `waits_for` holds it back; `asked` is set once the call is there.
    """

    status: int = 200
    body: Json | str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    cut: bool = False
    waits_for: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)


class FakeSlack:
    def __init__(self, users: Sequence[Json] = (), page: int = 3) -> None:
        self.users = list(users)
        self.calls: list[Call] = []
        self.messages: dict[str, Posted] = {}
        self.views: dict[str, Json] = {}
        self.opened: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.responses: dict[str, list[Json]] = {}
        self.ephemerals: list[Json] = []
        self.url = ""
        self.sockets = ""  # where Socket Mode connects to
        self._page = page
        self._scripted: dict[str, list[Scripted]] = {}
        self._stamps = itertools.count(1)
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def start(self, port: int = 0) -> None:
        """On any free port, unless one is given."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes([web.route("*", "/api/{method}", self._api), web.post("/respond/{id}", self._respond)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def script(self, method: str, *answers: Scripted) -> None:
        """Answer the next calls of the method like this, then normally again."""
        self._scripted.setdefault(method, []).extend(answers)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def standing_in(self, channel: str) -> list[Posted]:
        return [message for message in self.messages.values() if message.channel == channel]

    @staticmethod
    def direct(user: str) -> str:
        return f"D{user[1:]}"

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        arguments = await _arguments(request)
        self.calls.append(Call(method=method, token=token, arguments=arguments))
        if self._scripted.get(method):
            return await _scripted(request, self._scripted[method].pop(0))
        return web.json_response(self._answer(method, token, arguments))

    def _answer(self, method: str, token: str, arguments: Json) -> Json:
        if method == "apps.connections.open" and token.startswith("xapp-"):
            return {"ok": True, "url": self.sockets}
        if token != TOKEN:
            return {"ok": False, "error": "invalid_auth"}
        answers = {
            "auth.test": self._auth_test,
            "users.list": self._users_list,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "chat.postEphemeral": self._ephemeral,
            "views.open": self._open,
            "views.update": self._update_view,
            "views.publish": self._publish,
        }
        if method.startswith("conversations."):
            return {"ok": False, "error": "missing_scope"}  # nobody granted us to read back
        if method not in answers:
            return {"ok": False, "error": "unknown_method"}
        return answers[method](arguments)

    def _auth_test(self, arguments: Json) -> Json:
        return {"ok": True, "team": "The House", "team_id": TEAM, "user_id": BOT_USER, "bot_id": "B0BOT"}

    def _users_list(self, arguments: Json) -> Json:
        start = int(arguments.get("cursor") or 0)
        until = start + self._page
        cursor = str(until) if until < len(self.users) else ""
        return {"ok": True, "members": self.users[start:until], "response_metadata": {"next_cursor": cursor}}

    def _post(self, arguments: Json) -> Json:
        if problem := block_kit.problem(arguments.get("blocks", []), "message") or _no_text(arguments):
            return {"ok": False, "error": "invalid_blocks", "detail": problem}
        channel = arguments["channel"]
        channel = self.direct(channel) if channel.startswith("U") else channel
        stamp = self._stamp()
        self.messages[f"{channel}/{stamp}"] = Posted(
            channel, stamp, arguments["text"], arguments.get("blocks", []), arguments.get("metadata", {})
        )
        return {"ok": True, "channel": channel, "ts": stamp}

    def _stamp(self) -> str:
        return f"1790000000.{next(self._stamps):06}"

    def _update(self, arguments: Json) -> Json:
        found = self.messages.get(f"{arguments['channel']}/{arguments['ts']}")
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        if problem := block_kit.problem(arguments.get("blocks", []), "message"):
            return {"ok": False, "error": "invalid_blocks", "detail": problem}
        found.text, found.blocks = arguments["text"], arguments.get("blocks", [])
        return {"ok": True, "channel": found.channel, "ts": found.stamp}

    def _delete(self, arguments: Json) -> Json:
        gone = self.messages.pop(f"{arguments['channel']}/{arguments['ts']}", None)
        return {"ok": True} if gone else {"ok": False, "error": "message_not_found"}

    def _ephemeral(self, arguments: Json) -> Json:
        self.ephemerals.append(arguments)
        return {"ok": True, "message_ts": "1790000000.000000"}

    def _open(self, arguments: Json) -> Json:
        if arguments["trigger_id"] in self.opened:
            return {"ok": False, "error": "exchanged_trigger_id"}
        view = self._kept(arguments["view"])
        if view is None:
            return {"ok": False, "error": "invalid_arguments"}
        self.opened[arguments["trigger_id"]] = view
        return {"ok": True, "view": view}

    def _update_view(self, arguments: Json) -> Json:
        if block_kit.view_problem(arguments["view"]):
            return {"ok": False, "error": "invalid_arguments"}
        self.views[arguments["view_id"]] = arguments["view"] | {
            "id": arguments["view_id"],
            "hash": f"h{len(self.calls)}",
        }
        return {"ok": True}

    def _publish(self, arguments: Json) -> Json:
        if block_kit.view_problem(arguments["view"]):
            return {"ok": False, "error": "invalid_arguments"}
        self.homes[arguments["user_id"]] = arguments["view"]
        return {"ok": True}

    def _kept(self, view: Json) -> Json | None:
        if block_kit.view_problem(view):
            return None
        kept = view | {"id": f"V{next(self._stamps)}", "hash": "h1"}
        self.views[kept["id"]] = kept
        return kept

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        if block_kit.problem(body.get("blocks", []), "message"):
            return web.Response(status=400)
        self.responses.setdefault(request.match_info["id"], []).append(body)
        return web.json_response({"ok": True})


async def _scripted(request: web.Request, answer: Scripted) -> web.Response:
    body = json.dumps(answer.body) if isinstance(answer.body, dict) else answer.body
    raw = body.encode() if isinstance(body, str) else body
    answer.asked.set()
    if answer.waits_for is not None:
        await answer.waits_for.wait()
    if answer.cut and request.transport is not None:
        request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + raw if raw else b"")
        request.transport.close()
    return web.Response(status=answer.status, body=raw, headers=answer.headers, content_type=answer.kind)


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        given: Json = await request.json()
        return given
    return {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}


def _no_text(arguments: Json) -> str:
    return "" if arguments.get("text") else "a message needs text beside its blocks"


def user(id: str, name: str, *, email: str = "", zone: str = "UTC", **flags: Any) -> Json:
    """One entry of users.list, shaped as Slack documents it."""
    return {
        "id": id,
        "team_id": TEAM,
        "name": name.split(maxsplit=1)[0].lower(),
        "deleted": False,
        "real_name": name,
        "tz": zone,
        "profile": {"real_name": name, "display_name": "", "email": email, "title": ""},
        "is_bot": False,
        "is_email_confirmed": bool(email),
        **flags,
    }
