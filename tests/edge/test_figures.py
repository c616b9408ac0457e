"""Where systems post a team's month: what is signed is taken once, and what is not opens nothing."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.dispatch import Dispatcher
from bot.edge import Core
from bot.figures import MOST_BYTES, SENDER, SIGNATURE, TIMESTAMP, WRONG_BURST, Figures
from bot.tokens import Tokens
from domain import paired_signature
from handlers import ROUTER
from handlers.paired_senders import PATH
from storage import paired, paired_senders
from storage.unit import Store
from tests.storage.teams import NOW, build

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # tests/storage/test_paired.py has both
SEPTEMBER = {"team": "checkout", "month": "2026-09", "changes": 41, "failed": 5}
AT = str(NOW // 1000)


@dataclass(kw_only=True)
class System:
    """A build system that holds a secret."""

    session: ClientSession
    url: str
    sender: str
    secret: str
    store: Store

    async def posts(self, body: bytes, *, at: str = AT, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        signature = paired_signature.sign(self.secret, at, body)
        told = {SENDER: self.sender, TIMESTAMP: at, SIGNATURE: signature, "Content-Type": "application/json"}
        async with self.session.post(self.url, data=body, headers={**told, **(headers or {})}) as answer:
            return answer.status, await answer.json()

    def months(self) -> int:
        return len(
            self.store.read(lambda unit: paired.of_team(unit, "org", "checkout", since=date(2026, 1, 1))).result()
        )


@pytest.fixture
async def system(store: Store, rng: random.Random) -> AsyncIterator[System]:
    store.write(build).result()
    sender = store.write(lambda unit: paired_senders.make(unit, "org", "Builds", now=NOW, rng=rng)).result().id
    secret = store.read(lambda unit: paired_senders.secret(unit, "org", sender)).result() or ""
    dispatcher = Dispatcher(store=store, router=ROUTER, clock=lambda: NOW, rng=rng)
    core = Core(dispatcher=dispatcher, store=store, tokens=Tokens(store.keys), clock=lambda: NOW, rng=rng)
    app = web.Application()
    app.add_routes(Figures(core).routes())
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession() as session:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
        yield System(session=session, url=url, sender=sender, secret=secret, store=store)
    await runner.cleanup()


async def test_what_is_signed_is_saved_and_the_same_again_is_answered_alike(system: System) -> None:
    """A system that got no answer may just send it again."""
    for _ in range(2):
        assert await system.posts(json.dumps(SEPTEMBER).encode()) == (200, {"saved": True})
    assert system.months() == 1


async def test_what_is_not_signed_for_now_is_refused_in_the_same_words(system: System) -> None:
    """Too old, unsigned, signed twice, by nobody: nobody learns which. Then it is told to go slower; others are not."""
    body = json.dumps(SEPTEMBER).encode()
    wrong: list[dict[str, Any]] = [
        {"at": str(NOW // 1000 - 301)},
        {"at": str(NOW // 1000 + 301)},
        {"headers": {SIGNATURE: ""}},
        {"headers": {SIGNATURE: "v1=" + "0" * 64}},
        {"headers": {SENDER: "nobody"}},
    ]
    heard = [await system.posts(body, **one) for one in wrong]
    assert {status for status, _ in heard} == {401}
    assert len({str(said) for _, said in heard}) == 1
    flood = [await system.posts(body, headers={SIGNATURE: ""}) for _ in range(WRONG_BURST)]
    assert flood[-1][0] == 429
    assert system.months() == 0
    assert (await system.posts(body))[0] == 200


async def test_what_is_signed_and_not_whole_says_what_is_wrong(system: System) -> None:
    """By name, in words for whoever reads the system's log."""
    alone = {name: value for name, value in SEPTEMBER.items() if name != "changes"}
    status, said = await system.posts(json.dumps({**alone, "person": "Ana"}).encode())
    assert status == 422
    assert "None is about people" in said["errors"]["person"]
    status, said = await system.posts(json.dumps(alone).encode())
    assert (status, said["errors"]) == (422, {"changes": "This is needed; a team goes by its name in Vouchsafe."})
    assert system.months() == 0


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[1]", {}, 400),
        (b'{"team": "a", "team": "b"}', {}, 400),
        (b" " * (MOST_BYTES + 1), {}, 413),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Encoding": "gzip"}, 415),
    ],
)
async def test_what_is_no_small_json_object_is_refused(
    system: System, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Also from a system that signs it."""
    assert (await system.posts(body, headers=headers))[0] == status
