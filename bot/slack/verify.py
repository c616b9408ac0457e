"""The signature of a Slack request, checked over its raw bytes before anything is parsed (PLATFORMS.md A1.1)."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from multidict import MultiMapping

MAX_BODY_BYTES = 1024 * 1024
WINDOW_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Seal:
    """What a request says it was signed with; nothing is proven yet."""

    timestamp: str
    signature: str


def seal(headers: MultiMapping[str], now: int) -> Seal | None:
    """Return the seal if it may hold: each header once, in its exact shape, within five minutes of `now`.

    `now` is UTC epoch ms. Slack encodes no body, so an encoded one is not Slack's and is never unpacked.
    """
    timestamps, signatures = headers.getall("X-Slack-Request-Timestamp", []), headers.getall("X-Slack-Signature", [])
    if "Content-Encoding" in headers or len(timestamps) != 1 or len(signatures) != 1:
        return None
    found = Seal(timestamps[0], signatures[0])
    if not (_TIMESTAMP.fullmatch(found.timestamp) and _SIGNATURE.fullmatch(found.signature)):
        return None
    return found if abs(now // 1000 - int(found.timestamp)) <= WINDOW_SECONDS else None


def is_signed(secret: str, found: Seal, body: bytes) -> bool:
    """Say whether Slack signed exactly these bytes."""
    return hmac.compare_digest(sign(secret, found.timestamp, body), found.signature)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    signed = b"v0:" + timestamp.encode() + b":" + body
    return f"v0={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
