"""Where build and incident systems post a team's month: signed over time and body, taken once (docs/decisions/0028).

Nothing is written for whoever cannot sign, and what they hear is the same whatever was wrong.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from aiohttp import web
from prometheus_client import Counter

from bot import arriving
from bot.edge import Core
from bot.scim import body
from bot.scim.pace import Guesses
from domain import paired_signature
from domain.scim import ScimError
from handlers.paired_senders import PATH
from storage import paired_posting, visiting
from storage.paired_posting import FlawedError, Posted, WrongSignatureError
from storage.unit import DeadlineError
from storage.visiting import UnreachableError
from views import paired_form

SENDER, TIMESTAMP, SIGNATURE = "Vouchsafe-Sender", "Vouchsafe-Timestamp", "Vouchsafe-Signature"
MOST_BYTES = 16 * 1024
MOST_INSIDE = 8  # requests at once
WRONG_RATE, WRONG_BURST, MOST_REMOTES = 1.0, 10, 256
BUDGET_SECONDS = 5.0
AGAIN_SECONDS = 5

Answer = tuple[int, Mapping[str, Any], Mapping[str, str]]
ANSWERED = Counter("vouchsafe_team_figures_total", "Posts of team figures answered, by status", ["status"])


class Figures:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._wrong = Guesses(WRONG_RATE, WRONG_BURST, remotes=MOST_REMOTES)
        self._inside = 0

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return (web.post(PATH, self._post),)

    async def _post(self, request: web.Request) -> web.Response:
        status, said, headers = await self._guarded(request)
        ANSWERED.labels(status).inc()
        return web.json_response(said, status=status, headers={"Cache-Control": "no-store", **headers})

    async def _guarded(self, request: web.Request) -> Answer:
        if self._inside >= MOST_INSIDE:
            return _later(429, 1, "Too many at once. Nothing of this one was saved.")
        self._inside += 1
        try:
            return await self._taken(request)
        except ScimError as problem:  # of the body: its size, its time, its JSON
            return problem.status, {"error": problem.detail}, {}
        except WrongSignatureError:
            return self._refused(request)
        except FlawedError as flawed:
            return 422, {"errors": paired_form.posted_errors(flawed.flaws)}, {}
        except (DeadlineError, TimeoutError, UnreachableError):
            return _later(503, AGAIN_SECONDS, "The store is busy. Send it again.")
        finally:
            self._inside -= 1

    async def _taken(self, request: web.Request) -> Answer:
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            return 415, {"error": "Send application/json, not packed."}, {}
        posted = Posted(
            sender=_only(request, SENDER),
            timestamp=_only(request, TIMESTAMP),
            signature=_only(request, SIGNATURE),
            body=await body.received(request, most=MOST_BYTES),
        )
        if not paired_signature.is_fresh(posted.timestamp, now=self._core.clock()):
            raise WrongSignatureError
        with visiting.reachable():
            await self._read(posted)
            await self._write(posted, body.parse(posted.body))
        return 200, {"saved": True}, {}

    async def _read(self, posted: Posted) -> None:
        """Who cannot sign does not get as far as the writer."""
        reading = self._core.store.read(partial(paired_posting.org_of, posted=posted))
        await asyncio.wait_for(arriving.wait(reading), BUDGET_SECONDS)

    async def _write(self, posted: Posted, document: Mapping[str, object]) -> None:
        taking = partial(
            paired_posting.take, posted=posted, document=document, now=self._core.clock(), rng=self._core.rng
        )
        await arriving.wait(self._core.store.write(taking, deadline=BUDGET_SECONDS))

    def _refused(self, request: web.Request) -> Answer:
        if wait := self._wrong.take(request.remote or "", asyncio.get_running_loop().time()):
            return _later(429, wait, "Too many requests that are not signed.")
        return 401, {"error": "The signature does not hold, or is older than five minutes."}, {}


def _later(status: int, seconds: int, told: str) -> Answer:
    return status, {"error": told}, {"Retry-After": str(seconds)}


def _only(request: web.Request, name: str) -> str:
    """Return the header that is there once; "" signs nothing."""
    told = request.headers.getall(name, [])
    return told[0] if len(told) == 1 else ""
