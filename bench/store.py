"""Row 4: units of work through our store on SQLite, beside SQLModel's async session; same rows, same durability."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from bench import report
from bench.report import Section, say
from storage import opening, tables
from storage.sealing import KEY_BYTES, KeyRing
from storage.unit import Store, Unit

ROUNDS = 5
SECONDS = 1.0
CALLERS = 64  # at once; for both
CARD = bytes(600)  # about what a sealed card takes
NOW = 1_790_000_000_000
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")

ORG, WORKSPACE = "org", "workspace"

Once = Callable[[int], Awaitable[None]]
_claim = tables.table(tables.Claim)
_outbox = tables.table(tables.Outbox)
_OUTBOX_ROW = tables.Outbox(
    org_id=ORG,
    id="",
    seq=0,
    workspace_id=WORKSPACE,
    kind="post",
    lane="bench",
    urgency=1,
    promise="at_least_once",
    address="C0WINS",
    dedupe_key="",
    card=CARD,
    not_before=NOW,
    created_at=NOW,
).model_dump()


def measure(place: Path) -> Section:
    return asyncio.run(_measure(place))


async def _measure(place: Path) -> Section:
    keys = KeyRing([bytes(KEY_BYTES)])
    ours, theirs = place / "ours.db", place / "theirs.db"
    for path in (ours, theirs):
        _prepare(path, keys)
    store, engine = opening.open_store(f"sqlite:///{ours}", keys), _engine(theirs)
    rates: list[tuple[float, float]] = []
    for number in range(ROUNDS):
        first = number * 1_000_000
        rates.append((await _rate(partial(_unit, store), first), await _rate(partial(_session, engine), first)))
        say(f"  round {number + 1}: {rates[-1][0]:.0f} units/s; {rates[-1][1]:.0f} sessions/s")
    store.close()
    await engine.dispose()
    return _section(rates)


def _section(rates: list[tuple[float, float]]) -> Section:
    gain = statistics.median(mine / other for mine, other in rates)
    mine, other = (statistics.median(column) for column in zip(*rates, strict=True))
    what = "Units of work on SQLite, `synchronous=FULL`"
    return Section(
        rows=[report.times(what, gain, 8, "SQLModel's async session over aiosqlite")],
        context=[f"store, {CALLERS} callers: {mine:.0f} durable units/s; {other:.0f} with SQLModel's async session"],
    )


async def _rate(once: Once, first: int) -> float:
    """Return how many units a second all callers together get through."""
    until = time.perf_counter() + SECONDS
    began = time.perf_counter()
    done = await asyncio.gather(*(_caller(once, first + caller, until) for caller in range(CALLERS)))
    return sum(done) / (time.perf_counter() - began)


async def _caller(once: Once, serial: int, until: float) -> int:
    done = 0
    while time.perf_counter() < until:
        await once(serial + done * CALLERS)
        done += 1
    return done


async def _unit(store: Store, serial: int) -> None:
    await asyncio.wrap_future(store.write(partial(_work, serial)))


def _work(serial: int, unit: Unit) -> None:
    unit.insert_if_new(_claim, _claimed(serial))
    unit.run(insert(_outbox), _owed(serial))


async def _session(engine: AsyncEngine, serial: int) -> None:
    async with AsyncSession(engine) as session:
        session.add(tables.Claim(**_claimed(serial)))
        session.add(tables.Outbox(**_owed(serial)))
        await session.commit()


def _claimed(serial: int) -> dict[str, Any]:
    return {"org_id": ORG, "source": "bench", "key": str(serial), "at": NOW, "answer": None}


def _owed(serial: int) -> dict[str, Any]:
    return _OUTBOX_ROW | {"id": str(serial), "seq": serial, "dedupe_key": str(serial)}


def _prepare(path: Path, keys: KeyRing) -> None:
    """Make the tables, and the org and workspace that the rows belong to."""
    url = f"sqlite:///{path}"
    opening.migrate(url)
    store = opening.open_store(url, keys)
    store.write(_found).result()
    store.close()


def _found(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), tables.Org(id=ORG, name="Bench", created_at=NOW).model_dump())
    workspace = tables.Workspace(org_id=ORG, id=WORKSPACE, platform="slack", tenant="bench", created_at=NOW)
    unit.run(insert(tables.table(tables.Workspace)), workspace.model_dump())


def _engine(path: Path) -> AsyncEngine:
    """One connection: with more of them SQLite's writers wait for each other by sleeping, and everything is slower."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=1, max_overflow=0)
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _set_up(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
