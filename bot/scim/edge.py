"""The SCIM edge: an identity provider with a bearer token brings people in, changes them and lets them leave.

Each request is one unit of work, in which the token is looked up again: a revoked one opens nothing from then on.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog
from aiohttp import web
from prometheus_client import Counter

from bot import arriving
from bot.edge import Core
from bot.scim import body, documents
from bot.scim.documents import BASE
from bot.scim.door import Door, LaterError, WrongTokenError
from bot.scim.pace import Bucket
from domain import scim as rules
from domain import scim_filter, scim_patch
from domain.scim import Kind, ScimError, wrong
from storage import scim, scim_desk, scim_found, scim_tokens, visiting
from storage.scim_desk import BusyError, Desk
from storage.scim_found import Found
from storage.unit import DeadlineError, Unit
from storage.visiting import UnreachableError

BUDGET_SECONDS = 10.0  # providers wait for half a minute and more
GRACE = 1.15
RATE, BURST = 50.0, 200  # requests a second; Entra asks for 25
MOST_INSIDE = 16  # requests at once: what chat asks of the store is not to wait behind a provider
IMPORT_SECONDS = 30  # after which a provider asks again while a file is imported
AGAIN_SECONDS = 5
PAGE = 100

T = TypeVar("T")
Answer = tuple[int, Mapping[str, Any] | None, Mapping[str, str]]
log = structlog.get_logger()
ANSWERED = Counter("vouchsafe_scim_requests_total", "SCIM requests answered, by status", ["method", "status"])


class ScimEdge:
    def __init__(self, core: Core, base_url: str = "") -> None:
        self._core = core
        self._base_url = base_url.rstrip("/")
        self._pace = Bucket(RATE, BURST)
        self._door = Door(self._look)
        self._inside = 0
        self._writing = asyncio.Lock()  # one of us at a time: they would wait for each other in the store

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        one = BASE + "/Users/{id:[0-9A-Za-z_-]+}"
        return [
            web.get(BASE + "/Users", self._answering(self._list)),
            web.post(BASE + "/Users", self._answering(self._create)),
            web.get(one, self._answering(self._show)),
            web.put(one, self._answering(self._replace)),
            web.patch(one, self._answering(self._patch)),
            web.delete(one, self._answering(self._remove)),
            web.get(BASE + "/{name:ServiceProviderConfig|ResourceTypes|Schemas}", self._answering(self._about)),
            web.get(BASE + "/{name:ResourceTypes|Schemas}/{id}", self._answering(self._about_one)),
            web.route("*", BASE + "/{rest:.*}", self._answering(self._nothing)),
        ]

    # --- Who asks, and how much -----------------------------------------------------------------------------------

    def _answering(self, act: Callable[[web.Request, str], Awaitable[Answer]]) -> Any:
        async def answer(request: web.Request) -> web.Response:
            status, document, headers = await self._guarded(act, request)
            ANSWERED.labels(request.method, status).inc()
            said = None if document is None else json.dumps(document)
            kind = None if said is None else "application/scim+json"
            return web.Response(
                status=status, text=said, content_type=kind, headers={"Cache-Control": "no-store", **headers}
            )

        return answer

    async def _guarded(self, act: Callable[[web.Request, str], Awaitable[Answer]], request: web.Request) -> Answer:
        try:
            return await self._admitted(act, request)
        except ScimError as problem:
            return problem.status, documents.error(problem), {}
        except WrongTokenError:
            refused = ScimError(401, Kind.NONE, "The bearer token opens nothing here.")
            return 401, documents.error(refused), {"WWW-Authenticate": 'Bearer realm="vouchsafe"'}
        except LaterError as later:
            told = ScimError(later.status, Kind.NONE, str(later))
            return later.status, documents.error(told), {"Retry-After": str(later.seconds)}
        except Exception as error:  # one of the loops: whatever went wrong, the provider gets an answer it can read
            log.error("a SCIM request failed", action="scim.failed", method=request.method, error=type(error).__name__)
            return 500, documents.error(ScimError(500, Kind.NONE, "This was not saved, by our fault.")), {}

    async def _admitted(self, act: Callable[[web.Request, str], Awaitable[Answer]], request: web.Request) -> Answer:
        token = await self._door.admit(request)
        wait = self._pace.take(asyncio.get_running_loop().time())
        if wait or self._inside >= MOST_INSIDE:
            raise LaterError(429, wait or 1, "Too many requests at once. Nothing of this one was done.")
        self._inside += 1
        try:
            return await act(request, token)
        finally:
            self._inside -= 1

    async def _run(self, token: str, work: Callable[[Desk], T], *, writes: bool) -> T:
        """Raises WrongTokenError, LaterError and what the work raises."""
        once = partial(self._once, token, work, writes)
        with _in_time():
            return await (self._write(once) if writes else self._read(once))

    async def _look(self, work: Callable[[Unit], T]) -> T:
        with _in_time():
            return await self._read(work)

    async def _read(self, once: Callable[[Unit], T]) -> T:
        return await asyncio.wait_for(arriving.wait(self._core.store.read(once)), BUDGET_SECONDS)

    async def _write(self, once: Callable[[Unit], T]) -> T:
        async with self._writing:
            future = self._core.store.write(once, deadline=BUDGET_SECONDS)
            return await asyncio.wait_for(arriving.wait(future), BUDGET_SECONDS * GRACE)

    def _once(self, token: str, work: Callable[[Desk], T], writes: bool, unit: Unit) -> T:
        """What changes people is alone in the org from before its first look at them; its token is good then, too."""
        now = self._core.clock()
        desk = Desk(unit=unit, org=self._org_of(unit, token), now=now, rng=self._core.rng)
        if writes:
            scim_desk.alone(desk)
            self._org_of(unit, token)
            scim_tokens.use(unit, token, now=now)
        return work(desk)

    def _org_of(self, unit: Unit, token: str) -> str:
        org = scim_tokens.org_of(unit, token)
        if org is None:
            self._door.forget(token)
            raise WrongTokenError
        return org

    # --- Users ----------------------------------------------------------------------------------------------------

    async def _list(self, request: web.Request, token: str) -> Answer:
        asked = request.query
        tree = scim_filter.parse(asked["filter"]) if asked.get("filter") else None
        start, count = max(1, _number(asked, "startIndex", 1)), _number(asked, "count", PAGE)
        found = await self._run(
            token, lambda desk: scim_found.page(desk.unit, desk.org, tree, start=start, count=count), writes=False
        )
        users = [self._document(request, one) for one in found.users]
        return 200, documents.listing(found.total, users, start), {}

    async def _show(self, request: web.Request, token: str) -> Answer:
        found = await self._run(token, partial(_one, request.match_info["id"]), writes=False)
        if request.headers.get("If-None-Match") == documents.etag(found):
            return 304, None, {"ETag": documents.etag(found)}
        return self._shown(request, found)

    async def _create(self, request: web.Request, token: str) -> Answer:
        user = rules.read(await body.read(request))
        found = await self._run(token, lambda desk: scim.create(desk, user), writes=True)
        _, document, headers = self._shown(request, found)
        return 201, document, {**headers, "Location": f"{self._base(request)}/Users/{found.id}"}

    async def _replace(self, request: web.Request, token: str) -> Answer:
        user = rules.read(await body.read(request))
        return self._shown(request, await self._run(token, partial(_save, request, lambda _: user), writes=True))

    async def _patch(self, request: web.Request, token: str) -> Answer:
        told = await body.read(request)

        def patched(found: Found) -> rules.User:
            return rules.read(scim_patch.apply(documents.said(found), told))

        return self._shown(request, await self._run(token, partial(_save, request, patched), writes=True))

    async def _remove(self, request: web.Request, token: str) -> Answer:
        await self._run(token, lambda desk: scim.remove(desk, _matching(request, desk)), writes=True)
        return 204, None, {}

    # --- What we are ----------------------------------------------------------------------------------------------

    async def _about(self, request: web.Request, token: str) -> Answer:
        await self._run(token, lambda _: None, writes=False)
        name, base = request.match_info["name"], self._base(request)
        if name == "ServiceProviderConfig":
            return 200, documents.configuration(base), {}
        those = documents.resource_types(base) if name == "ResourceTypes" else documents.schemas(base)
        return 200, documents.listing(len(those), those), {}

    async def _about_one(self, request: web.Request, token: str) -> Answer:
        await self._run(token, lambda _: None, writes=False)
        base = self._base(request)
        those = documents.resource_types(base) if "ResourceTypes" in request.path else documents.schemas(base)
        found = next((one for one in those if one["id"] == request.match_info["id"]), None)
        if found is None:
            raise _missing()
        return 200, found, {}

    async def _nothing(self, request: web.Request, token: str) -> Answer:
        """Groups are asked for by every provider at its start; there are none, and none can be made."""
        await self._run(token, lambda _: None, writes=False)
        rest = request.match_info["rest"].partition("/")[0]
        if rest == "Groups" and request.method == "GET" and request.match_info["rest"] == "Groups":
            return 200, documents.listing(0, ()), {}
        if rest in ("Groups", "Bulk", "Me") or request.match_info["rest"].endswith(".search"):
            raise ScimError(501, Kind.NONE, "Only /Users is served here. Switch the provisioning of groups off.")
        raise _missing()

    # --- Answers --------------------------------------------------------------------------------------------------

    def _shown(self, request: web.Request, found: Found) -> Answer:
        return 200, self._document(request, found), {"ETag": documents.etag(found)}

    def _document(self, request: web.Request, found: Found) -> Mapping[str, Any]:
        asked = request.query
        whole = documents.user(found, self._base(request))
        return documents.picked(whole, asked.get("attributes", ""), asked.get("excludedAttributes", ""))

    def _base(self, request: web.Request) -> str:
        return (self._base_url or f"{request.scheme}://{request.host}") + BASE


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    """Say when to come back where the store, or a file that is being imported, keeps a request waiting."""
    try:
        with visiting.reachable():
            yield
    except BusyError as error:
        raise LaterError(503, IMPORT_SECONDS, str(BusyError.__doc__)) from error
    except (DeadlineError, TimeoutError, UnreachableError) as error:
        raise LaterError(503, AGAIN_SECONDS, "The store is busy. Send it again.") from error


def _one(person: str, desk: Desk) -> Found:
    found = scim_found.one(desk.unit, desk.org, person)
    if found is None:
        raise _missing()
    return found


def _matching(request: web.Request, desk: Desk) -> Found:
    """Return the user the request means, as the provider last saw them. Raises ScimError."""
    found = _one(request.match_info["id"], desk)
    wanted = request.headers.get("If-Match")
    if wanted and wanted != "*" and documents.etag(found) not in [one.strip() for one in wanted.split(",")]:
        raise ScimError(412, Kind.NONE, "The user has changed since you read it. Nothing was changed.")
    return found


def _save(request: web.Request, told: Callable[[Found], rules.User], desk: Desk) -> Found:
    found = _matching(request, desk)
    return scim.save(desk, found, told(found))


def _number(asked: Mapping[str, str], name: str, otherwise: int) -> int:
    words = asked.get(name, "")
    if not words:
        return otherwise
    if not words.lstrip("-").isascii() or not words.lstrip("-").isdecimal() or len(words) > 9:
        raise wrong(f"{name} must be a whole number.")
    return int(words)


def _missing() -> ScimError:
    return ScimError(404, Kind.NONE, "There is no such resource.")
