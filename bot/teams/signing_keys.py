"""The keys that sign what Teams sends: fetched without blocking, kept while fetching fails (TRUST.md section 3)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from bot.edge import Clock
from bot.settings import is_web_address
from bot.teams.flight import Flight

PATIENCE_SECONDS = 2.0  # for metadata and keys together
AGAIN_MS = 60_000  # the shortest time between two fetches that unknown keys cause
OLD_MS = 3_600_000  # known keys are served meanwhile; a withdrawn one is gone after this
LEAST_BITS = 2048

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`endorsements` are the channels whose requests this key may sign."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """`open` before the first question, `close` after the last. `generation` grows when the set is replaced."""

    def __init__(self, openid_url: str, clock: Clock, patience: float = PATIENCE_SECONDS) -> None:
        self._openid_url = openid_url
        self._clock = clock
        self._patience = patience
        self._keys: Mapping[str, SigningKey] = {}
        self._tried_at: int | None = None
        self._session: aiohttp.ClientSession | None = None
        self._fetching = Flight(self._refresh)
        self.generation = 0

    async def open(self) -> None:
        """Read the keys once; when that fails, the first request asks again."""
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        await self._fetching.join()

    async def close(self) -> None:
        await self._fetching.close()
        if self._session is not None:
            await self._session.close()

    async def find(self, kid: str) -> SigningKey | None:
        """Return the key, asking Microsoft when it is not known. A known key never waits."""
        key = self._keys.get(kid)
        if key is None and (self._fetching.under_way or self._has_passed(AGAIN_MS)):
            await self._fetching.join()
            return self._keys.get(kid)
        if self._has_passed(OLD_MS):
            self._fetching.start()
        return key

    def _has_passed(self, ms: int) -> bool:
        return self._tried_at is None or abs(self._clock() - self._tried_at) >= ms

    async def _refresh(self) -> None:
        self._tried_at = self._clock()
        try:
            async with asyncio.timeout(self._patience):
                keys = await self._published()
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
            log.warning(
                "the signing keys could not be read; those known are kept",
                action="teams.keys",
                error=type(error).__name__,
                count=len(self._keys),
            )
            return
        self._keys = keys
        self.generation += 1

    async def _published(self) -> Mapping[str, SigningKey]:
        metadata = await self._get(self._openid_url)
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or not is_web_address(address):
            raise ValueError("the metadata names no address of keys")
        listed = (await self._get(address)).get("keys")
        keys = dict(_usable(listed if isinstance(listed, list) else []))
        if not keys:
            raise ValueError("not one usable key is published")
        return keys

    async def _get(self, url: str) -> Mapping[str, Any]:
        if self._session is None:
            raise RuntimeError("the keys are not open")
        async with self._session.get(url, allow_redirects=False) as answer:
            body = await answer.json(content_type=None)
            if answer.status != 200 or not isinstance(body, dict):
                raise ValueError("not what Microsoft publishes")
            return body


def _usable(listed: Iterable[Any]) -> Iterable[tuple[str, SigningKey]]:
    """One key that cannot be read does not take the others with it."""
    for one in listed:
        if not isinstance(one, dict) or one.get("kty") != "RSA" or one.get("use", "sig") != "sig":
            continue
        try:
            public = RSAAlgorithm.from_jwk(one)
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
        kid, endorsed = one.get("kid"), one.get("endorsements")
        if isinstance(kid, str) and isinstance(public, RSAPublicKey) and public.key_size >= LEAST_BITS:
            channels = endorsed if isinstance(endorsed, list) else []
            yield kid, SigningKey(public, frozenset(name for name in channels if isinstance(name, str)))
