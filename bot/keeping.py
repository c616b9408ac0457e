"""Keeps outside the database what must outlive it: hourly the ends of the audit chains, and at once who was erased."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import structlog

from bot import arriving
from bot.edge import Clock
from bot.looping import Looping
from bot.settings import Settings
from storage import audit_anchor, erasure_list, signed_lines, workspaces
from storage.unit import ERASED, Store, Unit

EVERY_SECONDS = 3_600.0

log = structlog.get_logger()


class Keeper:
    """A file that cannot be written is an error in the log, and is tried again."""

    def __init__(self, *, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._anchor = settings.audit_anchor_file
        self._list = erasure_file(settings)
        self._anchored_at = 0
        self._looping = Looping("keeper", self._keep)
        store.on_wake(ERASED, self._looping.wake)

    async def run(self) -> None:
        await self._looping.run()

    def close(self) -> None:
        self._looping.close()

    async def _keep(self) -> float:
        now = self._clock()
        if self._list:
            listing = partial(erasure_list.keep, path=Path(self._list), now=now)
            if count := await arriving.wait(self._store.write(listing)):
                log.info("erasures were listed outside the database", action="erasures.listed", count=count)
        if self._anchor and now - self._anchored_at >= EVERY_SECONDS * 1000:
            for text in await arriving.wait(self._store.read(partial(anchors, now=now))):
                signed_lines.append(Path(self._anchor), text)
            self._anchored_at = now
            log.info("the ends of the audit chains were kept outside the database", action="audit.anchored")
        return EVERY_SECONDS


def anchors(unit: Unit, *, now: int) -> list[str]:
    """Return a line for each org."""
    return [audit_anchor.line(unit, org.id, now=now) for org in workspaces.orgs(unit)]


def erasure_file(settings: Settings) -> str:
    """Return where erasures are listed: beside a SQLite database unless told otherwise, "" for nowhere."""
    return settings.erasure_file or (f"{settings.database_file}.erased" if settings.database_file else "")
