"""Fifty workspaces, one of them with a broadcast, on a platform that keeps saying 429: nobody is asked too early."""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass, field

import pytest

from bot.delivery import CannotTell, Found, Outcome, Retry, Sent
from bot.relay import JITTER_MS, Relay
from bot.slack.outbound import LIMITS
from storage import leasing, outbox, workspaces
from storage.outbox import Kind, Message, Owed, Urgency
from storage.unit import Store, Unit
from tests.features.scene import SceneClock
from tests.platforms.throttle import Rate, Throttle
from tests.storage.mailroom import NOON, card

WORKSPACES = 50
SMALL, BIG = "T000", "T001"
SMALL_QUEUE = 20
LONG = 100  # messages: in a shorter queue the last pause weighs more than the rate
EVERY_MS, BURST = 200, 10  # the rate the platform allows a workspace, which is the one we plan for
CALM_CALLS = 60  # on average, from one storm to the next in a workspace
STORM_SECONDS = (2, 20)
ROUNDS_A_LIFE = 200  # then the relay dies, and another one reads what it may do from the store
RATES = {"post": Rate(every_ms=EVERY_MS, burst=BURST), "lane": Rate(every_ms=1_000, burst=2)}


@dataclass
class Storm:
    """When a workspace is closed, and what came of it. Times are UTC epoch ms."""

    began: int = 0
    until: int = 0
    storms: int = 0
    closed_ms: int = 0
    refused: int = 0
    ignored: int = 0  # calls after we had been told, before it was over
    finished: int = 0


@dataclass
class Sky:
    """A bot.delivery.Sender: a platform with strict limits, where now and then a workspace is closed for a while."""

    clock: SceneClock
    rng: random.Random
    throttle: Throttle
    limits = LIMITS
    storms: dict[str, Storm] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        storm = self.storms.setdefault(owed.tenant, Storm())
        if self.clock.now < storm.until:
            storm.refused += 1
            storm.ignored += self.clock.now > storm.began
            return _refused(storm.until - self.clock.now)
        if self.rng.random() < 1 / CALM_CALLS:
            return self._closed(storm)
        early = self.throttle.wait_ms("post", owed.tenant) or self.throttle.wait_ms("lane", owed.address)
        if early:
            return _refused(early)
        self.sent[owed.dedupe_key] += 1
        storm.finished = self.clock.now
        return Sent(owed.dedupe_key)

    async def find(self, owed: Owed) -> Found:
        return CannotTell()

    def _closed(self, storm: Storm) -> Outcome:
        ms = self.rng.randint(*STORM_SECONDS) * 1000
        storm.began, storm.until = self.clock.now, self.clock.now + ms
        storm.storms, storm.refused, storm.closed_ms = storm.storms + 1, storm.refused + 1, storm.closed_ms + ms
        return _refused(ms)


def _refused(ms: int) -> Retry:
    return Retry(-(-ms // 1000) * 1000, "ratelimited", bucket=True)


@dataclass(kw_only=True)
class Weather:
    store: Store
    clock: SceneClock
    sky: Sky
    queued: Counter[str] = field(default_factory=Counter)

    def owe(self, tenant: str, count: int) -> None:
        """As many messages to as many people."""
        self.queued[tenant] = count
        for start in range(0, count, 1_000):
            numbers = range(start, min(count, start + 1_000))
            self.store.write(lambda unit, numbers=numbers: owe(unit, tenant, numbers)).result()  # type: ignore[misc]  # bound now

    async def clears(self) -> None:
        """Let time jump from one moment at which something may be done to the next, until nothing is owed."""
        rounds, rng = 0, random.Random(2)
        relay = Relay(store=self.store, senders={"slack": self.sky}, clock=self.clock, rng=rng)
        while True:
            rounds += 1
            if rounds % ROUNDS_A_LIFE == 0:
                relay = Relay(store=self.store, senders={"slack": self.sky}, clock=self.clock, rng=rng)
            if await relay.round():
                continue
            due = self.store.read(lambda unit: leasing.next_due(unit, now=self.clock.now)).result()
            if due is None:
                return
            self.clock.now = max(self.clock.now + 1, due)

    def slowness(self, tenant: str) -> float:
        """How long it took, by how long the platform's own rate and its closed times would have taken."""
        storm = self.sky.storms[tenant]
        least = max(0, self.queued[tenant] - BURST) * EVERY_MS + storm.closed_ms
        jitter = storm.storms * JITTER_MS  # which keeps many workspaces from coming back in one moment
        return (storm.finished - NOON - jitter) / max(1, least)


def owe(unit: Unit, tenant: str, numbers: range) -> None:
    place = workspaces.find(unit, "slack", tenant)
    assert place is not None
    letters = [
        Message(
            workspace=place.id,
            kind=Kind.POST,
            lane=f"{place.id}/U{number}",
            address=f"{tenant}/U{number}",
            dedupe_key=f"{tenant}/{number}",
            card=card("a letter"),
            not_before=NOON,
            urgency=Urgency.BULK,
        )
        for number in numbers
    ]
    outbox.owe(unit, place.org, letters, now=NOON, rng=random.Random(f"{tenant}{numbers.start}"))


def settle_in(unit: Unit) -> None:
    rng = random.Random(5)
    org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=NOON, rng=rng)
    for number in range(WORKSPACES):
        told = {"name": "One", "token": "xoxb-1", "bot": "B1", "service_url": ""}
        workspaces.ensure(unit, org, "slack", f"T{number:03}", now=NOON, rng=rng, **told)


@pytest.fixture
def weather(store: Store) -> Weather:
    store.write(settle_in).result()
    clock = SceneClock(now=NOON)
    sky = Sky(clock, random.Random(4), Throttle(RATES, clock))
    return Weather(store=store, clock=clock, sky=sky)


async def storm(weather: Weather, big: int, others: int) -> str:
    """Let everybody's queue clear, and check the laws; return the figures."""
    weather.owe(SMALL, SMALL_QUEUE)
    weather.owe(BIG, big)
    for number in range(2, WORKSPACES):
        weather.owe(f"T{number:03}", others)
    await weather.clears()
    storms = weather.sky.storms
    slowness = {tenant: weather.slowness(tenant) for tenant in storms}
    count, refused = (sum(getattr(one, name) for one in storms.values()) for name in ("storms", "refused"))
    said = (
        f"{weather.sky.sent.total()} messages, {count} storms, {refused} calls refused, "
        f"{weather.sky.throttle.early.total()} early, {sum(one.ignored for one in storms.values())} ignored a 429, "
        f"the broadcast took {slowness[BIG]:.3f} of the least time, the small workspace "
        f"{(storms[SMALL].finished - NOON) / 1000:.1f} s with {storms[SMALL].closed_ms / 1000:.0f} s closed"
    )
    assert set(weather.sky.sent.values()) == {1}, said
    assert weather.sky.sent.total() == weather.queued.total(), said
    assert weather.sky.throttle.early.total() == 0, said
    assert sum(one.ignored for one in storms.values()) == 0, said
    assert refused <= 2 * count, said
    assert max(one for tenant, one in slowness.items() if weather.queued[tenant] >= LONG) <= 1 / 0.95, said
    assert storms[SMALL].finished - NOON <= SMALL_QUEUE * EVERY_MS + storms[SMALL].closed_ms + 1_000, said
    return said


async def test_a_storm_of_429_wastes_nothing(weather: Weather) -> None:
    """No call comes too early, none ignores a 429, and a small workspace does not feel the broadcast (row R10)."""
    await storm(weather, big=105, others=2)


@pytest.mark.soak
async def test_a_long_storm_of_429_wastes_nothing(weather: Weather) -> None:
    """Ten thousand messages in one workspace, and the rates of Slack as documented."""
    sys.stdout.write(f"{await storm(weather, big=10_000, others=150)}\n")
