"""The token our calls to Teams carry: fetched once, shared, renewed before it ends, never logged (PLATFORMS.md B5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import structlog

from bot.edge import Clock
from bot.settings import TeamsSettings
from bot.teams.flight import Flight

SCOPE = "https://api.botframework.com/.default"
LOGIN = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
MANY_TENANTS = "botframework.com"  # where a bot that serves several tenants gets its token
PATIENCE = aiohttp.ClientTimeout(total=10)
EARLY_MS = 300_000  # renewed this long before it ends
SPARE_MS = 10_000  # used no later than this before it ends
AGAIN_MS = 10_000  # between two tries to renew one that still serves

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`expires` is in UTC epoch ms."""

    value: str = field(repr=False)
    expires: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoToken:
    """`refused`: Entra does not accept our app; otherwise nobody answered in a usable way, so try again."""

    refused: bool
    status: int = 0
    retry_after: str = ""


class Credentials:
    """`session` is the connector's; nothing is fetched before the first call."""

    def __init__(self, settings: TeamsSettings, clock: Clock, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._clock = clock
        self._session = session
        self._token: Token | None = None
        self._asked_at = 0
        self._fetching: Flight[Token | NoToken] = Flight(self._fetch)

    async def token(self) -> Token | NoToken:
        """Return a token that is good now. Nobody waits for a renewal: the old one serves until its end."""
        held, now = self._token, self._clock()
        if held is None or now >= held.expires - SPARE_MS:
            return await self._fetching.join()
        if now >= held.expires - EARLY_MS and abs(now - self._asked_at) >= AGAIN_MS:
            self._fetching.start()
        return held

    def forget(self, token: Token) -> None:
        """Teams did not take this one: fetch another for the next call."""
        if self._token is token:
            self._token = None

    async def close(self) -> None:
        await self._fetching.close()

    async def _fetch(self) -> Token | NoToken:
        self._asked_at = self._clock()
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.app_password,
            "scope": SCOPE,
        }
        try:
            async with self._session.post(
                address(self._settings), data=form, timeout=PATIENCE, allow_redirects=False
            ) as answer:
                body = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
            log.warning("no token for Teams", action="teams.token", error=type(error).__name__)
            return NoToken(refused=False)
        return self._kept(answer, body if isinstance(body, dict) else {})

    def _kept(self, answer: aiohttp.ClientResponse, body: Mapping[str, Any]) -> Token | NoToken:
        value, seconds = body.get("access_token"), body.get("expires_in")
        if answer.status == 200 and isinstance(value, str) and value and isinstance(seconds, int | str):
            lasts = int(seconds) if str(seconds).isdecimal() else 0
            self._token = Token(value=value, expires=self._clock() + lasts * 1000)
            return self._token
        refused = answer.status in (400, 401)
        log.error("no token for Teams", action="teams.token", status=answer.status, code=_code(body))
        return NoToken(refused=refused, status=answer.status, retry_after=answer.headers.get("Retry-After", ""))


def address(settings: TeamsSettings) -> str:
    """Return where tokens come from: the setting, else Entra's own address for the tenant or tenants served."""
    only = next(iter(settings.tenants)) if len(settings.tenants) == 1 else MANY_TENANTS
    return settings.token_url or LOGIN.format(tenant=only)


def _code(body: Mapping[str, Any]) -> str:
    """Entra's short code, such as invalid_client; its description would tell more than a log may hold."""
    code = body.get("error", "")
    return code if isinstance(code, str) else ""
