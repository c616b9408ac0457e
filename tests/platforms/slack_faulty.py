"""A Slack as bad as its documentation allows: it limits, drops, posts and says it did not, and can be read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from tests.platforms import slack
from tests.platforms.faults import Faults, Late, misbehave
from tests.platforms.slack import FakeSlack, Json, Posted
from tests.platforms.throttle import Rate, Throttle

SENDS = frozenset({"chat.postMessage", "chat.update", "chat.delete"})
LOOKS = frozenset({"conversations.open", "conversations.history"})
PLACE = {"chat.postMessage": "channel"}  # what a method's limit counts beside the workspace


UNLIMITED: Mapping[str, Rate] = {}


class FaultySlack(FakeSlack):
    """`told` hears of each message as soon as it stands. `scopes` False: nothing may be read back.

    Messages are stamped by `clock` (UTC epoch ms), by which late copies appear and limits open, too.
    """

    def __init__(self, users: Sequence[Json], clock: Callable[[], int], rates: Mapping[str, Rate] = UNLIMITED) -> None:
        super().__init__(users, page=len(users) + 1)
        self.faults = Faults(SENDS | LOOKS)
        self.late = Late(clock)
        self.throttle = Throttle(rates, clock)
        self.scopes = True
        self.told: Callable[[Posted], None] = lambda posted: None
        self.history_page = 100
        self._clock = clock
        self._stamped = 0

    def keys(self) -> list[str]:
        """The key in the metadata of each message that stands, in the order in which they came to stand."""
        return [one.metadata["event_payload"]["key"] for one in self.messages.values() if one.metadata]

    async def _api(self, request: web.Request) -> web.Response:
        await self.late.land()
        fault = self.faults.next(request.match_info["method"])
        if fault is not None:
            return await misbehave(fault, request, self._unlimited, self.late)
        return await self._limited(request) or await self._unlimited(request)

    async def _unlimited(self, request: web.Request) -> web.Response:
        before = set(self.messages)
        answer = await super()._api(request)
        for name in self.messages.keys() - before:
            self.told(self.messages[name])
        return answer

    async def _limited(self, request: web.Request) -> web.Response | None:
        """The answer to a call that came too early."""
        method = request.match_info["method"]
        place = (await slack._arguments(request)).get(PLACE.get(method, ""), "")
        wait = self.throttle.wait_ms(method, str(place))
        if not wait:
            return None
        body = json.dumps({"ok": False, "error": "ratelimited"})
        return web.Response(
            status=429, text=body, content_type="application/json", headers={"Retry-After": str(-(-wait // 1000))}
        )

    def _answer(self, method: str, token: str, arguments: Json) -> Json:
        reading = {"conversations.open": self._opened, "conversations.history": self._history}
        if method not in reading or token != slack.TOKEN:
            return super()._answer(method, token, arguments)
        return reading[method](arguments) if self.scopes else {"ok": False, "error": "missing_scope"}

    def _opened(self, arguments: Json) -> Json:
        return {"ok": True, "channel": {"id": self.direct(arguments["users"])}}

    def _history(self, arguments: Json) -> Json:
        """The newest first, a page at a time, with metadata only where it is asked for."""
        wanted = str(arguments.get("include_all_metadata")) in ("1", "true", "True")
        since = float(arguments["oldest"])
        found = [one for one in self.standing_in(arguments["channel"]) if float(one.stamp) > since][::-1]
        start = int(arguments.get("cursor") or 0)
        until = start + min(int(arguments["limit"]), self.history_page)
        return {
            "ok": True,
            "messages": [_shown(one, wanted) for one in found[start:until]],
            "has_more": until < len(found),
            "response_metadata": {"next_cursor": str(until) if until < len(found) else ""},
        }

    def _stamp(self) -> str:
        """Unique, and never before one that was given."""
        self._stamped = max(self._stamped + 1, self._clock() * 1000)
        return f"{self._stamped // 1_000_000}.{self._stamped % 1_000_000:06}"


def _shown(posted: Posted, with_metadata: bool) -> dict[str, Any]:
    told = {"metadata": posted.metadata} if with_metadata and posted.metadata else {}
    return {"type": "message", "ts": posted.stamp, "text": posted.text, **told}
