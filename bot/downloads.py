"""Where a one-time link leads: a page with a button, then the file it is for, once.

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

from bot import arriving, document_page, export_page, logs
from bot.edge import Clock
from handlers.downloads import FILES
from storage import downloads, exporting
from storage.downloads import Document, File, Taken
from storage.unit import Store
from views import downloads as views

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
        found = await self._whose(request.match_info["link"])
        return _used() if found is None else _good(found)

    async def _file(self, request: web.Request) -> web.Response:
        link = request.match_info["link"]
        found = None
        try:
            found = await self._whose(link)
            if found is None:  # before it waits for others: whoever guesses holds up nobody
                return _used()
            async with self._one_at_a_time:
                made = await self._taken(link)
        except Exception as error:  # an edge of its own: whoever pressed is told what to do, and which entry is theirs
            return self._failed(error, found)
        if made is None:
            return _used()
        log.info("a file was handed out by a one-time link", action="download.taken", of=found.of or "person")
        attached = {"Content-Disposition": f'attachment; filename="{made.name}"'}
        return web.Response(body=made.body, content_type=made.media, headers={**_HEADERS, **attached})

    async def _taken(self, link: str) -> File | None:
        """Return the file, None when the link is not good, or was used up while the file was made."""
        found = await self._whose(link)
        if found is None:
            return None
        made = await self._made(found)
        if made is None:
            return None
        taking = partial(downloads.take, link=link, now=self.clock(), rng=self.rng)
        return made if await arriving.wait(self.store.write(taking)) == found else None

    async def _whose(self, link: str) -> Taken | None:
        if not downloads.is_good(self.store.keys, link, now=self.clock()):
            return None
        return await arriving.wait(self.store.read(partial(downloads.whose, link=link, now=self.clock())))

    def _failed(self, error: Exception, found: Taken | None) -> web.Response:
        reference = f"{self.rng.getrandbits(20):04X}"
        log.error(
            "a download failed",
            action="download.failed",
            reference=reference,
            error=type(error).__name__,
            where=logs.where(error),
        )
        page = views.PAGES[found.of if found else ""]
        words = {"title": page.failed, "line": views.failed(reference), "label": page.retry}
        return _html(words, status=500)

    async def _made(self, wanted: Taken) -> File | None:
        """None: it is not theirs any more."""
        if not wanted.of:
            return await self._everything(wanted)
        now = self.clock()
        making = partial(FILES[wanted.of], taken=wanted, now=now)
        made = await arriving.wait(self.store.read(making))
        return document_page.drawn(made, self.store.keys, now=now) if isinstance(made, Document) else made

    async def _everything(self, wanted: Taken) -> File:
        reading = partial(exporting.everything, org=wanted.org, person=wanted.person, now=self.clock())
        export = await arriving.wait(self.store.read(reading))
        packed = await asyncio.to_thread(export_page.archive, export, made_for=export.name)
        return File(name=FILE, media="application/zip", body=packed)


def _good(found: Taken) -> web.Response:
    page = views.PAGES[found.of]
    return _html({"title": page.title, "line": views.LINE, "label": page.label}, status=200)


def _used() -> web.Response:
    return _html({"title": views.USED_TITLE, "line": views.USED_LINE, "label": ""}, status=404)


def _html(words: dict[str, str], *, status: int) -> web.Response:
    page = _PAGES.get_template("download.html").render(words)
    return web.Response(text=page, status=status, content_type="text/html", headers=_HEADERS)
