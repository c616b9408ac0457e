"""One listener for each kind of activity; the router knows the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from weakref import WeakValueDictionary

import structlog
from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler

from bot.background import Background
from bot.edge import Core, NotSavedError
from bot.frame import Frame
from bot.teams import inbound, replying
from bot.teams.adapter import payload_of
from bot.teams.connector import Answer, Connector
from bot.teams.directory import Directory
from bot.teams.heard import Heard, Payload, heard, items, text
from bot.teams.inbound import Opener
from bot.teams.replying import Json, Plan, Spot, Surface
from bot.tokens import InvalidTokenError
from domain.errors import NotFoundError
from handlers.turn import Request
from views import errors
from views.replies import Reply, Whisper

PATIENCE = 2.0  # seconds a message waits for Teams to say who wrote it
MOST_SHOWN = 10_000  # activities whose answer was shown, remembered here
INVOKE_PATIENCE = 0.5  # the same for an invoke, which has 3 s in all

log = structlog.get_logger()


class Listeners(TeamsActivityHandler):  # type: ignore[misc]  # botbuilder comes without types
    """Turns activities that are certainly Teams' into requests, and replies into what Teams shows."""

    def __init__(self, *, core: Core, connector: Connector, directory: Directory, background: Background) -> None:
        super().__init__()
        self._core = core
        self._connector = connector
        self._directory = directory
        self._background = background
        self._shown: dict[tuple[str, str, str, str], None] = {}
        self._lines: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._invokes: Mapping[str, Callable[[Payload, Heard], Awaitable[Json]]] = {
            "adaptiveCard/action": self._press,
            "application/search": self._search,
            "composeExtension/fetchTask": self._extension,
            "composeExtension/submitAction": self._dialog,
            "task/fetch": self._dialog,
            "task/submit": self._dialog,
        }

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        payload = payload_of(turn_context.activity)
        one = heard(payload)
        if one.is_from_bot:
            return
        if inbound.is_press(payload):
            await self._old_press(payload, one)
        elif (request := inbound.typed(payload, one)) is not None:
            await self._directory.meet(one, inbound.named(request.said), PATIENCE)
            self._tell(await self._answer(request), Spot(surface=Surface.TYPED), one)

    async def on_invoke_activity(self, turn_context: TurnContext) -> None:
        """An invoke nobody answers here is told so by the SDK: 501."""
        payload = payload_of(turn_context.activity)
        listener = self._invokes.get(text(payload, "name"))
        if listener is not None:
            turn_context.adapter.answer_invoke(turn_context, await listener(payload, heard(payload)))

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        payload = payload_of(turn_context.activity)
        one = heard(payload)
        added = [text(member, "id") for member in items(payload, "membersAdded")]
        if one.bot in added:
            self._background.start(self._welcome(payload, one))
        elif added and not one.is_personal:
            self._background.start(self._directory.learn_named(one, added))
        if one.bot in (text(member, "id") for member in items(payload, "membersRemoved")):
            self._directory.forget(one)

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        payload = payload_of(turn_context.activity)
        self._background.start(self._welcome(payload, heard(payload)))

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        self._directory.forget(heard(payload_of(turn_context.activity)))

    # --- Activities -----------------------------------------------------------------------------------------------

    async def _welcome(self, payload: Payload, one: Heard) -> None:
        """Alone with somebody they are greeted, once; in a team or a group people are learned, silently."""
        if not one.is_personal:
            return await self._directory.read(one)
        await self._directory.learn(one)
        if await self._directory.is_first_greeting(one):
            self._tell(await self._answer(inbound.greeted(payload, one)), Spot(surface=Surface.TYPED), one)
        return None

    async def _old_press(self, payload: Payload, one: Heard) -> None:
        spot = Spot(surface=Surface.OLD_CARD, activity=text(payload, "replyToId"), is_personal=one.is_personal)
        self._tell(await self._pressed(payload, one, PATIENCE), spot, one)

    async def _press(self, payload: Payload, one: Heard) -> Json:
        spot = Spot(surface=Surface.CARD, is_personal=one.is_personal)
        return self._tell(await self._pressed(payload, one, INVOKE_PATIENCE), spot, one)

    async def _pressed(self, payload: Payload, one: Heard, patience: float) -> Reply:
        try:
            request = inbound.pressed(payload, one, self._opener(one))
        except InvalidTokenError:
            return _missing()
        await self._directory.meet(one, (), patience)
        return await self._answer(request)

    async def _dialog(self, payload: Payload, one: Heard) -> Json:
        """What could not be saved stays in the dialog, ready to be sent again."""
        spot = Spot(surface=Surface.DIALOG)
        try:
            request = inbound.in_dialog(payload, one, self._opener(one))
        except InvalidTokenError:
            return self._tell(_missing(), spot, one)
        await self._directory.meet(one, (), INVOKE_PATIENCE)
        try:
            reply = await self._core.dispatcher.answer(request)
        except NotSavedError as failure:
            return self._show(replying.keep(failure.reply, inbound.data(payload), self._frame(one)), one, spot)
        return self._tell(reply, spot, one)

    async def _extension(self, payload: Payload, one: Heard) -> Json:
        request = inbound.extension(payload, one)
        await self._directory.meet(one, inbound.named(request.said), INVOKE_PATIENCE)
        return self._tell(await self._answer(request), Spot(surface=Surface.DIALOG), one)

    async def _search(self, payload: Payload, one: Heard) -> Json:
        try:
            request, purpose = inbound.search(payload, one, self._opener(one))
        except InvalidTokenError:
            return replying.found(_missing(), "", self._frame(one))
        return replying.found(await self._answer(request), purpose, self._frame(one))

    # --- Answers --------------------------------------------------------------------------------------------------

    async def _answer(self, request: Request) -> Reply:
        """Whoever clicked or typed is told of a fault in words: Teams does not send these again."""
        try:
            return await self._core.dispatcher.answer(request)
        except NotSavedError as failure:
            return failure.reply

    def _tell(self, reply: Reply, spot: Spot, one: Heard) -> Json:
        return self._show(replying.plan(reply, spot, self._frame(one)), one, spot)

    def _show(self, plan: Plan, one: Heard, spot: Spot) -> Json:
        """The body answers every copy of an activity; what must be posted besides is posted once."""
        if (plan.instead is None and plan.message is None) or not self._is_first(one):
            return plan.body
        if plan.instead is not None:
            self._background.start(self._replace(one, spot.activity, plan.instead))
        if plan.message is not None:
            self._background.start(self._send(one, plan.message))
        return plan.body

    def _is_first(self, one: Heard) -> bool:
        """Teams promises no redelivery (PLATFORMS.md B1.3): what this process remembers is enough."""
        key = (one.tenant, one.conversation, one.type, one.id)
        if one.id and key in self._shown:
            return False
        self._shown[key] = None
        if len(self._shown) > MOST_SHOWN:
            del self._shown[next(iter(self._shown))]
        return True

    async def _send(self, one: Heard, message: Json) -> None:
        """Write to the person alone. Where that cannot be, everybody reads only that it cannot."""
        chat = await self._directory.chat(one)
        if not chat:
            message = replying.message(errors.no_direct_chat(), replace(self._frame(one), reader=""))
        self._report(await self._post(one, chat or one.conversation, message))

    async def _replace(self, one: Heard, activity: str, message: Json) -> None:
        """A message that is gone cannot change: then the answer stands below."""
        answer = await self._connector.update(one.service_url, one.conversation, activity, message)
        self._report(answer if answer.ok else await self._post(one, one.conversation, message))

    async def _post(self, one: Heard, conversation: str, message: Json) -> Answer:
        """One at a time in a conversation, in the order answered (PLATFORMS.md B2.2)."""
        line = self._lines.setdefault(conversation, asyncio.Lock())
        async with line:
            return await self._connector.post(one.service_url, conversation, message)

    def _report(self, answer: Answer) -> None:
        if not answer.ok:
            log.warning("an answer was not shown", action="teams.not_shown", status=answer.status, reason=answer.code)

    def _opener(self, one: Heard) -> Opener:
        return Opener(
            tokens=self._core.tokens, tenant=one.tenant, account=one.account or one.alias, now=self._core.clock()
        )

    def _frame(self, one: Heard) -> Frame:
        return Frame(
            tokens=self._core.tokens,
            workspace=f"teams:{one.tenant}",
            reader=one.account or one.alias,
            now=self._core.clock(),
            zone=one.zone or "UTC",
        )


def _missing() -> Reply:
    """What may not be opened reads like what is not there."""
    return Whisper(errors.refused(NotFoundError()))
