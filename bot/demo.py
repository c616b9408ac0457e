"""`vouchsafe demo`: the rehearsal room on its own SQLite file, for one browser on this machine."""

from __future__ import annotations

import asyncio
import errno
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot import console, serve, settings, stores
from bot.edge import Clock, Core, Edge
from bot.serve import Served
from bot.settings import Settings
from bot.web import furnishing, guard
from bot.web.clock import RoomClock
from bot.web.edge import RoomEdge
from content import organization
from content.organization import Organization
from handlers import ROUTER
from storage import sqlite
from storage.sqlite import StoreInUseError

FILE = "vouchsafe-demo.db"
EMPTY_FILE = "vouchsafe-empty.db"  # beside the other, so that neither costs anybody what they tried
_BESIDE = ("", "-wal", "-shm", ".key", ".clock", ".clock.new")  # not the lock: somebody may be waiting for it


async def run(*, port: int, fresh: bool, empty: bool = False) -> None:
    """Serve the room until SIGTERM or SIGINT. The environment's platforms and databases are left alone.

    In an `empty` one there are accounts and nothing else: whoever takes the code that is printed sets it up.
    Raises UnavailableError when the room is open already, or the port is taken.
    """
    path = place(Path.cwd(), EMPTY_FILE if empty else FILE)
    if fresh:
        forget(path)
    chosen, clock, told = room(path, port), RoomClock(Path(f"{path}.clock")), organization.read()
    await furnish(chosen, told, clock, empty=empty)
    try:
        await serve.until_told(chosen, clock=clock, edges=edges(told, clock), opened=_say_where)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        problem = f"Something else listens on port {port}; is the room open already? Or add --port 0."
        raise stores.UnavailableError(problem) from error


def edges(told: Organization, clock: RoomClock) -> serve.Edges:
    """Return what builds the room's edge, and no other."""

    def build(_: Settings, core: Core) -> Sequence[Edge]:
        return [RoomEdge(core, ROUTER, clock, blurbs=told.blurbs)]

    return build


async def furnish(chosen: Settings, told: Organization, clock: Clock, *, empty: bool = False) -> None:
    """Make the room in its store, or leave what is there as it is. Raises UnavailableError."""
    await asyncio.to_thread(stores.migrate, chosen)
    store = await asyncio.to_thread(stores.ready, chosen)
    try:
        if empty:
            code = await furnishing.open_empty(store, told, now=clock(), rng=random.SystemRandom())
            _say_code(chosen, code)
        else:
            await furnishing.furnish(store, told, clock=clock, rng=random.SystemRandom())
    finally:
        await asyncio.to_thread(store.close)


def room(path: Path, port: int) -> Settings:
    """Return the settings of a room: loopback only, no platform, keys beside the file."""
    site = {"VOUCHSAFE_BASE_URL": f"http://127.0.0.1:{port}"} if port else {}  # of any free port nobody can know
    chosen = settings.load({"VOUCHSAFE_DATABASE_URL": f"sqlite:///{path}", "VOUCHSAFE_PORT": str(port), **site})
    guard.refuse_public(chosen.host)
    return chosen


def place(folder: Path, file: str) -> Path:
    """Return where the room is kept: this folder, or a temporary one where this folder cannot be written."""
    path = folder / file
    try:
        with tempfile.TemporaryFile(dir=folder):
            return path
    except OSError:
        return Path(tempfile.mkdtemp(prefix="vouchsafe-")) / file


def forget(path: Path) -> None:
    """Take the room away, unless somebody is in it. Raises UnavailableError."""
    try:
        held = sqlite.lock(path)
    except StoreInUseError as error:
        raise stores.UnavailableError("The room is open in another process. Close it there first.") from error
    with held:
        for ending in _BESIDE:
            Path(f"{path}{ending}").unlink(missing_ok=True)
        shutil.rmtree(f"{path}.pulse-keys", ignore_errors=True)


def _say_code(chosen: Settings, code: str) -> None:
    """Nothing once somebody runs HR."""
    if code:
        console.say(f"Nothing is set up here. Be Hana Weiss and type: /vouchsafe claim {code}")
        console.say(f"People come from: VOUCHSAFE_DATABASE_URL={chosen.database_url} vouchsafe import people.csv")


def _say_where(served: Served) -> None:
    console.say(f"The rehearsal room is open: {served.url}/ (Ctrl+C closes it; --fresh starts it over)")
