"""Looks whether a post of unknown outcome stands on Slack, by the key in its metadata (PLATFORMS.md A2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.delivery import Absent, CannotTell, Found, Retry, Sent
from bot.slack.api import Answer, SlackApi
from storage.outbox import Owed

EVENT = "vouchsafe_message"  # the type of our metadata; its payload is an opaque key
PAGES = 20  # read at most; a busier channel is one of which nobody can tell
MARGIN_MS = 65_000  # how far Slack's clock and ours may be apart (bot/doctor.py) and a little more
PAUSE_MS = 60_000  # when Slack says to wait and not how long

LATER = frozenset(
    {"fatal_error", "internal_error", "rate_limited", "ratelimited", "request_timeout", "service_unavailable"}
)


def metadata(owed: Owed) -> dict[str, Any]:
    """Anyone in the workspace can read it, so it says nothing of anybody."""
    return {"event_type": EVENT, "event_payload": {"key": owed.id}}


def key_of(told: object) -> str:
    """Return the key in a message's metadata, "" when it is not ours."""
    if not isinstance(told, Mapping) or told.get("event_type") != EVENT:
        return ""
    payload = told.get("event_payload")
    key = payload.get("key", "") if isinstance(payload, Mapping) else ""
    return key if isinstance(key, str) else ""


async def find(api: SlackApi, owed: Owed) -> Found:
    """Read what was posted there since the attempt began. A direct message is looked for in its own channel."""
    channel = owed.address
    if channel.startswith(("U", "W")):
        opened = await api.call(owed.token, "conversations.open", {"users": owed.address})
        if not opened.ok:
            return _unseen(opened)
        channel = str((opened.body.get("channel") or {}).get("id", ""))
    return await _read_back(api, owed, channel)


async def _read_back(api: SlackApi, owed: Owed, channel: str) -> Found:
    cursor = ""
    for _ in range(PAGES):
        answer = await api.history(owed.token, channel, since=owed.started_at - MARGIN_MS, cursor=cursor)
        if not answer.ok:
            return _unseen(answer)
        for message in answer.body.get("messages", ()):
            if key_of(message.get("metadata")) == owed.id:
                return Sent(f"{channel}/{message['ts']}")
        cursor = (answer.body.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return Absent()
    return CannotTell()


def _unseen(answer: Answer) -> Found:
    """What Slack refuses for good, nobody can tell; a refusal for now, and no answer at all, may be answered later."""
    refused = answer.readable and 200 <= answer.status < 300
    if refused and answer.error not in LATER:
        return CannotTell()
    return Retry((answer.retry_after or 0) * 1000 or PAUSE_MS, answer.error)
