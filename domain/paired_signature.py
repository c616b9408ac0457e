"""Whether what was posted comes from whoever holds the secret, now, and as it was sent: HMAC over time and body."""

from __future__ import annotations

import hashlib
import hmac
import random
import re
from dataclasses import dataclass

WINDOW_SECONDS = 300  # either way; older ones are replays, newer ones of a clock that is wrong
_SECRET_BYTES = 32
_TIME, _SIGNATURE = re.compile(r"[0-9]{10}", re.ASCII), re.compile(r"v1=[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A system that may post figures, by the name HR gave it. UTC epoch ms; `used_at` is up to an hour behind."""

    id: str
    name: str
    made_at: int
    used_at: int | None


def new_secret(rng: random.Random) -> str:
    """`rng` must be a cryptographic one."""
    return "vsf_" + rng.randbytes(_SECRET_BYTES).hex()


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return what stands in the signature's header. `timestamp` is in seconds since 1970."""
    signed = b"v1:" + timestamp.encode() + b":" + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_fresh(timestamp: str, *, now: int) -> bool:
    """`now` is in UTC epoch ms."""
    if not _TIME.fullmatch(timestamp):
        return False
    return abs(now // 1000 - int(timestamp)) <= WINDOW_SECONDS


def holds(secret: str, timestamp: str, signature: str, body: bytes) -> bool:
    """Compares in constant time."""
    has_shape = _SIGNATURE.fullmatch(signature) is not None
    return has_shape and hmac.compare_digest(sign(secret, timestamp, body), signature)
