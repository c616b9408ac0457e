"""Twenty people work on while everybody elsewhere gets a letter and the sender keeps dying: they do not notice."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest

from bot.delivery import Absent, Found, Outcome, Sent
from bot.relay import LEASE_MS, Relay
from bot.slack.outbound import LIMITS
from schedules import tick
from storage import leasing
from storage.outbox import Owed
from storage.unit import Store
from tests.delivery import letters
from tests.delivery.crashing import CrashedError, dying
from tests.features.scene import SceneClock
from tests.storage import mailroom
from tests.storage.mailroom import NOON, Mailroom

STATEMENTS = 12  # a tick of a chunk takes about as many
CALL_MS = 1_000  # the platform is slow
PEOPLE = 20
EVERY_MS = 6_000  # on average, from one kudos in the small workspace to the next
SOON_MS = 5_000


@dataclass
class Sky:
    """A bot.delivery.Sender. After so many calls the process is dead: half of those under way have arrived."""

    clock: SceneClock
    rng: random.Random
    limits = LIMITS
    left: int | None = None
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    stands: Counter[str] = field(default_factory=Counter)
    at: dict[str, int] = field(default_factory=dict)
    unanswered: list[Owed] = field(default_factory=list)

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.dead.set()
                await self._never_answers(owed)
        return self._lands(owed)

    async def find(self, owed: Owed) -> Found:
        return Sent(owed.dedupe_key) if owed.dedupe_key in self.at else Absent()

    async def _never_answers(self, owed: Owed) -> None:
        self.unanswered.append(owed)
        if self.rng.random() < 0.5:
            self._lands(owed)
        await asyncio.Event().wait()

    def _lands(self, owed: Owed) -> Sent:
        self.stands[owed.address] += 1
        self.at[owed.dedupe_key] = self.clock.now
        return Sent(owed.dedupe_key)


@dataclass(kw_only=True)
class Town:
    """`asked` is what was owed in the small workspace: the lane and the moment of each message by its key.

    `held` says which lane was held up by a death, because a message of it was under way, from when and until when.
    """

    store: Store
    small: Mailroom
    clock: SceneClock
    sky: Sky
    count: int
    deaths: int
    rng: random.Random = field(default_factory=lambda: random.Random(8))
    asked: dict[str, tuple[str, int]] = field(default_factory=dict)
    held: list[tuple[str, int, int]] = field(default_factory=list)
    ticks_died: int = 0
    relays_died: int = 0
    next_kudos: int = NOON

    async def clears(self) -> None:
        """Let time pass, planning and sending and dying, until nothing is owed."""
        relay = self._relay()
        while True:
            is_planning = self._ticks()
            self._people_give()
            taken = await self._round(relay)
            if taken is None:
                relay = self._relay()
                continue
            due = self.store.read(partial(leasing.next_due, now=self.clock.now)).result()
            if due is None and not (taken or is_planning):
                return
            sooner = [one for one in (due, self.next_kudos) if one is not None]
            self.clock.now = self.clock.now + CALL_MS if taken else max(self.clock.now + 1, min(sooner))

    def late(self) -> Iterator[int]:
        """Yield how long each message of the small workspace took that neither a death held up nor what one left."""
        clear: Counter[str] = Counter()  # by lane: from when on nothing that was held up is before a new message
        for key, (lane, moment) in self.asked.items():
            if moment > clear[lane] and not self._is_held(lane, moment):
                yield self.sky.at[key] - moment
            else:
                clear[lane] = self.sky.at[key]

    def _is_held(self, lane: str, moment: int) -> bool:
        return any(lane == held and since - SOON_MS <= moment <= until for held, since, until in self.held)

    def _ticks(self) -> bool:
        """Every other one may die at some statement. Say whether there is more to do."""
        work = partial(tick.tick, schedules=letters.letter(self.count), now=self.clock.now, rng=self.rng)
        mortal = self.ticks_died < self.deaths and self.rng.random() < 0.5
        try:
            ticked = self.store.write(dying(work, self.rng.randrange(STATEMENTS)) if mortal else work).result()
        except CrashedError:
            self.ticks_died += 1
            return True
        assert ticked.failures == ()
        return not ticked.is_idle

    def _people_give(self) -> None:
        """A kudos is a message in the channel and one to somebody, at the moment somebody gave it."""
        while self.next_kudos <= self.clock.now:
            for lane in ("wins", f"person{self.rng.randrange(PEOPLE)}"):
                key = f"{self.next_kudos}/{lane}"
                self.small.owe(key, lane=lane, not_before=self.next_kudos, now=self.next_kudos)
                self.asked[key] = (lane, self.next_kudos)
            self.next_kudos += 1 + int(self.rng.expovariate(1 / EVERY_MS))

    async def _round(self, relay: Relay) -> int | None:
        """Return how many messages were sent, None when the process died of it."""
        due = (self.relays_died + 1) * self.count // (self.deaths + 1)
        if self.sky.left is None and self.relays_died < self.deaths and len(self.sky.at) > due:
            self.sky.left = self.rng.randrange(4)
        sending, dead = asyncio.create_task(relay.round()), asyncio.create_task(self.sky.dead.wait())
        await asyncio.wait((sending, dead), return_when=asyncio.FIRST_COMPLETED)
        dead.cancel()
        if not self.sky.dead.is_set():
            return sending.result()
        under_way = (sending, *relay._sending)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._bury()
        return None

    def _bury(self) -> None:
        until = self.clock.now + LEASE_MS + SOON_MS
        self.held += [(owed.address, self.clock.now, until) for owed in self.sky.unanswered]
        self.relays_died += 1
        self.sky.left = None
        self.sky.unanswered.clear()
        self.sky.dead.clear()

    def _relay(self) -> Relay:
        return Relay(store=self.store, senders={"slack": self.sky}, clock=self.clock, rng=random.Random(2))


@pytest.fixture
def big(store: Store) -> Mailroom:
    room = mailroom.open_mailroom(store)
    store.write(lambda unit: letters.plan(unit, room.workspace.org)).result()
    return room


async def drain(big: Mailroom, count: int, deaths: int) -> str:
    """Let everybody's letter go out, and check the laws; return the figures."""
    clock = SceneClock(now=NOON)
    sky = Sky(clock, random.Random(4))
    town = Town(store=big.store, small=mailroom.second(big), clock=clock, sky=sky, count=count, deaths=deaths)
    await town.clears()
    late = sorted(town.late())
    said = (
        f"{count} letters in {(clock.now - NOON) / 1000:.0f} s, {town.relays_died} relays and {town.ticks_died} ticks "
        f"died; {len(late)} of {len(town.asked)} messages of the small workspace not held up by a death itself: "
        f"p95 {late[len(late) * 95 // 100]} ms, the slowest {late[-1]} ms"
    )
    assert (town.relays_died, town.ticks_died > 1) == (deaths, True), said
    assert Counter({one: sky.stands[one] for one in letters.people(count)}) == Counter(letters.people(count)), said
    assert sky.at.keys() >= town.asked.keys(), said
    assert len(late) > len(town.asked) / 2, said
    assert late[-1] <= SOON_MS, said
    return said


async def test_a_small_workspace_does_not_feel_a_big_ones_letter(big: Mailroom) -> None:
    """Though whoever sends it dies three times; nobody is left out, nobody gets two (row R14)."""
    await drain(big, 1_500, deaths=3)


@pytest.mark.soak
async def test_a_small_workspace_does_not_feel_a_letter_to_a_hundred_thousand(big: Mailroom) -> None:
    """The same for hours by the product's clock, and ten deaths."""
    sys.stdout.write(f"{await drain(big, 100_000, deaths=10)}\n")
