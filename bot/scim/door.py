"""Who is let in: a token is looked up before anything of its request is read.

Whoever holds a good one is never turned away because of others who guess. Tokens that are not known yet are looked up
together, one reading of the store at a time, so that a flood of them is no flood of readings.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from aiohttp import web

from bot.scim.pace import Guesses
from storage import scim_tokens
from storage.unit import Unit

WRONG_RATE, WRONG_BURST = 2.0, 20  # tokens that open nothing, of one address; from then on it is told to go slower
MOST_REMOTES = 256
MOST_GOOD = 16  # tokens remembered as good

Read = Callable[[Callable[[Unit], set[str]]], Awaitable[set[str]]]


class LaterError(Exception):
    """Too much at once, or the store is busy: come back after so many seconds."""

    def __init__(self, status: int, seconds: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.seconds = seconds


class WrongTokenError(Exception):
    """The token opens nothing."""


@dataclass(slots=True)
class _Asked:
    """Tokens that are looked up together; `good` is there once they were."""

    tokens: set[str] = field(default_factory=set)
    good: set[str] | None = None


class Door:
    """`read` runs work that changes nothing on the store."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._good: dict[str, None] = {}
        self._wrong = Guesses(WRONG_RATE, WRONG_BURST, remotes=MOST_REMOTES)
        self._asked = _Asked()
        self._turn = asyncio.Lock()

    async def admit(self, request: web.Request) -> str:
        """Return the token. Nothing of the body was read. Raises WrongTokenError, LaterError and what reading raises.

        One that was good a moment ago is looked up again by the unit that does the work.
        """
        token = _token(request)
        if _hidden(token) in self._good:
            return token
        if not await self._is_good(token):
            self._slow_down(request.remote or "")
            raise WrongTokenError
        self._good[_hidden(token)] = None
        while len(self._good) > MOST_GOOD:
            self._good.pop(next(iter(self._good)))
        return token

    def forget(self, token: str) -> None:
        """It opens nothing any more."""
        self._good.pop(_hidden(token), None)

    async def _is_good(self, token: str) -> bool:
        asked = self._asked
        asked.tokens.add(token)
        async with self._turn:
            if asked.good is None:
                self._asked = _Asked()  # whoever comes from now on is not in this reading
                asked.good = await self._read(partial(scim_tokens.good, tokens=frozenset(asked.tokens)))
        return token in asked.good

    def _slow_down(self, remote: str) -> None:
        """Of wrong tokens alone; those who hold a good one do not come here."""
        if wait := self._wrong.take(remote, asyncio.get_running_loop().time()):
            raise LaterError(429, wait, "Too many requests with tokens that open nothing.")


def _token(request: web.Request) -> str:
    """The store is not asked before there is what could be one."""
    told = request.headers.getall("Authorization", [])
    kind, _, token = told[0].partition(" ") if len(told) == 1 else ("", "", "")
    if kind.casefold() != "bearer" or not scim_tokens.has_shape(token):
        raise WrongTokenError
    return token


def _hidden(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
