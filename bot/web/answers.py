"""Asks the dispatcher on a person's behalf, and lays its answer where only they will see it."""

from __future__ import annotations

import hashlib
from typing import assert_never

from bot.edge import Core, NotSavedError
from bot.web.desk import Open
from bot.web.live import Listeners
from bot.web.visit import PLATFORM, TENANT, Visit, Visits
from domain.errors import NotFoundError, RefusalError
from handlers.turn import Delivery, Platform, Request, Said, Submit
from storage import room
from views import codec, errors
from views.replies import Ask, Correct, Home, Nothing, Options, Replace, Reply, Whisper
from views.vocabulary import Card


class Answers:
    def __init__(self, core: Core, visits: Visits, listeners: Listeners) -> None:
        self._core = core
        self._visits = visits
        self._listeners = listeners

    async def ask(self, visit: Visit, said: Said, *, key: str) -> Reply:
        """Return the committed answer, or the words for one that could not be saved.

        `key` is what the page was drawn with: the same key, person and words again are one delivery.
        """
        request = Request(
            platform=Platform.ROOM,
            tenant=TENANT,
            account=visit.account,
            place=visit.place.place,
            delivery=Delivery(PLATFORM, (_delivery(visit, said, key),)),
            said=said,
        )
        try:
            return await self._core.dispatcher.answer(request)
        except NotSavedError as failure:
            return failure.reply

    async def lay(self, visit: Visit, said: Said, reply: Reply, *, key: str, message: str = "") -> None:
        """Put the answer where it belongs. `message` is what a pressed button stands on."""
        if isinstance(said, Submit) and not isinstance(reply, Ask | Correct):
            visit.desk.forms.pop(visit.place.id, None)
        match reply:
            case Whisper(card):
                visit.desk.whisper(visit.place.id, _delivery(visit, said, key), card)
            case Replace(card):
                await self._replace(visit, message or _delivery(visit, said, key), card)
            case Ask(form):
                visit.desk.forms[visit.place.id] = Open(form=form)
            case Correct(form, wrong):
                visit.desk.forms[visit.place.id] = Open(form=form, errors=dict(wrong))
            case Home() | Options() | Nothing():
                pass  # Home is drawn by its own page, options by the search that asked for them
            case _:
                assert_never(reply)

    def refuse(self, visit: Visit, error: RefusalError, *, key: str) -> None:
        visit.desk.whisper(visit.place.id, short_id(type(error).__name__, key), errors.refused(error))

    def refuse_token(self, visit: Visit, *, key: str) -> None:
        """A token that is not theirs reads like a thing that is not there."""
        self.refuse(visit, NotFoundError(), key=key)

    async def _replace(self, visit: Visit, message: str, card: Card) -> None:
        """A card of ours that stands here is changed for everyone who sees it; a whisper only for its reader."""
        line = visit.line(message)
        if line is None or line.author:
            visit.desk.whisper(visit.place.id, message, card)
            return
        body = codec.dump(card)
        await self._visits.write(lambda unit: room.edit(unit, self._visits.site, message, body))
        self._listeners.changed(visit.place.id)


def _delivery(visit: Visit, said: Said, key: str) -> str:
    return short_id(visit.account, visit.place.id, key, repr(said))


def short_id(*parts: str) -> str:
    """Return the same id for the same parts."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
