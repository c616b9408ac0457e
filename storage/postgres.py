"""PostgreSQL: units on a small thread pool, for any number of replicas; the database's keys and locks decide."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue

import psycopg
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from storage.sealing import KeyRing
from storage.unit import DeadlineError, Listeners, T, Unit

THREADS = 8
TRIES = 5
LOCK_TIMEOUT_MS = 200  # an ALTER behind a slow reader must not stall everyone (TRUST.md section 6)
CONNECT_SECONDS = 5
_RECONNECT_SECONDS = 1.0
COALESCE_SECONDS = 0.01  # commits of so long wake the other replicas once
_CHANNEL = "vouchsafe"
_NOTIFY = "SELECT pg_notify(%s, %s)"
_TRY_AGAIN = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


class PostgresStore:
    def __init__(self, url: str, keys: KeyRing) -> None:
        self.keys = keys
        self._engine = engine(url)
        self._listeners = Listeners()
        self._on_commit: list[Callable[[int], None]] = []
        self._threads = ThreadPoolExecutor(THREADS, "unit")
        self._closing = threading.Event()
        self._woken: SimpleQueue[str] = SimpleQueue()
        self._helping = [
            threading.Thread(target=self._staying_connected, args=(work,), name=name, daemon=True)
            for name, work in (("listener", self._listen), ("notifier", self._tell))
        ]
        for thread in self._helping:
            thread.start()

    def write(self, work: Callable[[Unit], T], *, deadline: float | None = None) -> Future[T]:
        until = None if deadline is None else time.monotonic() + deadline
        return self._threads.submit(self._write, work, until)

    def read(self, work: Callable[[Unit], T]) -> Future[T]:
        return self._threads.submit(self._read, work)

    def on_wake(self, topic: str, listener: Callable[[], None]) -> None:
        self._listeners.add(topic, listener)

    def on_commit(self, listener: Callable[[int], None]) -> None:
        self._on_commit.append(listener)

    def waiting(self) -> int:
        return self._threads._work_queue.qsize()  # noqa: SLF001 - no public name says how many wait

    def close(self) -> None:
        self._threads.shutdown()
        self._closing.set()
        self._woken.put("closing")  # so that neither thread sits out its wait; nobody listens for this topic
        for thread in self._helping:
            thread.join()
        self._engine.dispose()

    def _write(self, work: Callable[[Unit], T], until: float | None) -> T:
        """Run the unit; again from the start when the database asks for it."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(work, until)
            except (OperationalError, psycopg.OperationalError) as error:
                if attempt == TRIES or not is_passing(error):
                    raise
        raise AssertionError("unreachable")

    def _once(self, work: Callable[[Unit], T], until: float | None) -> T:
        with self._engine.begin() as connection:
            _check(until)
            unit = Unit(connection, self.keys)
            result = work(unit)
            _check(until)
        for listener in self._on_commit:
            listener(1)
        self._listeners.call(unit.woken)
        for topic in unit.woken:
            self._woken.put(topic)
        return result

    def _read(self, work: Callable[[Unit], T]) -> T:
        with self._engine.connect() as connection, connection.begin():
            connection.execute(text("SET TRANSACTION READ ONLY"))
            return work(Unit(connection, self.keys))

    def _staying_connected(self, work: Callable[[psycopg.Connection], None]) -> None:
        """A lost connection is no loss: whoever waits for a topic also looks by itself."""
        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._closing.is_set():
            with (
                contextlib.suppress(psycopg.Error),
                psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS) as connection,
            ):
                work(connection)
            self._closing.wait(_RECONNECT_SECONDS)

    def _listen(self, connection: psycopg.Connection) -> None:
        """Pass on what other replicas woke."""
        connection.execute(f"LISTEN {_CHANNEL}")
        while not self._closing.is_set():
            for notice in connection.notifies(timeout=_RECONNECT_SECONDS, stop_after=1):
                self._listeners.call([notice.payload])

    def _tell(self, connection: psycopg.Connection) -> None:
        """Wake the other replicas after commits, never inside one: a NOTIFY makes commits wait for each other."""
        while not self._closing.is_set():
            topics = {self._woken.get()}
            self._closing.wait(COALESCE_SECONDS)
            with contextlib.suppress(Empty):
                while True:
                    topics.add(self._woken.get_nowait())
            for topic in topics:
                connection.execute(_NOTIFY, (_CHANNEL, topic))


def engine(url: str) -> Engine:
    """Return an engine on psycopg 3, READ COMMITTED, with bounded waits."""
    options = f"-c lock_timeout={LOCK_TIMEOUT_MS} -c timezone=UTC"
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="READ COMMITTED",
        pool_size=THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": CONNECT_SECONDS},
    )


def is_passing(error: OperationalError | psycopg.OperationalError) -> bool:
    """Say whether others were in the way: again from the start, it may go through."""
    raised = error.orig if isinstance(error, OperationalError) else error  # a prepared statement raises it bare
    return getattr(raised, "sqlstate", None) in _TRY_AGAIN


def _check(until: float | None) -> None:
    if until is not None and time.monotonic() > until:
        raise DeadlineError(DeadlineError.__doc__)
