"""Calls to the Bot Connector of Teams over one shared session. Nothing here retries, and no redirect is followed."""

from __future__ import annotations

import email.utils
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import structlog
from yarl import URL

from bot.edge import Clock
from bot.settings import TeamsSettings
from bot.teams import hosts
from bot.teams.credentials import Credentials, NoToken, Token

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)  # PLATFORMS.md C2
CONNECTIONS = 100
PAGE = 500  # members per call, the most Teams gives
LONGEST_PAUSE_S = 3600

HOST_REFUSED = "host_refused"
NO_ANSWER = "no_answer"
REDIRECTED = "redirected"
TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, and no secret
TOKEN_UNREACHABLE = "token_unreachable"  # noqa: S105 - a code, and no secret
UNREACHABLE = "unreachable"
UNREADABLE = "unreadable"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Teams said: `code` is "" when it did what was asked; `status` is 0 when it gave no answer.

    `code` is Teams' own, or one of the constants above, or "" with a failing status that came without any.
    `retry_after` is in seconds. `reached` is False when no byte of the request can have arrived.
    """

    status: int
    code: str = ""
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    retry_after: int = 0
    reached: bool = True

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300 and not self.code

    @property
    def id(self) -> str:
        """The id of what was made, a conversation or an activity; "" when none was told."""
        made = self.body.get("id", "")
        return made if isinstance(made, str) else ""


class Connector:
    """`open` before the first call, `close` after the last. Ids are given raw, as Teams gave them."""

    def __init__(self, settings: TeamsSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._credentials: Credentials | None = None

    async def open(self, transport: aiohttp.BaseConnector | None = None) -> None:
        self._session = aiohttp.ClientSession(
            timeout=TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=transport or aiohttp.TCPConnector(limit=CONNECTIONS),
        )
        self._credentials = Credentials(self._settings, self._clock, self._session)

    async def close(self) -> None:
        if self._credentials is not None:
            await self._credentials.close()
        if self._session is not None:
            await self._session.close()

    async def post(self, service_url: str, conversation: str, activity: Mapping[str, Any]) -> Answer:
        """Send an activity; `Answer.id` names it."""
        return await self._call("POST", service_url, _activities(conversation), activity)

    async def update(
        self, service_url: str, conversation: str, activity_id: str, activity: Mapping[str, Any]
    ) -> Answer:
        path = _activities(conversation, activity_id)
        return await self._call("PUT", service_url, path, {**activity, "id": activity_id})

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> Answer:
        return await self._call("DELETE", service_url, _activities(conversation, activity_id))

    async def create(self, service_url: str, tenant: str, bot: str, member: str) -> Answer:
        """Open the 1:1 conversation with a member (a "29:" id or an Entra object id); `Answer.id` names it.

        Asked twice, Teams gives the same conversation.
        """
        wanted = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": member}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return await self._call("POST", service_url, "", wanted)

    async def members(self, service_url: str, conversation: str, token: str = "") -> Answer:
        """Read one page of a roster: `members`, and `continuationToken` when there are more."""
        query = {"pageSize": str(PAGE), **({"continuationToken": token} if token else {})}
        return await self._call("GET", service_url, f"/{_quoted(conversation)}/pagedmembers?{urlencode(query)}")

    async def member(self, service_url: str, conversation: str, id: str) -> Answer:
        """Read one person of a roster."""
        return await self._call("GET", service_url, f"/{_quoted(conversation)}/members/{_quoted(id)}")

    async def _call(self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """The host is looked at before each call, whoever stored it (TRUST.md T6)."""
        if not hosts.is_allowed(service_url, self._settings.service_hosts):
            log.error("a service URL is not allowed; nothing was sent there", action="teams.host")
            return Answer(status=0, code=HOST_REFUSED, reached=False)
        token = await self._token()
        if isinstance(token, NoToken):
            code = TOKEN_REFUSED if token.refused else TOKEN_UNREACHABLE
            after = self._pause(token.retry_after)
            return Answer(status=token.status, code=code, retry_after=after, reached=False)
        url = URL(f"{service_url.rstrip('/')}/v3/conversations{path}", encoded=True)
        answer = await self._ask(method, url, body, token)
        if answer.status == 401 and token is not None and self._credentials is not None:
            self._credentials.forget(token)
        return answer

    async def _token(self) -> Token | NoToken | None:
        """None beside a local emulator, which knows no app."""
        if self._credentials is None:
            raise RuntimeError("the connector is not open")
        if self._settings.allow_unauthenticated and not self._settings.app_id:
            return None
        return await self._credentials.token()

    async def _ask(self, method: str, url: URL, body: Mapping[str, Any] | None, token: Token | None) -> Answer:
        if self._session is None:
            raise RuntimeError("the connector is not open")
        headers = {} if token is None else {"Authorization": f"Bearer {token.value}"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, separators=(",", ":")).encode()
        try:
            async with self._session.request(
                method, url, data=content, headers=headers, allow_redirects=False
            ) as answer:
                return self._heard(answer, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Answer(status=0, code=UNREACHABLE, reached=False)
        except (aiohttp.ClientError, TimeoutError):
            return Answer(status=0, code=NO_ANSWER)

    def _heard(self, answer: aiohttp.ClientResponse, content: bytes) -> Answer:
        body, readable = _object(content)
        if 200 <= answer.status < 300:
            return Answer(status=answer.status, code="" if readable else UNREADABLE, body=body)
        code = REDIRECTED if 300 <= answer.status < 400 else _code(body)
        after = self._pause(answer.headers.get("Retry-After", ""))
        return Answer(status=answer.status, code=code, body=body, retry_after=after)

    def _pause(self, told: str) -> int:
        """Retry-After in whole seconds, told as such or as a date; 0 when it is not told."""
        if told.isdecimal() and told.isascii():
            return min(int(told), LONGEST_PAUSE_S)
        try:
            until = email.utils.parsedate_to_datetime(told).timestamp()
        except ValueError:
            return 0
        return min(max(0, round(until - self._clock() / 1000)), LONGEST_PAUSE_S)


def _activities(conversation: str, activity_id: str = "") -> str:
    one = f"/{_quoted(activity_id)}" if activity_id else ""
    return f"/{_quoted(conversation)}/activities{one}"


def _quoted(id: str) -> str:
    return quote(id, safe="")


def _object(content: bytes) -> tuple[Mapping[str, Any], bool]:
    """Return the JSON object, and whether it could be read. An empty body is an empty object."""
    if not content:
        return {}, True
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}, False
    return (body, True) if isinstance(body, dict) else ({}, False)


def _code(body: Mapping[str, Any]) -> str:
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else ""
