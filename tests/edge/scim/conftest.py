"""An identity provider at the served SCIM edge, on both databases."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import select

from bot.dispatch import Dispatcher
from bot.edge import Core
from bot.scim.edge import ScimEdge
from bot.tokens import Tokens
from handlers import ROUTER
from storage import lines, scim_tokens, tables, workspaces
from storage.unit import Row, Store, Unit

NOW = 1_790_000_000_000
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_person = tables.table(tables.Person)
_user = tables.table(tables.ScimUser)
_audit = tables.table(tables.Audit)
_outbox = tables.table(tables.Outbox)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(kw_only=True)
class Provider:
    """Speaks SCIM with a token, and looks into the store to see what came of it."""

    session: ClientSession
    url: str
    token: str
    store: Store
    org: str
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, raw: bytes = b""
    ) -> Heard:
        told = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json", **self.headers}
        told |= headers or {}
        data = {"data": raw} if raw else {"json": body} if body is not None else {}
        async with self.session.request(method, f"{self.url}/scim/v2{path}", headers=told, **data) as answer:
            told_back = await answer.json(content_type="application/scim+json") if await answer.read() else None
            return Heard(status=answer.status, body=told_back, headers=answer.headers)

    async def creates(self, user_name: str, **more: Any) -> Any:
        heard = await self.ask("POST", "/Users", user(user_name, **more))
        assert heard.status == 201, heard.body
        return heard.body

    async def patches(self, id: str, *operations: Mapping[str, Any]) -> Heard:
        schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
        return await self.ask("PATCH", f"/Users/{id}", {"schemas": [schema], "Operations": list(operations)})

    def person(self, id: str) -> Row:
        found = self.store.read(lambda unit: unit.first(select(_person).where(_person.c.id == id))).result()
        assert found is not None
        return found

    def people(self) -> list[Row]:
        return list(self.store.read(lambda unit: unit.rows(select(_person))).result())

    def audited(self, action: str) -> list[str]:
        """Whom the audit log's lines of this kind are about."""
        those = select(_audit.c.object).where(_audit.c.action == action)
        return list(self.store.read(lambda unit: unit.run(those).scalars().all()).result())

    def asked_anew(self) -> list[str]:
        """Whose queued messages wait until somebody asks whether they are still welcome."""
        those = select(_outbox.c.reader_id).where(_outbox.c.not_after <= NOW)
        return list(self.store.read(lambda unit: unit.run(those).scalars().all()).result())

    def waiting(self) -> list[str]:
        """The names of managers who are not here yet."""
        those = select(_user.c.manager_ref).where(_user.c.manager_ref != "")
        return list(self.store.read(lambda unit: unit.run(those).scalars().all()).result())

    def manager(self, id: str) -> str | None:
        return self.store.read(partial(lines.manager, org=self.org, person=id, at=NOW)).result()


def user(user_name: str, **more: Any) -> dict[str, Any]:
    schemas = ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE]
    return {"schemas": schemas, "userName": user_name, **more}


@pytest.fixture
def core(store: Store, rng: random.Random) -> Core:
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=lambda: NOW, rng=rng)
    return Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=lambda: NOW, rng=rng)


def welcome(unit: Unit, token: str, rng: random.Random) -> str:
    org = workspaces.ensure_org(unit, name="Acme", zone="UTC", now=1, rng=rng)
    scim_tokens.keep(unit, org, token, now=NOW, rng=rng)
    return org


@pytest.fixture
async def provider(core: Core, rng: random.Random) -> AsyncIterator[Provider]:
    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes(ScimEdge(core).routes())
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    token = scim_tokens.new(random.Random(3))
    org = core.store.write(lambda unit: welcome(unit, token, rng)).result()
    async with ClientSession() as session:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield Provider(session=session, url=url, token=token, store=core.store, org=org)
    await runner.cleanup()
