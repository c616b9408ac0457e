"""Whether Teams sent this activity for one of our tenants: every check of PLATFORMS.md B1.1 and TRUST.md T4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from bot.edge import Clock
from bot.settings import TeamsSettings
from bot.teams import hosts
from bot.teams.signing_keys import PATIENCE_SECONDS, SigningKeys

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
ALGORITHM = "RS256"
SKEW_SECONDS = 300
MOST_REMEMBERED = 1024

_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{1,1000}\.[A-Za-z0-9_-]{1,6000}\.[A-Za-z0-9_-]{1,1000})")
# PyJWT checks the signature alone: the claims are compared here, exactly, and by our clock.
_SIGNATURE_ONLY: Any = {
    f"verify_{name}": name == "signature" for name in ("signature", "exp", "nbf", "iat", "aud", "iss", "sub", "jti")
}


class UnverifiedError(Exception):
    """It does not prove that Teams sent it: answer 401. The reason is fit for a log, and for nobody else."""


class ForeignTenantError(Exception):
    """Teams sent it, for a tenant that is not ours: answer 403."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a signed token says of its request; times in epoch seconds."""

    service_url: str
    not_before: int
    expires: int


class Verifier:
    """`open` before the first check, `close` after the last; `patience` is how long to wait for keys, in seconds."""

    def __init__(self, settings: TeamsSettings, clock: Clock, *, patience: float = PATIENCE_SECONDS) -> None:
        if not settings.allow_unauthenticated and not (settings.app_id and settings.tenants):
            raise ValueError("without app id and tenants nothing can be verified")
        self._settings = settings
        self._clock = clock
        self._tenants = {tenant.lower() for tenant in settings.tenants}
        self._keys = SigningKeys(settings.openid_url, clock, patience)
        self._remembered: dict[str, Claims] = {}
        self._generation = 0

    async def open(self) -> None:
        if not self._settings.allow_unauthenticated:
            await self._keys.open()

    async def close(self) -> None:
        await self._keys.close()

    async def check(self, authorization: str, activity: Mapping[str, Any]) -> None:
        """Return when the activity may be believed. `authorization` is the one header of that name.

        Raises UnverifiedError or ForeignTenantError.
        """
        service_url = activity.get("serviceUrl")
        if not self._settings.allow_unauthenticated:
            claims = await self._signed(authorization)
            _require(claims.service_url == service_url, "another service URL")
        _require(activity.get("channelId") == CHANNEL, "another channel")
        known = isinstance(service_url, str) and hosts.is_allowed(service_url, self._settings.service_hosts)
        _require(known, "a host that is not allowed")
        if self._tenants and tenant_of(activity).lower() not in self._tenants:
            raise ForeignTenantError

    async def _signed(self, authorization: str) -> Claims:
        """A token serves many requests: its signature is checked once, its time and its request each time."""
        claims = self._known(authorization)
        if claims is None:
            claims = await self._examined(authorization)
            self._remember(authorization, claims)
        now = self._clock() // 1000
        _require(claims.not_before - SKEW_SECONDS <= now, "not valid yet")
        _require(now <= claims.expires + SKEW_SECONDS, "expired")
        return claims

    def _known(self, authorization: str) -> Claims | None:
        """Nothing is remembered across a change of keys, so that a withdrawn key ends with its tokens."""
        if self._generation != self._keys.generation:
            self._remembered.clear()
            self._generation = self._keys.generation
        return self._remembered.get(authorization)

    def _remember(self, authorization: str, claims: Claims) -> None:
        if len(self._remembered) >= MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]  # the oldest
        self._remembered[authorization] = claims

    async def _examined(self, authorization: str) -> Claims:
        token = _token(authorization)
        header = _header(token)
        _require(header.get("alg") == ALGORITHM and "crit" not in header, "another algorithm")
        kid = header.get("kid")
        key = await self._keys.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise UnverifiedError("an unknown key")
        _require(CHANNEL in key.endorsements, "a key that is not endorsed")
        try:
            payload = jwt.decode(token, key.public, algorithms=[ALGORITHM], options=_SIGNATURE_ONLY)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise UnverifiedError("a bad signature") from error
        _require(payload.get("iss") == ISSUER, "another issuer")
        _require(payload.get("aud") == self._settings.app_id, "another audience")
        return _claims(payload)


def tenant_of(activity: Mapping[str, Any]) -> str:
    """Return the Entra tenant an activity is about, the one that is checked; "" when none is named."""
    for path in (("channelData", "tenant", "id"), ("conversation", "tenantId")):
        found: Any = activity
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, str) and found:
            return found
    return ""


def _token(authorization: str) -> str:
    found = _BEARER.fullmatch(authorization)
    if found is None:
        raise UnverifiedError("no bearer token")
    return found[1]


def _header(token: str) -> Mapping[str, Any]:
    try:
        return jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise UnverifiedError("not a token") from error


def _claims(payload: Mapping[str, Any]) -> Claims:
    """Nothing may be missing, and nothing is converted: true is no number, and "1" neither."""
    service_url, not_before, expires = (payload.get(name) for name in ("serviceurl", "nbf", "exp"))
    if not isinstance(service_url, str) or type(not_before) is not int or type(expires) is not int:
        raise UnverifiedError("a claim is missing")
    return Claims(service_url, not_before, expires)


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise UnverifiedError(reason)
