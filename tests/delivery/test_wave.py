"""A pulse for five thousand people in seven zones, in the room and on both platforms: each is asked once, at ten."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import insert

from bot.delivery import Sender
from bot.dispatch import Dispatcher
from bot.edge import Core, Edge
from bot.relay import Relay
from bot.settings import SlackSettings
from bot.slack.edge import SlackEdge
from bot.teams.edge import TeamsEdge
from bot.tokens import Tokens
from bot.web.live import Listeners
from bot.web.outbound import RoomSender
from bot.web.visit import PLATFORM, TENANT
from domain import local_time
from domain.local_time import DAY_MS
from domain.pulses_wave import Wave
from handlers import ROUTER
from schedules import SCHEDULES, tick
from storage import due, introductions, leasing, room, tables, workspaces
from storage.room import Site
from storage.unit import Store, Unit
from storage.workspaces import Workspace
from tests.features.scene import SceneClock
from tests.platforms import adaptive_card, entra
from tests.platforms import slack as fake_slack
from tests.platforms.slack import FakeSlack
from tests.platforms.teams import Call, FakeTeams, Json
from tests.schedules import mornings
from tests.schedules.test_pulses import BEFORE, HOUR_MS, ZONES, launched
from tests.storage.surveys import CONTRACT

PEOPLE = 5_000
REMINDERS = (4,)  # days after the first
SOON_MS = 5 * 60_000  # what 5,000 / 7 people take at five posts a second (PLATFORMS.md A2.1), and some more


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What came to stand before somebody: their account, when, and all that it says."""

    who: str
    at: int
    words: str

    @property
    def is_ballot(self) -> bool:
        return "Strongly agree" in self.words

    @property
    def is_reminder(self) -> bool:
        return "Answer the pulse" in self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A place in which people are, and the pulse that is launched: `got` returns what they have received there."""

    platform: str
    wave: Wave
    sender: Sender
    got: Callable[[], list[Got]]


def account(place: int) -> str:
    """As Entra names somebody; the others take it as well."""
    return f"{place:08x}-0000-4000-8000-000000000000"


# --- Halls --------------------------------------------------------------------------------------------------------


class HeardSlack(FakeSlack):
    def __init__(self, clock: SceneClock) -> None:
        users = [fake_slack.user(account(place), account(place), zone=zone_of(place)) for place in range(PEOPLE)]
        super().__init__(users, page=1_000)
        self.clock, self.got = clock, list[Got]()

    def _post(self, arguments: Json) -> Json:
        answer = super()._post(arguments)
        if answer["ok"]:
            self.got.append(Got(who=arguments["channel"], at=self.clock(), words=json.dumps(arguments)))
        return answer


class HeardTeams(FakeTeams):
    def __init__(self, clock: SceneClock) -> None:
        super().__init__()
        self.check_card = adaptive_card.problem
        self.clock, self.got = clock, list[Got]()

    def _post(self, call: Call, request: web.Request) -> web.Response:
        answer = super()._post(call, request)
        if answer.status == 201:
            who = call.conversation.removeprefix(self.direct(""))
            self.got.append(Got(who=who, at=self.clock(), words=json.dumps(call.body)))
        return answer


@contextlib.asynccontextmanager
async def in_the_room(core: Core, clock: SceneClock) -> AsyncIterator[Hall]:
    wave = furnished(core, PLATFORM, TENANT)
    sender = RoomSender(core.store, Listeners())
    yield Hall(platform=PLATFORM, wave=wave, sender=sender, got=lambda: core.store.read(standing).result())


@contextlib.asynccontextmanager
async def on_slack(core: Core, clock: SceneClock) -> AsyncIterator[Hall]:
    platform, secret, token = HeardSlack(clock), fake_slack.SECRET, fake_slack.TOKEN
    async with listening(platform):
        wave = furnished(core, "slack", fake_slack.TEAM)
        edge = SlackEdge(SlackSettings(signing_secret=secret, bot_token=token, api_url=platform.api_url), core)
        async with started(edge):
            yield Hall(platform="slack", wave=wave, sender=edge.sender, got=lambda: platform.got)


@contextlib.asynccontextmanager
async def on_teams(core: Core, clock: SceneClock) -> AsyncIterator[Hall]:
    platform = HeardTeams(clock)
    async with listening(platform):
        wave = furnished(core, "teams", entra.TENANT, platform.service_url)
        edge = TeamsEdge(platform.settings(), core)
        async with started(edge):
            yield Hall(platform="teams", wave=wave, sender=edge.sender, got=lambda: platform.got)


@contextlib.asynccontextmanager
async def listening(platform: FakeSlack | FakeTeams) -> AsyncIterator[None]:
    await platform.start()
    try:
        yield
    finally:
        await platform.stop()


@contextlib.asynccontextmanager
async def started(edge: Edge) -> AsyncIterator[None]:
    await edge.start()
    try:
        yield
    finally:
        await edge.close()


HALLS: Mapping[str, Callable[[Core, SceneClock], AbstractAsyncContextManager[Hall]]] = {
    "room": in_the_room,
    "slack": on_slack,
    "teams": on_teams,
}


def standing(unit: Unit) -> list[Got]:
    """What stands in the room, before everybody."""
    found = workspaces.find(unit, PLATFORM, TENANT)
    assert found is not None
    site = Site(found.org, found.id)
    lines = [line for place in range(PEOPLE) for line in room.latest(unit, site, account(place))]
    return [Got(who=line.place, at=line.at, words=line.body) for line in lines]


# --- What happens -------------------------------------------------------------------------------------------------


def zone_of(place: int) -> str:
    return ZONES[place % len(ZONES)]


def furnished(core: Core, platform: str, tenant: str, url: str = "") -> Wave:
    """Let everybody be there, and the pulse be launched."""
    told = {"name": "Acme", "token": fake_slack.TOKEN, "bot": "B1", "service_url": url}

    def work(unit: Unit) -> Wave:
        org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=BEFORE, rng=core.rng)
        space = workspaces.ensure(unit, org, platform, tenant, now=BEFORE, rng=core.rng, **told)
        unit.run(insert(tables.table(tables.Person)), [person(org, place) for place in range(PEOPLE)])
        unit.run(insert(tables.table(tables.Account)), [seat(space, place) for place in range(PEOPLE)])
        for place in range(PEOPLE):
            introductions.record(unit, org, name(place), now=BEFORE)
        mornings.pass_by(unit, org, now=BEFORE)
        return launched(unit, org, reminders=REMINDERS)

    return core.store.write(work).result()


def name(place: int) -> str:
    return f"p{place:05d}"


def person(org: str, place: int) -> dict[str, Any]:
    return {"org_id": org, "id": name(place), "name": name(place), "zone": zone_of(place), "created_at": BEFORE}


def seat(space: Workspace, place: int) -> dict[str, Any]:
    here = {"org_id": space.org, "workspace_id": space.id, "seen_at": BEFORE}
    return {**here, "external": account(place), "person_id": name(place)}


@dataclass(kw_only=True)
class Time:
    """Goes on to what is due next, and no faster than the platform takes a burst."""

    core: Core
    clock: SceneClock
    hall: Hall
    relay: Relay

    async def until(self, moment: int) -> None:
        while self.clock.now < moment:
            self.clock.now = min(moment, await self._next())
            while await self._ticks() or await self.relay.round():
                pass

    async def _ticks(self) -> bool:
        work = partial(tick.tick, schedules=SCHEDULES, now=self.clock.now, rng=self.core.rng)
        ticked = await asyncio.wrap_future(self.core.store.write(work))
        assert ticked.failures == ()
        return not ticked.is_idle

    async def _next(self) -> int:
        def look(unit: Unit) -> int:
            found = (due.next_at(unit), leasing.next_due(unit, now=self.clock.now))
            return min((moment for moment in found if moment is not None), default=self.clock.now + HOUR_MS)

        pace = self.hall.sender.limits.buckets[0].pace
        soonest = self.clock.now + pace.every_ms * pace.burst
        moment = await asyncio.wrap_future(self.core.store.read(look))
        return min(max(soonest, moment), self.clock.now + HOUR_MS) if moment > self.clock.now else soonest


# --- What everybody got -------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Figures:
    wave: Wave
    got: list[Got]

    def of(self, ballots: bool) -> Counter[str]:
        return Counter(one.who for one in self.got if one.is_ballot is ballots)

    def after_ten(self) -> list[int]:
        """How long after ten, on the clock of whoever is asked, the ballots came to stand, in ms."""
        zones = {account(place): zone_of(place) for place in range(PEOPLE)}
        ten = {zone: local_time.instant(CONTRACT.opens_on, CONTRACT.opens_at, zone) for zone in ZONES}
        return [one.at - ten[zones[one.who]] for one in self.got if one.is_ballot]

    def check(self, where: str) -> None:
        waits, reminded = self.after_ten(), [one for one in self.got if one.is_reminder]
        elsewhen = sum(not 0 <= wait < SOON_MS for wait in waits)
        after = sum(one.at >= self.wave.closes_at for one in self.got)
        figures = {
            "people": PEOPLE,
            "zones": len(ZONES),
            "asked": len(waits),
            "asked at other than 10:00": elsewhen,
            "seconds after 10:00 at most": max(waits, default=0) // 1000,
            "reminded": len(reminded),
            "after the close": after,
        }
        sys.stdout.write(f"{where}: {', '.join(f'{one} {what}' for what, one in figures.items())}\n")
        everybody = Counter(account(place) for place in range(PEOPLE))
        assert self.of(True) == everybody, "each is asked once"
        assert Counter(one.who for one in reminded) == everybody, "and reminded once"
        assert len(self.got) == PEOPLE * (1 + len(REMINDERS)), "and nothing else is said"
        assert (elsewhen, after) == (0, 0)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("database", "where"), [("sqlite", "room"), ("sqlite", "slack"), ("postgresql", "teams")], indirect=["database"]
)
async def test_five_thousand_people_are_asked_at_ten_and_reminded_wherever_they_are(store: Store, where: str) -> None:
    """Through what plans, sends and shows it, each hall with its limits; after the close nobody hears of it."""
    clock, rng = SceneClock(now=BEFORE), random.Random(11)
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng)
    core = Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)
    async with HALLS[where](core, clock) as hall:
        relay = Relay(store=store, senders={hall.platform: hall.sender}, clock=clock, rng=rng)
        await Time(core=core, clock=clock, hall=hall, relay=relay).until(hall.wave.closes_at + 3 * DAY_MS)
        Figures(wave=hall.wave, got=hall.got()).check(where)
        relay.close()
