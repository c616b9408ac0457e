"""The Slack edge: raw bytes in, or a socket, and the workspace it is installed in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import web

from bot.background import Background
from bot.delivery import Sender
from bot.edge import Core, RefusedError
from bot.settings import SlackSettings
from bot.slack import body, verify
from bot.slack.api import SlackApi
from bot.slack.directory import PLATFORM, Directory, UnreachableError
from bot.slack.listeners import MALFORMED, Listeners
from bot.slack.outbound import SlackSender
from bot.slack.showing import Showing
from bot.slack.socket import Socket

PATH = "/slack/events"
BODY_SECONDS = 5.0  # for a body to arrive; Slack itself gives up after three
FIRST_SECONDS = 5.0  # for the first reading of the directory; a large one goes on while we serve
AGAIN_SECONDS = 30.0  # until an unreachable Slack is asked again
REFUSED_SECONDS = 600.0  # until it is asked again whether our token is good
REFRESH_SECONDS = 24 * 3600.0  # events may be lost: the whole directory is read once a day

log = structlog.get_logger()


class SlackEdge:
    platform = PLATFORM
    sender: Sender

    def __init__(self, settings: SlackSettings, core: Core) -> None:
        self._secret = settings.signing_secret
        self._core = core
        self._api = SlackApi(settings.api_url)
        self.sender = SlackSender(self._api, core.tokens)
        self.background = Background()
        self._directory = Directory(self._api, settings.bot_token, core)
        self._listeners = Listeners(
            core=core,
            token=settings.bot_token,
            directory=self._directory,
            showing=Showing(core, self._api, settings.bot_token),
            background=self.background,
        )
        self._socket = Socket(self._api, settings.app_token, self._listeners.answer) if settings.app_token else None
        self._keeping: asyncio.Task[None] | None = None
        self._stranger = asyncio.Event()

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [web.post(PATH, self._receive)]

    async def start(self) -> None:
        """Raises RefusedError when Slack does not accept a token; an unreachable Slack is asked again later."""
        await self._api.open()
        try:
            await self._begin()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await self.background.drain()
        await self._api.close()

    async def _begin(self) -> None:
        self._core.dispatcher.on_stranger(PLATFORM, self._stranger.set)
        first = asyncio.create_task(self._join())
        self._keeping = asyncio.create_task(self._keep_up(first))
        await asyncio.wait({first}, timeout=FIRST_SECONDS)
        if first.done():
            first.result()
        if self._socket is not None:
            await self._socket.open()

    async def _receive(self, request: web.Request) -> web.Response:
        """Nothing is read before its seal has the right shape; nothing is decoded, parsed or stored before it holds."""
        if (request.content_length or 0) > verify.MAX_BODY_BYTES:
            return web.Response(status=413)
        seal = verify.seal(request.headers, self._core.clock())
        if seal is None:
            return web.Response(status=401)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                raw = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not verify.is_signed(self._secret, seal, raw):
            return web.Response(status=401)
        return await self._answer(request.content_type, raw)

    async def _answer(self, content_type: str, raw: bytes) -> web.Response:
        try:
            payload = body.parse(content_type, raw)
        except ValueError:
            return _malformed()
        answer = await self._listeners.answer(payload)
        if answer.status == MALFORMED:
            return _malformed()
        kind = "application/json" if answer.body.startswith("{") else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _join(self) -> float:
        """Learn who is there. Return the seconds until that should be done again. Raises RefusedError."""
        try:
            await self._directory.read(await self._directory.join())
        except UnreachableError as error:
            log.warning("Slack cannot be reached; trying again", action="slack.unreachable", reason=str(error))
            return AGAIN_SECONDS
        return REFRESH_SECONDS

    async def _keep_up(self, reading: asyncio.Task[float]) -> None:
        while True:
            [told] = await asyncio.gather(reading, return_exceptions=True)
            await self._wait(told if isinstance(told, float) else _after(told))
            reading = asyncio.create_task(self._join())

    async def _wait(self, seconds: float) -> None:
        """Until then, or until somebody speaks whom the directory should know."""
        until = asyncio.get_running_loop().time() + seconds
        while (left := until - asyncio.get_running_loop().time()) > 0:
            try:
                await asyncio.wait_for(self._stranger.wait(), left)
            except TimeoutError:
                return
            self._stranger.clear()
            if self._directory.is_worth_reading():
                return


def _after(error: BaseException) -> float:
    """Whatever stopped a reading, the next one is tried."""
    if isinstance(error, RefusedError):
        log.error("Slack does not accept our token", action="slack.refused", reason=str(error))
        return REFUSED_SECONDS
    log.error("the directory could not be read", action="slack.directory_failed", error=type(error).__name__)
    return AGAIN_SECONDS


def _malformed() -> web.Response:
    """Sending it again would not help, so Slack need not (PLATFORMS.md A1.3)."""
    return web.Response(status=MALFORMED, headers={"X-Slack-No-Retry": "1"})
