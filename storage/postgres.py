"""PostgreSQL: units on a small thread pool, for any number of replicas; the database's keys and locks decide."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Empty, SimpleQueue

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from storage import compiled, line, scrubbing
from storage.scrubbing import Scrubber
from storage.sealing import KeyRing
from storage.unit import DeadlineError, Listeners, T, Unit

THREADS = 8
TRIES = 8  # each of LOCK_TIMEOUT_MS: with a table that is being written anew nearly what a request may take
LOCK_TIMEOUT_MS = 200  # an ALTER behind a slow reader must not stall everyone (TRUST.md section 6)
CONNECT_SECONDS = 5
_RECONNECT_SECONDS = 1.0
COALESCE_SECONDS = 0.01  # commits of so long wake the other replicas once
_CHANNEL = "vouchsafe"
_NOTIFY = "SELECT pg_notify(%s, %s)"


class _LostError(Exception):
    """The connection was lost before its unit was committed."""


class PostgresStore:
    def __init__(self, url: str, keys: KeyRing) -> None:
        self.keys = keys
        self._engine = engine(url)
        self._scrubber = Scrubber(lambda: not scrubbing.postgres(self._engine))
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
        return self._threads.submit(self._certainly, partial(self._write, work, until))

    def read(self, work: Callable[[Unit], T]) -> Future[T]:
        return self._threads.submit(self._certainly, partial(self._read, work))

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
        self._scrubber.close()
        self._engine.dispose()

    def _certainly(self, once: Callable[[], T]) -> T:
        """Run it; again from the start when the database asks for it, or was no longer there."""
        for attempt in range(1, TRIES + 1):
            try:
                return once()
            except (OperationalError, psycopg.OperationalError, _LostError) as error:
                if attempt == TRIES or not (isinstance(error, _LostError) or line.is_passing(error)):
                    raise
        raise AssertionError("unreachable")

    def _write(self, work: Callable[[Unit], T], until: float | None) -> T:
        with self._unit() as unit:
            _check(until)
            result = work(unit)
            _check(until)
        for listener in self._on_commit:
            listener(1)
        self._scrubber.committed(unit.woken)
        self._listeners.call(unit.woken)
        for topic in unit.woken:
            self._woken.put(topic)
        return result

    def _read(self, work: Callable[[Unit], T]) -> T:
        with self._unit() as unit:
            unit.line.cursor().execute("SET TRANSACTION READ ONLY")
            return work(unit)

    @contextlib.contextmanager
    def _unit(self) -> Iterator[Unit]:
        """Commit when the block ends, undo when it raises. Raises _LostError when nothing can have been committed.

        Asking each connection first whether it still stands would be one more way there and back for every unit.
        """
        with self._engine.begin() as connection:
            unit = Unit(connection, self.keys)
            try:
                yield unit
            except BaseException as error:
                unit.line.drop()
                if unit.line.is_lost:
                    connection.invalidate()
                    self._engine.dispose()  # whoever ended this one has ended the others in the pool too
                    raise _LostError from error
                raise
            unit.line.commit()

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
        execution_options=compiled.OPTIONS,
        connect_args={"options": options, "connect_timeout": CONNECT_SECONDS},
    )


def _check(until: float | None) -> None:
    if until is not None and time.monotonic() > until:
        raise DeadlineError(DeadlineError.__doc__)
