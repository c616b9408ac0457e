"""Keeps outside the database what must outlive it: hourly the ends of the audit chains, and at once who was erased."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import structlog

from bot import arriving, console
from bot.edge import Clock
from bot.looping import Looping
from bot.settings import Settings
from storage import audit_anchor, erasure_list, signed_lines, workspaces
from storage.unit import ERASED, Store, Unit

EVERY_SECONDS = 3_600.0

log = structlog.get_logger()


class Keeper:
    """A file that cannot be written is an error in the log, and is tried again; the other is written all the same."""

    def __init__(self, *, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._anchor = settings.audit_anchor_file
        self._list = erasure_file(settings)
        self._anchored_at = 0
        self._looping = Looping("keeper", self.round)
        store.on_wake(ERASED, self._looping.wake)

    async def run(self) -> None:
        await self._looping.run()

    def close(self) -> None:
        self._looping.close()

    async def round(self) -> float:
        """Write what is to be written now; return how long to wait (seconds). Raises OSError."""
        now = self._clock()
        try:
            await self._keep_erasures(now)
        finally:
            await self._keep_anchors(now)
        return EVERY_SECONDS

    async def _keep_erasures(self, now: int) -> None:
        if self._list:
            listing = partial(erasure_list.keep, path=Path(self._list), now=now)
            if count := await arriving.wait(self._store.write(listing)):
                log.info("erasures were listed outside the database", action="erasures.listed", count=count)

    async def _keep_anchors(self, now: int) -> None:
        if self._anchor and now - self._anchored_at >= EVERY_SECONDS * 1000:
            for text in await arriving.wait(self._store.read(partial(anchors, now=now))):
                signed_lines.append(Path(self._anchor), text)
            self._anchored_at = now
            log.info("the ends of the audit chains were kept outside the database", action="audit.anchored")


def anchors(unit: Unit, *, now: int) -> list[str]:
    """Return a line for each org."""
    return [audit_anchor.line(unit, org.id, now=now) for org in workspaces.orgs(unit)]


def whole_lines(path: Path) -> list[str]:
    """Return the lines of such a file, and tell whoever types the command of one that was torn."""
    if signed_lines.is_torn(path):
        console.say(f"The last line of {path} was not written to its end, and is left out: it is written anew.")
    return signed_lines.lines(path)


def erasure_file(settings: Settings) -> str:
    """Return where erasures are listed: beside a SQLite database unless told otherwise, "" for nowhere."""
    return settings.erasure_file or (f"{settings.database_file}.erased" if settings.database_file else "")
