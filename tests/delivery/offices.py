"""A misbehaving platform, the served edge and the relay in one process, by a clock that moves when told."""

from __future__ import annotations

import contextlib
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from sqlalchemy import select

from bot.dispatch import Dispatcher
from bot.edge import Core, Edge
from bot.relay import Relay
from bot.settings import SlackSettings
from bot.slack.edge import SlackEdge
from bot.teams.edge import TeamsEdge
from bot.tokens import Tokens
from handlers import ROUTER
from storage import tables, workspaces
from storage.unit import Store, Unit
from tests.features import slack_stage, teams_stage
from tests.features.conftest import furnish, serve, url_of
from tests.features.scene import PATIENCE_SECONDS, SceneClock, Stage
from tests.features.slack_stage import SlackStage
from tests.features.teams_stage import TeamsStage
from tests.platforms import slack as fake
from tests.platforms.slack_faulty import FaultySlack
from tests.platforms.teams_faulty import FaultyTeams

MORNING = 1_790_000_000_000
OPEN = {"queued", "sending", "ambiguous"}
STEP_MS = 61_000  # longer than a lease, a quiet period and most pauses
MOST_STEPS = 40
_outbox = tables.table(tables.Outbox)


@dataclass(kw_only=True)
class Office:
    """`comes_back` is how a workspace that was gone installs the app again."""

    stage: Stage
    platform: FaultySlack | FaultyTeams
    edge: Edge
    store: Store
    relay: Relay
    clock: SceneClock
    org: str

    async def settle(self) -> None:
        while await self.relay.round():
            pass

    async def passes(self, ms: int) -> None:
        self.clock.now += ms
        await self.settle()

    async def recovers(self) -> None:
        """Time passes until nothing is owed any more; a workspace that had gone comes back first."""
        await self._comes_back()
        for _ in range(MOST_STEPS):
            await self.passes(STEP_MS)
            if not OPEN & set(self.states().values()):
                break
        self.clock.now += STEP_MS
        await self.platform.late.land()

    def states(self) -> dict[str, str]:
        """Each message's state by its id."""
        rows = self.store.read(lambda unit: unit.rows(select(_outbox.c.id, _outbox.c.state))).result()
        return {row["id"]: row["state"] for row in rows}

    async def _comes_back(self) -> None:
        if isinstance(self.stage, TeamsStage):
            await self.stage.installed(self.stage.people["hana"])
        else:
            self.store.write(self._installed_again).result()

    def _installed_again(self, unit: Unit) -> None:
        told = {"name": "The House", "token": fake.TOKEN, "bot": "B0BOT", "service_url": ""}
        now, rng = self.clock(), random.Random(1)
        workspaces.ensure(unit, self.org, "slack", fake.TEAM, now=now, rng=rng, **told)


Opening = Callable[[Store], AbstractAsyncContextManager[Office]]


@contextlib.asynccontextmanager
async def slack(store: Store) -> AsyncIterator[Office]:
    clock, people = SceneClock(now=MORNING), slack_stage.cast()
    platform = FaultySlack(slack_stage.roster(people), clock)
    await platform.start()
    settings = SlackSettings(signing_secret=fake.SECRET, bot_token=fake.TOKEN, api_url=platform.api_url)
    core = _core(store, clock)
    edge = SlackEdge(settings, core)
    await edge.start()
    runner = await serve(edge)
    stage = SlackStage(url_of(runner), platform, people, clock, edge.background)
    yield _office(stage, platform, edge, core, clock)
    await stage.close()
    await runner.cleanup()
    await edge.close()
    await platform.stop()


@contextlib.asynccontextmanager
async def teams(store: Store) -> AsyncIterator[Office]:
    clock, people = SceneClock(now=MORNING), teams_stage.cast()
    platform = FaultyTeams(clock)
    platform.rosters = teams_stage.rosters(people)
    await platform.start()
    core = _core(store, clock)
    edge = TeamsEdge(platform.settings(), core, patience=PATIENCE_SECONDS)
    await edge.start()
    runner = await serve(edge)
    stage = TeamsStage(url_of(runner), platform, people, clock, edge.background)
    await stage.installed(people["hana"])
    yield _office(stage, platform, edge, core, clock)
    await stage.close()
    await runner.cleanup()
    await edge.close()
    await platform.stop()


OPENINGS: dict[str, Opening] = {"slack": slack, "teams": teams}


def _core(store: Store, clock: SceneClock) -> Core:
    rng = random.Random(11)
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, budget=PATIENCE_SECONDS)
    return Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)


def _office(
    stage: Stage, platform: FaultySlack | FaultyTeams, edge: SlackEdge | TeamsEdge, core: Core, clock: SceneClock
) -> Office:
    relay = Relay(store=core.store, senders={edge.platform: edge.sender}, clock=clock, rng=core.rng)
    org = core.store.write(lambda unit: furnish(unit, stage, clock(), core.rng)).result()
    return Office(stage=stage, platform=platform, edge=edge, store=core.store, relay=relay, clock=clock, org=org)
