"""One look at the room: who, where, and everything that page is made of, read in one unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot import arriving
from bot.edge import Core
from bot.frame import Frame
from bot.web import places
from bot.web.desk import Desk, Desks
from bot.web.inbound import Opener
from bot.web.places import Spotted
from handlers.turn import PlaceKind
from storage import checkpoints_standing, room, workspaces
from storage.room import Line, Resident, Site
from storage.unit import Unit

T = TypeVar("T")
PLATFORM = "room"
TENANT = "room"
WORKSPACE = f"{PLATFORM}:{TENANT}"


class NotHereError(LookupError):
    """Nobody of that name is in this room, or there is no such place."""


class NoRoomError(RuntimeError):
    """This store has no rehearsal room; "vouchsafe demo" furnishes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`heads` is the number of the last message of each place; `next_checkpoint` is UTC epoch ms, None without one."""

    visitor: Resident
    place: Spotted
    places: Sequence[Spotted]
    residents: Sequence[Resident]
    lines: Sequence[Line]
    heads: Mapping[str, int]
    desk: Desk
    now: int
    next_checkpoint: int | None = None

    @property
    def account(self) -> str:
        return self.visitor.external

    @property
    def path(self) -> str:
        return f"/as/{self.account}/{self.place.slug}"

    def line(self, id: str) -> Line | None:
        """Return the message when it stands in this very place."""
        return next((line for line in self.lines if line.id == id), None)

    def opener(self, core: Core) -> Opener:
        return Opener(tokens=core.tokens, workspace=WORKSPACE, account=self.account, now=self.now)

    def frame(self, core: Core) -> Frame:
        return Frame(
            tokens=core.tokens,
            workspace=WORKSPACE,
            reader=self.account,
            now=self.now,
            zone=self.visitor.zone,
            mentions={one.person: one.external for one in self.residents},
        )


class Visits:
    """Reads the room. `start` finds it in the store."""

    def __init__(self, core: Core, desks: Desks) -> None:
        self._core = core
        self._desks = desks
        self.site = Site("", "")
        self.name = ""

    async def start(self) -> None:
        """Raises NoRoomError."""
        found = await self.read(lambda unit: workspaces.find(unit, PLATFORM, TENANT))
        if found is None:
            raise NoRoomError(str(NoRoomError.__doc__))
        self.site, self.name = Site(found.org, found.id), found.name
        self._desks.baseline = await self.read(lambda unit: room.heads(unit, self.site))

    async def residents(self) -> list[Resident]:
        return await self.read(lambda unit: room.residents(unit, self.site))

    async def visit(self, account: str, slug: str) -> Visit:
        """Raises NotHereError."""
        return await self.read(lambda unit: self._visit(unit, account, slug))

    def _visit(self, unit: Unit, account: str, slug: str) -> Visit:
        residents = room.residents(unit, self.site)
        visitor = next((one for one in residents if one.external == account), None)
        if visitor is None:
            raise NotHereError(str(NotHereError.__doc__))
        there = places.of(visitor, room.teams(unit, self.site))
        place = next((one for one in there if one.slug == slug), None)
        if place is None:
            raise NotHereError(str(NotHereError.__doc__))
        return Visit(
            visitor=visitor,
            place=place,
            places=there,
            residents=residents,
            lines=[] if place.kind is PlaceKind.HOME else room.latest(unit, self.site, place.id),
            heads=room.heads(unit, self.site),
            desk=self._desks.of(account),
            now=self._core.clock(),
            next_checkpoint=checkpoints_standing.next_said(unit, self.site.org, now=self._core.clock()),
        )

    async def read(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._core.store.read(work))

    async def write(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._core.store.write(work))
