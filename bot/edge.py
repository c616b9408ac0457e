"""What every edge is: routes to serve, work to start and stop, and a sender for the relay."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

from bot.delivery import Sender
from bot.tokens import Tokens
from handlers.turn import Request
from storage.unit import Store
from views.replies import Reply

Clock = Callable[[], int]


class NotSavedError(Exception):
    """The request could not be saved, by our fault. `reply` tells the person; events should be redelivered."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("the request was not saved")
        self.reply = reply


class Answering(Protocol):
    """bot.dispatch.Dispatcher: one unit of work per request; the reply is committed before it is returned."""

    async def answer(self, request: Request) -> Reply:
        """Raises NotSavedError and nothing else."""

    def on_stranger(self, platform: str, listener: Callable[[], None]) -> None:
        """Call the listener when somebody speaks on the platform whom its directory does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What an edge is built on. `clock` gives UTC epoch ms."""

    dispatcher: Answering
    store: Store
    tokens: Tokens
    clock: Clock
    rng: random.Random = field(default_factory=random.SystemRandom, repr=False)


class RefusedError(RuntimeError):
    """The platform does not accept what it was set up with; the text is its own code for it."""


class Routed(Protocol):
    def routes(self) -> Sequence[web.AbstractRouteDef]: ...


class Edge(Routed, Protocol):
    platform: str
    sender: Sender

    async def start(self) -> None:
        """Open sessions, learn the workspace, sync the directory, connect sockets."""

    async def close(self) -> None:
        """Stop intake, let what is under way finish, release every connection."""
