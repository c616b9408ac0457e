"""SQLite: one process, one writer, and one fsync for all who came at once."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from storage import compiled, tables
from storage.sealing import KEY_BYTES, KeyRing
from storage.sqlite import SqliteStore
from storage.unit import DeadlineError, Unit

_org = tables.table(tables.Org)
OTHER_PROCESS = f"""
import sys
from pathlib import Path
from storage.sealing import KeyRing
from storage.sqlite import SqliteStore
SqliteStore(Path(sys.argv[1]), KeyRing([b"k" * {KEY_BYTES}])).close()
"""


@pytest.fixture
def path(tmp_path: Path, sqlite_template: Path) -> Path:
    return Path(shutil.copy(sqlite_template, tmp_path / "one.db"))


@pytest.fixture
def store(path: Path, keys: KeyRing) -> Iterator[SqliteStore]:
    opened = SqliteStore(path, keys)
    yield opened
    opened.close()


def add(unit: Unit, name: str) -> None:
    unit.run(insert(_org), {"id": name, "name": name, "zone": "UTC", "created_at": 0})


def names(store: SqliteStore) -> list[str]:
    return [row["id"] for row in store.read(lambda unit: unit.rows(select(_org.c.id).order_by(_org.c.id))).result()]


def open_elsewhere(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", OTHER_PROCESS, str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def hold(store: SqliteStore) -> threading.Event:
    """Keep the writer busy until the event is set, so that what follows queues up as one group."""
    started, go_on = threading.Event(), threading.Event()

    def wait(_: Unit) -> None:
        started.set()
        go_on.wait(10)

    store.write(wait)
    started.wait(10)
    return go_on


@pytest.mark.usefixtures("store")
def test_another_process_on_the_same_file_is_refused(path: Path) -> None:
    """Two writers would queue for each other; the message says what to do instead."""
    refused = open_elsewhere(path)
    assert refused.returncode != 0
    assert "StoreInUseError" in refused.stderr
    assert "move to PostgreSQL" in refused.stderr


def test_a_dead_process_leaves_no_lock_behind(path: Path, keys: KeyRing) -> None:
    """The lock is the operating system's: nobody has to delete a file after a crash."""
    SqliteStore(path, keys).close()
    assert open_elsewhere(path).returncode == 0


def test_units_that_came_at_once_share_one_commit_and_one_failure_hurts_only_itself(store: SqliteStore) -> None:
    """Group commit: nobody is answered before all are durable, and a failing unit is rolled back alone."""
    go_on = hold(store)

    def fail(unit: Unit) -> None:
        add(unit, "lost")
        raise ValueError("no")

    before: list[Future[None]] = [store.write(partial(add, name=f"a{number}")) for number in range(10)]
    failing = store.write(fail)
    twice = store.write(partial(add, name="a0"))
    after: list[Future[None]] = [store.write(partial(add, name=f"b{number}")) for number in range(10)]
    commits = count_commits(store)
    go_on.set()
    for future in (*before, *after):
        future.result(10)
    assert isinstance(failing.exception(10), ValueError)
    assert twice.exception(10) is not None
    assert "lost" not in names(store)
    assert len(names(store)) == 20
    assert commits == ["COMMIT", "COMMIT"]


def test_a_unit_that_fails_before_it_changes_anything_makes_nobody_run_again(store: SqliteStore) -> None:
    """Strangers and whoever may not ask are refused before anything is written, and cost the others nothing."""
    go_on = hold(store)
    runs: list[str] = []

    def note(unit: Unit, name: str) -> None:
        runs.append(name)
        add(unit, name)

    def refuse(_: Unit) -> None:
        raise PermissionError

    first, refused, last = (
        store.write(partial(note, name="a")),
        store.write(refuse),
        store.write(partial(note, name="b")),
    )
    go_on.set()
    assert isinstance(refused.exception(10), PermissionError)
    first.result(10)
    last.result(10)
    assert runs == names(store) == ["a", "b"]


def count_commits(store: SqliteStore) -> list[str]:
    """Collect each COMMIT from now on: the one under way, and those of the groups after it."""
    seen: list[str] = []
    raw: object = store._writing.connection.dbapi_connection  # the only way to see what the writer tells the database
    assert isinstance(raw, sqlite3.Connection)
    raw.set_trace_callback(lambda statement: seen.append(statement) if statement == "COMMIT" else None)
    return seen


def test_a_unit_that_waited_too_long_is_not_even_begun(store: SqliteStore) -> None:
    """Its caller has already heard "not saved"; the others of its group are."""
    go_on = hold(store)
    late = store.write(partial(add, name="late"), deadline=0)
    fine = store.write(partial(add, name="fine"), deadline=60)
    go_on.set()
    fine.result(10)
    assert isinstance(late.exception(10), DeadlineError)
    assert names(store) == ["fine"]


def test_a_unit_that_takes_too_long_is_taken_back(store: SqliteStore) -> None:
    """The deadline holds to the end of the work, not only to its beginning."""

    def slow(unit: Unit) -> None:
        add(unit, "slow")
        threading.Event().wait(0.03)

    assert isinstance(store.write(slow, deadline=0.02).exception(10), DeadlineError)
    assert names(store) == []


def test_a_canceled_unit_does_not_run(store: SqliteStore) -> None:
    """Whoever gave up before it began finds nothing saved."""
    go_on = hold(store)
    given_up = store.write(partial(add, name="given up"))
    assert given_up.cancel()
    go_on.set()
    store.write(partial(add, name="next")).result(10)
    assert names(store) == ["next"]


def test_closing_finishes_what_was_asked_before(path: Path, keys: KeyRing) -> None:
    """A drained process answers everyone it let in."""
    store = SqliteStore(path, keys)
    futures = [store.write(partial(add, name=str(number))) for number in range(200)]
    store.close()
    assert [future.result(0) for future in futures] == [None] * 200


def test_everyone_hears_when_the_commit_itself_fails(store: SqliteStore) -> None:
    """A full disk is told to all of the group: nobody may believe to be saved."""
    store.write(partial(add, name="before")).result()
    store.write(lambda unit: unit.connection.exec_driver_sql("PRAGMA max_page_count=1")).result()
    go_on = hold(store)
    big = [store.write(partial(add, name=letter * 2_000_000)) for letter in "xyz"]
    go_on.set()
    assert all(future.exception(10) is not None for future in big)
    store.write(lambda unit: unit.connection.exec_driver_sql("PRAGMA max_page_count=1000000")).result()
    store.write(partial(add, name="later")).result(10)
    assert names(store) == ["before", "later"]


def test_a_statement_is_compiled_once_whichever_connection_runs_it(store: SqliteStore) -> None:
    """The writer and each reader has an engine of its own."""
    held = compiled.OPTIONS["compiled_cache"]
    held.clear()
    for ask in (store.write, store.read, store.read):
        ask(lambda unit: unit.rows(select(_org.c.zone, _org.c.id))).result()
    assert len(held) == 1
