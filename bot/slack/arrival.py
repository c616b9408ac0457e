"""What makes an arrival the same as an earlier one, whoever sends it again (PLATFORMS.md A1.5, TRUST.md section 3)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from handlers.turn import Delivery

_OPAQUE = re.compile(r"[!-~]{1,255}")


def delivery(payload: Mapping[str, Any], tenant: str) -> Delivery:
    return Delivery(f"slack:{tenant}", _keys(payload))


def opaque(value: object) -> str:
    """Return one of Slack's ids, of which only the shape is known. Raises TypeError."""
    if not isinstance(value, str) or not _OPAQUE.fullmatch(value):
        raise TypeError("not an id")
    return value


def _keys(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """A form is the same delivery while its view and its content are the same: people correct and send again."""
    if "event_id" in payload:
        return (*_moment(payload["event"]), f"event/{opaque(payload['event_id'])}")
    if payload.get("type") == "view_submission":
        view = payload["view"]
        return (f"view/{_digest([view['id'], view.get('hash'), view['state']['values']])}",)
    if payload.get("trigger_id"):
        return (f"trigger/{opaque(payload['trigger_id'])}",)
    return (f"payload/{_digest(payload)}",)


def _moment(event: Mapping[str, Any]) -> tuple[str, ...]:
    """One message has come under up to 11 event ids. Its answer is kept here, where each of them looks first."""
    stamp = event.get("event_ts") or event.get("ts")
    if not stamp or event["type"] not in ("message", "app_mention"):
        return ()
    return (f"moment/{_digest([event.get('channel'), stamp, event['type'], event.get('user')])}",)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
