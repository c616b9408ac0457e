"""One serving process: settings in, then store, dispatcher, edges, web application and relay; and back out in order."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import random
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from bot import probes, ready, stores
from bot.clock import now
from bot.computing import Computing
from bot.dispatch import Dispatcher
from bot.downloads import Downloads
from bot.edge import Clock, Core, Edge, RefusedError, Routed
from bot.figures import Figures
from bot.intake import DRAIN_SECONDS, Intake
from bot.keeping import Keeper
from bot.metrics import Watch
from bot.probes import Readiness
from bot.relay import Relay
from bot.scim.edge import ScimEdge
from bot.settings import Settings, SettingsError, is_loopback
from bot.ticker import Ticker
from bot.tokens import Tokens
from handlers import ROUTER
from schedules import SCHEDULES
from storage.unit import Store

MAX_BODY_BYTES = 1024 * 1024

Edges = Callable[[Settings, Core], Sequence[Edge]]
Opening = Callable[[Settings], Store]

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running process: where it listens, and its parts for whoever embeds it."""

    url: str
    core: Core
    readiness: Readiness
    edges: Sequence[Edge] = field(repr=False)


def platforms(settings: Settings, core: Core) -> Sequence[Edge]:
    """Build the edges of the platforms that are set up. The rehearsal room is never one of them.

    Only what is set up is imported: each platform's SDK costs seconds of starting and tens of megabytes.
    """
    on: list[Edge] = []
    if settings.slack is not None:
        from bot.slack.edge import SlackEdge  # noqa: PLC0415 - see above

        on.append(SlackEdge(settings.slack, core))
    if settings.teams is not None:
        from bot.teams.edge import TeamsEdge  # noqa: PLC0415 - see above

        on.append(TeamsEdge(settings.teams, core))
    return on


def require_platform(settings: Settings) -> None:
    """Raises SettingsError when there is nothing to serve."""
    if settings.slack is None and settings.teams is None:
        problem = (
            "No platform is set up. Set the SLACK_ or TEAMS_ variables (README), or try it without: vouchsafe demo"
        )
        raise SettingsError([problem])


@contextlib.asynccontextmanager
async def serving(
    settings: Settings,
    *,
    clock: Clock = now,
    edges: Edges = platforms,
    rng: random.Random | None = None,
    opening: Opening = stores.ready,
) -> AsyncIterator[Served]:
    """Serve until the block ends; then readiness turns red, intake stops, what is under way ends, and all is closed.

    Each closing step is registered where its opening stands, and they run in reverse. Port 0 takes any free port.
    """
    chance = rng or random.SystemRandom()
    async with contextlib.AsyncExitStack() as closing:
        store = await asyncio.to_thread(opening, settings)
        closing.push_async_callback(asyncio.to_thread, store.close)
        core = _core(store, clock, chance, settings)
        built = edges(settings, core)
        readiness = Readiness()
        intake = Intake(readiness)
        runner = web.AppRunner(
            application(
                [*built, ScimEdge(core, settings.base_url), Figures(core)],
                readiness,
                intake,
                Downloads(store=store, clock=clock, rng=chance),
            ),
            access_log=None,
            shutdown_timeout=DRAIN_SECONDS,
            auto_decompress=False,  # no platform packs what it sends, and nobody's archive is unpacked unread
        )
        closing.push_async_callback(runner.cleanup)
        await runner.setup()
        for edge in built:
            await _start(edge)
            closing.push_async_callback(edge.close)
        senders = {edge.platform: edge.sender for edge in built}
        relay = Relay(store=store, senders=senders, clock=clock, rng=chance)
        ticker = Ticker(store=store, schedules=SCHEDULES, clock=clock, rng=chance)
        computing = Computing(store=store, schedules=SCHEDULES, clock=clock, rng=chance)
        keeper = Keeper(store=store, clock=clock, settings=settings)
        watched = (ticker, relay, Watch(store=store, clock=clock))
        loops = (*watched, computing, keeper)
        working = [asyncio.create_task(one.run(), name=type(one).__name__) for one in loops]
        closing.push_async_callback(_finish, loops, working)
        ready.watch(readiness, store, watched)
        url = await _listen(runner, settings)
        closing.push_async_callback(_stop_intake, runner, intake)
        yield Served(url=url, core=core, readiness=readiness, edges=built)


def application(edges: Sequence[Routed], readiness: Readiness, intake: Intake, downloads: Downloads) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[intake.door])
    app.add_routes(probes.routes(readiness))
    app.add_routes(downloads.routes())
    for edge in edges:
        app.add_routes(edge.routes())
    return app


async def until_told(
    settings: Settings,
    *,
    clock: Clock = now,
    edges: Edges = platforms,
    opened: Callable[[Served], None] | None = None,
    opening: Opening = stores.ready,
) -> None:
    """Serve until SIGTERM or SIGINT; `opened` is called once anybody can come in."""
    told = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    async with serving(settings, clock=clock, edges=edges, opening=opening) as served:
        _announce(settings, served)
        if opened:
            opened(served)
        gc.freeze()  # what is here by now stays; looking through it for garbage stops the loop for up to half a second
        await told.wait()
        log.info("asked to stop; finishing what is under way", action="serve.draining")
    log.info("stopped", action="serve.stopped")


def _announce(settings: Settings, served: Served) -> None:
    if settings.teams and settings.teams.allow_unauthenticated:
        log.warning(
            "Teams requests are NOT authenticated: any program here can be anyone",
            action="serve.open_door",
        )
    if not is_loopback(settings.host):
        log.warning(
            "listening beyond this machine: TLS must end in front of here",
            action="serve.exposed",
        )
    platform = ", ".join(edge.platform for edge in served.edges)
    log.info("serving", action="serve.started", url=served.url, platform=platform)


def _core(store: Store, clock: Clock, rng: random.Random, settings: Settings) -> Core:
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=clock, rng=rng, site=settings.base_url.rstrip("/"))
    return Core(
        dispatcher=dispatcher,
        store=store,
        tokens=Tokens(store.keys),
        clock=clock,
        rng=rng,
    )


async def _start(edge: Edge) -> None:
    """Raises SettingsError when the platform does not accept what it was set up with."""
    try:
        await edge.start()
    except RefusedError as error:
        problem = f"Slack does not accept the tokens given ({error}). Install the app again, and set SLACK_BOT_TOKEN."
        raise SettingsError([problem]) from error


async def _listen(runner: web.AppRunner, settings: Settings) -> str:
    """Raises SettingsError; OSError when another process has the port."""
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise
        problem = f"Cannot listen on VOUCHSAFE_HOST {settings.host}, VOUCHSAFE_PORT {settings.port}: {error.strerror}."
        raise SettingsError([problem]) from error
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{runner.addresses[0][1]}"


async def _stop_intake(runner: web.AppRunner, intake: Intake) -> None:
    """Whoever asks meanwhile is told no; only then is nobody answered any more."""
    await intake.close()
    for site in list(runner.sites):
        await site.stop()


async def _finish(
    loops: Iterable[Relay | Ticker | Watch | Computing | Keeper], working: Iterable[asyncio.Task[None]]
) -> None:
    """What is under way is finished; what is still owed or due stays so."""
    for one in loops:
        one.close()
    await asyncio.gather(*working)
