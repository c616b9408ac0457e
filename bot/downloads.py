"""Where a one-time link leads: a page with a button, then everything about one person as a file, once.

The page comes first because programs open links before people do, to preview or to check them: a GET uses nothing up.
The link is used up when its file is there, and not before: whoever gets none can press again. The file is not made in
the unit that uses the link up, as on SQLite everybody who writes would wait for it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import arriving, export_page, logs
from bot.edge import Clock
from storage import downloads, exporting
from storage.downloads import Taken
from storage.unit import Store
from views import privacy_export as views

PATH = "/download/{link}"
FILE = "vouchsafe-data.zip"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    store: Store
    clock: Clock
    rng: random.Random = field(repr=False)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)  # a file takes seconds

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return (web.get(PATH, self._page), web.post(PATH, self._file))

    async def _page(self, request: web.Request) -> web.Response:
        """What is not good any more and what never was look the same."""
        is_good = downloads.is_good(self.store.keys, request.match_info["link"], now=self.clock())
        return _good() if is_good else _used()

    async def _file(self, request: web.Request) -> web.Response:
        link = request.match_info["link"]
        try:
            if await self._whose(link) is None:  # before it waits for others: whoever guesses holds up nobody
                return _used()
            async with self._one_at_a_time:
                packed = await self._taken(link)
        except Exception as error:  # an edge of its own: whoever pressed is told what to do, and which entry is theirs
            return self._failed(error)
        if packed is None:
            return _used()
        log.info("everything about a person was handed out by a link of theirs", action="download.taken")
        attached = {"Content-Disposition": f'attachment; filename="{FILE}"'}
        return web.Response(body=packed, content_type="application/zip", headers={**_HEADERS, **attached})

    async def _taken(self, link: str) -> bytes | None:
        """Return the file, None when the link is not good, or was used up while the file was made."""
        found = await self._whose(link)
        if found is None:
            return None
        packed = await self._packed(found)
        taking = partial(downloads.take, link=link, now=self.clock(), rng=self.rng)
        return packed if await arriving.wait(self.store.write(taking)) == found else None

    async def _whose(self, link: str) -> Taken | None:
        if not downloads.is_good(self.store.keys, link, now=self.clock()):
            return None
        return await arriving.wait(self.store.read(partial(downloads.whose, link=link, now=self.clock())))

    def _failed(self, error: Exception) -> web.Response:
        reference = f"{self.rng.getrandbits(20):04X}"
        log.error(
            "a download failed",
            action="download.failed",
            reference=reference,
            error=type(error).__name__,
            where=logs.where(error),
        )
        words = {"title": views.FAILED_TITLE, "line": views.failed(reference), "label": views.FAILED_LABEL}
        return _html(words, status=500)

    async def _packed(self, taken: Taken) -> bytes:
        reading = partial(exporting.everything, org=taken.org, person=taken.person, now=self.clock())
        export = await arriving.wait(self.store.read(reading))
        return await asyncio.to_thread(export_page.archive, export, made_for=export.name)


def _good() -> web.Response:
    words = {"title": views.DOWNLOAD_TITLE, "line": views.DOWNLOAD_LINE, "label": views.DOWNLOAD_LABEL}
    return _html(words, status=200)


def _used() -> web.Response:
    return _html({"title": views.USED_TITLE, "line": views.USED_LINE, "label": ""}, status=404)


def _html(words: dict[str, str], *, status: int) -> web.Response:
    page = _PAGES.get_template("download.html").render(words)
    return web.Response(text=page, status=status, content_type="text/html", headers=_HEADERS)
