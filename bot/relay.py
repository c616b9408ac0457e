"""Sends what is owed: lease, send, settle, wait. Only the relay retries; no SDK does."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import assert_never

import structlog
from prometheus_client import Counter

from bot.delivery import Ambiguous, Failed, Outcome, Retry, Scope, Sender, Sent
from bot.edge import Clock
from domain import ids
from storage import leasing
from storage.leasing import Lease, Verdict
from storage.outbox import Kind, Owed, State
from storage.unit import Store, T, Unit

BATCH = 64  # messages leased at once
LEASE_MS = 60_000  # longer than any sender's time-out, so that a live send is never taken for a dead one
QUIET_MS = 35_000  # an ambiguous send may still arrive this much later (PLATFORMS.md A2.5)
POLL_SECONDS = 5.0  # in case a wake-up was missed
MOST_ATTEMPTS = 5
FIRST_BACKOFF_MS = 2_000
MOST_BACKOFF_MS = 300_000
JITTER_MS = 500
IDLE_SECONDS = 0.01  # the shortest wait, for what is due but waits for its lane

log = structlog.get_logger()
SENT = Counter("vouchsafe_sends_total", "Messages handed to a platform, by outcome", ["platform", "outcome"])


class Relay:
    def __init__(self, *, store: Store, senders: Mapping[str, Sender], clock: Clock, rng: random.Random) -> None:
        self._store = store
        self._senders = senders
        self._clock = clock
        self._rng = rng
        self._awake = asyncio.Event()
        self._closing = False
        self._loop = asyncio.get_running_loop()
        store.on_wake("outbox", self.wake)

    def wake(self) -> None:
        """Look again now. May be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is already closed: nothing is left to wake
            self._loop.call_soon_threadsafe(self._awake.set)

    async def run(self) -> None:
        """Send until closed. What a round throws is logged, and the next round starts over from the store."""
        while not self._closing:
            self._awake.clear()
            try:
                busy = await self.round()
                pause = 0.0 if busy else await self._until_next()
            except Exception as error:  # the relay loop: a failed round must not end sending
                log.error("a relay round failed", action="relay.failed", error=type(error).__name__)
                pause = POLL_SECONDS
            if pause and not self._closing:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), pause)

    async def round(self) -> int:
        """Send what is due now, once; say how many messages were taken."""
        now = self._clock()
        if again := await self._write(partial(leasing.expire, now=now)):
            log.warning("sends of unknown outcome are sent again", action="relay.again", messages=again)
        owed = await self._write(partial(leasing.lease, taking=self._taking(now), now=now))
        if owed:
            verdicts = await asyncio.gather(*(self._send(one) for one in owed))
            await self._write(partial(leasing.settle, verdicts=verdicts, now=self._clock()))
        return len(owed)

    async def close(self) -> None:
        """Finish the round under way; what is still owed stays owed."""
        self._closing = True
        self._awake.set()

    def _taking(self, now: int) -> Lease:
        return Lease(token=ids.new(self._rng), until=now + LEASE_MS, platforms=tuple(self._senders), limit=BATCH)

    async def _send(self, owed: Owed) -> Verdict:
        if owed.kind is not Kind.POST and not owed.ref:
            return Verdict(owed=owed, state=State.DROPPED, error="the message to change was never sent")
        outcome = await self._senders[owed.platform].send(owed, self._clock())
        SENT.labels(owed.platform, type(outcome).__name__.lower()).inc()
        return _verdict(owed, outcome, self._clock() + self._rng.randrange(JITTER_MS))

    async def _until_next(self) -> float:
        due = await asyncio.wrap_future(self._store.read(leasing.next_due))
        return POLL_SECONDS if due is None else min(POLL_SECONDS, max(IDLE_SECONDS, (due - self._clock()) / 1000))

    async def _write(self, work: Callable[[Unit], T]) -> T:
        return await asyncio.wrap_future(self._store.write(work))


def _verdict(owed: Owed, outcome: Outcome, now: int) -> Verdict:
    match outcome:
        case Sent(ref):
            return Verdict(owed=owed, state=State.SENT, ref=ref)
        case Retry(after_ms, reason):
            return Verdict(owed=owed, state=State.QUEUED, error=reason, not_before=now + max(after_ms, _backoff(owed)))
        case Ambiguous(reason):
            return _unknown(owed, reason, now)
        case Failed(reason, scope):
            return _failed(owed, reason, scope)
        case _:
            assert_never(outcome)


def _unknown(owed: Owed, reason: str, now: int) -> Verdict:
    """Wait out the quiet period, then send again; give up rather than repeat without end."""
    log.warning("a send is ambiguous", action="relay.ambiguous", message=owed.id, reason=reason)
    state = State.AMBIGUOUS if owed.attempts < MOST_ATTEMPTS else State.FAILED
    return Verdict(owed=owed, state=state, error=reason, not_before=now + QUIET_MS)


def _failed(owed: Owed, reason: str, scope: Scope) -> Verdict:
    """A gone workspace keeps its queue for the day it comes back; any other failure is final."""
    log.warning("a message was not delivered", action="relay.failed", message=owed.id, reason=reason, scope=scope)
    gone = scope is Scope.WORKSPACE
    return Verdict(owed=owed, state=State.QUEUED if gone else State.FAILED, error=reason, workspace_gone=gone)


def _backoff(owed: Owed) -> int:
    return 0 if owed.attempts <= 1 else min(MOST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (owed.attempts - 2))
