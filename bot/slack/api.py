"""Calls to Slack's Web API over one shared session. Nothing here retries: only the relay does (PLATFORMS.md A4)."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Slack said: `error` is "" when it did what was asked; `status` is 0 when it was not reached at all.

    `reached` is False when no byte can have arrived; `readable` when the answer was JSON.
    """

    status: int
    error: str = ""
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    retry_after: int = 0
    reached: bool = True
    readable: bool = True

    @property
    def ok(self) -> bool:
        return not self.error


class SlackApi:
    """`open` before the first call, `close` after the last."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, AsyncWebClient] = {}

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def client(self, token: str) -> AsyncWebClient:
        """Return the SDK's client for a workspace's token, on the shared session."""
        if token not in self._clients:
            self._clients[token] = AsyncWebClient(
                token=token,
                base_url=self._base_url,
                session=self._session,
                retry_handlers=[],
            )
        return self._clients[token]

    async def call(self, token: str, method: str, arguments: Mapping[str, Any]) -> Answer:
        """Call a method that takes JSON."""
        return await _answer(self.client(token).api_call(method, json=dict(arguments)))

    async def list_users(self, token: str, limit: int, cursor: str) -> Answer:
        """One page of users.list, which takes no JSON."""
        return await _answer(self.client(token).users_list(limit=limit, cursor=cursor))

    async def history(self, token: str, channel: str, *, since: int, cursor: str) -> Answer:
        """One page of what stands in a channel since then (UTC epoch ms), with its metadata; it takes no JSON."""
        asked = self.client(token).conversations_history(
            channel=channel, oldest=f"{since / 1000:.6f}", include_all_metadata=True, limit=100, cursor=cursor
        )
        return await _answer(asked)

    async def respond(self, url: str, body: Mapping[str, Any]) -> Answer:
        """Answer through the one-time address Slack gave with an interaction."""
        if self._session is None:
            raise RuntimeError("the API is not open")
        try:
            async with self._session.post(url, json=body, allow_redirects=False) as answer:
                return Answer(
                    status=answer.status,
                    error="" if answer.status == 200 else "not_delivered",
                )
        except (aiohttp.ClientError, TimeoutError):
            return Answer(status=0, error="no_answer")


async def _answer(call: Awaitable[AsyncSlackResponse]) -> Answer:
    try:
        answer = await call
    except SlackApiError as error:
        return _refused(error)
    except aiohttp.ClientConnectorError:
        return Answer(status=0, error="unreachable", reached=False)
    except (aiohttp.ClientError, TimeoutError):
        return Answer(status=0, error="no_answer")
    return Answer(
        status=answer.status_code,
        body=answer.data if isinstance(answer.data, dict) else {},
    )


def _refused(error: SlackApiError) -> Answer:
    """The SDK hands over its own response, a bare aiohttp one or a mapping, depending on what went wrong."""
    response = error.response
    data = getattr(response, "data", response)
    body = data if isinstance(data, dict) else {}
    headers = getattr(response, "headers", None) or {}
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    after = str(headers.get("Retry-After", ""))
    return Answer(
        status=status,
        error=str(body.get("error") or "unreadable"),
        body=body,
        retry_after=int(after) if after.isdecimal() else 0,
        readable="error" in body,
    )
