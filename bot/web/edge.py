"""The rehearsal room: a third edge, in a browser, through the same dispatcher, outbox and relay as Slack and Teams."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.delivery import Sender
from bot.edge import Core
from bot.tokens import InvalidTokenError
from bot.web import inbound, pages, posts
from bot.web.answers import Answers, short_id
from bot.web.clock import Move, RoomClock, ahead
from bot.web.desk import Desks
from bot.web.fields import Fields
from bot.web.guard import HEADERS, guarded
from bot.web.inbound import first
from bot.web.live import EVERYWHERE, Listeners
from bot.web.outbound import RoomSender
from bot.web.pages import FOLDER, Scene
from bot.web.passing import Passing
from bot.web.places import RECOGNITION
from bot.web.visit import PLATFORM, NotHereError, Visit, Visits
from domain import ids
from domain.errors import NotAMemberError, RefusalError
from domain.text import clean
from handlers.router import Router
from handlers.turn import Account, Chose, Opened, PlaceKind, Said, Saved
from storage import room
from views.replies import Home, Options, Whisper
from views.vocabulary import Card

HEARTBEAT_SECONDS = 20.0  # an idle stream says that it is alive
START = RECOGNITION.removeprefix("#")
_STATIC = {
    "room.css": "text/css",
    "room.js": "text/javascript",
    "suggest.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}

log = structlog.get_logger()
Posted = Callable[[Visit, Fields], Awaitable[None]]


class RoomEdge:
    """bot.edge.Edge. `blurbs` says in one line, by account, what to try as that person."""

    platform = PLATFORM

    def __init__(
        self, core: Core, router: Router, clock: RoomClock, *, blurbs: Mapping[str, str] | None = None
    ) -> None:
        self._core = core
        self._router = router
        self._clock = clock
        self._passing = Passing(core.store, clock)
        self._blurbs = blurbs or {}
        self._desks = Desks()
        self.listeners = Listeners()
        self._visits = Visits(core, self._desks)
        self._answers = Answers(core, self._visits, self.listeners)
        self.sender: Sender = RoomSender(core.store, self.listeners)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        here = "/as/{account}/{place}"
        posted = {
            "say": self._say,
            "press": self._press,
            "submit": self._submit,
            "save": self._save,
            "dismiss": self._dismiss,
            "close": self._close_form,
            "clock": self._move,
        }
        return (
            web.get("/", guarded(self._pick)),
            web.get("/go", guarded(self._go)),
            web.get("/static/{name}", guarded(_static)),
            web.get(here, guarded(self._page)),
            web.get(f"{here}/search", guarded(self._search)),
            web.get(f"{here}/live", guarded(self._live)),
            *(web.post(f"{here}/{name}", guarded(partial(self._posted, act))) for name, act in posted.items()),
        )

    async def start(self) -> None:
        """Raises bot.web.visit.NoRoomError."""
        await self._visits.start()
        self._clock.on_move(self._look_again)

    async def close(self) -> None:
        self.listeners.close()

    # --- Looking --------------------------------------------------------------------------------------------------

    async def _pick(self, request: web.Request) -> web.Response:
        return _html(pages.picker(await self._visits.residents(), self._blurbs, room_name=self._visits.name))

    async def _go(self, request: web.Request) -> web.Response:
        """The person picker at the left: become somebody else without leaving the channel."""
        account, place = request.query.get("account", ""), request.query.get("place", START)
        return _redirect(f"/as/{quote(account, safe='')}/{quote(place, safe='')}")

    async def _page(self, request: web.Request) -> web.Response:
        drawing = self.listeners.drawing()  # before anything is read
        visit = await self._visit(request)
        visit.desk.read[visit.place.id] = visit.heads.get(visit.place.id, 0)
        home = await self._home(visit) if visit.place.kind is PlaceKind.HOME else None
        scene = self._scene(visit, drawing)
        return _html(pages.room(scene, self._router, room_name=self._visits.name, home=home, clock=self._time(visit)))

    async def _home(self, visit: Visit) -> Card | None:
        match await self._answers.ask(visit, Opened(), key=""):
            case Home(card) | Whisper(card):
                return card
            case _:
                return None

    async def _search(self, request: web.Request) -> web.Response:
        visit = await self._visit(request)
        query = {name: request.query.getall(name) for name in request.query}
        try:
            said, purpose = inbound.chose(query, visit.opener(self._core))
        except InvalidTokenError:
            return web.json_response([])
        return web.json_response(await self._found(visit, said, purpose))

    async def _found(self, visit: Visit, said: Chose, purpose: str) -> list[dict[str, str]]:
        reply = await self._answers.ask(visit, said, key="")
        options = reply.options if isinstance(reply, Options) else ()
        frame = visit.frame(self._core)
        return [
            {"value": frame.seal(purpose, one.value), "label": one.label, "description": one.description}
            for one in options
        ]

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """Tell the page whenever something it may see has changed, until it goes away or the room closes."""
        visit = await self._visit(request)
        mine = {EVERYWHERE, *(place.id for place in visit.places)}
        stream = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        with self.listeners.listening() as changes:
            await stream.prepare(request)
            await stream.write(b"retry: 1000\n: open\n\n")
            if self.listeners.is_outdated(_number(request.query.get("drawing", ""))):
                await stream.write(_CHANGED)
            while (change := await _next(changes)) is not None:
                if change is _QUIET:
                    await stream.write(b": quiet\n\n")
                elif change in mine:
                    await stream.write(_CHANGED)
        return stream

    # --- Doing ----------------------------------------------------------------------------------------------------

    async def _posted(self, act: Posted, request: web.Request) -> web.Response:
        """Every post ends at the page it came from, which shows what came of it."""
        fields = await posts.read(request)
        visit = await self._visit(request)
        try:
            await act(visit, fields)
        except InvalidTokenError:
            self._answers.refuse_token(visit, key=first(fields, "key"))
        except RefusalError as error:
            self._answers.refuse(visit, error, key=first(fields, "key"))
        return _redirect(visit.path)

    async def _say(self, visit: Visit, fields: Fields) -> None:
        text = clean(first(fields, "text"))
        is_command = text.startswith("/")
        if not visit.visitor.active:
            raise NotAMemberError
        if text and not is_command:
            await self._speak(visit, text, first(fields, "key"))
        if text and (is_command or visit.place.kind is PlaceKind.DIRECT):
            await self._ask(visit, inbound.command(text, visit.residents), fields)

    async def _press(self, visit: Visit, fields: Fields) -> None:
        await self._ask(visit, inbound.press(fields, visit.opener(self._core)), fields)

    async def _submit(self, visit: Visit, fields: Fields) -> None:
        await self._ask(visit, inbound.submit(fields, visit.opener(self._core)), fields)

    async def _save(self, visit: Visit, fields: Fields) -> None:
        """A message action on what somebody wrote here."""
        line = visit.line(first(fields, "message"))
        if line is None or not line.author:
            self._answers.refuse_token(visit, key=first(fields, "key"))
            return
        name = next((one.name for one in visit.residents if one.external == line.author), "")
        author = Account(line.author, name)
        said = Saved(action=first(fields, "action"), author=author, text=line.body, link=f"{visit.path}#m-{line.id}")
        await self._ask(visit, said, fields)

    async def _dismiss(self, visit: Visit, fields: Fields) -> None:
        visit.desk.dismiss(visit.place.id, first(fields, "message"))

    async def _close_form(self, visit: Visit, fields: Fields) -> None:
        visit.desk.forms.pop(visit.place.id, None)

    async def _move(self, visit: Visit, fields: Fields) -> None:
        move = first(fields, "move")
        if move in set(Move):
            await self._passing.move(Move(move), checkpoint=visit.next_checkpoint)
            log.info("the room's clock was moved", action="room.clock_moved", by=move, offset_ms=self._clock.offset)

    def _look_again(self) -> None:
        """Time has passed: relay and schedules look for what has become due, and every page looks again."""
        self._passing.wake()
        self.listeners.changed()

    async def _ask(self, visit: Visit, said: Said, fields: Fields) -> None:
        key = first(fields, "key")
        reply = await self._answers.ask(visit, said, key=key)
        await self._answers.lay(visit, said, reply, key=key, message=first(fields, "message"))

    async def _speak(self, visit: Visit, text: str, key: str) -> None:
        """The id comes from the page's key, so that the same post twice is one message."""
        id, site = short_id(visit.account, key), self._visits.site
        await self._visits.write(
            lambda unit: room.post(
                unit, site, id=id, place=visit.place.id, author=visit.account, body=text, at=visit.now
            )
        )
        self.listeners.changed(visit.place.id)

    # --- Pieces ---------------------------------------------------------------------------------------------------

    async def _visit(self, request: web.Request) -> Visit:
        """Raises HTTPNotFound, with a page that leads back."""
        try:
            return await self._visits.visit(request.match_info["account"], request.match_info["place"])
        except NotHereError as error:
            raise web.HTTPNotFound(text=pages.lost(str(error)), content_type="text/html") from error

    def _scene(self, visit: Visit, drawing: int) -> Scene:
        unread = {
            place.id: self._desks.unread(visit.account, place.id, visit.heads.get(place.id, 0))
            for place in visit.places
        }
        return Scene(
            visitor=visit.visitor,
            place=visit.place,
            places=visit.places,
            residents=visit.residents,
            lines=visit.lines,
            unread=unread,
            desk=visit.desk,
            frame=visit.frame(self._core),
            key=ids.new(self._core.rng),
            drawing=drawing,
        )

    def _time(self, visit: Visit) -> dict[str, object]:
        return {
            "at": visit.now,
            "zone": visit.visitor.zone,
            "ahead": ahead(self._clock.offset),
            "has_checkpoint": visit.next_checkpoint is not None,
        }


_QUIET = "\x00"  # no place is called so
_CHANGED = b"event: changed\ndata: look\n\n"


async def _next(changes: asyncio.Queue[str | None]) -> str | None:
    try:
        return await asyncio.wait_for(changes.get(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return _QUIET


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


async def _static(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    return web.FileResponse(FOLDER / "static" / name, headers={"Content-Type": f"{_STATIC[name]}; charset=utf-8"})


def _html(text: str, *, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html")


def _redirect(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
