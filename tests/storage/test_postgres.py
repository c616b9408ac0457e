"""PostgreSQL: told ahead without waiting; a lost connection or a lock that is held makes a unit start over."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.errors import DeadlockDetected, LockNotAvailable, UniqueViolation
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import OperationalError

from schedules import tick
from schedules.schedule import Occasion, Schedule, Schedules
from schedules.tick import Ticked
from storage import due, tables, visiting
from storage.due import Due
from storage.postgres import PostgresStore
from storage.prepared import Prepared
from storage.sealing import KeyRing
from storage.unit import Unit
from tests.conftest import Postgres

NOON = 1_790_000_000_000
_org = tables.table(tables.Org)
_ADD = Prepared(insert(_org), ("id", "name", "created_at"))
_NAMED = Prepared(select(_org.c.name).where(_org.c.id == bindparam("org")))
_RENAME = Prepared(update(_org).where(_org.c.id == bindparam("org")).values(name=bindparam("called")))


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.fresh()


@pytest.fixture
def store(url: str, keys: KeyRing) -> Iterator[PostgresStore]:
    opened = PostgresStore(url, keys)
    yield opened
    opened.close()


def add(unit: Unit, id: str, name: str = "") -> None:
    unit.do(_ADD, {"id": id, "name": name, "created_at": 0})


def name_of(unit: Unit, org: str) -> str:
    row = unit.first(_NAMED, {"org": org})
    return row["name"] if row else ""


def name(store: PostgresStore, org: str) -> str:
    return store.read(lambda unit: name_of(unit, org)).result(10)


def end_connections(postgres: Postgres, url: str) -> None:
    database = urlsplit(url).path.removeprefix("/")
    postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")  # noqa: S608 - our own name


def test_what_nobody_waited_for_is_committed_all_the_same(store: PostgresStore) -> None:
    """A unit that only writes reads no result before its commit."""
    store.write(lambda unit: add(unit, "a", "one")).result(10)
    assert name(store, "a") == "one"


def test_whoever_reads_sees_what_was_told_before(store: PostgresStore) -> None:
    """By a prepared statement, and by SQLAlchemy, which is not told ahead."""

    def work(unit: Unit) -> list[str]:
        add(unit, "a", "one")
        seen = [name_of(unit, "a")]
        unit.do(_RENAME, {"org": "a", "called": "two"})
        seen += unit.run(select(_org.c.name)).scalars().all()
        unit.do(_RENAME, {"org": "a", "called": "three"})
        return [*seen, name_of(unit, "a")]

    assert store.write(work).result(10) == ["one", "two", "three"]
    assert name(store, "a") == "three"


@pytest.mark.parametrize("pause", [0, 0.2])
def test_what_went_wrong_unnoticed_fails_the_commit(store: PostgresStore, pause: float) -> None:
    """Nobody is answered "saved" because nobody waited, and nothing of the unit is saved."""

    def work(unit: Unit) -> None:
        for name in ("a", "a", "b"):
            add(unit, name)
        time.sleep(pause)  # the database has answered by the time the commit is told

    with pytest.raises(UniqueViolation):
        store.write(work).result(10)
    assert store.read(lambda unit: unit.rows(select(_org.c.id))).result(10) == []
    store.write(lambda unit: add(unit, "c", "fine")).result(10)
    assert name(store, "c") == "fine"


def test_a_part_that_fails_unnoticed_is_undone_alone(store: PostgresStore) -> None:
    """An attempt ends only when all that was told in it is done."""

    def try_both(unit: Unit) -> None:
        with unit.attempt():
            add(unit, "b")
            add(unit, "a")

    def work(unit: Unit) -> None:
        add(unit, "a", "kept")
        with pytest.raises(UniqueViolation):
            try_both(unit)
        add(unit, "c")

    store.write(work).result(10)
    assert [name(store, org) for org in "abc"] == ["kept", "", ""]
    assert store.read(lambda unit: [row["id"] for row in unit.rows(select(_org.c.id))]).result(10) == ["a", "c"]


def test_a_lost_connection_costs_nobody_their_unit(store: PostgresStore, postgres: Postgres, url: str) -> None:
    """A restarted database, or a proxy that ends idle connections: the unit is run again on a new connection."""
    together = threading.Barrier(4)
    for waiting in [store.write(lambda _: together.wait(10)) for _ in range(4)]:
        waiting.result(10)  # so that several connections stand in the pool
    end_connections(postgres, url)
    store.write(lambda unit: add(unit, "a", "one")).result(10)
    assert name(store, "a") == "one"


def test_a_connection_lost_on_the_way_makes_the_unit_start_over(
    store: PostgresStore, postgres: Postgres, url: str
) -> None:
    """Nothing was committed yet, so nothing is done twice."""
    runs: list[int] = []

    def work(unit: Unit) -> None:
        runs.append(1)
        add(unit, "a", "one")
        if len(runs) == 1:
            end_connections(postgres, url)
        assert name_of(unit, "a") == "one"

    store.write(work).result(10)
    assert (len(runs), name(store, "a")) == (2, "one")


def test_a_lock_held_too_long_makes_the_unit_start_over(store: PostgresStore) -> None:
    """Also when nobody waits for the statement that met the lock, and others were told after it."""
    store.write(lambda unit: add(unit, "a")).result(10)
    held, go_on = threading.Event(), threading.Event()
    runs: list[int] = []

    def hold(unit: Unit) -> None:
        unit.do(_RENAME, {"org": "a", "called": "first"})
        unit.line.settle()
        held.set()
        go_on.wait(10)

    def rename(unit: Unit) -> None:
        runs.append(1)
        if len(runs) == 2:
            go_on.set()
        unit.do(_RENAME, {"org": "a", "called": "second"})
        add(unit, "b")
        add(unit, "c")

    holding = store.write(hold)
    assert held.wait(10)
    store.write(rename).result(10)
    holding.result(10)
    assert len(runs) > 1
    assert name(store, "a") == "second"


def test_a_tick_that_meets_a_lock_happens_again_at_once(store: PostgresStore) -> None:
    """Nothing is wrong with what is due: it counts no failed try and waits for nothing."""
    met: list[str] = []

    def run(occasion: Occasion) -> None:
        met.append(occasion.due.step)
        if len(met) == 1:
            raise LockNotAvailable

    def work(unit: Unit) -> Ticked:
        schedules = Schedules((Schedule(kind="reminder", run=run),))
        return tick.tick(unit, schedules, now=NOON, rng=random.Random(1))

    def plan(unit: Unit) -> None:
        add(unit, "org")
        due.plan(unit, [Due(org="org", kind="reminder", subject="s", step="one", due_at=NOON)])

    store.write(plan).result(10)
    ticked = store.write(work).result(10)
    assert (ticked.done, ticked.failures, met) == (1, (), ["one", "one"])


def test_a_command_waits_for_others_longer_than_whoever_serves(url: str, keys: KeyRing) -> None:
    """Nobody runs it again from its start, and it may wait for a unit that erases somebody."""
    with visiting.visit(url, keys) as unit:
        assert unit.run(text("SHOW lock_timeout")).scalar_one() == "10s"


def test_whoever_is_overtaken_is_not_told_that_the_database_is_gone() -> None:
    """It runs; others were in the way, and trying again helps."""
    for error in (LockNotAvailable(), DeadlockDetected(), OperationalError("", {}, LockNotAvailable())):
        with pytest.raises(visiting.OvertakenError), visiting.reachable():
            raise error
    with pytest.raises(visiting.UnreachableError, match="cannot be reached"), visiting.reachable():
        raise psycopg.OperationalError
