"""Furnishes the room: a fictional organization, imported as any other, and some weeks of what happened there.

What happened is told through the dispatcher, the handlers and the relay, with the clock set back. Every deed is a
delivery with a key of its own, so telling it again, after an interruption, changes nothing that was told before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

from bot import arriving, people_import
from bot.dispatch import Dispatcher
from bot.edge import Clock
from bot.relay import Relay
from bot.web import furnishing_forms, furnishing_reviews, inbound
from bot.web.furnishing_forms import StoryError
from bot.web.live import Listeners
from bot.web.outbound import RoomSender
from bot.web.places import RECOGNITION
from bot.web.visit import PLATFORM, TENANT
from content import organization
from content import pack as content
from content.organization import Event, Fills, Leaves, Organization, Presses, Rewrites, Says
from domain.kudos import Kudos
from handlers import ROUTER
from handlers.turn import Delivery, Place, PlaceKind, Platform, Press, Request, Said, Submit
from storage import claim_codes, directory, introductions, kudos, people, room, set_up_checks, workspaces
from storage.room import Resident, Site
from storage.unit import Store, T, Unit
from views.replies import Reply, Whisper
from views.vocabulary import Buttons

UNDO_MS = content.default().kudos_rules.undo_ms
PATIENCE_SECONDS = 60.0  # nobody waits for the answers of the story


async def furnish(store: Store, told: Organization, *, clock: Clock, rng: random.Random) -> None:
    """Make the room unless it is there already, whole. Raises StoryError."""
    now = clock()
    site = await arriving.wait(store.write(partial(_move_in, told=told, now=now, rng=rng)))
    last = _message_id(len(told.story) - 1)
    if await arriving.wait(store.read(lambda unit: room.find(unit, site, last))) is None:
        await _Teller(store, site, told, rng=rng).tell(now)


def _move_in(unit: Unit, *, told: Organization, now: int, rng: random.Random) -> Site:
    """The accounts as a platform tells them, then the people file as HR imports it."""
    found = workspaces.find(unit, PLATFORM, TENANT)
    if found is not None:
        return Site(found.org, found.id)
    began = min(event.when(now) for event in told.story)
    org = workspaces.ensure_org(unit, name=organization.NAME, zone=organization.ZONE, now=began, rng=rng)
    workspace = workspaces.ensure(
        unit, org, PLATFORM, TENANT, name=organization.NAME, token="", bot="", service_url="", now=began, rng=rng
    )
    directory.sync(unit, org, workspace.id, told.members, complete=True, now=began, rng=rng)
    people_import.bring_in(unit, org, told.people_file, now=began, rng=rng)
    site = Site(org, workspace.id)
    residents = room.residents(unit, site)
    for resident in residents:
        introductions.record(unit, org, resident.person, now=began)  # they have used it for weeks
    known = {resident.external: resident.person for resident in residents}
    furnishing_reviews.approve_competencies(unit, org, known, now=began, rng=rng)
    return site


async def open_empty(store: Store, told: Organization, *, now: int, rng: random.Random) -> str:
    """Make the room with its accounts alone, as a platform tells them; return a claim code, "" once there is HR."""
    return await arriving.wait(store.write(partial(_settle_in, told=told, now=now, rng=rng)))


def _settle_in(unit: Unit, *, told: Organization, now: int, rng: random.Random) -> str:
    org = workspaces.ensure_org(unit, name=organization.NAME, zone="UTC", now=now, rng=rng)
    workspace = workspaces.ensure(
        unit, org, PLATFORM, TENANT, name=organization.NAME, token="", bot="", service_url="", now=now, rng=rng
    )
    if set_up_checks.administrators(unit, org):
        return ""
    directory.sync(unit, org, workspace.id, told.members, complete=True, now=now, rng=rng)
    code = claim_codes.new_code(rng)
    claim_codes.create(unit, org, code, now=now, rng=rng)
    return code


class _Past:
    """A clock that stands where the story is."""

    def __init__(self) -> None:
        self.at = 0

    def __call__(self) -> int:
        return self.at


class _Teller:
    """Does each deed of the story as its person, then lets the relay send what came of it."""

    def __init__(self, store: Store, site: Site, told: Organization, *, rng: random.Random) -> None:
        self._store = store
        self._site = site
        self._told = told
        self._rng = rng
        self._clock = _Past()
        self._dispatcher = Dispatcher(store=store, router=ROUTER, clock=self._clock, rng=rng, budget=PATIENCE_SECONDS)
        sender = RoomSender(store, Listeners())
        self._relay = Relay(store=store, senders={PLATFORM: sender}, clock=self._clock, rng=rng)
        self._given: dict[str, str] = {}
        self._residents: Sequence[Resident] = ()

    async def tell(self, now: int) -> None:
        self._residents = await self._read(lambda unit: room.residents(unit, self._site))
        for number, event in enumerate(self._told.story):
            self._clock.at = event.when(now)
            await self._do(number, event)
            await self._send()

    async def _send(self) -> None:
        """Let the undo window pass, then send what is owed."""
        self._clock.at += UNDO_MS
        while await self._relay.round():
            pass

    async def _do(self, number: int, event: Event) -> None:
        match event.deed:
            case Says(place, text, name):
                await self._say(number, event, f"#{place}", text, name)
            case Presses(action, name):
                await self._ask(number, event, RECOGNITION, Press(action=action, subject=self._given[name]))
            case Rewrites(name, note):
                await self._ask(number, event, RECOGNITION, await self._rewriting(event.who, name, note))
            case Fills() as form:
                said = furnishing_forms.sent(form, self._residents, now=self._clock.at)
                furnishing_forms.require_kept(await self._ask(number, event, RECOGNITION, said))
            case Leaves():
                await self._write(partial(self._leave, event=event))
            case _:
                assert_never(event.deed)

    async def _say(self, number: int, event: Event, place: str, text: str, name: str) -> None:
        if not text.startswith("/"):
            line = partial(room.post, id=_message_id(number), place=place, author=event.who, body=text)
            await self._write(lambda unit: line(unit, self._site, at=self._clock.at))
            return
        reply = await self._ask(number, event, place, inbound.command(text, self._residents))
        if name:
            self._given[name] = _given(reply)

    async def _ask(self, number: int, event: Event, place: str, said: Said) -> Reply:
        request = Request(
            platform=Platform.ROOM,
            tenant=TENANT,
            account=event.who,
            place=Place(PlaceKind.CHANNEL, place, place),
            delivery=Delivery(PLATFORM, (_message_id(number),)),
            said=said,
        )
        return await self._dispatcher.answer(request)

    async def _rewriting(self, who: str, name: str, note: str) -> Submit:
        gift = await self._read(partial(self._kudos, who=who, id=self._given[name]))
        values = {"badge": gift.badge.id, "note": note, "correction": gift.correction}
        return Submit(action="kudos.edit", subject=gift.id, version=gift.version, values=values)

    def _kudos(self, unit: Unit, *, who: str, id: str) -> Kudos:
        reader = people.actor(unit, Platform.ROOM, TENANT, who)
        found = kudos.find(unit, reader, id, content.default()) if reader else None
        if found is None:
            raise StoryError(StoryError.__doc__)
        return found

    def _leave(self, unit: Unit, *, event: Event) -> None:
        gone = self._told.gone(event.who)
        directory.change(unit, self._site.org, self._site.workspace, gone, now=self._clock.at, rng=self._rng)

    async def _read(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._store.read(work))

    async def _write(self, work: Callable[[Unit], T]) -> T:
        return await arriving.wait(self._store.write(work))


def _given(reply: Reply) -> str:
    """Return the id of the kudos that this answer confirms. Raises StoryError when it was refused."""
    parts = reply.card.parts if isinstance(reply, Whisper) else ()
    buttons = (button for part in parts if isinstance(part, Buttons) for button in part.buttons)
    undo = next((button for button in buttons if button.action == "kudos.undo"), None)
    if undo is None:
        raise StoryError(StoryError.__doc__)
    return undo.subject


def _message_id(number: int) -> str:
    return f"story-{number}"
