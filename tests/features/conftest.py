"""Every scenario on both platforms and both databases (tests/features/matrix.py says in which pairs)."""

from __future__ import annotations

import contextlib
import random
from collections.abc import AsyncIterator, Collection, Mapping

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.dispatch import Dispatcher
from bot.edge import Core, Edge
from bot.relay import Relay
from bot.settings import SlackSettings
from bot.slack.edge import SlackEdge
from bot.teams.edge import TeamsEdge
from bot.tokens import Tokens
from handlers import ROUTER
from storage import claim_codes, introductions, people, tables, workspaces
from storage.unit import Store, Unit
from tests.features import matrix, slack_stage, teams_stage, twin
from tests.features.scene import NOBODY, PATIENCE_SECONDS, RECOGNITION, Figure, Scene, SceneClock, Stage
from tests.features.slack_stage import SlackStage
from tests.features.teams_stage import TeamsStage
from tests.features.twin import Mirrored
from tests.platforms import adaptive_card
from tests.platforms import slack as slack_platform
from tests.platforms.slack import FakeSlack
from tests.platforms.teams import FakeTeams
from tests.schedules import mornings

MORNING = 1_790_000_000_000
ALWAYS = {  # also beside a twin in `make test`
    "test_a_kudos_reaches_the_channel_and_its_receiver_once",
    "test_a_request_can_be_taken_back_until_it_is_approved",
}
ALONE = {  # never beside a twin: half a year takes minutes
    "test_what_hr_reads_after_half_a_year_is_what_happened",
    "test_when_nobody_answers_the_whole_of_it_is_the_rehearsal",
    "test_whatever_people_do_what_is_sent_is_what_the_rules_say",
}
_person = tables.table(tables.Person)


@pytest.fixture
def clock() -> SceneClock:
    return SceneClock(now=MORNING)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A scenario plays alone. With `make soak` each plays again beside a twin org; with `make test` a few always do."""
    if {"scene", "empty"} & set(metafunc.fixturenames):
        name = metafunc.function.__name__
        again = pytest.param("twin", marks=[] if name in ALWAYS else pytest.mark.soak)
        metafunc.parametrize("beside", ["nobody", *(() if name in ALONE else (again,))], indirect=True)


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is marked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `make soak` a scenario also plays in those pairs of platform and database that `make test` leaves out."""
    for item in items:
        if isinstance(item, pytest.Function) and matrix.is_for_soak(item):
            item.add_marker(pytest.mark.soak)


@pytest.fixture
def beside(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "nobody")


@pytest.fixture
def store(store: Store, beside: str, clock: SceneClock) -> Store:
    return Mirrored(store, clock) if beside == "twin" else store


@pytest.fixture
def core(store: Store, clock: SceneClock, rng: random.Random) -> Core:
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, budget=PATIENCE_SECONDS)
    return Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=clock, rng=rng)


@pytest.fixture
def more() -> Mapping[str, str]:
    """Whom a scenario adds to the cast: names by key."""
    return NOBODY


@contextlib.asynccontextmanager
async def slack(
    core: Core, clock: SceneClock, more: Mapping[str, str] = NOBODY, only: Collection[str] = ()
) -> AsyncIterator[tuple[Stage, Edge]]:
    """`only`: those of the cast who have an account there, by key; everybody where nobody is named."""
    people = _there(slack_stage.cast(more), only)
    platform = FakeSlack(slack_stage.roster(people))
    await platform.start()
    settings = SlackSettings(
        signing_secret=slack_platform.SECRET, bot_token=slack_platform.TOKEN, api_url=platform.api_url
    )
    edge = SlackEdge(settings, core)
    await edge.start()
    runner = await serve(edge)
    stage = SlackStage(url_of(runner), platform, people, clock, edge.background)
    yield stage, edge
    await stage.close()
    await runner.cleanup()
    await edge.close()
    await platform.stop()
    twin.check(core.store, sent=stage.sent())


@contextlib.asynccontextmanager
async def teams(
    core: Core, clock: SceneClock, more: Mapping[str, str] = NOBODY, only: Collection[str] = ()
) -> AsyncIterator[tuple[Stage, Edge]]:
    """`only`: those of the cast who have an account there, by key; everybody where nobody is named."""
    people = _there(teams_stage.cast(more), only)
    platform = FakeTeams()
    platform.check_card = adaptive_card.problem
    platform.rosters = teams_stage.rosters(people)
    await platform.start()
    edge = TeamsEdge(platform.settings(), core, patience=PATIENCE_SECONDS)
    await edge.start()
    runner = await serve(edge)
    stage = TeamsStage(url_of(runner), platform, people, clock, edge.background)
    await stage.installed(people["hana"])
    yield stage, edge
    await stage.close()
    await runner.cleanup()
    await edge.close()
    await platform.stop()
    twin.check(core.store, sent=stage.sent())


def _there(cast: dict[str, Figure], only: Collection[str]) -> dict[str, Figure]:
    return {key: one for key, one in cast.items() if key in only or not only}


PLATFORMS = {"slack": slack, "teams": teams}


@pytest.fixture(params=PLATFORMS)
async def scene(
    request: pytest.FixtureRequest, core: Core, clock: SceneClock, more: Mapping[str, str]
) -> AsyncIterator[Scene]:
    """People on one platform; hana runs HR, and public kudos have their channel."""
    async with PLATFORMS[request.param](core, clock, more) as (stage, edge):
        relay = Relay(store=core.store, senders={edge.platform: edge.sender}, clock=clock, rng=core.rng)
        org = core.store.write(lambda unit: furnish(unit, stage, clock(), core.rng)).result()
        yield Scene(stage=stage, store=core.store, relay=relay, clock=clock, org=org)
        relay.close()


async def serve(edge: Edge) -> web.AppRunner:
    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes(edge.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


def url_of(runner: web.AppRunner) -> str:
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


def furnish(unit: Unit, stage: Stage, now: int, rng: random.Random) -> str:
    hana = people.actor(unit, stage.name, stage.tenant, stage.people["hana"].external)
    assert hana is not None
    code = claim_codes.new_code(rng)
    claim_codes.create(unit, hana.org, code, now=now, rng=rng)
    assert claim_codes.use(unit, hana.org, code, hana.person.id, now=now, rng=rng)
    for person in unit.rows(select(_person.c.id).where(_person.c.org_id == hana.org)):
        introductions.record(unit, hana.org, person["id"], now=now)  # they have met Vouchsafe before
    mornings.pass_by(unit, hana.org, now=now)
    workspaces.choose_channel(unit, hana.org, hana.workspace, channel=stage.recognition_channel, name=RECOGNITION)
    return hana.org
