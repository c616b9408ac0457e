"""The signature of a Slack request, checked over its raw bytes before anything is parsed (PLATFORMS.md A1.1)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

MAX_BODY_BYTES = 1024 * 1024
WINDOW_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{10}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: int) -> bool:
    """Say whether Slack signed exactly these bytes within five minutes of `now` (UTC epoch ms)."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    signature = headers.get("X-Slack-Signature", "")
    if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
        return False
    if abs(now // 1000 - int(timestamp)) > WINDOW_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body), signature)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    signed = b"v0:" + timestamp.encode() + b":" + body
    return f"v0={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
