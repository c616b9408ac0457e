"""The Teams edge: one address for every activity, and nothing believed before it is verified."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import structlog
from aiohttp import web

from bot.background import Background
from bot.delivery import Sender
from bot.edge import Core
from bot.settings import TeamsSettings
from bot.teams.adapter import Adapter, envelope
from bot.teams.connector import Connector
from bot.teams.directory import PLATFORM, Directory
from bot.teams.heard import MalformedError
from bot.teams.listeners import Listeners
from bot.teams.outbound import TeamsSender
from bot.teams.signing_keys import PATIENCE_SECONDS
from bot.teams.verify import ForeignTenantError, UnverifiedError, Verifier

PATH = "/teams/messages"
MOST_BYTES = 1024 * 1024  # TRUST.md section 3
MOST_LEVELS = 64

log = structlog.get_logger()


class TeamsEdge:
    platform = PLATFORM
    sender: Sender

    def __init__(self, settings: TeamsSettings, core: Core, *, patience: float = PATIENCE_SECONDS) -> None:
        self._verifier = Verifier(settings, core.clock, patience=patience)
        self._connector = Connector(settings, core.clock)
        self.sender = TeamsSender(self._connector, core)
        self.background = Background()
        self._adapter = Adapter(self._verifier)
        self._listeners = Listeners(
            core=core,
            connector=self._connector,
            directory=Directory(self._connector, core, self.background),
            background=self.background,
        )

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [web.post(PATH, self._receive)]

    async def start(self) -> None:
        await self._connector.open()
        await self._verifier.open()

    async def close(self) -> None:
        await self.background.drain()
        await self._verifier.close()
        await self._connector.close()

    async def _receive(self, request: web.Request) -> web.Response:
        """Nothing is stored, looked up or answered in words before the verifier agrees."""
        headers = request.headers.getall("Authorization", [""])
        if len(headers) != 1 or "Content-Encoding" in request.headers:
            return web.Response(status=400)
        body = await _body(request)
        try:
            answer = await self._adapter.process_activity(headers[0], envelope(parse(body)), self._listeners.on_turn)
        except UnverifiedError as error:
            log.warning("an activity is not believed", action="teams.unverified", reason=str(error))
            return web.Response(status=401)
        except ForeignTenantError:
            log.warning("an activity of a tenant that is not ours", action="teams.foreign")
            return web.Response(status=403)
        except MalformedError:
            log.warning("an activity has no known shape", action="teams.malformed")
            return web.Response(status=400)
        if answer is None:
            return web.Response()
        return web.Response(status=int(answer.status)) if answer.body is None else web.json_response(answer.body)


def parse(body: bytes) -> dict[str, Any]:
    """Raises MalformedError for what is no JSON object, or nested deeper than anything Teams sends."""
    try:
        activity = json.loads(body)
        if b"\\u" in body:  # half a character may be written so, which no database takes (PLATFORMS.md C4)
            activity = json.loads(json.dumps(activity, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise MalformedError("not JSON") from error
    if not isinstance(activity, dict) or _is_deep(activity):
        raise MalformedError("an activity is an object of few levels")
    return activity


def _is_deep(value: dict[str, Any]) -> bool:
    level: list[Any] = [value]
    for _ in range(MOST_LEVELS):
        inside = (child for one in level for child in (one.values() if isinstance(one, dict) else one))
        level = [child for child in inside if isinstance(child, dict | list)]
        if not level:
            return False
    return True


async def _body(request: web.Request) -> bytes:
    """Raises HTTPRequestEntityTooLarge, whatever the application around allows."""
    body = await request.read()
    if len(body) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(max_size=MOST_BYTES, actual_size=len(body))
    return body
