"""Slack's own word that a message stands: `message_metadata_posted`, signed, and delivered again until it is taken."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable

import aiohttp

from tests.platforms import slack
from tests.platforms.slack import Posted

APP = "A0APP"
TRIES = 4  # the first one, and three more as documented
PAUSE_SECONDS = 0.05  # stands for the minutes Slack waits


class Echo:
    """`place` tells where the product listens just now, "" for nowhere. `clock` gives UTC epoch ms."""

    def __init__(self, place: Callable[[], str], clock: Callable[[], int]) -> None:
        self.taken: list[str] = []
        self._place = place
        self._clock = clock
        self._numbers = itertools.count(1)
        self._under_way: set[asyncio.Task[None]] = set()

    def tell(self, posted: Posted) -> None:
        task = asyncio.create_task(self._deliver(posted))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Wait until all has been delivered or given up."""
        await asyncio.gather(*self._under_way)

    async def _deliver(self, posted: Posted) -> None:
        body = json.dumps(self._event(posted)).encode()
        for _ in range(TRIES):
            if await self._is_taken(body):
                self.taken.append(posted.metadata["event_payload"]["key"])
                return
            await asyncio.sleep(PAUSE_SECONDS)

    async def _is_taken(self, body: bytes) -> bool:
        stamp, place = str(self._clock() // 1000), self._place()
        mac = hmac.new(slack.SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={mac.hexdigest()}",
        }
        if not place:
            return False
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
                session.post(f"{place}/slack/events", data=body, headers=headers) as answer,
            ):
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _event(self, posted: Posted) -> slack.Json:
        event = {
            "type": "message_metadata_posted",
            "app_id": APP,
            "bot_id": "B0BOT",
            "user_id": slack.BOT_USER,
            "team_id": slack.TEAM,
            "channel_id": posted.channel,
            "metadata": posted.metadata,
            "message_ts": posted.stamp,
            "event_ts": posted.stamp,
        }
        return {
            "type": "event_callback",
            "team_id": slack.TEAM,
            "api_app_id": APP,
            "event_id": f"EvEcho{next(self._numbers)}",
            "event_time": self._clock() // 1000,
            "event": event,
        }
