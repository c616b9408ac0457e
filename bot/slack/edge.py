"""The Slack edge."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.delivery import Sender
from bot.edge import Core
from bot.settings import SlackSettings


class SlackEdge:
    platform = "slack"
    sender: Sender

    def __init__(self, settings: SlackSettings, core: Core) -> None:
        self._core = core

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return []

    async def start(self) -> None: ...

    async def close(self) -> None: ...
