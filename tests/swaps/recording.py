"""Remembers what the product offered to whom, and what people did with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.edge import Answering
from handlers.turn import Chose, Delivery, Place, PlaceKind, Platform, Press, Request, Said, Submit
from storage import tables
from storage.unit import Row, Unit
from tests.features.scene import Figure, Scene
from views import codec, forms
from views.replies import Ask, Correct, Reply
from views.vocabulary import Button, Menu

_outbox = tables.table(tables.Outbox)
_batch = tables.table(tables.Batch)
Interaction = Press | Submit | Chose


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A button, or one option of a menu, that was shown to the reader (their account; "" is whoever looks)."""

    press: Press
    reader: str


class Recorder:
    """Stands before the dispatcher. `said` is all that people did but commands, the latest last, until the story ends.

    After that another dispatcher answers.
    """

    def __init__(self, dispatcher: Answering) -> None:
        self._is_over = False
        self.said: list[Interaction] = []
        self.offers: list[Offer] = []
        self._dispatcher = dispatcher

    def ends(self, dispatcher: Answering) -> None:
        self._is_over, self._dispatcher = True, dispatcher

    def on_stranger(self, platform: str, listener: Callable[[], None]) -> None:
        self._dispatcher.on_stranger(platform, listener)

    async def answer(self, request: Request) -> Reply:
        reply = await self._dispatcher.answer(request)
        if self._is_over:
            return reply
        if isinstance(request.said, Press | Submit | Chose):
            self.said.append(request.said)
        self.offers += offers(reply, request.account)
        return reply

    def look(self, unit: Unit) -> None:
        """Remember what messages offer, too."""
        accounts = {row["person_id"]: row["external"] for row in unit.rows(select(tables.table(tables.Account)))}
        batches = {row["id"]: _card(unit, "batch", row) for row in unit.rows(select(_batch))}
        for row in unit.rows(select(_outbox).order_by(_outbox.c.seq)):
            card = _card(unit, "outbox", row) if row["card"] else batches[row["batch"]]
            self.offers += offers(codec.load(card), accounts.get(row["reader_id"], ""))


def _card(unit: Unit, table: str, row: Row) -> str:
    return unit.keys.open(row["card"], row["org_id"], table, row["id"], "card")


def offers(view: object, reader: str) -> Iterator[Offer]:
    for part in codec.walk(view):
        match part:
            case Button(action=action, subject=subject, version=version):
                yield Offer(press=Press(action=action, subject=subject, version=version), reader=reader)
            case Menu(action=action, subject=subject, options=options):
                for one in options:
                    yield Offer(press=Press(action=action, subject=subject, value=one.value), reader=reader)


@dataclass(kw_only=True)
class Hands:
    """What people do with what they are shown, below the platform: the ids are as the edge has opened them."""

    scene: Scene
    recorder: Recorder
    keys: Iterator[int]

    async def says(self, who: Figure, line: str) -> None:
        await self.scene.stage.says(who, line)

    async def presses(self, who: Figure, action: str, *, choice: str = "", of: str = "") -> Reply:
        """Press the newest such button, or choose the menu's option that begins so; `of` names its subject."""
        await self.sees()
        fitting = [
            one.press
            for one in self.recorder.offers
            if one.press.action == action
            and one.reader in (who.external, "")
            and one.press.value.startswith(choice)
            and of in ("", one.press.subject)
        ]
        assert fitting, f"{who.key} was never offered {action}"
        return await self.does(who, fitting[-1])

    def ids_of(self, name: str) -> set[str]:
        """Of a table's rows."""
        ids = select(tables.named(name).c.id)
        return set(self.scene.store.read(lambda unit: unit.run(ids).scalars().all()).result())

    async def sees(self) -> None:
        """Let arrive what is on its way."""
        for _ in range(3):
            await self.scene.passes(seconds=4)
        self.scene.store.read(self.recorder.look).result()

    async def submits(self, who: Figure, opened: Reply, given: Mapping[str, forms.Value] | None = None) -> Reply:
        """Send the form that was opened, with these values; the rest stays as it stands."""
        assert isinstance(opened, Ask), opened
        form = opened.form
        values = {field.name: _standing(field) for field in form.fields} | dict(given or {})
        said = Submit(action=form.action, subject=form.subject, version=form.version, values=values)
        reply = await self.does(who, said)
        assert not isinstance(reply, Correct), reply.errors
        return reply

    async def leaves_open(self, who: Figure, opened: Reply) -> None:
        """Send the form with nothing in it."""
        assert isinstance(opened, Ask), opened
        form = opened.form
        await self.does(who, Submit(action=form.action, subject=form.subject, version=form.version, values={}))

    async def does(self, who: Figure, said: Said) -> Reply:
        return await self.recorder.answer(request(self.scene, who, said, key=f"by hand {next(self.keys)}"))


def hands(scene: Scene, recorder: Recorder) -> Hands:
    return Hands(scene=scene, recorder=recorder, keys=itertools.count())


DIRECT = Place(PlaceKind.DIRECT)


def request(scene: Scene, who: Figure, said: Said, *, key: str, place: Place = DIRECT) -> Request:
    return Request(
        platform=Platform(scene.stage.name),
        tenant=scene.stage.tenant,
        account=who.external,
        place=place,
        delivery=Delivery("swap", (key,)),
        said=said,
    )


def _standing(field: forms.Field) -> Any:
    if isinstance(field, forms.PeopleField):
        return tuple(option.value for option in field.value)
    return field.value
