"""What can go wrong with one call to a platform, as data, and scripts that say to which call it happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

Do = Callable[[web.Request], Awaitable[web.Response]]
Choice = Callable[[int, str], "Fault | None"]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """How one call goes wrong.

    `status` 0: no answer, the connection dies; `reads` False: before the call was read. `done`: it happens all the
    same; `late_ms`: it happens so long after the connection has died. `cut`: the true answer breaks off half-way.
    `slow_seconds`: the true answer comes late. `is_final`: whoever asked must not ask again.
    """

    name: str
    status: int = 0
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    reads: bool = True
    done: bool = False
    cut: bool = False
    late_ms: int | None = None
    slow_seconds: float = 0.0
    is_final: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def is_certain(self) -> bool:
        """The answer says for sure that nothing happened."""
        return self.status in (412, 429) or self.is_final


UNREAD = Fault(name="dropped before it was read", reads=False)
DROPPED = Fault(name="dropped after it was read, not done")
UNANSWERED = Fault(name="done, and dropped before the answer", done=True)
CUT = Fault(name="done, and dropped in the middle of the answer", done=True, cut=True)
LATE = Fault(name="dropped, and done 20 seconds later", late_ms=20_000)
LIMITED = Fault(name="limited", status=429, headers={"Retry-After": "7"}, body='{"ok": false, "error": "ratelimited"}')
UNAVAILABLE = Fault(name="503, not done", status=503, body="<html>try later</html>", kind="text/html")
BAD_GATEWAY = Fault(name="502, done", status=502, body="<html>Bad Gateway</html>", kind="text/html", done=True)
HTML = Fault(
    name="a page instead of an answer, done", status=200, body="<html>hello</html>", kind="text/html", done=True
)
EMPTY = Fault(name="nothing instead of an answer, not done", status=500)
ANYWHERE = (UNREAD, DROPPED, UNANSWERED, CUT, LATE, LIMITED, UNAVAILABLE, BAD_GATEWAY, EMPTY)


def told(name: str, error: str, *, done: bool = False, is_final: bool = False) -> Fault:
    """An error as Slack tells it."""
    body = json.dumps({"ok": False, "error": error})
    return Fault(name=name, status=200, body=body, done=done, is_final=is_final)


def refused(name: str, status: int, code: str, *, is_final: bool = False) -> Fault:
    """An error as the Bot Connector tells it."""
    return Fault(name=name, status=status, body=json.dumps({"error": {"code": code}}), is_final=is_final)


SLACK = (*ANYWHERE, HTML, told("internal_error, done", "internal_error", done=True))
SLACK_FINAL = (
    told("the channel is gone", "channel_not_found", is_final=True),
    told("the token is revoked", "token_revoked", is_final=True),
)
TEAMS = (*ANYWHERE, refused("others are at work there", 412, "PreconditionFailed"))
TEAMS_FINAL = (
    refused("the conversation is gone", 404, "ConversationNotFound", is_final=True),
    refused("the person blocked the bot", 403, "ConversationBlockedByUser", is_final=True),
    refused("the bot is not registered", 401, "BotNotRegistered", is_final=True),
)


def never(number: int, operation: str) -> Fault | None:
    return None


def nth(chosen: int, fault: Fault) -> Choice:
    """Only the call of that number goes wrong; the first one is 1."""
    return lambda number, operation: fault if number == chosen else None


class Faults:
    """Asked at every call; counts those of the operations it watches, all of them together."""

    def __init__(self, watched: frozenset[str]) -> None:
        self.watched = watched
        self.happened: list[Fault] = []
        self.count = 0
        self._choose: Choice = never

    def begin(self, choose: Choice = never) -> None:
        """Count from the start again, and let these calls go wrong."""
        self.count, self._choose = 0, choose
        self.happened.clear()

    def next(self, operation: str) -> Fault | None:
        if operation not in self.watched:
            return None
        self.count += 1
        fault = self._choose(self.count, operation)
        self.happened += [fault] if fault else []
        return fault


class Late:
    """What is to happen after its connection has died: does it once the platform's clock has come that far."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._waiting: list[tuple[int, Do, web.Request]] = []

    def add(self, ms: int, do: Do, request: web.Request) -> None:
        self._waiting.append((self._clock() + ms, do, request))

    async def land(self) -> None:
        now, waiting = self._clock(), self._waiting
        self._waiting = [one for one in waiting if one[0] > now]
        for _, do, request in (one for one in waiting if one[0] <= now):
            await do(request)


async def misbehave(fault: Fault, request: web.Request, do: Do, late: Late) -> web.Response:
    """Serve a call as the fault says; `do` serves it as usual."""
    if not fault.reads:
        return _dropped(request)
    await request.read()
    if fault.slow_seconds:
        await asyncio.sleep(fault.slow_seconds)
        return await do(request)
    if fault.late_ms is not None:
        late.add(fault.late_ms, do, request)
    usual = await do(request) if fault.done else None
    if fault.status:
        return web.Response(
            status=fault.status, text=fault.body, headers=fault.headers, content_type=fault.kind, charset="utf-8"
        )
    if fault.cut and usual is not None and isinstance(usual.body, bytes) and request.transport is not None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(usual.body)}\r\n\r\n"
        request.transport.write(head.encode() + usual.body[: len(usual.body) // 2])
    return _dropped(request)


def _dropped(request: web.Request) -> web.Response:
    """Nobody hears this answer: the connection is closed."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()
