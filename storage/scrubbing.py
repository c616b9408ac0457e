"""Makes the database forget on the disk, too, once rows are gone: nothing deleted is left in its files or its log.

It comes after a commit, which stands whatever happens here, and in a thread of its own: nobody who commits waits for
it. What cannot be done now is owed, and done later.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Collection

import psycopg
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.tagging import KEPT
from storage.unit import ERASED

SMALL = 64 * 1024 * 1024  # bytes; a larger table would be closed to everybody for seconds while it is written anew
PATIENCE_MS = 100  # for whoever holds a table: whoever wants it meanwhile waits behind us, and gives up after 200
AGAIN_SECONDS = 60.0
TABLES = tuple(name for name, kept in KEPT.items() if kept.is_about_people or kept.sealed or kept.data_class)


log = structlog.get_logger()


class Scrubber:
    """Scrubs after the commits that erased somebody, and again for as long as it is owed.

    `scrub` says whether all of it is done; it is tried again after `pause` seconds, each time after twice as many,
    AGAIN_SECONDS at most. `clock` is in seconds, and never goes back.
    """

    def __init__(
        self,
        scrub: Callable[[], bool],
        *,
        pause: float = AGAIN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scrub = scrub
        self._first = self._pause = pause
        self._clock = clock
        self._due_at = math.inf
        self._changed = threading.Condition()
        self._is_closing = False
        self._thread: threading.Thread | None = None

    def committed(self, woken: Collection[str]) -> None:
        """Return at once: whoever committed goes on, and the thread begins with the first who is erased."""
        if ERASED not in woken:
            return
        self.owe()
        with self._changed:
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="scrubber", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Scrub what was never tried, and end."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def owe(self) -> None:
        with self._changed:
            self._due_at, self._pause = -math.inf, self._first

    def pay(self) -> float:
        """Scrub if it is due; return when it is due again, by the clock: never, if nothing is owed."""
        if self._due_at <= self._clock():
            self._due_at = math.inf  # before it is done: what is erased meanwhile is due again
            if not is_done(self._scrub):
                with self._changed:
                    self._due_at = min(self._due_at, self._clock() + self._pause)
                    self._pause = min(2 * self._pause, AGAIN_SECONDS)
        return self._due_at

    def _run(self) -> None:
        while self._is_awaited():
            self.pay()

    def _is_awaited(self) -> bool:
        """Wait until it is due. False once the store closes, unless something was never tried."""
        with self._changed:
            while self._due_at > self._clock() and not self._is_closing:
                self._changed.wait(None if self._due_at == math.inf else self._due_at - self._clock())
            return self._due_at == -math.inf or not self._is_closing


def is_done(scrub: Callable[[], bool]) -> bool:
    """Scrub, and say whether all of it is done: a database that cannot just now is no error of whoever erased."""
    try:
        done = scrub()
    except (sqlite3.Error, psycopg.Error, SQLAlchemyError, OSError) as error:
        log.error("the disk still holds what was erased", action="scrub.failed", error=type(error).__name__)
        return False
    if not done:
        log.warning("the disk still holds what was erased: others were in the way", action="scrub.waits")
    return done


def sqlite(raw: sqlite3.Connection) -> bool:
    """Empty the write-ahead log; secure_delete has done the rest. Say whether nobody was in the way of it.

    It waits for nobody: while it waited for a reader, it would let nobody write.
    """
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute("PRAGMA busy_timeout=0")
    try:
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience}")
    return not busy


def postgres(engine: Engine) -> list[str]:
    """Vacuum every table about people: a small one is written anew, of a large one the dead rows are freed.

    Return the tables that were held by others, to try again. In those too large to be written anew dead rows may be
    left until they are (docs/operations.md). What the server's own log and its archives keep is not ours to empty.
    """
    with contextlib.closing(engine.raw_connection()) as lent:
        raw = lent.driver_connection
        if not isinstance(raw, psycopg.Connection):
            raise TypeError("not a PostgreSQL connection")
        raw.rollback()
        raw.autocommit = True
        try:
            raw.execute(f"SET lock_timeout = {PATIENCE_MS}".encode())
            return [name for name in TABLES if not _is_vacuumed(raw, name)]
        finally:
            lent.invalidate()  # its settings are not those of the pool


def _is_vacuumed(raw: psycopg.Connection, table: str) -> bool:
    """As thoroughly as its size allows. False when others hold it; then its dead rows are freed, if possible."""
    row = raw.execute("SELECT pg_total_relation_size(%s::regclass)", (table,)).fetchone()
    is_small = row is not None and row[0] < SMALL
    if is_small:
        with contextlib.suppress(psycopg.errors.LockNotAvailable):
            raw.execute(f'VACUUM (FULL) "{table}"'.encode())
            return True
    with contextlib.suppress(psycopg.errors.LockNotAvailable):
        raw.execute(f'VACUUM "{table}"'.encode())
        return not is_small
    return False
