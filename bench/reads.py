"""Row 6: what people look at, in a store with years of kudos beside one with a few weeks of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench import filling, report, stores
from bench.filling import Years
from bench.report import Row, Section, say
from bot.dispatch import Dispatcher
from handlers import ROUTER
from handlers.turn import Delivery, Opened, Place, PlaceKind, Platform, Press, Request, Said
from storage import kudos_reach, opening
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store
from views.replies import Home, Whisper

SIZE = "VOUCHSAFE_BENCH_KUDOS"  # how many kudos the large store holds
PROMISED = 10_000_000  # what DESIGN.md section 9 speaks of
USUAL = 500_000  # what `make bench` has the time to make
SMALL = 10_000
SEEN = 100  # people of each store who look, at everything, in every round
ROUNDS = 5
MOST = 2.0
PATIENCE_SECONDS = 60.0  # with a file that no cache knows yet
SILENCE_MS = 30 * filling.DAY_MS

Look = Callable[[int], Awaitable[None]]


class UnreadError(RuntimeError):
    """Somebody was shown less than they should see."""


@dataclass(kw_only=True)
class House:
    """One store, and how long each person had to wait for each view, every time they looked (ms)."""

    years: Years
    store: Store
    dispatcher: Dispatcher
    seen: Sequence[int]
    took: dict[str, dict[int, list[float]]] = field(default_factory=dict)

    @property
    def looks(self) -> Mapping[str, Look]:
        return {
            "home": partial(self._asks, Opened()),
            "`/kudos mine`": partial(self._asks, Press(action="kudos.mine")),
            "my team, 30 days": self._team,
        }

    async def look(self, name: str, who: int) -> None:
        began = time.perf_counter()
        await self.looks[name](who)
        took = self.took.setdefault(name, {}).setdefault(who, [])
        took.append((time.perf_counter() - began) * 1000)

    async def _asks(self, said: Said, who: int) -> None:
        """Through dispatch, as an edge asks. Raises UnreadError."""
        reply = await self.dispatcher.answer(
            Request(
                platform=Platform.SLACK,
                tenant=filling.TENANT,
                account=filling.account(who),
                place=Place(PlaceKind.HOME),
                delivery=Delivery("bench", ("unused",)),
                said=said,
            )
        )
        if not isinstance(reply, Home | Whisper) or filling.NOTE not in repr(reply.card):
            raise UnreadError(f"{filling.person(who)} was not shown their kudos")

    async def _team(self, who: int) -> None:
        """Whom of their people nobody has recognized for a month."""
        lead = filling.person(who - who % filling.TEAM)
        before = self.years.now - SILENCE_MS
        work = partial(kudos_reach.unseen, org=filling.ORG, managers=(lead, lead), before=before)
        await asyncio.wrap_future(self.store.read(work))


def size() -> int:
    return int(os.environ.get(SIZE, USUAL))


def on_sqlite(place: Path) -> Section:
    return _measured("SQLite", {count: f"sqlite:///{place / f'{count}.db'}" for count in (SMALL, size())})


def on_postgres(place: Path) -> Section:
    with stores.postgres(place) as server:
        return _measured("PostgreSQL", {count: server.fresh(f"kudos_{count}") for count in (SMALL, size())})


def _measured(name: str, urls: Mapping[int, str]) -> Section:
    now = time.time_ns() // 1_000_000
    with contextlib.ExitStack() as open:
        small, large = (open.enter_context(_house(name, count, url, now)) for count, url in urls.items())
        asyncio.run(_rounds(small, large))
    return Section(rows=[_row(name, small, large)], context=_context(name, small, large))


@contextlib.contextmanager
def _house(name: str, count: int, url: str, now: int) -> Iterator[House]:
    years = Years(url=url, keys=KeyRing([bytes(KEY_BYTES)]), kudos=count, now=now)
    seen = random.Random(count).sample(range(years.people), SEEN)
    say(f"  {name}: {count:,} kudos among {years.people:,} people made in {filling.fill(years, seen):.0f} s")
    store = opening.open_store(url, years.keys)
    dispatcher = Dispatcher(
        store=store, router=ROUTER, clock=lambda: now, rng=random.Random(1), budget=PATIENCE_SECONDS
    )
    yield House(years=years, store=store, dispatcher=dispatcher, seen=seen)
    store.close()


async def _rounds(small: House, large: House) -> None:
    """Turn by turn, so that whatever else this machine does happens to both. The first round only warms up."""
    for number in range(ROUNDS + 1):
        for name in small.looks:
            for one, other in zip(small.seen, large.seen, strict=True):
                await small.look(name, one)
                await large.look(name, other)
        if number == 0:
            small.took.clear()
            large.took.clear()


def _row(name: str, small: House, large: House) -> Row:
    """The view whose slowest hundredth grew most."""
    grown = {view: _p99(large.took[view]) / _p99(small.took[view]) for view in small.took}
    worst = max(grown, key=lambda view: grown[view])
    what = f"Reads on {name} with {large.years.kudos:,} kudos, 99th percentile ({', '.join(grown)}; worst: {worst})"
    return report.at_most(what, grown[worst], MOST, f"that with {SMALL:,}")


def _context(name: str, small: House, large: House) -> list[str]:
    told = [
        f"{view} {_pair(small.took[view])} with {SMALL:,}, {_pair(large.took[view])} with {large.years.kudos:,}"
        for view in small.took
    ]
    lines = [f"reads on {name}, p50 / p99 of people, each by the median of {ROUNDS} looks: {'; '.join(told)}"]
    if large.years.kudos < PROMISED:
        lines.append(f"the promise is for {PROMISED:,} kudos: {SIZE}={PROMISED} measures that, and takes minutes")
    return lines


def _pair(took: Mapping[int, Sequence[float]]) -> str:
    return f"{statistics.median(_usual(took)):.2f} / {_p99(took):.2f} ms"


def _p99(took: Mapping[int, Sequence[float]]) -> float:
    usual = sorted(_usual(took))
    return usual[int(len(usual) * 0.99)]


def _usual(took: Mapping[int, Sequence[float]]) -> list[float]:
    """Each person's median: what else this machine does slows anybody once, what the store holds slows them always."""
    return [statistics.median(every) for every in took.values()]
