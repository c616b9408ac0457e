"""Units of work: together or not at all, durable when answered, on both databases."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from storage import claims, opening, tables, workspaces
from storage.opening import NotMigratedError, WrongKeyError
from storage.sealing import KEY_BYTES, KeyRing
from storage.sqlite import SqliteStore, StoreInUseError
from storage.unit import DeadlineError, Store, Unit

_org = tables.table(tables.Org)


def _add(unit: Unit, name: str) -> None:
    unit.run(insert(_org), {"id": name, "name": name, "zone": "UTC", "created_at": 0})


def _names(store: Store) -> list[str]:
    return [
        row["name"] for row in store.read(lambda unit: unit.rows(select(_org.c.name).order_by(_org.c.name))).result()
    ]


def test_what_a_unit_saved_is_there_when_it_is_answered(store: Store) -> None:
    """The answer comes after the commit."""
    store.write(lambda unit: _add(unit, "a")).result()
    assert _names(store) == ["a"]


def test_a_failing_unit_leaves_nothing_and_hurts_no_other(store: Store) -> None:
    """Units of one group are independent."""

    def fail(unit: Unit) -> None:
        _add(unit, "lost")
        raise ValueError("no")

    futures = [store.write(partial(_add, name=name)) for name in ("a", "b")]
    failing = store.write(fail)
    store.write(lambda unit: _add(unit, "c")).result()
    with pytest.raises(ValueError, match="no"):
        failing.result()
    assert [future.result() for future in futures] == [None, None]
    assert _names(store) == ["a", "b", "c"]


def test_a_unit_past_its_deadline_saves_nothing(store: Store) -> None:
    """Better an honest "not saved" than a late surprise."""
    with pytest.raises(DeadlineError):
        store.write(lambda unit: _add(unit, "late"), deadline=-1).result()
    assert _names(store) == []


def test_a_read_cannot_write(store: Store) -> None:
    """The database refuses, not only our care."""
    with pytest.raises(DBAPIError):
        store.read(lambda unit: _add(unit, "a")).result()


def test_listeners_hear_of_a_topic_only_after_the_commit(store: Store) -> None:
    """Who is woken finds what woke them."""
    heard = threading.Event()
    seen: list[list[str]] = []
    store.on_wake("outbox", heard.set)

    def work(unit: Unit) -> None:
        _add(unit, "a")
        unit.wake("outbox")

    store.write(work).result()
    assert heard.wait(5)
    seen.append(_names(store))
    assert seen == [["a"]]


def test_no_update_is_lost_between_threads(store: Store) -> None:
    """Read, add one, write: 400 times from eight threads."""
    store.write(lambda unit: _add(unit, "0")).result()

    def add_one(unit: Unit) -> None:
        row = unit.first(unit.locked(select(_org.c.name)))
        unit.run(update(_org), {"name": str(int(row["name"]) + 1) if row else ""})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.write(add_one).result(), range(400)))
    assert _names(store) == ["400"]


def test_one_delivery_is_claimed_once_however_many_arrive_at_once(store: Store) -> None:
    """And any of its keys is enough to know it again."""
    store.write(lambda unit: _add(unit, "o")).result()

    def claim(key: str) -> bool:
        return store.write(lambda unit: claims.take(unit, "o", "slack", ("shared", key), 0)).result()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(claim, map(str, range(16)))) == [False] * 15 + [True]


def test_a_duplicate_learns_the_first_answer(store: Store) -> None:
    """By whichever of its keys it is recognized."""
    store.write(lambda unit: _add(unit, "o")).result()

    def first(unit: Unit) -> None:
        claims.take(unit, "o", "slack", ("a", "b"), 0)
        claims.remember(unit, "o", "slack", ("a", "b"), "the answer")

    store.write(first).result()
    assert store.read(lambda unit: claims.answer(unit, "o", "slack", ("a", "c"))).result() == "the answer"
    assert store.read(lambda unit: claims.answer(unit, "o", "slack", ("c",))).result() is None


def test_two_replicas_make_one_org(store: Store) -> None:
    """Starting at once is no race."""

    def ensure(seed: int) -> str:
        rng = random.Random(seed)
        return store.write(lambda unit: workspaces.ensure_org(unit, name="One", zone="UTC", now=0, rng=rng)).result()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ensure, range(4)))) == 1


def test_a_second_process_on_the_same_file_is_refused(sqlite_template: Path, tmp_path: Path, keys: KeyRing) -> None:
    """SQLite has one writer; the message says what to do."""
    path = tmp_path / "one.db"
    path.write_bytes(sqlite_template.read_bytes())
    first = SqliteStore(path, keys)
    with pytest.raises(StoreInUseError, match="move to PostgreSQL"):
        SqliteStore(path, keys)
    first.close()
    SqliteStore(path, keys).close()


def test_a_store_with_other_keys_is_refused(database: str, store: Store) -> None:
    """A wrong key would make everything sealed unreadable: refuse before anything is written."""
    store.close()
    with pytest.raises(WrongKeyError):
        opening.open_store(database, KeyRing([b"x" * KEY_BYTES]))


def test_a_store_without_tables_is_refused(tmp_path: Path, keys: KeyRing) -> None:
    """The message names the command that helps."""
    with pytest.raises(NotMigratedError, match="vouchsafe migrate"):
        opening.open_store(f"sqlite:///{tmp_path / 'empty.db'}", keys)
