"""Row 6: what people look at, in a store with years of kudos beside one with a few weeks of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import filling, looks, report, stores
from bench.filling import Years
from bench.looks import Eyes, Look
from bench.report import Row, Section, say
from bot.dispatch import Dispatcher
from handlers import ROUTER
from handlers.turn import Opened, Press, Said
from storage import kudos_reach, opening
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store

SIZE = "VOUCHSAFE_BENCH_KUDOS"  # how many kudos the large store holds
PROMISED = 10_000_000  # what DESIGN.md section 9 speaks of
USUAL = 300_000  # what `make bench` has the time to make
SMALL = 10_000
SEEN = 100  # people of each store who look, at everything, in every round
MOST = 2.0
PATIENCE_SECONDS = 60.0  # with a file that no cache knows yet
SILENCE_MS = 30 * filling.DAY_MS


@dataclass(frozen=True, kw_only=True)
class House:
    """One store, and who looks at what in it."""

    years: Years
    store: Store
    dispatcher: Dispatcher
    seen: Sequence[int]

    @property
    def eyes(self) -> Eyes:
        views: dict[str, Look] = {
            "home": partial(self._asks, Opened()),
            "`/kudos mine`": partial(self._asks, Press(action="kudos.mine")),
            "my team, 30 days": self._team,
        }
        return Eyes(looks=views, seen=self.seen)

    async def _asks(self, said: Said, who: int) -> None:
        await looks.ask(self.dispatcher, who, said, shown=filling.NOTE)

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
        both = [open.enter_context(_house(name, count, url, now)) for count, url in urls.items()]
        small, large = (house.eyes for house in both)
        asyncio.run(looks.rounds(small, large))
    held = both[1].years.kudos
    return Section(rows=[_row(name, held, small, large)], context=_context(name, held, small, large))


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


def _row(name: str, held: int, small: Eyes, large: Eyes) -> Row:
    """The view whose slowest hundredth grew most."""
    grown = {view: looks.p99(large.took[view]) / looks.p99(small.took[view]) for view in small.took}
    worst = max(grown, key=lambda view: grown[view])
    what = f"Reads on {name} with {held:,} kudos, 99th percentile ({', '.join(grown)}; worst: {worst})"
    return report.at_most(what, grown[worst], MOST, f"that with {SMALL:,}")


def _context(name: str, held: int, small: Eyes, large: Eyes) -> list[str]:
    told = [
        f"{view} {looks.pair(small.took[view])} with {SMALL:,}, {looks.pair(large.took[view])} with {held:,}"
        for view in small.took
    ]
    lines = [f"reads on {name}, p50 / p99 of people, each by the median of {looks.ROUNDS} looks: {'; '.join(told)}"]
    if held < PROMISED:
        lines.append(f"the promise is for {PROMISED:,} kudos: {SIZE}={PROMISED} measures that, and takes minutes")
    return lines
