"""The Slack edge: raw bytes in, one listener per kind of payload, and the workspace it is installed in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError

from bot.background import Background
from bot.delivery import Sender
from bot.edge import Core
from bot.settings import SlackSettings
from bot.slack import verify
from bot.slack.api import SlackApi
from bot.slack.directory import PLATFORM, Directory, RefusedError, UnreachableError
from bot.slack.listeners import Listeners
from bot.slack.outbound import SlackSender

PATH = "/slack/events"
AGAIN_SECONDS = 30.0  # until an unreachable Slack is asked again
REFRESH_SECONDS = 24 * 3600.0  # events may be lost: the whole directory is read once a day
MOST_FIELDS = 100

log = structlog.get_logger()


class SlackEdge:
    platform = PLATFORM
    sender: Sender

    def __init__(self, settings: SlackSettings, core: Core) -> None:
        self._settings = settings
        self._core = core
        self._api = SlackApi(settings.api_url)
        self.sender = SlackSender(self._api, core.tokens)
        self.background = Background()
        self._directory = Directory(self._api, settings.bot_token, core)
        listeners = Listeners(
            core=core,
            api=self._api,
            token=settings.bot_token,
            directory=self._directory,
            background=self.background,
        )
        self._app = listeners.app(settings.signing_secret)
        self._socket: AsyncSocketModeHandler | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._stranger = asyncio.Event()

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [web.post(PATH, self._receive)]

    async def start(self) -> None:
        """Raises RefusedError when Slack does not accept the token; an unreachable Slack is asked again until it is there."""
        await self._api.open()
        self._core.dispatcher.on_stranger(PLATFORM, self._stranger.set)
        known = await self._join()
        self._keeping = asyncio.create_task(self._keep_up(known))
        if self._settings.app_token:
            await self._connect()

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close_async()
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await self.background.drain()
        await self._api.close()

    async def _receive(self, request: web.Request) -> web.Response:
        """Nothing is decoded, parsed or stored before the signature holds."""
        body = await request.read()
        if not verify.is_signed(self._settings.signing_secret, request.headers, body, self._core.clock()):
            return web.Response(status=401)
        try:
            payload = parse(request.content_type, body)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if "ssl_check" in payload or payload.get("type") == "app_rate_limited":
            return web.Response()
        if payload.get("type") == "url_verification":
            return web.json_response({"challenge": payload.get("challenge", "")})
        answer = await self._app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        kind = "application/json" if answer.body.startswith("{") else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _connect(self) -> None:
        """Socket Mode: the same payloads through the same listeners, without a public address."""
        client = self._api.client(self._settings.bot_token)
        self._socket = AsyncSocketModeHandler(self._app, self._settings.app_token, web_client=client)
        try:
            await self._socket.connect_async()
        except SlackApiError as error:
            raise RefusedError(str(error.response.get("error", ""))) from error

    async def _join(self) -> bool:
        """Say whether the workspace and its people are known now."""
        try:
            await self._directory.read(await self._directory.join())
        except UnreachableError as error:
            log.warning("Slack cannot be reached; trying again", action="slack.unreachable", reason=str(error))
            return False
        return True

    async def _keep_up(self, known: bool) -> None:
        while True:
            pause = REFRESH_SECONDS if known else AGAIN_SECONDS
            try:
                await asyncio.wait_for(self._stranger.wait(), pause)
            except TimeoutError:
                pass
            else:
                self._stranger.clear()
                if not self._directory.is_worth_reading():
                    continue
            known = await self._join()


def parse(content_type: str, body: bytes) -> dict[str, Any]:
    """Return the payload: events are JSON, commands a form, interactions JSON inside a form. Raises ValueError."""
    text = body.decode()
    if content_type == "application/json":
        payload = json.loads(text)
    else:
        form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS))
        payload = json.loads(form["payload"]) if "payload" in form else form
    if not isinstance(payload, dict):
        raise ValueError("a payload is an object")
    return payload
