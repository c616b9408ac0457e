"""Calls to Slack's Web API over one shared session. Nothing here retries: only the relay does (PLATFORMS.md A4)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import yarl
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.settings import is_loopback

TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)
MOST_PAUSE_SECONDS = 3_600  # whatever Slack says, after an hour we ask again
RESPONSE_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Slack said: `error` is "" when it did what was asked; `status` is 0 when it was not reached at all.

    `reached` is False when no byte can have arrived; `readable` when the answer was JSON. `retry_after` is in seconds,
    None where Slack did not say.
    """

    status: int
    error: str = ""
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    retry_after: int | None = None
    reached: bool = True
    readable: bool = True

    @property
    def ok(self) -> bool:
        return not self.error


class SlackApi:
    """`open` before the first call, `close` after the last."""

    def __init__(self, base_url: str, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._base_url = base_url
        self._base = yarl.URL(base_url)
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, AsyncWebClient] = {}

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(timeout=self._timeout)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def client(self, token: str) -> AsyncWebClient:
        """Return the SDK's client for a workspace's token, on the shared session."""
        if token not in self._clients:
            client = AsyncWebClient(token=token, base_url=self._base_url, session=self._session, retry_handlers=[])
            if is_loopback(self._base.host or ""):
                client.proxy = None  # the SDK takes one from the environment, also for this very machine
            self._clients[token] = client
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
        """Answer through the one-time address Slack gave with an interaction; any other address is left alone."""
        if self._session is None:
            raise RuntimeError("the API is not open")
        address = self._address(url)
        if address is None:
            return Answer(status=0, error="not_an_address_of_slack", reached=False)
        try:
            async with self._session.post(address, json=body, allow_redirects=False) as answer:
                return Answer(
                    status=answer.status,
                    error="" if answer.status == 200 else "not_delivered",
                )
        except (aiohttp.ClientError, TimeoutError):
            return Answer(status=0, error="no_answer")

    def _address(self, url: str) -> yarl.URL | None:
        """Return the address if it is Slack's, or beside the Web API's double. The same parser then connects."""
        try:
            address = yarl.URL(url)
            port = address.port
        except (TypeError, ValueError):
            return None
        if (address.scheme, address.host) == (self._base.scheme, self._base.host):
            return address
        slack = address.scheme == "https" and address.host in RESPONSE_HOSTS and port == 443
        return address if slack else None


async def _answer(call: Awaitable[AsyncSlackResponse]) -> Answer:
    try:
        answer = await call
    except SlackApiError as error:
        return _refused(error)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return Answer(status=0, error="unreachable", reached=False)
    except (aiohttp.ClientError, TimeoutError):
        return Answer(status=0, error="no_answer")
    except (AttributeError, TypeError, ValueError):  # the SDK takes every JSON for an object and every text for UTF-8
        return Answer(status=200, error="unreadable", readable=False)
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
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    return Answer(
        status=status,
        error=str(body.get("error") or "unreadable"),
        body=body,
        retry_after=_seconds(str(headers.get("Retry-After", ""))),
        readable="error" in body,
    )


def _seconds(said: str) -> int | None:
    return min(int(said), MOST_PAUSE_SECONDS) if re.fullmatch(r"[0-9]{1,9}", said) else None
