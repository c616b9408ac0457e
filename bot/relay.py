"""Sends what is owed: lease, send, settle, wait. Only the relay retries; no SDK does."""

from __future__ import annotations

import asyncio
import random
from collections import Counter as Tally
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import assert_never

import structlog
from prometheus_client import Counter

from bot import arriving
from bot.delivery import (
    Absent,
    Ambiguous,
    CannotTell,
    Failed,
    Found,
    Outcome,
    Retry,
    Scope,
    Sender,
    Sent,
    UndrawableError,
)
from bot.edge import Clock
from bot.looping import Looping
from domain import ids
from storage import leasing
from storage.leasing import Lease, Leased, Unreadable, Verdict
from storage.outbox import SOON_MS, Kind, Owed, Promise, State
from storage.unit import Store, T, Unit

AT_ONCE = 256  # sends under way in this process, all workspaces together
LEASE_MS = 60_000  # longer than looking and sending take, so that a live send is never taken for a dead one
FIND_SECONDS, SEND_SECONDS = 18.0, 34.0
QUIET_MS = 35_000  # an ambiguous send may still arrive this much later (PLATFORMS.md A2.5)
POLL_SECONDS = SOON_MS / 1000  # what is due later than that wakes nobody
SHORTEST_SECONDS = 0.001
MOST_REPEATS = 8  # of what nobody can look for, and of what breaks whatever sends it
DAY_OF_TRIES = 300  # of a change that is refused each time, of a post that is never there
FIRST_BACKOFF_MS = 2_000
MOST_BACKOFF_MS = 300_000
JITTER_MS = 500
NOT_REPEATED = "it may or may not have arrived, and is not sent twice"

log = structlog.get_logger()
SENT = Counter("vouchsafe_sends_total", "Messages handed to a platform, by outcome", ["platform", "outcome"])
QUARANTINED = Counter("vouchsafe_quarantined_total", "Messages given up because they cannot be read or drawn")
RECONCILED = Counter("vouchsafe_reconciled_total", "Sends of unknown outcome, by what was found", ["platform", "found"])


class Relay:
    def __init__(self, *, store: Store, senders: Mapping[str, Sender], clock: Clock, rng: random.Random) -> None:
        self._store = store
        self._senders = senders
        self._limits = {platform: sender.limits for platform, sender in senders.items()}
        self._clock = clock
        self._rng = rng
        self._busy: Tally[str] = Tally()
        self._sending: set[asyncio.Task[None]] = set()
        self._looping = Looping("relay", self._look)
        self.wake = self._looping.wake
        store.on_wake("outbox", self.wake)

    async def run(self) -> None:
        """Send until closed, then wait for what is under way."""
        await self._looping.run()
        await asyncio.gather(*self._sending)

    async def round(self) -> int:
        """Send what may go now, wait until it is settled, and say how many messages that were."""
        taken = await self._start()
        await asyncio.gather(*self._sending)
        return taken

    @property
    def age_seconds(self) -> float:
        """How long ago it last looked for what is owed."""
        return self._looping.age_seconds

    def close(self) -> None:
        """Take nothing more; what is still owed stays owed."""
        self._looping.close()

    async def _look(self) -> float:
        """Start what may go now. Each send is settled by itself, so that a slow one holds nobody else up."""
        if await self._start():
            return 0.0
        now = self._clock()
        due = await arriving.wait(self._store.read(partial(leasing.next_due, now=now)))
        return POLL_SECONDS if due is None else min(POLL_SECONDS, max(SHORTEST_SECONDS, (due - now) / 1000))

    async def _start(self) -> int:
        now = self._clock()
        if again := await self._write(partial(leasing.expire, now=now)):
            log.warning("senders died while sending", action="relay.expired", messages=again)
        if not self._room():
            return 0
        leased = await self._write(partial(leasing.lease, taking=self._taking(now), now=now))
        for one in leased.unreadable:
            _report(one)
        if self._looping.closing:  # asked to stop meanwhile: whoever looks next begins them
            await self._write(partial(leasing.release, owed=leased.owed))
            return 0
        self._begin(leased)
        return len(leased.owed) + len(leased.unreadable)

    def _begin(self, leased: Leased) -> None:
        for one in leased.owed:
            self._busy[one.workspace] += 1
            task = asyncio.create_task(self._deliver(one))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    def _room(self) -> int:
        return AT_ONCE - len(self._sending)

    def _taking(self, now: int) -> Lease:
        return Lease(
            token=ids.new(self._rng),
            until=now + LEASE_MS,
            limits=self._limits,
            most=self._room(),
            busy=dict(self._busy),
        )

    async def _deliver(self, owed: Owed) -> None:
        """Whatever happens in here, the lease ends and the message is looked at again."""
        try:
            verdict = _at_last(owed, await self._certainly(owed))
            settling = partial(leasing.settle, verdicts=[verdict], limits=self._limits, now=self._clock())
            await self._write(settling)
        except Exception as error:  # what cannot be recorded now is found when its lease ends
            log.error("a send was not recorded", action="relay.unrecorded", message=owed.id, error=type(error).__name__)
        finally:
            self._busy[owed.workspace] -= 1
            self.wake()

    async def _certainly(self, owed: Owed) -> Verdict:
        """A message that breaks whatever handles it is given up in the end, as any other."""
        try:
            return await self._verdict(owed)
        except UndrawableError as error:
            return _undrawn(owed, str(error), self._clock())
        except Exception as error:  # one message that cannot be handled must not end sending
            reason = type(error).__name__
            log.error("a send broke off", action="relay.broke_off", message=owed.id, error=reason)
            return _unknown(owed, f"broke off: {reason}", self._clock(), most=MOST_REPEATS)

    async def _verdict(self, owed: Owed) -> Verdict:
        if owed.kind is not Kind.POST and not owed.ref:
            return Verdict(owed=owed, state=State.DROPPED, error="the message to change was never sent")
        if owed.doubtful and owed.kind is Kind.POST:
            return await self._reconciled(owed)
        return await self._sent(owed)

    async def _sent(self, owed: Owed, *, again: bool = False) -> Verdict:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                outcome = await self._senders[owed.platform].send(owed, self._clock(), again=again)
        except TimeoutError:
            outcome = Ambiguous("no answer in time")
        SENT.labels(owed.platform, type(outcome).__name__.lower()).inc()
        return _verdict(owed, outcome, self._clock(), self._rng.randrange(JITTER_MS))

    async def _reconciled(self, owed: Owed) -> Verdict:
        """Look first; what is there is not sent again, and what nobody can see is sent as its promise says."""
        found: Found
        try:
            async with asyncio.timeout(FIND_SECONDS):
                found = await self._senders[owed.platform].find(owed)
        except TimeoutError:
            found = Retry(QUIET_MS, "no answer in time")
        RECONCILED.labels(owed.platform, type(found).__name__.lower()).inc()
        match found:
            case Sent(ref):
                return Verdict(owed=owed, state=State.SENT, ref=ref)
            case Absent():
                return self._left_alone(owed) if owed.is_late else await self._sent(owed)
            case CannotTell():
                return await self._untold(owed)
            case Retry(after_ms, reason):
                until = self._clock() + max(after_ms, _backoff(owed))
                return Verdict(owed=owed, state=State.AMBIGUOUS, error=reason, not_before=until)
            case _:
                assert_never(found)

    async def _untold(self, owed: Owed) -> Verdict:
        if owed.is_late or owed.promise is Promise.AT_MOST_ONCE or owed.attempts > MOST_REPEATS:
            log.warning("a message is not repeated", action="relay.not_repeated", message=owed.id)
            return Verdict(owed=owed, state=State.FAILED, error=NOT_REPEATED, in_doubt=True, not_before=self._clock())
        verdict = await self._sent(owed, again=True)
        refused = verdict.state is State.QUEUED  # this time: the first one may have arrived all the same
        return replace(verdict, state=State.AMBIGUOUS if refused else verdict.state, in_doubt=True)

    def _left_alone(self, owed: Owed) -> Verdict:
        """It was certainly not sent, and is not to be sent now: whoever owed it decides what becomes of it."""
        return Verdict(owed=owed, state=State.QUEUED, not_before=self._clock())

    async def _write(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._store.write(work))


def _verdict(owed: Owed, outcome: Outcome, now: int, jitter: int) -> Verdict:
    match outcome:
        case Sent(ref):
            return Verdict(owed=owed, state=State.SENT, ref=ref)
        case Retry(after_ms, reason, bucket):
            until = now + jitter + max(after_ms, _backoff(owed))
            pause = now + jitter + after_ms if bucket else 0
            return Verdict(owed=owed, state=State.QUEUED, error=reason, not_before=until, pause_until=pause)
        case Ambiguous(reason):
            return _unknown(owed, reason, now + jitter)
        case Failed(reason, scope):
            return _failed(owed, reason, scope, now)
        case _:
            assert_never(outcome)


def _at_last(owed: Owed, verdict: Verdict) -> Verdict:
    """A post goes on being owed; a change of one that never succeeds is left to the operator."""
    is_over = verdict.state is State.QUEUED and owed.kind is not Kind.POST and owed.attempts >= DAY_OF_TRIES
    return replace(verdict, state=State.FAILED) if is_over and not verdict.workspace_gone else verdict


def _unknown(owed: Owed, reason: str, now: int, *, most: int = DAY_OF_TRIES) -> Verdict:
    """Wait out the quiet period, then look; an outage is waited out, and nothing is tried without end."""
    log.warning("a send is ambiguous", action="relay.ambiguous", message=owed.id, reason=reason)
    later = now + max(QUIET_MS, _backoff(owed))
    if owed.kind is not Kind.POST:  # the same edit or removal again shows nothing twice
        return Verdict(owed=owed, state=State.QUEUED, error=reason, not_before=later)
    state = State.AMBIGUOUS if owed.attempts < most else State.FAILED
    return Verdict(owed=owed, state=state, error=reason, in_doubt=True, not_before=later)


def _undrawn(owed: Owed, error: str, now: int) -> Verdict:
    """Leave it for a replica that can, then set it aside for the operator."""
    pause, reason = leasing.pause_ms(owed.attempts), f"cannot be drawn: {error}"
    _report(Unreadable(owed.id, reason, pause is None))
    waits = State.AMBIGUOUS if owed.doubtful else State.QUEUED
    state = State.FAILED if pause is None else waits
    return Verdict(owed=owed, state=state, error=reason, in_doubt=owed.doubtful, not_before=now + (pause or 0))


def _report(one: Unreadable) -> None:
    QUARANTINED.inc(one.is_final)
    log.error("a message cannot be sent", action="relay.poison", message=one.id, reason=one.reason, final=one.is_final)


def _failed(owed: Owed, reason: str, scope: Scope, now: int) -> Verdict:
    """A gone workspace keeps its queue for the day it comes back; any other failure is final."""
    log.warning("a message was not delivered", action="relay.failed", message=owed.id, reason=reason, scope=scope)
    gone = scope is Scope.WORKSPACE
    state = State.QUEUED if gone else State.FAILED
    return Verdict(owed=owed, state=state, error=reason, not_before=now, workspace_gone=gone)


def _backoff(owed: Owed) -> int:
    return 0 if owed.attempts <= 1 else min(MOST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (owed.attempts - 2))
