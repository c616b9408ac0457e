"""A scene: fictional people on one platform and one database, the whole product between them, and what each sees.

A scenario speaks of people ("ana says ...", "ben presses ..."). A stage (tests/features/slack_stage.py, teams_stage.py)
turns that into the platform's real payloads against the served edge, and reads what people see from what the platform
was really sent.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Table, select, update

from bot.relay import Relay
from domain import local_time
from schedules import SCHEDULES, tick
from storage import due, leasing, tables, workspaces
from storage.unit import Row, Store, Unit
from tests.schedules import computed

PATIENCE_SECONDS = 30.0  # a busy machine is no reason to tell people that nothing was saved
RECOGNITION = "wins"
HOUR_MS = 3_600_000
NOBODY: Mapping[str, str] = {}
_person = tables.table(tables.Person)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One fictional person and how the platform names them."""

    key: str
    name: str
    external: str
    email: str
    zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field as a person meets it: its label, what stands in it, and what may be chosen (label to platform value)."""

    name: str
    label: str
    value: Any = None
    choices: Mapping[str, str] = field(default_factory=dict)
    handle: Any = None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Something on somebody's screen. `words` is all its text; `buttons` maps visible labels to what a press sends."""

    words: str
    fallback: str = ""
    buttons: Mapping[str, Any] = field(default_factory=dict)
    menus: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    surface: Any = None

    @property
    def is_form(self) -> bool:
        return bool(self.fields)


NOTHING = Seen(words="")


class Stage(Protocol):
    """One platform, acted on as its people would, through its real protocol."""

    name: str
    tenant: str
    recognition_channel: str
    people: dict[str, Figure]

    async def says(self, who: Figure, line: str, *, where: str = "general", delivery: str = "") -> Seen:
        """Type a line starting with "/" (the stage strips it where the platform has none). `@key` mentions a figure."""

    async def presses(self, who: Figure, seen: Seen, label: str) -> Seen: ...

    async def chooses(self, who: Figure, seen: Seen, menu: str, option: str) -> Seen: ...

    async def submits(self, who: Figure, form: Seen, values: Mapping[str, Any]) -> Seen:
        """`values` by field name: text, an option's label, or figures for people; the rest stays as it stands."""

    async def uses(self, who: Figure, action: str, author: Figure, text: str) -> Seen:
        """Use a message action, by its title, on a message."""

    async def opens_home(self, who: Figure) -> Seen: ...

    async def finds(self, who: Figure, query: str, form: Seen) -> list[str]:
        """Type into the people field of a form; return the names offered."""

    def channel(self) -> list[Seen]:
        """What stands in the recognition channel."""

    def direct(self, who: Figure) -> list[Seen]:
        """What the bot has sent the person directly on its own account."""

    def sent(self) -> str:
        """All that the platform was told, by calls and by answers, as it was written."""

    async def close(self) -> None: ...


@dataclass(kw_only=True)
class Scene:
    stage: Stage
    store: Store
    relay: Relay
    clock: SceneClock
    org: str
    rng: random.Random = field(default_factory=lambda: random.Random(13))

    def __getattr__(self, key: str) -> Figure:
        """`scene.ana` is the figure of that key."""
        try:
            return self.stage.people[key]
        except KeyError:
            raise AttributeError(key) from None

    def own(self, table: Table) -> Sequence[Row]:
        """Return what the table holds of the org that plays, not what another beside it has there (twin.py)."""
        org = table.c.id if table.name == "org" else table.c.get("org_id")
        here = [] if org is None else [org == self.org]
        return self.store.read(lambda unit: unit.rows(select(table).where(*here))).result()

    async def settle(self) -> None:
        """Let happen what is due by itself, and send everything that is owed now."""
        while await self._ticks() or await self._computes() or await self.relay.round():
            pass

    async def _ticks(self) -> bool:
        work = partial(tick.tick, schedules=SCHEDULES, now=self.clock(), rng=self.rng)
        return not (await asyncio.wrap_future(self.store.write(work))).is_idle

    async def _computes(self) -> bool:
        step = partial(computed.step, self.store, SCHEDULES, now=self.clock(), rng=self.rng)
        return not (await asyncio.to_thread(step)).is_idle

    async def until(self, moment: int) -> None:
        """Let time pass, stopping at each full hour by which something has become due, to do and send it."""
        soonest = self.clock.now
        while self.clock.now < moment:
            full_hour = -(-max(soonest, self.clock.now + 1) // HOUR_MS) * HOUR_MS
            self.clock.now = min(moment, full_hour)
            await self.settle()
            soonest = await asyncio.wrap_future(self.store.read(partial(_soonest, now=self.clock())))

    async def passes(self, *, seconds: float = 0, days: float = 0) -> None:
        """Let time pass, then send what has become due."""
        self.clock.now += int((seconds + days * 86_400) * 1000)
        await self.settle()

    def lives(self, who: Figure, zone: str) -> None:
        """Let the person's clocks show another zone; Teams tells it with all they do."""
        self.stage.people[who.key] = replace(who, zone=zone)
        here = update(_person).where(_person.c.org_id == self.org, _person.c.name == who.name)
        self.store.write(lambda unit: unit.run(here.values(zone=zone)).rowcount).result()

    async def gives(self, who: Figure, line: str) -> Seen:
        """Give a kudos and let the undo window pass."""
        seen = await self.stage.says(who, line)
        await self.passes(seconds=31)
        return seen


def _soonest(unit: Unit, now: int) -> int:
    """Return when something happens by itself next: what is planned, what is owed, and what each day brings."""
    planned, owed = due.next_at(unit), leasing.next_due(unit, now=now)
    hours = {at for _, at in SCHEDULES.daily}
    daily = [moment for org in workspaces.orgs(unit) for at in hours for moment in _coming(at, org.zone, now)]
    return min(moment for moment in (planned, owed, *daily) if moment is not None)


def _coming(at: time, zone: str, now: int) -> Iterator[int]:
    today = local_time.day_of(now, zone)
    moments = (local_time.instant(day, at, zone) for day in (today, today + timedelta(days=1)))
    return (moment for moment in moments if moment > now)


@dataclass(kw_only=True)
class SceneClock:
    """A clock that only moves when the scenario says so."""

    now: int

    def __call__(self) -> int:
        return self.now


def figures(make: Any, more: Mapping[str, str] = NOBODY) -> dict[str, Figure]:
    """Build the cast; `make(key)` gives the platform's id, and `more` are names by key of whom a scenario adds."""
    names: Sequence[tuple[str, str]] = (
        ("ana", "Ana Ruiz"),
        ("ben", "Ben Okafor"),
        ("chi", "Chiara Lindqvist"),
        ("dan", "Daniel Sørensen"),
        ("hana", "Hana Weiss"),
        ("gil", "Gil Guest"),
        *more.items(),
    )
    return {key: Figure(key=key, name=name, external=make(key), email=f"{key}@example.org") for key, name in names}
