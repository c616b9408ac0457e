"""`vouchsafe demo`: the rehearsal room on its own SQLite file, for one browser on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot import console, serve, settings
from bot.edge import Core, Edge
from bot.settings import Settings
from bot.web.clock import RoomClock
from bot.web.edge import RoomEdge
from handlers import ROUTER

FILE = "vouchsafe-demo.db"
_BESIDE = ("", "-wal", "-shm", ".key", ".lock", ".clock", ".clock.new")


async def run(*, port: int, fresh: bool) -> None:
    """Serve the room until SIGTERM or SIGINT. The environment's platforms and databases are left alone."""
    path = place(Path.cwd())
    if fresh:
        forget(path)
    chosen = room(path, port)
    clock = RoomClock(Path(f"{path}.clock"))

    def edges(_: Settings, core: Core) -> Sequence[Edge]:
        return [RoomEdge(core, ROUTER, clock)]

    console.say(f"The rehearsal room opens at http://{chosen.host}:{chosen.port}/ (Ctrl+C closes it)")
    await serve.until_told(chosen, clock=clock, edges=edges)


def room(path: Path, port: int) -> Settings:
    """Settings of a room: loopback only, no platform, keys beside the file."""
    return settings.load({"VOUCHSAFE_DATABASE_URL": f"sqlite:///{path}", "VOUCHSAFE_PORT": str(port)})


def place(folder: Path) -> Path:
    """Return where the room is kept: this folder, or a temporary one where this folder cannot be written."""
    path = folder / FILE
    try:
        with tempfile.TemporaryFile(dir=folder):
            return path
    except OSError:
        return Path(tempfile.mkdtemp(prefix="vouchsafe-")) / FILE


def forget(path: Path) -> None:
    for ending in _BESIDE:
        Path(f"{path}{ending}").unlink(missing_ok=True)
