"""Row 5: a broadcast to 100,000 people by the product's own clockwork, while fifty small workspaces go on talking."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import func, insert, select, text

from bench import filling, report, stores
from bench.report import Section, say
from bot.delivery import Absent, Found, Outcome, Sent
from bot.dispatch import Dispatcher
from bot.relay import Relay
from bot.slack.outbound import LIMITS
from bot.ticker import Ticker
from handlers import ROUTER
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Said, Submit
from schedules import SCHEDULES, broadcasts
from storage import opening, outbox, tables
from storage.broadcasts import START
from storage.due import State
from storage.outbox import Kind, Message, Owed
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store, T, Unit
from views.forms import Values
from views.vocabulary import Card, Text

PEOPLE = 100_000
SMALL = 50  # workspaces
KUDOS_MS = 10_000  # on average, from one kudos to the next in a small workspace; each is two messages
CALL_SECONDS = 0.08  # what the platform takes to answer
WINDOW_SECONDS = 20.0
PLANNED_SECONDS, DRAINED, DELAY_SECONDS = 15, 0.95, 5
PATIENCE_SECONDS = 120.0  # for the planning
LOOK_SECONDS = 0.1
WORDS: Values = {
    "title": "News",
    "body": "The new cycle begins on Monday.",
    "audience": "everyone",
    "timing": "now",
    "day": "",
    "at": "",
}

_due = tables.table(tables.Due)
_outbox = tables.table(tables.Outbox)
_broadcast = tables.table(tables.Broadcast)


class PlanningError(RuntimeError):
    """Not everybody is owed the broadcast, or not in time."""


@dataclass
class Sky:
    """A bot.delivery.Sender: a platform that takes everything, and remembers when (s) each message began to leave."""

    limits = LIMITS
    left: dict[str, float] = field(default_factory=dict)
    of_many: list[float] = field(default_factory=list)

    async def send(self, owed: Owed, now: int, *, again: bool = False) -> Outcome:
        self.left[owed.dedupe_key] = time.monotonic()
        if owed.tenant == filling.TENANT and owed.kind is Kind.POST:
            self.of_many.append(time.monotonic())
        await asyncio.sleep(CALL_SECONDS)
        return Sent(owed.dedupe_key)

    async def find(self, owed: Owed) -> Found:
        return Absent()


@dataclass(kw_only=True)
class Day:
    """`asked` is when (s) each message of the small workspaces was asked for, by its key."""

    store: Store
    sky: Sky = field(default_factory=Sky)
    rng: random.Random = field(default_factory=lambda: random.Random(6))
    asked: dict[str, float] = field(default_factory=dict)

    async def planned(self) -> float:
        """Let HR write and send it; return the seconds from the press of Send until everybody is owed it."""
        await self._asks(Submit(action="broadcast.compose", values=WORDS), "1")
        [row] = await self._read(partial(Unit.rows, statement=select(_broadcast.c.id, _broadcast.c.version)))
        began = time.monotonic()
        await self._asks(Press(action="broadcast.send", subject=row["id"], version=row["version"]), "2")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self._read(_is_planning):  # noqa: ASYNC110 - the rows are asked, as an operator would
                await asyncio.sleep(LOOK_SECONDS)
        took = time.monotonic() - began
        [owed] = await self._read(partial(Unit.rows, statement=_OWED))
        if owed["count"] != PEOPLE:
            raise PlanningError(f"{owed['count']} of {PEOPLE} people are owed the broadcast")
        return took

    async def drained(self) -> float:
        """Return the share of what the platform allows that leaves, once everybody is owed it."""
        began = time.monotonic()
        await asyncio.sleep(WINDOW_SECONDS)
        until = time.monotonic()
        sent = sum(began <= at < until for at in self.sky.of_many)
        return sent * LIMITS.buckets[0].pace.every_ms / 1000 / (until - began)

    async def talk(self, place: int) -> None:
        """One small workspace: a kudos is a message in the channel and one to somebody."""
        number = 0
        while True:
            await asyncio.sleep(self.rng.expovariate(1000 / KUDOS_MS))
            number += 1
            keys = [f"kudos/{place}/{number}/{lane}" for lane in ("wins", f"person{number % 20}")]
            self.asked.update(dict.fromkeys(keys, time.monotonic()))
            messages = [_message(f"small{place}", key) for key in keys]
            owing = partial(outbox.owe, org=filling.ORG, messages=messages, now=now(), rng=self.rng)
            await asyncio.wrap_future(self.store.write(owing))

    def delay(self) -> float:
        """Return the 95th percentile of how long messages of small workspaces waited (s)."""
        until = time.monotonic()
        waited = sorted(self.sky.left.get(key, until) - at for key, at in self.asked.items())
        return waited[int(len(waited) * 0.95)]

    async def _asks(self, said: Said, key: str) -> None:
        place, delivery = Place(PlaceKind.DIRECT), Delivery("bench", (key,))
        request = Request(
            platform=Platform.SLACK,
            tenant=filling.TENANT,
            account=filling.account(0),
            place=place,
            delivery=delivery,
            said=said,
        )
        dispatcher = Dispatcher(store=self.store, router=ROUTER, clock=now, rng=self.rng, budget=PATIENCE_SECONDS)
        await dispatcher.answer(request)

    async def _read(self, work: Callable[[Unit], T]) -> T:
        return await asyncio.wrap_future(self.store.read(work))


_OWED = select(func.count().label("count")).select_from(_outbox).where(_outbox.c.batch.is_not(None))
_PLANNING = select(_due.c.step).where(
    _due.c.org_id == filling.ORG,
    _due.c.state == State.PLANNED.value,
    _due.c.kind.in_([START, broadcasts.CHUNK]),
)


def now() -> int:
    return time.time_ns() // 1_000_000


def on_sqlite(place: Path) -> Section:
    return asyncio.run(_measured("SQLite", f"sqlite:///{place / 'broadcast.db'}"))


def on_postgres(place: Path) -> Section:
    with stores.postgres(place) as server:
        return asyncio.run(_measured("PostgreSQL", server.fresh("broadcast")))


async def _measured(name: str, url: str) -> Section:
    store = _settled(url)
    day = Day(store=store)
    async with _working(day):
        planned = await day.planned()
        say(f"  {name}: {PEOPLE:,} people planned in {planned:.1f} s")
        drained = await day.drained()
        delay = day.delay()
    await asyncio.to_thread(store.close)
    what, others = f"A broadcast to {PEOPLE:,} people, {name}", "what 50 small workspaces say meanwhile"
    left = f"{len(day.sky.of_many)} left so far, beside {len(day.asked)} messages of others"
    return Section(
        rows=[
            report.below(f"{what}: planned", planned, PLANNED_SECONDS, "s"),
            report.ratio("The same: leaves", drained, DRAINED, "the rate allowed"),
            report.below(f"The same: {others}, 95th percentile of its delay", delay, DELAY_SECONDS, "s"),
        ],
        context=[f"broadcast, {name}: {left}"],
    )


@contextlib.asynccontextmanager
async def _working(day: Day) -> AsyncIterator[None]:
    """The loops of a serving process, and the people of the small workspaces."""
    chance = random.Random(7)
    relay = Relay(store=day.store, senders={filling.PLATFORM: day.sky}, clock=now, rng=chance)
    ticker = Ticker(store=day.store, schedules=SCHEDULES, clock=now, rng=chance)
    loops = [asyncio.create_task(one.run()) for one in (relay, ticker)]
    talking = [asyncio.create_task(day.talk(place)) for place in range(SMALL)]
    yield
    for task in talking:
        task.cancel()
    await asyncio.gather(*talking, return_exceptions=True)
    for one in (relay, ticker):
        one.close()
    await asyncio.gather(*loops)


def _settled(url: str) -> Store:
    opening.migrate(url)
    store = opening.open_store(url, KeyRing([bytes(KEY_BYTES)]))
    store.write(_settle).result()
    if not opening.is_sqlite(url):
        store.write(lambda unit: unit.run(text("ANALYZE"))).result()  # as autovacuum has done long before
    return store


def _settle(unit: Unit) -> None:
    if not unit.is_alone:  # a replica checks no foreign key of what it takes over, nor need we
        unit.run(text("SET LOCAL session_replication_role = replica"))
    filling.settle(unit.connection, PEOPLE, now())
    small = [filling.workspace(f"small{number}", f"T{number}", now()) for number in range(SMALL)]
    unit.run(insert(tables.table(tables.Workspace)), small)


def _is_planning(unit: Unit) -> bool:
    return unit.first(_PLANNING.limit(1)) is not None


def _message(workspace: str, key: str) -> Message:
    lane = key.rpartition("/")[2]
    return Message(
        workspace=workspace,
        kind=Kind.POST,
        lane=f"{workspace}/{lane}",
        address=lane,
        dedupe_key=key,
        card=Card("Kudos", (Text((filling.NOTE,)),)),
        not_before=now(),
    )
