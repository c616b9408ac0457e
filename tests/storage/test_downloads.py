"""Somebody asks twice at once for a link to the same file: one of the two is good."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from sqlalchemy import insert, select, text

from storage import downloads, tables
from storage.downloads import Taken
from storage.postgres import PostgresStore
from storage.sealing import KeyRing
from storage.unit import Unit
from tests.conftest import Postgres

NOW = 1_790_000_000_000
SECONDS = 20  # before it is given up
_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def store(postgres: Postgres, keys: KeyRing) -> Iterator[PostgresStore]:
    """PostgreSQL alone: SQLite has one writer, so there one is always first."""
    opened = PostgresStore(postgres.fresh(), keys)
    opened.write(furnish).result(SECONDS)
    yield opened
    opened.close()


def furnish(unit: Unit) -> None:
    unit.run(insert(tables.table(tables.Org)), {"id": "org", "name": "House", "zone": "UTC", "created_at": 0})
    unit.run(insert(tables.table(tables.Person)), {"org_id": "org", "id": "ana", "name": "Ana", "created_at": 0})


def asks(unit: Unit, seed: int) -> str:
    return downloads.offer(unit, Taken("org", "ana", "calendar", "s1"), now=NOW, rng=random.Random(seed))


def test_of_two_links_that_are_asked_for_at_once_the_later_is_good(store: PostgresStore) -> None:
    """The second waits for the first, and takes it away."""
    later: list[Future[str]] = []

    def first(unit: Unit) -> None:
        asks(unit, 1)
        later.append(store.write(lambda other: asks(other, 2)))
        while not later[0].done() and not unit.run(_WAITING).scalar_one():
            pass  # until the second is through, or waits for this

    store.write(first).result(SECONDS)
    link = later[0].result(SECONDS)
    left = store.read(lambda unit: len(unit.rows(select(tables.table(tables.Download))))).result(SECONDS)
    assert left == 1
    assert store.read(lambda unit: downloads.whose(unit, link, now=NOW)).result(SECONDS) is not None
