"""What Microsoft's sign-in does for a bot: publishes signing keys, signs what Teams sends, and hands out our tokens."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Json = dict[str, Any]

TENANT = "7e57a9a7-0000-4000-8000-00000000aaaa"
APP_ID = "a99a99a9-0000-4000-8000-00000000b0b0"
PASSWORD = "an app password for tests"
ISSUER = "https://api.botframework.com"
KEY_ID = "the first key"


@functools.cache
def private_key(name: str = KEY_ID, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key a name, made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def published(name: str = KEY_ID, **changes: Any) -> Json:
    """One entry of the published keys, as Microsoft shapes it."""
    entry: Json = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
    return {**entry, "use": "sig", "kid": name, "x5t": name, "endorsements": ["msteams", "webchat"], **changes}


def claims(now: int, service_url: str, **changes: Any) -> Json:
    """The claims of a good token signed just now (UTC epoch ms). None takes a claim away."""
    seconds = now // 1000
    good = {"iss": ISSUER, "aud": APP_ID, "nbf": seconds - 60, "exp": seconds + 3600, "serviceurl": service_url}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(
    payload: Json,
    name: str = KEY_ID,
    *,
    header: Mapping[str, Any] | None = None,
    algorithm: str = "RS256",
    key: Any = None,
) -> str:
    """A bearer header. `key` signs instead of the named one; `header` adds to the token's header or replaces in it."""
    headers = {"kid": name, "x5t": name, **(header or {})}
    return "Bearer " + jwt.encode(payload, key or private_key(name), algorithm=algorithm, headers=headers)
