"""Socket Mode: the same payloads over a real websocket, acknowledged after the commit, done once."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.edge import RefusedError
from storage.unit import Store
from tests.edge.slack import house as houses
from tests.edge.slack.house import ANA, FORM, House, Raw, housing
from tests.edge.slack.recordings import LINE, recorded
from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack, Json, Scripted

APP_TOKEN = "xapp-for-tests"
PATIENCE = 20.0  # seconds for what must come; nothing waits for them to pass


class SocketServer:
    """Slack's end of the sockets: sends envelopes and hears their acknowledgements."""

    def __init__(self) -> None:
        self.url = ""
        self.unasked: list[Json] = []  # acknowledgements nobody waits for
        self._sockets: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self._heard: dict[str, asyncio.Future[Json]] = {}
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.add_routes([web.get("/link", self._link)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"ws://127.0.0.1:{self._runner.addresses[0][1]}/link?ticket=1"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def connected(self) -> web.WebSocketResponse:
        return await asyncio.wait_for(self._sockets.get(), PATIENCE)

    async def ask(self, socket: web.WebSocketResponse, envelope: Json) -> Json:
        """Send one envelope; return its acknowledgement."""
        heard = self._heard.setdefault(envelope["envelope_id"], asyncio.get_running_loop().create_future())
        await socket.send_json(envelope)
        return await asyncio.wait_for(heard, PATIENCE)

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0APP"}})
        await self._sockets.put(socket)
        async for message in socket:
            answer = json.loads(message.data)
            waiting = self._heard.pop(answer["envelope_id"], None)
            if waiting is None:
                self.unasked.append(answer)
            else:
                waiting.set_result(answer)
        return socket


@pytest.fixture
async def server(slack: FakeSlack) -> AsyncIterator[SocketServer]:
    one = SocketServer()
    await one.start()
    slack.sockets = one.url
    yield one
    await one.stop()


@contextlib.asynccontextmanager
async def on_a_socket(store: Store, slack: FakeSlack) -> AsyncIterator[House]:
    async with housing(store, slack, app_token=APP_TOKEN) as house:
        await houses.furnish(house)
        yield house


def enveloped(raw: Raw, id: str, **more: Any) -> Json:
    """The payload as a socket carries it: without form, signature or headers."""
    if raw.kind == FORM:
        form = dict(parse_qsl(raw.body.decode(), keep_blank_values=True))
        payload = json.loads(form["payload"]) if "payload" in form else form
    else:
        payload = json.loads(raw.body)
    kind = "events_api" if "event" in payload else "slash_commands" if "command" in payload else "interactive"
    return {"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": True, **more}


async def test_every_kind_of_payload_is_answered_as_over_http(
    sqlite_store: Store, slack: FakeSlack, server: SocketServer
) -> None:
    """One path for both: what the acknowledgement carries is the same."""
    async with on_a_socket(sqlite_store, slack) as house:
        socket = await server.connected()
        kinds = await recorded(house)
        for number, (name, raw) in enumerate(kinds.items()):
            if name in ("a certificate checked", "the address verified", "events left out"):
                continue  # Slack asks these of an address only
            heard = await server.ask(socket, enveloped(raw, f"e{number}"))
            await house.edge.background.drain()
            assert heard.get("payload") == ((await house.send(raw)).json or None), name
        assert house.count_of("kudos") == 4


async def test_what_comes_twice_over_sockets_is_done_once_and_only_after_the_commit(
    store: Store, slack: FakeSlack, server: SocketServer
) -> None:
    """When the acknowledgement is heard, the kudos is already in the store."""
    async with on_a_socket(store, slack) as house:
        socket = await server.connected()
        raw = house.direct(ANA, LINE.removeprefix("/"))
        await server.ask(socket, enveloped(raw, "first"))
        assert house.count_of("kudos") == 1
        await server.ask(socket, enveloped(raw, "again", retry_attempt=1, retry_reason="timeout"))
        await house.edge.background.drain()
        assert house.count_of("kudos") == 1
        assert len(slack.called("chat.postMessage")) == 1


async def test_a_socket_that_slack_closes_is_opened_again(
    sqlite_store: Store, slack: FakeSlack, server: SocketServer
) -> None:
    """Slack refreshes its sockets every few hours; what comes on the next one is done."""
    async with on_a_socket(sqlite_store, slack) as house:
        socket = await server.connected()
        await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await socket.close()
        socket = await server.connected()
        await server.ask(socket, enveloped(house.command(ANA, LINE), "after"))
        assert house.count_of("kudos") == 1


async def test_what_makes_no_sense_is_acknowledged_and_forgotten(
    sqlite_store: Store, slack: FakeSlack, server: SocketServer
) -> None:
    """It would make no more sense the next time."""
    async with on_a_socket(sqlite_store, slack) as house:
        socket = await server.connected()
        for number, payload in enumerate(({}, {"type": "block_actions"}, {"type": "event_callback", "event": "x"})):
            envelope = {"type": "interactive", "envelope_id": f"e{number}", "payload": payload}
            assert "payload" not in await server.ask(socket, envelope)
        await server.ask(socket, enveloped(house.command(ANA, LINE), "sense"))
        assert house.count_of("kudos") == 1


async def test_what_could_not_be_saved_is_not_acknowledged(
    sqlite_store: Store, slack: FakeSlack, server: SocketServer
) -> None:
    """So Slack sends it again; what comes beside it is answered."""
    async with on_a_socket(sqlite_store, slack) as house:
        socket = await server.connected()
        house.core.store.write(lambda unit: unit.run(text("DROP TABLE account"))).result()
        lost = house.event({"type": "user_change", "user": fake.user(ANA, "Ana Neri")})
        await socket.send_json(enveloped(lost, "lost"))
        for number in range(3):
            beside = await server.ask(socket, enveloped(house.command(ANA, LINE), f"beside{number}"))
            assert "Not saved" in beside["payload"]["text"]
        assert server.unasked == []


async def test_an_app_token_slack_refuses_stops_the_start(sqlite_store: Store, slack: FakeSlack) -> None:
    """Nobody would ever hear us, so it is said at once."""
    slack.script("apps.connections.open", Scripted(body={"ok": False, "error": "invalid_auth"}))
    with pytest.raises(RefusedError, match="invalid_auth"):
        async with on_a_socket(sqlite_store, slack):
            pass
