"""SQLite: one writer thread, one fsync for every group of units that queued up, and a small pool of readers."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool

from storage import compiled, scrubbing
from storage.scrubbing import Scrubber
from storage.sealing import KeyRing
from storage.unit import DeadlineError, Listeners, T, Unit

GROUP = 64  # units committed together at most, so that the first of a group never waits long
READERS = 2
BUSY_MS = 5_000
SCRUB_SECONDS = 0.1  # until the log is to be emptied again: mostly a unit or a look was just under way


class StoreInUseError(RuntimeError):
    """Another process serves this file. SQLite allows one; stop it, or move to PostgreSQL (docs/administration.md)."""


@dataclass(slots=True)
class _Job:
    work: Callable[[Unit], Any]
    until: float | None
    future: Future[Any] = field(default_factory=Future)


class SqliteStore:
    """Raises StoreInUseError when another process holds the file."""

    def __init__(self, path: Path, keys: KeyRing) -> None:
        self.keys = keys
        self._lock = lock(path)
        self._listeners = Listeners()
        self._on_commit: list[Callable[[int], None]] = []
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._readers = ThreadPoolExecutor(READERS, "reader", initializer=self._open_reader, initargs=(path,))
        self._local = threading.local()
        self._engines: list[Engine] = []
        self._writing = _connect(path)
        self._scrubber = Scrubber(lambda: _scrub(path), pause=SCRUB_SECONDS)
        self._writer = threading.Thread(target=self._write_groups, name="writer", daemon=True)
        self._writer.start()

    def write(self, work: Callable[[Unit], T], *, deadline: float | None = None) -> Future[T]:
        job = _Job(work, None if deadline is None else time.monotonic() + deadline)
        self._queue.put(job)
        return job.future

    def read(self, work: Callable[[Unit], T]) -> Future[T]:
        return self._readers.submit(self._look, work)

    def on_wake(self, topic: str, listener: Callable[[], None]) -> None:
        self._listeners.add(topic, listener)

    def on_commit(self, listener: Callable[[int], None]) -> None:
        self._on_commit.append(listener)

    def waiting(self) -> int:
        return self._queue.qsize()

    def close(self) -> None:
        self._queue.put(None)
        self._writer.join()
        self._readers.shutdown()
        self._scrubber.close()
        for engine in (*self._engines, self._writing.engine):
            engine.dispose()
        self._lock.close()

    # --- The writer thread ----------------------------------------------------------------------------------------

    def _write_groups(self) -> None:
        for group in self._groups():
            self._commit(group)
        self._writing.close()

    def _groups(self) -> Iterator[list[_Job]]:
        while (job := self._queue.get()) is not None:
            group, ending = [job], False
            with contextlib.suppress(Empty):
                while len(group) < GROUP and not ending:
                    more = self._queue.get_nowait()
                    ending = more is None
                    group += [more] if more else []
            yield [one for one in group if one.future.set_running_or_notify_cancel()]
            if ending:
                return

    def _commit(self, group: list[_Job]) -> None:
        """Run the group in one transaction; answer each caller only after it is durable.

        Savepoints are dear: SQLite copies each page that is changed inside one. So only a group that one of its units
        has spoiled is run again with them.
        """
        try:
            outcomes = self._transaction(group, self._run)
        except _SpoiledError as spoiled:
            outcomes = [spoiled.failure] if len(group) == 1 else self._transaction(group, self._run_apart)
        for job, outcome in zip(group, outcomes, strict=True):
            _answer(job.future, outcome)

    def _transaction(self, group: list[_Job], run: _Runner) -> list[Any]:
        """Raises _SpoiledError, and then nothing of it was saved."""
        raw = raw_of(self._writing)
        woken: set[str] = set()
        try:
            raw.execute("BEGIN IMMEDIATE")
            outcomes = [run(job, raw, woken) for job in group]
            raw.execute("COMMIT")
        except _SpoiledError:
            _roll_back(raw)
            raise
        except sqlite3.Error as error:  # the disk is full or the file is gone: nobody may believe to be saved
            _roll_back(raw)
            return [error] * len(group)
        for listener in self._on_commit:
            listener(len(group))
        self._scrubber.committed(woken)
        self._listeners.call(woken)
        return outcomes

    def _run(self, job: _Job, raw: sqlite3.Connection, woken: set[str]) -> Any:
        """Run one unit. Raises _SpoiledError when it fails and something is to be undone."""
        before = raw.total_changes
        outcome = self._outcome(job, woken)
        if isinstance(outcome, _Failure) and (raw.total_changes != before or not raw.in_transaction):
            raise _SpoiledError(outcome)
        return outcome

    def _run_apart(self, job: _Job, raw: sqlite3.Connection, woken: set[str]) -> Any:
        """Run one unit in its own savepoint; a failing one leaves the others of its group alone."""
        raw.execute("SAVEPOINT unit")
        outcome = self._outcome(job, woken)
        if isinstance(outcome, _Failure):
            raw.execute("ROLLBACK TO unit")
        raw.execute("RELEASE unit")
        return outcome

    def _outcome(self, job: _Job, woken: set[str]) -> Any:
        unit = Unit(self._writing, self.keys)
        try:
            _check(job.until)
            result = job.work(unit)
            _check(job.until)
        except Exception as error:  # handed to the caller, who asked for it: never swallowed here
            return _Failure(error)
        woken |= unit.woken
        return result

    # --- Readers --------------------------------------------------------------------------------------------------

    def _open_reader(self, path: Path) -> None:
        connection = _connect(path)
        raw_of(connection).execute("PRAGMA query_only=ON")
        self._engines.append(connection.engine)
        self._local.connection = connection

    def _look(self, work: Callable[[Unit], T]) -> T:
        connection: Connection = self._local.connection
        raw = raw_of(connection)
        raw.execute("BEGIN")
        try:
            return work(Unit(connection, self.keys))
        finally:
            raw.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException


class _SpoiledError(Exception):
    """A unit failed after it had changed something, so the transaction holds what must not be saved."""

    def __init__(self, failure: _Failure) -> None:
        super().__init__()
        self.failure = failure


_Runner = Callable[[_Job, sqlite3.Connection, set[str]], Any]


def lock(path: Path) -> IO[str]:
    """Hold the file for this process. Raises StoreInUseError."""
    held = Path(f"{path}.lock").open("w")  # noqa: SIM115 - held for as long as the store is open
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        held.close()
        raise StoreInUseError(StoreInUseError.__doc__) from error
    return held


def engine(path: Path) -> Engine:
    """Return an engine on one connection, set up as in DESIGN.md section 4; units begin their own transactions."""
    return create_engine(
        "sqlite://",
        creator=lambda: _open(path),
        poolclass=StaticPool,
        execution_options={"isolation_level": "AUTOCOMMIT", **compiled.OPTIONS},
    )


def _connect(path: Path) -> Connection:
    return engine(path).connect()


def _open(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _scrub(path: Path) -> bool:
    with contextlib.closing(_open(path)) as raw:
        return scrubbing.sqlite(raw)


def raw_of(connection: Connection) -> sqlite3.Connection:
    raw: object = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("not a SQLite connection")
    return raw


def _roll_back(raw: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):  # after some errors SQLite has done so already
        raw.execute("ROLLBACK")


def _check(until: float | None) -> None:
    if until is not None and time.monotonic() > until:
        raise DeadlineError(DeadlineError.__doc__)


def _answer(future: Future[Any], outcome: Any) -> None:
    if isinstance(outcome, _Failure):
        future.set_exception(outcome.error)
    elif isinstance(outcome, sqlite3.Error):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
