"""Socket Mode: the same payloads through the same listeners, without a public address (PLATFORMS.md A5)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.edge import RefusedError
from bot.slack.api import SlackApi
from bot.slack.directory import UnreachableError, refusal

CONNECT_SECONDS = 20.0  # for one address; the SDK itself would try the same one for ever
AGAIN_SECONDS = 10.0

Answering = Callable[[dict[str, Any]], Awaitable[BoltResponse]]
log = structlog.get_logger()


class Socket:
    def __init__(self, api: SlackApi, app_token: str, answering: Answering) -> None:
        self._api = api
        self._token = app_token
        self._answering = answering
        self._client: SocketModeClient | None = None
        self._connecting: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Raises RefusedError; where Slack cannot be reached, goes on trying until it can."""
        try:
            first = await self._address()
        except UnreachableError as error:
            log.warning("Slack's socket cannot be reached", action="slack.socket_unreachable", reason=str(error))
            first = ""
        self._client = SocketModeClient(self._token, web_client=self._api.client(self._token))
        self._client.proxy = self._api.client(self._token).proxy
        self._client.socket_mode_request_listeners.append(self._take)
        self._connecting = asyncio.create_task(self._connect(self._client, first))

    async def close(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]  # the SDK's

    async def _connect(self, client: SocketModeClient, address: str) -> None:
        """An address is good for one connection, so each try has its own. Later losses the SDK repairs by itself."""
        while True:
            try:
                client.wss_uri = address or await self._address()
                await asyncio.wait_for(client.connect(), CONNECT_SECONDS)  # type: ignore[no-untyped-call]  # the SDK's
            except (RefusedError, UnreachableError, TimeoutError) as error:
                reason = type(error).__name__
                log.warning("no socket to Slack yet", action="slack.socket_unreachable", reason=reason)
                address = ""
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                log.info("connected to Slack by a socket", action="slack.socket")
                return

    async def _address(self) -> str:
        """Raises RefusedError or UnreachableError."""
        answer = await self._api.call(self._token, "apps.connections.open", {})
        if not answer.ok:
            raise refusal(answer)
        return str(answer.body.get("url", ""))

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Acknowledge what was committed or is beyond understanding; Slack sends the rest again."""
        answer = await self._answering(request.payload)
        if answer.status < 500:
            payload = json.loads(answer.body) if answer.body.startswith("{") else None
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
