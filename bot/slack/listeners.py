"""One Bolt listener for each kind of payload; the router knows the rest."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.background import Background
from bot.edge import Core, NotSavedError
from bot.frame import Frame
from bot.slack import finding, inbound, render, replying
from bot.slack.directory import Directory
from bot.slack.inbound import MalformedError, Payload
from bot.slack.opener import Opener, Who
from bot.slack.replying import Plan, Spot, Surface
from bot.slack.showing import Showing
from bot.tokens import InvalidTokenError
from domain.errors import NotFoundError
from handlers.turn import Delivery, Request
from views import errors
from views.replies import Options, Reply, Whisper

ANY = re.compile(".*")
MALFORMED = 400

log = structlog.get_logger()


class FaultError(Exception):
    """A listener of ours failed; its message is the name of the error."""


class Listeners:
    """Turns payloads that are certainly Slack's into requests, and replies into what Slack shows."""

    def __init__(
        self, *, core: Core, token: str, directory: Directory, showing: Showing, background: Background
    ) -> None:
        self._core = core
        self._directory = directory
        self._showing = showing
        self._background = background
        self._app = self._bolt(token)

    async def answer(self, payload: dict[str, Any]) -> BoltResponse:
        """Answer one payload, over whatever it came, after its commit: 200, 400, or 503 where it should come again."""
        if "ssl_check" in payload:
            return BoltResponse(status=200)
        match payload.get("type"):
            case "url_verification":
                return BoltResponse(status=200, body={"challenge": payload.get("challenge", "")})
            case "app_rate_limited":
                log.error("Slack leaves out events: too many in this hour", action="slack.events_limited")
                return BoltResponse(status=200)
        try:
            answer = await _dispatch(self._app, payload)
        except MalformedError as error:
            return _malformed(error)
        return answer if answer.status != 404 else _malformed(MalformedError("no listener of that kind"))

    def _bolt(self, token: str) -> AsyncApp:
        """The signature is checked before Bolt sees anything, so its own checks are off."""
        app = AsyncApp(
            name="vouchsafe",  # else Bolt reads the source of every caller to find one, which takes 0.1 s
            signing_secret="checked before",  # noqa: S106 - Bolt wants one, and with its check off never uses it
            authorize=_authorizing(token),
            process_before_response=True,
            raise_error_for_unhandled_request=True,  # else Bolt logs the whole payload
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.error(_failed)
        app.command(ANY)(_refusing(self._command))
        app.action(ANY)(_refusing(self._action))
        app.view(ANY)(_refusing(self._view))
        app.view_closed(ANY)(_refusing(self._closed))
        app.options(ANY)(_refusing(self._options))
        app.shortcut(ANY)(_refusing(self._shortcut))
        app.event(ANY)(_refusing(self._event))
        return app

    async def _command(self, body: Payload) -> BoltResponse:
        request = inbound.command(body)
        trigger, respond_to = body.get("trigger_id", ""), body.get("response_url", "")
        spot = Spot(surface=Surface.COMMAND, user=body["user_id"], trigger=trigger, respond_to=respond_to)
        return self._tell(request, await self._answer(request), spot)

    async def _action(self, body: Payload) -> BoltResponse:
        spot, opener = _spot_of_action(body), self._opener(body)
        try:
            request = inbound.action(body, opener)
        except InvalidTokenError:
            return self._tell_invalid(body, opener, spot)
        return self._tell(request, await self._answer(request), spot)

    async def _view(self, body: Payload) -> BoltResponse:
        opener = self._opener(body)
        spot = Spot(surface=Surface.SUBMISSION, user=body["user"]["id"])
        try:
            request = inbound.submission(body, opener)
        except InvalidTokenError:
            return self._tell_invalid(body, opener, spot)
        try:
            reply = await self._core.dispatcher.answer(request)
        except NotSavedError as failure:
            return _acknowledged(replying.keep_form(failure.reply, body["view"]["state"]["values"]))
        return self._tell(request, reply, spot)

    async def _closed(self, body: Payload) -> BoltResponse:
        """A form left unsent: what Slack tells of it becomes a draft. There is nobody to show an answer to."""
        with contextlib.suppress(InvalidTokenError):  # a form that expired, or is not the reader's
            await self._answer(inbound.closed(body, self._opener(body)))
        return BoltResponse(status=200)

    async def _shortcut(self, body: Payload) -> BoltResponse:
        request = inbound.shortcut(body)
        trigger, respond_to = body.get("trigger_id", ""), body.get("response_url", "")
        spot = Spot(surface=Surface.SHORTCUT, user=body["user"]["id"], trigger=trigger, respond_to=respond_to)
        return self._tell(request, await self._answer(request), spot)

    async def _options(self, body: Payload) -> BoltResponse:
        request, purpose = inbound.search(body)
        reply = await self._answer(request)
        found = reply.options if isinstance(reply, Options) else ()
        frame = self._frame(Who(request.tenant, request.account))
        options = [render.option(one, frame.seal(purpose, one.value)) for one in found[: render.OPTIONS]]
        return BoltResponse(status=200, body={"options": options})

    async def _event(self, body: Payload) -> BoltResponse:
        """An event that could not be saved answers 503, and Slack sends it again."""
        event = body["event"]
        match event["type"]:
            case "app_mention" | "message":
                return await self._typed(body)
            case "app_home_opened" if event.get("tab", "home") == "home":
                request = inbound.opened_home(body)
                return await self._event_answered(request, Spot(surface=Surface.OPENED_HOME, user=event["user"]))
            case "user_change" | "team_join":
                await self._directory.change(inbound.changed(body))
            case "message_metadata_posted":
                await self._heard_own(body)
            case "app_uninstalled" | "tokens_revoked" if inbound.ends_installation(event):
                await self._left(body)
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
        return await self._event_answered(request, Spot(surface=surface, user=event["user"], channel=event["channel"]))

    async def _event_answered(self, request: Request, spot: Spot) -> BoltResponse:
        try:
            reply = await self._core.dispatcher.answer(request)
        except NotSavedError:
            return BoltResponse(status=503)
        return self._tell(request, reply, spot)

    async def _left(self, body: Payload) -> None:
        tenant = inbound.tenant(body)
        await self._directory.leave(tenant, inbound.delivery(body, tenant))

    async def _answer(self, request: Request) -> Reply:
        """Whoever clicked or typed is told of a fault in words: Slack does not send these again."""
        try:
            return await self._core.dispatcher.answer(request)
        except NotSavedError as failure:
            return failure.reply

    def _tell(self, request: Request, reply: Reply, spot: Spot) -> BoltResponse:
        frame = self._frame(Who(request.tenant, request.account))
        return self._show(replying.plan(reply, spot, frame), spot, request.delivery)

    def _tell_invalid(self, body: Payload, opener: Opener, spot: Spot) -> BoltResponse:
        """A token that does not open reads like a thing that does not exist."""
        plan = replying.plan(Whisper(errors.refused(NotFoundError())), spot, self._frame(opener.who))
        return self._show(plan, spot, inbound.delivery(body, opener.who.tenant))

    def _show(self, plan: Plan, spot: Spot, delivery: Delivery) -> BoltResponse:
        if plan.call is not None:
            self._background.start(self._showing.show(plan.call, spot, delivery))
        return _acknowledged(plan)

    def _opener(self, body: Payload) -> Opener:
        return Opener(tokens=self._core.tokens, who=inbound.who(body), now=self._core.clock())

    def _frame(self, who: Who) -> Frame:
        now = self._core.clock()
        return Frame(tokens=self._core.tokens, workspace=f"slack:{who.tenant}", reader=who.account, now=now)


async def _dispatch(app: AsyncApp, payload: dict[str, Any]) -> BoltResponse:
    """This mode skips Bolt's own check and parser: only what was verified may reach it (PLATFORMS.md A4).

    Raises MalformedError where Bolt cannot even begin to read the payload; later errors go to `_failed`.
    """
    try:
        return await app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise MalformedError(type(error).__name__) from error


def _acknowledged(plan: Plan) -> BoltResponse:
    return BoltResponse(status=200, body=plan.body if plan.body is not None else "")


@inbound.strictly
def _spot_of_action(body: Payload) -> Spot:
    view, trigger, user = body.get("view") or {}, body.get("trigger_id", ""), body["user"]["id"]
    if view:
        surface = Surface.HOME if view.get("type") == "home" else Surface.MODAL
        return Spot(surface=surface, user=user, trigger=trigger, view=view.get("id", ""))
    return Spot(surface=Surface.MESSAGE, user=user, trigger=trigger, respond_to=body.get("response_url", ""))


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
        except MalformedError as error:
            return _malformed(error)
        except Exception as error:
            raise FaultError(type(error).__name__) from error

    return guarded


async def _failed(error: Exception) -> BoltResponse:
    """Events come again after a 503. What is no fault of ours comes from Bolt, which could not read the payload.

    Errors are logged by their name alone: Bolt would log their words.
    """
    if not isinstance(error, FaultError):
        return _malformed(error)
    log.error("a listener failed", action="slack.failed", error=str(error))
    return BoltResponse(status=503)


def _malformed(error: Exception) -> BoltResponse:
    name = str(error) if isinstance(error, MalformedError) else type(error).__name__
    log.warning("a payload has no known shape", action="slack.malformed", error=name)
    return BoltResponse(status=MALFORMED)
