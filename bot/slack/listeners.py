"""One Bolt listener for each kind of payload; the router knows the rest."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.background import Background
from bot.edge import Core, NotSavedError
from bot.frame import Frame
from bot.slack import finding, inbound, render, replying
from bot.slack.api import SlackApi
from bot.slack.directory import Directory
from bot.slack.inbound import MalformedError, Opener, Payload
from bot.slack.replying import STALE_TRIGGER, Call, Plan, Spot, Surface
from bot.tokens import InvalidTokenError
from domain.errors import NotFoundError
from handlers.turn import Request
from views import errors
from views.replies import Options, Reply, Whisper

ANY = re.compile(".*")
_UNREADABLE = (
    MalformedError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
)  # what a payload of a wrong shape raises

log = structlog.get_logger()


class Listeners:
    """Turns payloads that are certainly Slack's into requests, and replies into what Slack shows."""

    def __init__(self, *, core: Core, api: SlackApi, token: str, directory: Directory, background: Background) -> None:
        self._core = core
        self._api = api
        self._token = token
        self._directory = directory
        self._background = background

    def app(self, signing_secret: str) -> AsyncApp:
        """The signature is checked before Bolt sees anything, so its own checks are off."""
        app = AsyncApp(
            signing_secret=signing_secret,
            authorize=_authorizing(self._token),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.command(ANY)(_refusing(self._command))
        app.action(ANY)(_refusing(self._action))
        app.view(ANY)(_refusing(self._view))
        app.options(ANY)(_refusing(self._options))
        app.shortcut(ANY)(_refusing(self._shortcut))
        app.event(ANY)(_refusing(self._event))
        return app

    async def _command(self, body: Payload) -> BoltResponse:
        request = inbound.command(body)
        spot = Spot(
            surface=Surface.COMMAND, trigger=body.get("trigger_id", ""), respond_to=body.get("response_url", "")
        )
        return self._tell(request, await self._answer(request), spot)

    async def _action(self, body: Payload) -> BoltResponse:
        spot, opener = _spot_of_action(body), self._opener(body)
        try:
            request = inbound.action(body, opener)
        except InvalidTokenError:
            return self._show(replying.plan(Whisper(errors.refused(NotFoundError())), spot, self._frame(opener)), spot)
        return self._tell(request, await self._answer(request), spot)

    async def _view(self, body: Payload) -> BoltResponse:
        spot, opener = Spot(surface=Surface.SUBMISSION), self._opener(body)
        if body["type"] != "view_submission":
            return BoltResponse(status=200)
        try:
            request = inbound.submission(body, opener)
        except InvalidTokenError:
            return self._show(replying.plan(Whisper(errors.refused(NotFoundError())), spot, self._frame(opener)), spot)
        try:
            reply = await self._core.dispatcher.answer(request)
        except NotSavedError as failure:
            return self._show(replying.keep_form(failure.reply, body["view"]["state"]["values"]), spot)
        return self._tell(request, reply, spot)

    async def _shortcut(self, body: Payload) -> BoltResponse:
        request = inbound.shortcut(body)
        spot = Spot(surface=Surface.SHORTCUT, trigger=body["trigger_id"], respond_to=body.get("response_url", ""))
        return self._tell(request, await self._answer(request), spot)

    async def _options(self, body: Payload) -> BoltResponse:
        request, purpose = inbound.search(body)
        reply = await self._answer(request)
        found = reply.options if isinstance(reply, Options) else ()
        frame = self._frame(self._opener(body))
        options = [render.option(one, frame.seal(purpose, one.value)) for one in found[: render.OPTIONS]]
        return BoltResponse(status=200, body={"options": options})

    async def _event(self, body: Payload) -> BoltResponse:
        """An event that could not be saved answers 503, and Slack sends it again."""
        event = body["event"]
        match event["type"]:
            case "app_mention" | "message":
                return await self._typed(body)
            case "app_home_opened" if event.get("tab", "home") == "home":
                return await self._event_answered(inbound.opened_home(body), Spot(surface=Surface.OPENED_HOME))
            case "user_change" | "team_join":
                await self._directory.change(body["team_id"], event["user"])
            case "message_metadata_posted":
                await self._heard_own(body)
            case "app_uninstalled":
                await self._directory.leave(body["team_id"])
            case "tokens_revoked" if (event.get("tokens") or {}).get("bot"):
                await self._directory.leave(body["team_id"])
        return BoltResponse(status=200)

    async def _heard_own(self, body: Payload) -> None:
        """Slack shows what we posted: it has arrived, whatever became of the answer. Only our own app's word counts."""
        event = body["event"]
        key = finding.key_of(event.get("metadata"))
        if key and event["app_id"] == body["api_app_id"]:
            await self._directory.heard(body["team_id"], key, f"{event['channel_id']}/{event['message_ts']}")

    async def _typed(self, body: Payload) -> BoltResponse:
        request = inbound.typed(body)
        if request is None:
            return BoltResponse(status=200)
        event = body["event"]
        surface = Surface.DIRECT if event["type"] == "message" else Surface.MENTION
        return await self._event_answered(request, Spot(surface=surface, channel=event["channel"]))

    async def _event_answered(self, request: Request, spot: Spot) -> BoltResponse:
        try:
            reply = await self._core.dispatcher.answer(request)
        except NotSavedError:
            return BoltResponse(status=503)
        return self._tell(request, reply, spot)

    async def _answer(self, request: Request) -> Reply:
        """Whoever clicked or typed is told of a fault in words: Slack does not send these again."""
        try:
            return await self._core.dispatcher.answer(request)
        except NotSavedError as failure:
            return failure.reply

    def _tell(self, request: Request, reply: Reply, spot: Spot) -> BoltResponse:
        opener = Opener(
            tokens=self._core.tokens, tenant=request.tenant, account=request.account, now=self._core.clock()
        )
        return self._show(replying.plan(reply, spot, self._frame(opener)), spot)

    def _show(self, plan: Plan, spot: Spot) -> BoltResponse:
        if plan.call is not None:
            self._background.start(self._call(plan.call, spot))
        return BoltResponse(status=200, body=plan.body if plan.body is not None else "")

    async def _call(self, call: Call, spot: Spot) -> None:
        if call.method:
            answer = await self._api.call(self._token, call.method, call.arguments)
        else:
            answer = await self._api.respond(spot.respond_to, call.arguments)
        if call.instead is not None and answer.error in STALE_TRIGGER:
            await self._call(call.instead, spot)
        elif not answer.ok:
            log.warning("an answer was not shown", action="slack.not_shown", method=call.method, reason=answer.error)

    def _opener(self, body: Payload) -> Opener:
        tenant, account = inbound.tenant(body), body["user"]["id"]
        return Opener(tokens=self._core.tokens, tenant=tenant, account=account, now=self._core.clock())

    def _frame(self, opener: Opener) -> Frame:
        return Frame(
            tokens=self._core.tokens, workspace=f"slack:{opener.tenant}", reader=opener.account, now=opener.now
        )


def _spot_of_action(body: Mapping[str, Any]) -> Spot:
    view, trigger = body.get("view") or {}, body.get("trigger_id", "")
    if view:
        surface = Surface.HOME if view.get("type") == "home" else Surface.MODAL
        return Spot(surface=surface, trigger=trigger, view=view.get("id", ""))
    return Spot(surface=Surface.MESSAGE, trigger=trigger, respond_to=body.get("response_url", ""))


def _authorizing(token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Bolt wants to know whose token speaks; who may do what is decided in the unit of work."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


def _refusing(listener: Callable[[Payload], Awaitable[BoltResponse]]) -> Callable[..., Awaitable[BoltResponse]]:
    """A signed payload of a shape Slack does not document is refused: nothing of it was done."""

    async def guarded(body: dict[str, Any]) -> BoltResponse:
        try:
            return await listener(body)
        except _UNREADABLE as error:
            log.warning("a payload has no known shape", action="slack.malformed", error=type(error).__name__)
            return BoltResponse(status=400)

    return guarded
