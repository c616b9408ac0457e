"""Somebody's Slack, seen from outside: signed requests to a served process, and people enough for many kudos."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import http.client
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from tests.platforms import slack as fake
from tests.platforms.slack import FakeSlack

Json = dict[str, Any]

CHANNEL = "C0WINS"
HANA = "U0HANA"  # runs HR
STORY = "you raised the vendor risk nine days early, so we could replan the launch"
PATIENCE_SECONDS = 30


class HeardSlack(FakeSlack):
    """A Slack that can be waited for."""

    def __init__(self, users: Sequence[Json]) -> None:
        super().__init__(users, page=len(users) + 1)
        self._news = asyncio.Condition()
        self._arrived = asyncio.Event()
        self._answering = asyncio.Event()
        self._answering.set()

    async def holds(self, messages: int) -> None:
        """Wait until so many messages stand here. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._news:
            await self._news.wait_for(lambda: len(self.messages) >= messages)

    @contextlib.contextmanager
    def slow(self) -> Iterator[asyncio.Event]:
        """Answer no post until the block ends; the event tells that one has arrived."""
        self._arrived.clear()
        self._answering.clear()
        yield self._arrived
        self._answering.set()

    async def _api(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "chat.postMessage":
            self._arrived.set()
            await self._answering.wait()
        answer = await super()._api(request)
        async with self._news:
            self._news.notify_all()
        return answer


def members(count: int) -> list[Json]:
    people = [fake.user(f"U{number:04}", f"Person Number{number}") for number in range(count)]
    return [fake.user(HANA, "Hana Weiss"), *people]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The exact bytes Slack would post, with its headers: sending them again is a redelivery."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    text: str

    @property
    def button(self) -> dict[str, str]:
        """What each button carries, by its label."""
        blocks = json.loads(self.text)["blocks"]
        found = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
        return {one["text"]["text"]: one["value"] for one in found if "value" in one}


@dataclass
class Slack:
    """Slack's side of the workspace. Every letter is a new one; `post` delivers it, once a call."""

    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def command(self, who: str, line: str) -> Letter:
        verb, _, text = line.partition(" ")
        return form(
            {
                "command": verb,
                "text": text,
                "team_id": fake.TEAM,
                "channel_id": CHANNEL,
                "channel_name": "wins",
                "user_id": who,
                "trigger_id": f"trigger.{next(self.numbers)}",
            }
        )

    def press(self, who: str, value: str) -> Letter:
        payload = {
            "type": "block_actions",
            "team": {"id": fake.TEAM, "domain": "house"},
            "user": {"id": who, "team_id": fake.TEAM},
            "trigger_id": f"trigger.{next(self.numbers)}",
            "container": {"type": "message"},
            "channel": {"id": CHANNEL, "name": "wins"},
            "actions": [{"type": "button", "block_id": "b", "action_id": "a", "action_ts": "1", "value": value}],
        }
        return form({"payload": json.dumps(payload)})

    def thanks(self, giver: str, receiver: str, note: str = STORY) -> Letter:
        return self.command(giver, f"/kudos <@{receiver}> #early-flag {note}")


def form(fields: Json) -> Letter:
    return letter(urlencode(fields).encode())


def letter(body: bytes, kind: str = "application/x-www-form-urlencoded", now: float | None = None) -> Letter:
    """Sign it for now (UTC epoch seconds), which is the real time where none is given."""
    stamp = str(int(time.time() if now is None else now))
    mac = hmac.new(fake.SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}", "Content-Type": kind}
    return Letter(body=body, headers=headers)


def post(url: str, one: Letter) -> Answer:
    """Deliver it now, on a connection of its own. Raises OSError or HTTPException when no answer comes back."""
    asking = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_SECONDS)
    try:
        asking.request("POST", "/slack/events", one.body, one.headers)
        answer = asking.getresponse()
        return Answer(status=answer.status, text=answer.read().decode())
    finally:
        asking.close()
